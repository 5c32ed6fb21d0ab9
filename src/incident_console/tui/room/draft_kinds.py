"""What kinds of half-written texts there are: what each is called, and which action opens it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import same_person
from incident_console.store.drafts import Draft
from incident_console.store.store import Store


class DraftKind(msgspec.Struct, frozen=True):
    """What a kind is called, and the id of the action whose text it is."""

    name: str
    action: str


KINDS: dict[str, DraftKind] = {
    "update": DraftKind("update", "update"),
    "note": DraftKind("note", "note"),
    "report": DraftKind("report inside", "report"),
    "handover": DraftKind("handover", "hand_over"),
    "handover_all": DraftKind("handover of all", "hand_over_all"),
    "declaration": DraftKind("declaration", "declare"),
    "wrap_up": DraftKind("wrap-up", "close"),
    "analysis": DraftKind("analysis", "analysis"),
    "review": DraftKind("review", "review"),
}
"""By what the store calls them."""


class MyDraft(msgspec.Struct, frozen=True):
    """A draft, what it is called (`update 7K3Q`), and the incident, where it is about one."""

    draft: Draft
    name: str
    row: SummaryRow | None

    @property
    def action(self) -> str | None:
        """The id of the action that opens it; None for one of a kind that a later version wrote."""
        kind = KINDS.get(self.draft.kind)
        return None if kind is None else kind.action


def my_drafts(store: Store, person: str, rows: Iterable[SummaryRow]) -> list[MyDraft]:
    """Return somebody's drafts, newest first, by whatever spelling of their name.

    Args:
        rows: the incidents that were read already; others are looked up.
    """
    known = {row.id: row for row in rows}
    return list(_named(store, person, known))


def _named(store: Store, person: str, known: dict[str, SummaryRow]) -> Iterator[MyDraft]:
    for draft in store.drafts():
        if same_person(draft.author, person):
            row = known.get(draft.incident) or (store.summary(draft.incident) if draft.incident else None)
            kind = KINDS.get(draft.kind)
            name = draft.kind if kind is None else kind.name
            yield MyDraft(draft, f"{name} {row.ref.removeprefix('INC-')}" if row else name, row)

"""Half-written texts that the record has not taken yet: kept in memory until it does."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from incident_console.desk import Desk
from incident_console.domain.text import same_person


class Place(msgspec.Struct, frozen=True):
    """Where a draft belongs: an incident by its id ("" for a declaration), a kind, an author."""

    incident: str
    kind: str
    author: str


class Unsaved:
    """The texts on their way to the record. The writer's thread looks here too, before it saves one."""

    def __init__(self) -> None:
        self._texts: dict[Place, dict[str, str]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[tuple[Place, dict[str, str]]]:
        return iter(list(self._texts.items()))

    def hold(self, place: Place, fields: dict[str, str]) -> None:
        """Keep a text, in place of an earlier one."""
        self._texts[place] = fields

    def forget(self, place: Place, fields: dict[str, str] | None = None) -> bool:
        """Let go of a text, with `fields` only of that very one; tell whether it was there."""
        kept = self._texts.get(place)
        if kept is None or (fields is not None and kept is not fields):
            return False
        del self._texts[place]
        return True

    def find(self, place: Place) -> dict[str, str] | None:
        """The text of a place, by whatever spelling of the author's name."""
        for kept_at, fields in self:
            same_text = (kept_at.incident, kept_at.kind) == (place.incident, place.kind)
            if same_text and same_person(kept_at.author, place.author):
                return fields
        return None

    def save(self, desk: Desk, place: Place, fields: dict[str, str]) -> None:
        """Save a text if it is still the one that is held: it may have been sent meanwhile.

        Raises:
            StoreError: the record cannot take it; it stays held.
        """
        if self._texts.get(place) is fields:
            desk.store.save_draft(place.incident, place.kind, place.author, fields, desk.now())
            self.forget(place, fields)

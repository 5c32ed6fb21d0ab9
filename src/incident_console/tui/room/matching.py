"""Which incidents the filter of the board lets through."""

from __future__ import annotations

from functools import lru_cache

from incident_console.domain.summary import SummaryRow
from incident_console.domain.tokens import tokens
from incident_console.store.search import sought
from incident_console.wording.names import deadline_name, status_name


def matches(row: SummaryRow, wanted: str) -> bool:
    """Whether what the board shows of an incident holds all the words, read as a search reads them.

    Unlike there, a word may be found by any of its letters.
    """
    looked_for = sought(wanted)
    if looked_for is None:
        return True
    words = (
        row.title,
        *row.clients,
        row.owner,
        row.cl,
        row.ol,
        row.ticket,
        row.clock_kind and deadline_name(row.clock_kind),
    )
    held = held_words(
        (row.ref, row.severity, status_name(row.status), "drill" if row.drill else None, *words)
    )
    return all(" ".join(tokens(part)) in held for part in looked_for.parts)


@lru_cache(maxsize=8192)
def held_words(texts: tuple[str | None, ...]) -> str:
    return " ".join(word for text in texts if text for word in tokens(text))

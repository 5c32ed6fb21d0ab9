"""Which incidents the filter of the board lets through."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from incident_console.domain.summary import SummaryRow
from incident_console.domain.tokens import tokens
from incident_console.domain.vocabulary import Status
from incident_console.store.search import Sought, sought
from incident_console.store.store import Store
from incident_console.wording.names import DEADLINES, deadline_name, status_name

SAID = " ".join([*DEADLINES.values(), *map(status_name, Status), "drill"])
"""What the board says in words of its own, which stand in no column."""


def matches(row: SummaryRow, wanted: str) -> bool:
    """Whether what the board shows of an incident holds all the words, read as a search reads them.

    Unlike there, a word may be found by any of its letters.
    """
    looked_for = sought(wanted)
    if looked_for is None:
        return True
    state = (row.ref, row.severity, row.status, row.drill)
    texts = (row.title, " ".join(row.clients), row.owner, row.cl, row.ol, row.ticket)
    return lets_through((*state, *texts, row.clock_kind), letters_of(looked_for))


def ended(store: Store, wanted: str, limit: int) -> list[SummaryRow]:
    """Return ended incidents that the filter lets through, newest first, of all that there are."""
    looked_for = sought(wanted)
    if looked_for is None:
        return []
    letters = letters_of(looked_for)
    in_columns = [word for part in letters for word in part.split() if word not in SAID]
    return store.ended_holding(in_columns, lambda cells: lets_through(cells, letters), limit)


def letters_of(looked_for: Sought) -> list[str]:
    """Return the letters of each part that must be there."""
    return [" ".join(tokens(part)) for part in looked_for.parts]


def lets_through(cells: Sequence[Any], letters: Sequence[str]) -> bool:
    """Whether the cells of an incident, in the order of the columns `past.SHOWN`, hold all these letters."""
    ref, severity, status, drill, *texts, clock_kind = cells
    words_shown = (
        status_name(str(status)),
        "drill" if drill else "",
        clock_kind and deadline_name(clock_kind),
    )
    shown = " ".join(
        words for text in (ref, severity, *words_shown, *texts) if text and (words := words_of(text))
    )
    return all(part in shown for part in letters)


@lru_cache(maxsize=8192)
def words_of(text: str) -> str:
    """Return the words of a text in a row, as a search knows them."""
    return " ".join(tokens(text))


def newest_and_wanted(store: Store, wanted: str, limit: int) -> tuple[list[SummaryRow], int]:
    """Return the newest of what has ended, with what the filter finds among the rest.

    Beside it stands how many have ended, where that is more than were read; else 0.
    """
    newest = store.history(limit=limit)
    in_all = store.ended_count() if len(newest) == limit else 0
    if not in_all:
        return newest, 0
    known = {row.ref for row in newest}
    return newest + [row for row in ended(store, wanted, limit) if row.ref not in known], in_all

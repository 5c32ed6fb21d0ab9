"""All that has ended, looked through where it lies: for a filter of the board, which reads the newest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from incident_console.domain.summary import SummaryRow
from incident_console.store import engine
from incident_console.store.board import COLUMNS, LATEST, summaries

SHOWN = (
    "ref",
    "severity",
    "status",
    "drill",
    "title",
    "clients",
    "owner",
    "cl",
    "ol",
    "ticket",
    "clock_kind",
)
"""What a list shows of an incident, by the columns that hold it."""

LINE = " || ' ' || ".join(f"coalesce({name}, '')" for name in SHOWN)
BEYOND_ASCII = "line GLOB '*[^ -~]*'"
"""Letters that SQLite cannot compare as people do: such a row is looked at by whoever asks."""

PAGE = 2_000
"""How many candidates are read at once, until enough of them fit."""
CANDIDATES = f"""
SELECT declared_at, id, {", ".join(SHOWN)} FROM (
  SELECT *, {LINE} AS line FROM incidents
   WHERE shelf <> {engine.SHELF_OPEN} AND declared_at <= ? AND (declared_at < ? OR ref > ?)
) WHERE {BEYOND_ASCII} OR ({{alike}}) ORDER BY declared_at DESC, ref LIMIT {PAGE}
"""


def holding(
    connection: engine.Connection, words: Sequence[str], fits: Callable[[Sequence[Any]], bool], limit: int
) -> list[SummaryRow]:
    """Return ended and imported incidents that fit, newest first, `limit` at most.

    Args:
        words: letters and digits that are somewhere in what is shown of each that fits, in whatever case.
        fits: whether one of those is meant, by the cells of the columns SHOWN.
    """
    # What holds a letter beyond ASCII is found among the rows that hold some.
    alike = (" AND ".join(["line LIKE ?"] * len(words)) or "1") if "".join(words).isascii() else "0"
    wanted = [f"%{word}%" for word in words] if alike != "0" else []
    found: list[str] = []
    page: list[tuple[Any, ...]] = [()] * PAGE
    at, ref = LATEST, ""
    while len(page) == PAGE and len(found) < limit:
        page = engine.rows(connection, CANDIDATES.format(alike=alike), (at, at, ref, *wanted))
        found += [incident for _, incident, *cells in page if fits(cells)]
        at, _, ref = page[-1][:3] if page else (at, "", ref)
    found = found[:limit]
    marks = ", ".join("?" * len(found))
    return summaries(
        connection,
        f"SELECT {COLUMNS} FROM incidents WHERE id IN ({marks}) ORDER BY declared_at DESC, ref",
        found,
    )


def count(connection: engine.Connection) -> int:
    """Return how many incidents have ended or were imported."""
    return int(engine.value(connection, f"SELECT count(*) FROM incidents WHERE shelf <> {engine.SHELF_OPEN}"))

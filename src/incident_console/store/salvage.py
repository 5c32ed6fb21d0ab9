"""What a board whose pages are damaged would say: its rows as far as they can be read, the rest from the log.

It is read from a table of this connection's own that goes by the board's name, so that every question can be
asked as ever. The file is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from incident_console.domain.summarising import summary
from incident_console.domain.summary import SummaryRow
from incident_console.store import engine, log
from incident_console.store.board import COLUMNS
from incident_console.store.errors import UNREADABLE, Damaged
from incident_console.store.remains import readable
from incident_console.store.shelving import shelf_of
from incident_console.store.summary_rows import FIELDS, to_row

T = TypeVar("T")

TABLE = f"CREATE TEMP TABLE incidents ({COLUMNS}, first_ref, shelf)"
ROW = f"INSERT INTO temp.incidents VALUES ({', '.join('?' * (len(FIELDS) + 2))})"
HELD = f"SELECT {COLUMNS}, first_ref, shelf FROM main.incidents WHERE id = ?"
DAMAGED = "damaged"
"""Stands for the number of entries in a row that was made from the log: so it is read as a damaged one."""


def is_damage(error: BaseException | None) -> bool:
    """Whether the engine found a page that nobody wrote so: no file that is locked, no full disk."""
    return type(error) is engine.DatabaseError  # its kinds mean something else


def ask(connection: engine.Connection, question: Callable[[engine.Connection], T]) -> T:
    """Return the answer to a question about incidents that the damaged board cannot answer."""
    cover(connection)
    try:
        return question(connection)
    finally:
        connection.execute("DROP TABLE temp.incidents")


def cover(connection: engine.Connection) -> None:
    """Have a connection read incidents from what can be had of them; it must not write any more."""
    guarded = engine.value(connection, "PRAGMA query_only")
    connection.execute("PRAGMA query_only=0")
    try:
        connection.execute(TABLE)
        found = [row for each in incidents(connection) if (row := row_of(connection, each)) is not None]
        connection.executemany(ROW, found)
    finally:
        connection.execute(f"PRAGMA query_only={guarded}")


def incidents(connection: engine.Connection) -> list[str]:
    """Return the ids of all incidents that the log knows."""
    return [name for (name,) in connection.execute("SELECT DISTINCT incident FROM events").fetchall()]


def row_of(connection: engine.Connection, incident: str) -> Sequence[Any] | None:
    """Return the row of an incident: the board's, else one from the log, None where neither can be read."""
    try:
        rows = engine.rows(connection, HELD, (incident,))
    except engine.DatabaseError:
        rows = []
    if rows:
        return rows[0]
    made = from_log(connection, incident)
    if made is None:
        return None
    cells = to_row(made)
    cells[FIELDS.index("version")] = DAMAGED
    return [*cells, made.ref, shelf_of(made)]


def from_log(connection: engine.Connection, incident: str) -> SummaryRow | None:
    """Return the summary of what can be read of an incident's log; None where nothing can."""
    try:
        entries = log.entries(connection, incident)
    except Damaged as damage:
        entries = damage.entries
    except (engine.DatabaseError, *UNREADABLE):
        return None
    found = readable(entries)
    return None if found is None else summary(found)

"""The summary and derived tables: written beside each append, read by lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from incident_console.domain.summary import SummaryRow
from incident_console.store import engine, tables
from incident_console.store.errors import Ambiguous, NotFound
from incident_console.store.projection import FIELDS, Row, changed_columns, from_row, to_row
from incident_console.store.stamps import maybe_moment, moment, stamp

COLUMNS = ", ".join(FIELDS)
FIXED = ("id", "ref", "declared_at", "imported")
"""What the declaration says once and for all: left alone by later entries, as are the indexes on it."""

INSERT = f"INSERT INTO incidents ({COLUMNS}, last_hash, shelf) VALUES ({', '.join('?' * (len(FIELDS) + 2))})"
CHANGING = tuple(n for n, name in enumerate(FIELDS) if name not in FIXED)
UPDATE = f"UPDATE incidents SET {', '.join(f'{FIELDS[n]} = ?' for n in CHANGING)}, last_hash = ?"
UPDATE_IN_PLACE = f"{UPDATE} WHERE id = ? AND shelf = ?"
UPDATE_AND_MOVE = f"{UPDATE}, shelf = ? WHERE id = ?"

OPEN = f"""
SELECT {COLUMNS} FROM incidents WHERE shelf = {engine.SHELF_OPEN} {engine.MOST_URGENT_FIRST} LIMIT :limit
"""
OWING = f"""
SELECT {COLUMNS} FROM incidents WHERE shelf = {engine.SHELF_OWING} ORDER BY clock_due_at, ref LIMIT :limit
"""
HISTORY = f"""
SELECT {COLUMNS} FROM incidents WHERE declared_at <= :before AND shelf <> {engine.SHELF_OPEN}
ORDER BY declared_at DESC, ref LIMIT :limit
"""
LATEST = "9999"
"""Later than every time that the file can hold."""


class WaitingMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message that has not reached the client; `waiting_since` is UTC."""

    id: str
    incident: str
    ref: str
    title: str
    client: str | None
    kind: str
    text: str
    by: str
    waiting_since: datetime


class ActionRow(msgspec.Struct, frozen=True, kw_only=True):
    """An action with the incident it belongs to; times are UTC."""

    n: int
    text: str
    owner: str
    due: datetime | None
    done: datetime | None
    open: bool
    follow_up: bool
    incident: str
    ref: str
    title: str


class Written(msgspec.Struct, frozen=True):
    """A summary as this connection wrote it, and the hash by which it is known whether it is still there."""

    row: SummaryRow
    last_hash: bytes


def write(
    connection: engine.Connection,
    row: SummaryRow,
    derived: dict[str, list[Row]],
    last_hash: bytes,
    before: Written | None = None,
) -> None:
    """Write an incident's summary and those of its derived rows that changed, in the open transaction.

    Args:
        before: what was written of this incident earlier: while nobody wrote since, the difference will do.
    """
    if before is None or not write_difference(connection, before, row, last_hash):
        write_whole(connection, row, last_hash)
    for name, rows in derived.items():
        write_rows(connection, tables.DERIVED_TABLES[name], row.id, rows)


def write_difference(
    connection: engine.Connection, before: Written, row: SummaryRow, last_hash: bytes
) -> bool:
    """Write the columns that differ; tell whether the file held what they differ from, on the same shelf."""
    if shelf_of(before.row) != shelf_of(row):
        return False
    columns = changed_columns(before.row, row)
    changes = "".join(f"{FIELDS[n]} = ?, " for n in columns)
    written = connection.execute(
        f"UPDATE incidents SET {changes}last_hash = ? WHERE id = ? AND last_hash = ?",
        (*to_row(row, columns), last_hash, row.id, before.last_hash),
    )
    return bool(written.rowcount)


def write_whole(connection: engine.Connection, row: SummaryRow, last_hash: bytes) -> None:
    values = to_row(row)
    changing = [values[n] for n in CHANGING]
    shelf = shelf_of(row)
    if (
        connection.execute(UPDATE_IN_PLACE, (*changing, last_hash, row.id, shelf)).rowcount == 0
        and connection.execute(UPDATE_AND_MOVE, (*changing, last_hash, shelf, row.id)).rowcount == 0
    ):
        connection.execute(INSERT, (*values, last_hash, shelf))


def shelf_of(row: SummaryRow) -> int:
    """Tell where an incident is listed. An import is history, whatever it left open."""
    if row.imported:
        return engine.SHELF_HISTORY
    if row.open:
        return engine.SHELF_OPEN
    return engine.SHELF_HISTORY if row.clock_due_at is None else engine.SHELF_OWING


def write_rows(connection: engine.Connection, table: str, incident: str, rows: Sequence[Row]) -> None:
    """Bring the rows of an incident in one table to what is given, touching only those that differ."""
    before = connection.execute(
        f"SELECT * FROM {table} WHERE incident = ? ORDER BY n", (incident,)
    ).fetchall()
    if before == list(rows):
        return
    held = {row[1]: row for row in before}
    fresh = [row for row in rows if held.get(row[1]) != row]
    if fresh:
        marks = ", ".join("?" * len(fresh[0]))
        connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", fresh)
    stale = held.keys() - {row[1] for row in rows}
    connection.executemany(
        f"DELETE FROM {table} WHERE incident = ? AND n = ?", [(incident, n) for n in stale]
    )


def open_incidents(connection: engine.Connection, now: datetime, limit: int) -> list[SummaryRow]:
    """Return the open incidents, most urgent first: overdue, then by severity and time left."""
    return [from_row(row) for row in found(connection, OPEN, {"now": stamp(now), "limit": limit})]


def history(connection: engine.Connection, before: datetime | None, limit: int) -> list[SummaryRow]:
    """Return what is not on the board, imports included, newest first, not declared after a time."""
    until = LATEST if before is None else stamp(before)
    return [from_row(row) for row in found(connection, HISTORY, {"before": until, "limit": limit})]


def owing(connection: engine.Connection, limit: int) -> list[SummaryRow]:
    """Return ended incidents that still owe something (an analysis, a review), due first."""
    return [from_row(row) for row in found(connection, OWING, {"limit": limit})]


def summary(connection: engine.Connection, incident: str) -> SummaryRow | None:
    """Return an incident's row, None where there is none."""
    rows = found(connection, f"SELECT {COLUMNS} FROM incidents WHERE id = :id", {"id": incident})
    return from_row(rows[0]) if rows else None


def found(connection: engine.Connection, sql: str, values: dict[str, Any]) -> list[Row]:
    """Return the rows of a query, also where one holds bytes that are no text: those show as such."""
    try:
        return connection.execute(sql, values).fetchall()
    except engine.OperationalError as error:
        if "decode" not in str(error).lower():
            raise
    usual, connection.text_factory = connection.text_factory, partial(str, encoding="utf-8", errors="replace")
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.text_factory = usual


def find(connection: engine.Connection, name: str) -> str:
    """Return the id of the incident that goes by a name.

    Args:
        name: a reference or a unique start of one, in any case, `INC-` or not; `.` is the only open one.

    Raises:
        NotFound: there is none.
        Ambiguous: there are several.
    """
    name = name.strip()
    if name == ".":
        found = connection.execute(
            f"SELECT id, ref FROM incidents WHERE shelf = {engine.SHELF_OPEN} ORDER BY ref LIMIT 7"
        ).fetchall()
        nothing = "no incident is open; name one by its reference"
    else:
        given = name.upper()
        if (
            exact := engine.value(connection, "SELECT id FROM incidents WHERE ref = ?", (given,))
        ) is not None:
            return str(exact)
        found = starting(connection, given)
        if given and not found and not given.startswith("INC-"):
            found = starting(connection, f"INC-{given}")
        nothing = f"no incident is called {name}"
    if not found:
        raise NotFound(nothing)
    if len(found) > 1:
        several = ", ".join(ref for _, ref in found[:6]) + (", …" if len(found) > 6 else "")
        raise Ambiguous(f"{name} may be {several}; give more of the reference")
    return str(found[0][0])


def starting(connection: engine.Connection, given: str) -> list[tuple[str, str]]:
    """Return (id, reference) of those whose reference begins so; an exact one is preferred to longer ones."""
    if not given:
        return []
    found = connection.execute(
        "SELECT id, ref FROM incidents WHERE ref >= ? AND ref < ? ORDER BY ref LIMIT 7",
        (given, given + "\U0010ffff"),
    ).fetchall()
    return found[:1] if found and found[0][1] == given else found


def outbox(connection: engine.Connection, incident: str | None, limit: int) -> list[WaitingMessage]:
    """Return the messages that wait, oldest first, of all incidents or one."""
    rows: list[Any] = connection.execute(
        """
        SELECT r.id, r.incident, i.ref, i.title, i.client, r.kind, r.words, r."by", r.written_at
        FROM update_rows r JOIN incidents i ON i.id = r.incident
        WHERE r.waiting = 1 AND (?1 IS NULL OR r.incident = ?1) ORDER BY r.written_at, r.id LIMIT ?2
        """,
        (incident, limit),
    ).fetchall()
    return [
        WaitingMessage(
            id=message,
            incident=of,
            ref=ref,
            title=title,
            client=client,
            kind=kind,
            text=text,
            by=by,
            waiting_since=moment(written_at),
        )
        for message, of, ref, title, client, kind, text, by, written_at in rows
    ]


def actions(connection: engine.Connection, incident: str | None, limit: int) -> list[ActionRow]:
    """Return the actions of one incident, or all that are open, due first."""
    rows = connection.execute(
        f"""
        SELECT a.n, a.text, a.owner, a.due, a.done_at, a.open, a.follow_up, a.incident, i.ref, i.title
        FROM action_rows a JOIN incidents i ON i.id = a.incident
        WHERE {"a.open = 1 AND i.imported = 0" if incident is None else "a.incident = :incident"}
        ORDER BY {"a.due IS NULL, a.due, i.ref, a.n" if incident is None else "a.n"} LIMIT :limit
        """,
        {"incident": incident, "limit": limit},
    ).fetchall()
    return [
        ActionRow(
            n=n,
            text=text,
            owner=owner,
            due=maybe_moment(due),
            done=maybe_moment(done),
            open=bool(is_open),
            follow_up=bool(follow_up),
            incident=of,
            ref=ref,
            title=title,
        )
        for n, text, owner, due, done, is_open, follow_up, of, ref, title in rows
    ]

"""Writing what lists and people's queries read, beside each append: a summary and what is derived from it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from incident_console.domain.summary import SummaryRow
from incident_console.store import derived_tables, engine, log
from incident_console.store.board import COLUMNS
from incident_console.store.errors import NotSaved
from incident_console.store.projection import Row
from incident_console.store.summary_rows import FIELDS, changed_columns, to_row

FIXED = ("id", "ref", "declared_at", "imported")
"""What the declaration says once and for all: left alone by later entries, as are the indexes on it."""

INSERT = f"""
INSERT INTO incidents ({COLUMNS}, first_ref, last_hash, shelf) VALUES ({", ".join("?" * (len(FIELDS) + 3))})
"""
CHANGING = tuple(n for n, name in enumerate(FIELDS) if name not in FIXED)
UPDATE = f"UPDATE incidents SET {', '.join(f'{FIELDS[n]} = ?' for n in CHANGING)}, last_hash = ?"
UPDATE_IN_PLACE = f"{UPDATE} WHERE id = ? AND shelf = ?"
UPDATE_AND_MOVE = f"{UPDATE}, shelf = ? WHERE id = ?"


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
    first_ref: str | None = None,
) -> None:
    """Write an incident's summary and those of its derived rows that changed, in the open transaction.

    Args:
        before: what was written of this incident earlier: while nobody wrote since, the difference will do.
        first_ref: under what a new incident was declared, where it goes by another reference here.
    """
    if before is None or not write_difference(connection, before, row, last_hash):
        write_whole(connection, row, last_hash, first_ref or row.ref)
    for name, rows in derived.items():
        write_rows(connection, derived_tables.DERIVED_TABLES[name], row.id, rows)


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


def write_whole(connection: engine.Connection, row: SummaryRow, last_hash: bytes, first_ref: str) -> None:
    values = to_row(row)
    changing = [values[n] for n in CHANGING]
    shelf = shelf_of(row)
    if (
        connection.execute(UPDATE_IN_PLACE, (*changing, last_hash, row.id, shelf)).rowcount == 0
        and connection.execute(UPDATE_AND_MOVE, (*changing, last_hash, shelf, row.id)).rowcount == 0
    ):
        written = connection.execute(INSERT, (*values, first_ref, last_hash, shelf))
        if written.rowcount < 1:
            raise NotSaved(log.NOT_THERE)


def name(connection: engine.Connection, incident: str, ref: str) -> None:
    """Have an incident go by another reference in this file."""
    connection.execute("UPDATE incidents SET ref = ? WHERE id = ?", (ref, incident))


def shelf_of(row: SummaryRow) -> int:
    """Tell where an incident is listed. An import is history, whatever it left open."""
    if row.imported:
        return engine.SHELF_HISTORY
    if row.open:
        return engine.SHELF_OPEN
    return engine.SHELF_HISTORY if row.owed_kind is None else engine.SHELF_OWING


def write_rows(connection: engine.Connection, table: str, incident: str, rows: Sequence[Row]) -> None:
    """Bring the rows of an incident in one table to what is given, touching only those that differ."""
    before = connection.execute(
        f"SELECT * FROM {table} WHERE incident = ? ORDER BY n", (incident,)
    ).fetchall()
    if before == list(rows):
        return
    stored = {row[1]: row for row in before}
    fresh = [row for row in rows if stored.get(row[1]) != row]
    if fresh:
        marks = ", ".join("?" * len(fresh[0]))
        connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", fresh)
    stale = stored.keys() - {row[1] for row in rows}
    connection.executemany(
        f"DELETE FROM {table} WHERE incident = ? AND n = ?", [(incident, n) for n in stale]
    )

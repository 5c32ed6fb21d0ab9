"""Writing anew what is derived from the log: order, verdicts, board, tables, search index."""

from __future__ import annotations

import msgspec

from incident_console.domain.entry import Entry
from incident_console.domain.folding import fold
from incident_console.domain.naming import told_apart
from incident_console.store import chains, derived_tables, engine, log, merging, schema, search_index
from incident_console.store.errors import StoreError


def rebuild(connection: engine.Connection) -> int:
    """Write board, derived tables and search index anew from the log, in the transaction that is open.

    Returns:
        How many incidents were written.

    Raises:
        StoreError: an incident's log cannot be folded; nothing is changed then.
    """
    schema.mend(connection)
    rearrange(connection)
    for table in ("incidents", *derived_tables.DERIVED_TABLES.values()):
        connection.execute(f"DELETE FROM {table}")
    search_index.rebuild(connection)
    rows = connection.execute("SELECT DISTINCT incident FROM events ORDER BY 1").fetchall()
    logs = {name: entries_or_error(connection, name) for (name,) in rows}
    names = told_apart({name: merging.ref_of(entries) for name, entries in logs.items()})
    for name, entries in logs.items():
        merging.write_board(connection, entries, 0, names[name])
    # Counted like a merge, for whatever others have folded is to be read anew. The row is made anew too: what
    # was damaged cannot be counted up.
    merges = log.merges(connection) + 1
    connection.execute("DELETE FROM meta WHERE key = 'merges'")
    connection.execute("INSERT INTO meta VALUES ('merges', ?)", (str(merges),))
    return len(names)


def rearrange(connection: engine.Connection) -> None:
    """Bring places and verdicts to what order and judging make of the log."""
    tied = chains.Tied(connection)
    try:
        for (name,) in connection.execute("SELECT DISTINCT incident FROM events").fetchall():
            tied.add(name)
        merging.rearrange(connection, tied, tied.arranged(), {})
    except (msgspec.MsgspecError, ValueError, KeyError) as error:
        raise StoreError(f"the log cannot be read ({error}); verify the file first") from error


def entries_or_error(connection: engine.Connection, incident: str) -> list[Entry]:
    try:
        entries = log.entries(connection, incident)
        fold(entries)
    except (StoreError, ValueError, KeyError) as error:
        raise StoreError(f"the log of {incident} cannot be read ({error}); verify the file first") from error
    return entries

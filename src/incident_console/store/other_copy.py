"""The file of another copy: opening it, reading what is not here yet, refusing what is not whole."""

from __future__ import annotations

from pathlib import Path

from incident_console.domain.text import displayed
from incident_console.store import chains, engine, file, file_troubles, schema, vetting
from incident_console.store.chains import ID, Row
from incident_console.store.errors import StoreError, StoreRefused
from incident_console.store.opening import connect

ALL = "SELECT id, hash, incident FROM events ORDER BY position"


def open_other(path: Path, own: Path) -> engine.Connection:
    """Open another copy for reading, without changing anything in it.

    Raises:
        StoreRefused: there is none, it is this very file, not ours, newer, or damaged.
    """
    advice = file_troubles.FOR_A_MERGE
    resolved = file.resolve(path, advice)
    if not file.examine(resolved, advice=advice):
        raise StoreRefused(f"{resolved} does not exist; {advice.another}")
    if file.identity(resolved) == file.identity(own):
        raise StoreRefused(f"{resolved} is this record itself; {advice.another}")
    file.peek(resolved, advice)
    try:
        other = connect(resolved, read_only=True)
    except engine.Error as error:
        raise StoreRefused(file_troubles.unreadable(resolved, error)) from error
    try:
        file.check_ours(resolved, other, advice)
        version = schema.user_version(other)
        schema.refuse_unreleased(resolved, version, advice)
        if version > engine.SCHEMA_VERSION:
            raise StoreRefused(schema.newer(resolved, version, advice))
        if version < engine.SCHEMA_VERSION:
            raise StoreRefused(f"{resolved} is from an older version; open it once with this one, then merge")
        if lacking := schema.missing(other):
            raise StoreRefused(
                file_troubles.damaged(resolved, StoreError(f"without {', '.join(lacking[:3])}"), advice)
            )
        # All of it is read as it is at one moment, whoever writes there meanwhile.
        other.execute("BEGIN")
        refuse_damaged(resolved, other)
    except engine.Error as error:
        other.close()
        raise StoreRefused(file_troubles.damaged(resolved, error, advice)) from error
    except BaseException:
        other.close()
        raise
    return other


def refuse_damaged(path: Path, other: engine.Connection) -> None:
    """Refuse a file whose pages are not whole."""
    found = engine.value(other, "PRAGMA quick_check(1)")
    if found != "ok":
        raise StoreRefused(file_troubles.damaged(path, StoreError(str(found)), file_troubles.FOR_A_MERGE))


def missing_here(connection: engine.Connection, other: engine.Connection) -> dict[str, list[Row]]:
    """Return the other's events that are not here, by incident, in the order in which they came there.

    Raises:
        StoreRefused: an incident is not whole there, or differs from what is recorded here.
    """
    here = {name: stored for name, stored, _ in connection.execute(ALL).fetchall()}
    wanted: dict[str, list[str]] = {}
    for name, stored, incident in other.execute(ALL).fetchall():
        known = here.get(name)
        new = wanted.setdefault(incident, [])
        if known is None:
            new.append(name)
        elif known != stored:
            raise StoreRefused(
                f"the two copies differ in an entry that both hold ({name}), so that one of them was "
                "altered; nothing was merged: verify both"
            )
    forks = chains.forked(other)
    fresh = {}
    for incident, ids in wanted.items():
        rows = chains.rows_of(other, incident)
        # Also where nothing of it is new: a copy that was altered is believed in nothing.
        fault, entries = chains.broken(rows, forks)
        ref = engine.value(other, "SELECT ref FROM incidents WHERE id = ?", (incident,)) or incident
        coming = set(ids)
        for entry in entries:
            if entry.id in coming and (doubt := vetting.doubt(entry)) is not None:
                raise StoreRefused(not_written(ref, f"entry {entry.seq}: {doubt}"))
        if fault is not None:
            raise StoreRefused(f"the other copy is not whole: {ref}: {fault}; nothing was merged: verify it")
        if ids:
            by_id = {row[ID]: row for row in rows}
            fresh[incident] = [by_id[name] for name in ids]
    return fresh


def not_written(ref: str, doubt: str) -> str:
    return (
        f"the other copy holds what this program does not write ({displayed(ref, lines=False)}: {doubt}); "
        "nothing was merged: find out who made that file"
    )

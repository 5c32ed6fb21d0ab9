"""Proving that the record is whole, and rebuilding what is derived from it.

The guards stop mistakes. The chain of hashes shows that an event was altered, taken out or put in; that the
end of a chain was cut off, or a chain written anew, shows only against an anchor that was kept elsewhere.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident, fold
from incident_console.domain.summary import SummaryRow, summary
from incident_console.store import board, engine, log, schema, search, tables
from incident_console.store.errors import StoreError
from incident_console.store.projection import NAMES, Row, derived

CHAIN = """
SELECT id, incident, seq, type, version, occurred_at, recorded_at, "by", term, console, count, body,
       text, prev, hash
FROM events WHERE incident = ? ORDER BY seq
"""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it was written. Only a `derived` finding goes away with `rebuild`."""

    sentence: str
    ref: str | None = None
    derived: bool = False


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at and what was found.

    `anchor` is the last hash, in hexadecimal, of the incident looked at; of the whole file it is one hash
    over all of them. Kept elsewhere, it shows later whether anything up to here was cut off or rewritten.
    """

    findings: tuple[Finding, ...]
    incidents: int
    events: int
    anchor: str

    @property
    def whole(self) -> bool:
        return not self.findings


def verify(connection: engine.Connection, incident: str | None = None) -> Verification:
    """Look at one incident, or at the file and every incident in it."""
    findings = [] if incident is not None else verify_file(connection)
    try:
        if incident is not None:
            names = [incident]
        else:
            names = [
                name
                for (name,) in connection.execute(
                    "SELECT DISTINCT incident FROM events ORDER BY 1"
                ).fetchall()
            ]
            findings += orphans(connection)
        events, anchors = 0, []
        for name in names:
            found, count, last = verify_incident(connection, name)
            findings += found
            events += count
            anchors.append(last)
    except engine.DatabaseError as error:
        findings.append(
            Finding(sentence=f"the file cannot be read to its end ({error}); restore your last backup")
        )
        return Verification(findings=tuple(findings), incidents=0, events=0, anchor="")
    anchor = anchors[0] if incident is not None and anchors else hashlib.sha256(b"".join(anchors)).digest()
    return Verification(findings=tuple(findings), incidents=len(names), events=events, anchor=anchor.hex())


def verify_file(connection: engine.Connection) -> list[Finding]:
    """Look at the pages, the schema, the guards and the search index."""
    try:
        pages = [text for (text,) in connection.execute("PRAGMA quick_check(5)").fetchall()]
    except engine.DatabaseError as error:
        pages = [str(error)]
    findings = [
        Finding(sentence=f"the file is damaged: {text}; copy its folder, then restore your last backup")
        for text in pages
        if text != "ok"
    ]
    findings += [
        Finding(sentence=f"{name} is missing from the file, so that events can be changed by mistake")
        if name in tables.GUARDS
        else Finding(sentence=f"{name} is missing from the file; restore your last backup")
        for name in schema.missing(connection)
    ]
    findings += [
        Finding(sentence=f"{name} was altered, so that events can be changed by mistake")
        for name in schema.altered_guards(connection)
        if name not in schema.missing(connection)
    ]
    return findings


def orphans(connection: engine.Connection) -> list[Finding]:
    """Find rows on the board that no event stands behind."""
    rows = connection.execute(
        "SELECT ref FROM incidents WHERE id NOT IN (SELECT DISTINCT incident FROM events) ORDER BY ref"
    ).fetchall()
    return [
        Finding(ref=ref, sentence=f"{ref} is on the board without any event; its record was taken out")
        for (ref,) in rows
    ]


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds of one incident, read at one moment."""

    rows: list[tuple[Any, ...]]
    summary: SummaryRow | None
    last_hash: bytes | None
    shelf: int | None
    derived: dict[str, list[Row]]


def held(connection: engine.Connection, incident: str) -> Held:
    """Read all of one incident, while others may go on writing."""
    joined = connection.in_transaction
    if not joined:
        connection.execute("BEGIN")
    try:
        last_hash, shelf = connection.execute(
            "SELECT last_hash, shelf FROM incidents WHERE id = ?", (incident,)
        ).fetchone() or (None, None)
        return Held(
            rows=connection.execute(CHAIN, (incident,)).fetchall(),
            summary=board.summary(connection, incident),
            last_hash=last_hash,
            shelf=shelf,
            derived={
                name: connection.execute(
                    f"SELECT * FROM {table} WHERE incident = ? ORDER BY n", (incident,)
                ).fetchall()
                for name, table in tables.DERIVED_TABLES.items()
            },
        )
    finally:
        if not joined:
            connection.execute("COMMIT")


def verify_incident(connection: engine.Connection, incident: str) -> tuple[list[Finding], int, bytes]:
    """Look at one incident's chain and what is derived from it; return findings, events and last hash."""
    found = held(connection, incident)
    ref = incident if found.summary is None else found.summary.ref
    events = len(found.rows)
    broken, end, entries = verify_chain(found.rows)
    said = []
    if broken is not None:
        said.append(broken)
    elif found.summary is not None and found.last_hash != end:
        said.append(f"the board knows {found.summary.version} events, the log ends with {events}")
    if said:
        return [Finding(ref=ref, sentence=f"{ref}: {words}") for words in said], events, end
    differing = [
        Finding(ref=ref, derived=True, sentence=f"{ref}: {words}; rebuild it")
        for words in derived_differences(found, fold(entries))
    ]
    return differing, events, end


def verify_chain(rows: list[tuple[Any, ...]]) -> tuple[str | None, bytes, list[Entry]]:
    """Follow the hashes from the first event on; after the first break nothing more can be said.

    Returns:
        What is wrong, the hash up to which all is well, and the entries up to there.
    """
    previous, entries = log.GENESIS, list[Entry]()
    for expected, row in enumerate(rows, 1):
        fields, (text, prev, stored), seq = row[:12], row[12:], row[2]
        if seq != expected:
            return f"entry {expected} is missing: the log goes on with {seq}", previous, entries
        if prev != previous or log.chained(previous, fields) != stored:
            return f"entry {seq} is not what was recorded: it, or one before, was altered", previous, entries
        try:
            entry = log.entry_of(fields)
        except (msgspec.MsgspecError, ValueError) as error:
            return f"entry {seq} cannot be read ({error}); install the newest version", previous, entries
        if text != log.words(entry.event):
            return f"the text of entry {seq}, as lists and searches show it, was altered", previous, entries
        entries.append(entry)
        previous = stored
    return None, previous, entries


def derived_differences(found: Held, folded: Incident) -> list[str]:
    """Compare what is derived with what the log says now."""
    fresh = summary(folded)
    said = []
    if found.summary is None:
        said.append("it is missing from the board")
    elif found.summary != fresh or found.shelf != board.shelf_of(fresh):
        said.append("the board differs from the log")
    return said + [
        f"the {name} table differs from the log"
        for name, rows in derived(folded).items()
        if rows != found.derived[name]
    ]


def rebuild(connection: engine.Connection) -> int:
    """Write board, derived tables and search index anew from the log, in the transaction that is open.

    Returns:
        How many incidents were written.

    Raises:
        StoreError: an incident's log cannot be folded; nothing is changed then.
    """
    for table in ("incidents", *tables.DERIVED_TABLES.values()):
        connection.execute(f"DELETE FROM {table}")
    search.rebuild(connection)
    names = [
        name for (name,) in connection.execute("SELECT DISTINCT incident FROM events ORDER BY 1").fetchall()
    ]
    for name in names:
        folded = folded_or_error(connection, name)
        board.write(connection, summary(folded), derived(folded, NAMES), log.last(connection, name)[1])
    return len(names)


def folded_or_error(connection: engine.Connection, incident: str) -> Incident:
    try:
        return fold(log.entries(connection, incident))
    except (StoreError, ValueError, KeyError) as error:
        raise StoreError(f"the log of {incident} cannot be read ({error}); verify the file first") from error

"""Proving that the record is whole, and rebuilding what is derived from it.

The guards stop mistakes. The chain of hashes shows that an event was altered, taken out or put in; that the
end of a chain was cut off, or a chain written anew, shows only against an anchor that was kept elsewhere.
"""

from __future__ import annotations

import hashlib

import msgspec

from incident_console.domain.events import decode
from incident_console.domain.incident import Incident, fold
from incident_console.store import board, engine, log, schema, search, tables
from incident_console.store.errors import StoreError
from incident_console.store.projection import NAMES, derived, summary

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


def verify_incident(connection: engine.Connection, incident: str) -> tuple[list[Finding], int, bytes]:
    """Look at one incident's chain and what is derived from it; return findings, events and last hash."""
    joined = connection.in_transaction
    if not joined:
        connection.execute("BEGIN")
    try:
        rows = connection.execute(CHAIN, (incident,)).fetchall()
        shown = board.summary(connection, incident)
        last_hash = engine.value(connection, "SELECT last_hash FROM incidents WHERE id = ?", (incident,))
        held = {
            name: connection.execute(
                f"SELECT * FROM {table} WHERE incident = ? ORDER BY n", (incident,)
            ).fetchall()
            for name, table in tables.DERIVED_TABLES.items()
        }
        entries = None if broken_bodies(rows) else log.entries_by_row(connection, incident)
    finally:
        if not joined:
            connection.execute("COMMIT")
    ref = incident if shown is None else shown.ref
    findings, end = verify_chain(rows, ref)
    if shown is not None and (shown.version > len(rows) or (last_hash != end and not findings)):
        findings.append(
            Finding(
                ref=ref,
                sentence=f"{ref}: the board knows {shown.version} events, the log ends with {len(rows)}",
            )
        )
    if findings or entries is None:
        return findings, len(rows), end
    folded = fold(entries)
    if shown is None:
        findings.append(
            Finding(ref=ref, derived=True, sentence=f"{ref} is missing from the board; rebuild it")
        )
    elif shown != summary(folded):
        findings.append(
            Finding(ref=ref, derived=True, sentence=f"{ref}: the board differs from the log; rebuild it")
        )
    findings += [
        Finding(ref=ref, derived=True, sentence=f"{ref}: the {name} table differs from the log; rebuild it")
        for name, fresh in derived(folded).items()
        if fresh != held[name]
    ]
    return findings, len(rows), end


def broken_bodies(rows: list[tuple[object, ...]]) -> bool:
    """Tell whether any event cannot be read as one."""
    try:
        for row in rows:
            decode(str(row[11]))
    except (msgspec.MsgspecError, ValueError):
        return True
    return False


def verify_chain(rows: list[tuple[object, ...]], ref: str) -> tuple[list[Finding], bytes]:
    """Follow the hashes from the first event on; after the first break nothing more can be said."""
    previous = log.GENESIS
    for expected, row in enumerate(rows, 1):
        fields, text, prev, stored = row[:12], row[12], row[13], row[14]
        seq = row[2]
        said = None
        if seq != expected:
            said = f"entry {expected} is missing: the log goes on with {seq}"
        elif prev != previous or log.chained(previous, fields) != stored:
            said = f"entry {seq} is not what was recorded: it, or one before it, was altered"
        else:
            try:
                if text != log.words(decode(str(row[11]))):
                    said = f"the text of entry {seq}, as lists and searches show it, was altered"
            except (msgspec.MsgspecError, ValueError) as error:
                said = f"entry {seq} cannot be read ({error}); a newer version may have written it"
        if said is not None:
            return [Finding(ref=ref, sentence=f"{ref}: {said}")], previous
        assert isinstance(stored, bytes)
        previous = stored
    return [], previous


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
        return fold(log.entries_by_row(connection, incident))
    except (msgspec.MsgspecError, ValueError, KeyError) as error:
        raise StoreError(f"the log of {incident} cannot be read ({error}); verify the file first") from error

"""The event log: appending in one transaction, reading back, and the chains of hashes.

An event's hash covers the hash of its console's event before it in this incident (`prev`), that of the event
that stood last in the incident's order when it was written (`seen`), and its own fields: all but its place
and its verdict, which a merge may change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from incident_console.domain.declaring import IncidentDeclared
from incident_console.domain.entry import Entry, Event
from incident_console.domain.events import decode, decoder, encode, type_name
from incident_console.domain.objections import Objection
from incident_console.store import engine
from incident_console.store.errors import UNREADABLE, Conflict, Damaged, NotSaved, Overtaken
from incident_console.store.stamps import Moment, moment, stamp

GENESIS = bytes(32)
"""What the first event of a chain is chained to, and what the first event of an incident has seen."""

HASHED = (
    *("id", "incident", "type", "version", "occurred_at", "recorded_at", "by", "login", "term", "console"),
    *("count", "body"),
)
"""The fields of an event that its hash covers, in this order."""

FIELDS = ", ".join(f'"{name}"' for name in HASHED)
COLUMNS = f"{FIELDS}, place, text, verdict, seen, prev, hash"

INSERT = f"INSERT INTO events ({COLUMNS}) VALUES ({', '.join('?' * (len(HASHED) + 6))})"

HELD = "SELECT position, id, hash, body FROM events WHERE incident = ? AND place > ? ORDER BY place"
ID, BODY = HASHED.index("id"), HASHED.index("body")

NOT_THERE = (
    "nothing was recorded: something in the file kept the entry out, which no part of this program does; "
    "verify names it"
)

LAST = "SELECT place, id, console, hash FROM events WHERE incident = ? ORDER BY place DESC LIMIT 1"

CHAIN_END = """
SELECT hash FROM events WHERE incident = ? AND console = ? ORDER BY count DESC, place DESC LIMIT 1
"""

ENTRY = """
SELECT id, place, console, count, term, occurred_at, recorded_at, "by", login, body, verdict FROM events
"""

ENTRIES = f"{ENTRY} WHERE incident = ? AND place > ? ORDER BY place"
ENTRY_AT = f"{ENTRY} WHERE incident = ? AND place = ?"
PLACES = "SELECT place FROM events WHERE incident = ? AND place > ? ORDER BY place"

AsHeld = tuple[str, int, str, int, str, Moment, Moment, str, str, str, str | None]
"""The types of what `ENTRY` selects, which SQLite checks only when it writes."""

_canonical = msgspec.json.Encoder()
_verdicts = msgspec.json.Decoder(Objection)


def chained(prev: bytes, seen: bytes, fields: Sequence[Any]) -> bytes:
    """Return the hash of an event: SHA-256 over `prev`, `seen` and its `HASHED` fields as a JSON array."""
    # Loading OpenSSL takes longer than most commands that only read.
    from hashlib import sha256

    return sha256(prev + seen + _canonical.encode(fields)).digest()


def last(connection: engine.Connection, incident: str) -> tuple[int, str, str, bytes]:
    """Return place, id, console and hash of the last event; 0, "", "" and the genesis where there is none."""
    row = connection.execute(LAST, (incident,)).fetchone()
    return (0, "", "", GENESIS) if row is None else row


def id_at(connection: engine.Connection, incident: str, place: int) -> str | None:
    found = engine.value(
        connection, "SELECT id FROM events WHERE incident = ? AND place = ?", (incident, place)
    )
    return None if found is None else str(found)


def merges(connection: engine.Connection) -> int:
    """Return how many merges the file has seen."""
    try:
        return int(engine.value(connection, "SELECT value FROM meta WHERE key = 'merges'") or 0)
    except (ValueError, TypeError):
        # What it was before it was damaged, nobody can say; `verify` does that it was.
        return 0


def chain_end(connection: engine.Connection, incident: str, console: str) -> bytes:
    """Return the hash of a console's last event in an incident."""
    return engine.value(connection, CHAIN_END, (incident, console)) or GENESIS


def append(connection: engine.Connection, entries: Sequence[Entry]) -> tuple[bytes, int]:
    """Write entries of one incident, in order, into the transaction that is open.

    Returns:
        The last hash, and the last position in the file.

    Raises:
        Overtaken: the log has moved on since the entries were made; nothing was written.
        Conflict: one of them is recorded already.
    """
    incident, console = entries[0].incident, entries[0].console
    before, _, author, seen = last(connection, incident)
    # Mostly the last entry is this console's own, and one look is saved.
    prev = seen if author == console else chain_end(connection, incident, console)
    rows = []
    for place, entry in enumerate(entries, before + 1):
        if entry.seq != place or entry.incident != incident:
            raise Overtaken("another console recorded something here first; look at it, then do it again")
        row = row_of(entry, seen, prev)
        rows.append(row)
        prev = seen = row[-1]
    try:
        connection.executemany(INSERT, rows)
    except engine.IntegrityError as error:
        raise Conflict(f"this is recorded already ({error}); nothing was recorded twice") from error
    # Read back before anybody is told: a foreign trigger keeps a row out, or alters it, without an error.
    stored = connection.execute(HELD, (incident, before)).fetchall()
    if [found[1:] for found in stored] != [(row[ID], row[-1], row[BODY]) for row in rows]:
        raise NotSaved(NOT_THERE)
    return seen, stored[-1][0]


def row_of(entry: Entry, seen: bytes, prev: bytes) -> tuple[Any, ...]:
    """Return an entry as the file holds it (`COLUMNS`), chained to what came before it."""
    event = entry.event
    fields = (
        entry.id,
        entry.incident,
        type_name(event),
        event.version,
        stamp(entry.occurred_at),
        stamp(entry.recorded_at),
        entry.by,
        entry.login,
        entry.term,
        entry.console,
        entry.count,
        encode(event).decode(),
    )
    verdict = verdict_of(entry.objection)
    return (*fields, entry.seq, words(event), verdict, seen, prev, chained(prev, seen, fields))


def verdict_of(objection: Objection | None) -> str | None:
    """Return a verdict as the file holds it: NULL where it holds, else the objection as JSON."""
    return None if objection is None else _canonical.encode(objection).decode()


def words(event: Event) -> str:
    """Return what a search finds an event by: what was typed, and for a declaration all that it says."""
    if isinstance(event, IncidentDeclared):
        clients = (event.client, *(each.client for each in event.others))
        texts = (event.title, event.ref, *clients, event.ticket, event.impact, event.scope)
        return "\n".join(part for part in texts if part)
    return event.text


def entries(connection: engine.Connection, incident: str, after: int = 0) -> list[Entry]:
    """Return the entries of an incident from behind a place on, in order.

    It is declared there under the name that it goes by in this file.

    Raises:
        Damaged: one of them cannot be read; those that can are in it.
    """
    damage: Damaged | None = None
    try:
        rows = msgspec.convert(
            connection.execute(ENTRIES, (incident, after)).fetchall(), list[AsHeld], strict=True
        )
        found = entries_of(incident, rows)
    except (engine.DatabaseError, *UNREADABLE):
        found, damage = what_can_be_read(connection, incident, after)
    if found and found[0].seq == 1:
        found[0] = renamed(found[0], name_of(connection, incident))
    if damage is not None:
        damage.entries = found
        raise damage
    return found


def entries_of(incident: str, rows: Sequence[AsHeld]) -> list[Entry]:
    """Return entries from rows of the query `ENTRY`, in their order."""
    read = decoder().decode
    return [
        Entry(
            id=name,
            incident=incident,
            seq=place,
            console=console,
            count=count,
            term=term,
            occurred_at=occurred_at,
            recorded_at=recorded_at,
            by=by,
            login=login,
            event=read(body),
            objection=None if verdict is None else _verdicts.decode(verdict),
        )
        for name, place, console, count, term, occurred_at, recorded_at, by, login, body, verdict in rows
    ]


def what_can_be_read(
    connection: engine.Connection, incident: str, after: int
) -> tuple[list[Entry], Damaged | None]:
    """Return the entries that can be read one by one, and what is said of the first that cannot.

    All of them can where the engine was mistaken the first time, as it may be.
    """
    found: list[Entry] = []
    damage: Damaged | None = None
    for (place,) in connection.execute(PLACES, (incident, after)).fetchall():
        try:
            row = connection.execute(ENTRY_AT, (incident, place)).fetchone()
            found += entries_of(incident, [msgspec.convert(row, AsHeld, strict=True)])
        except (engine.DatabaseError, *UNREADABLE) as error:
            if damage is None:
                ref = name_of(connection, incident) or incident
                unknown = isinstance(error, msgspec.ValidationError) and "$.type" in str(error)
                damage = Damaged(ref, int(place), f"it cannot be read ({error})", unknown=unknown)
                damage.__cause__ = error
    return found, damage


def name_of(connection: engine.Connection, incident: str) -> str | None:
    """Return the reference that an incident goes by here; None where that cannot be read."""
    try:
        ref = engine.value(connection, "SELECT ref FROM incidents WHERE id = ?", (incident,))
    except engine.DatabaseError:
        return None
    return ref if isinstance(ref, str) else None


def renamed(entry: Entry, ref: str | None) -> Entry:
    """Return a declaration under the name that the incident goes by here."""
    event = entry.event
    if ref is None or not isinstance(event, IncidentDeclared) or event.ref == ref:
        return entry
    return msgspec.structs.replace(entry, event=msgspec.structs.replace(event, ref=ref))


def entry_of(row: Sequence[Any]) -> Entry:
    """Return the entry that a row of `COLUMNS` makes."""
    name, incident, _, _, occurred_at, recorded_at, by, login, term, console, count, body, place = row[:13]
    verdict = row[14]
    return Entry(
        id=name,
        incident=incident,
        seq=place,
        console=console,
        count=count,
        term=term,
        occurred_at=moment(occurred_at),
        recorded_at=moment(recorded_at),
        by=by,
        login=login,
        event=decode(body),
        objection=None if verdict is None else _verdicts.decode(verdict),
    )

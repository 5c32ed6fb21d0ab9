"""The event log: appending in one transaction, reading back, and the chain of hashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from incident_console.domain.declaring import IncidentDeclared
from incident_console.domain.entry import Entry, Event
from incident_console.domain.events import decode, encode, type_name
from incident_console.store import engine
from incident_console.store.errors import Conflict, Overtaken, StoreError
from incident_console.store.stamps import moment, stamp

GENESIS = bytes(32)
"""What the first event of an incident is chained to."""

INSERT = """
INSERT INTO events (id, incident, seq, type, version, occurred_at, recorded_at, "by", term, console, count,
                    body, text, prev, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

LAST = "SELECT seq, hash FROM events WHERE incident = ? ORDER BY seq DESC LIMIT 1"

ENTRIES = """
SELECT id, seq, console, count, term, occurred_at, nullif(recorded_at, occurred_at), "by", body
FROM events WHERE incident = ? AND seq > ? ORDER BY seq
"""
"""Most events are recorded when they occur: that time is then read and understood only once."""

_canonical = msgspec.json.Encoder()


def chained(previous: bytes, fields: Sequence[Any]) -> bytes:
    """Return the hash of an event: SHA-256 over the one before and its own twelve fields as a JSON array."""
    # Loading OpenSSL takes longer than most commands that only read.
    from hashlib import sha256

    return sha256(previous + _canonical.encode(fields)).digest()


def last(connection: engine.Connection, incident: str) -> tuple[int, bytes]:
    """Return sequence number and hash of the last event; 0 and the genesis where there is none."""
    row = connection.execute(LAST, (incident,)).fetchone()
    return (0, GENESIS) if row is None else (row[0], row[1])


def append(connection: engine.Connection, entries: Sequence[Entry]) -> tuple[bytes, int]:
    """Write entries of one incident, in order, into the transaction that is open.

    Returns:
        The last hash, and the last position in the file.

    Raises:
        Overtaken: the log has moved on since the entries were made; nothing was written.
        Conflict: one of them is recorded already.
    """
    incident = entries[0].incident
    seq, previous = last(connection, incident)
    rows = []
    for entry in entries:
        seq += 1
        if entry.seq != seq or entry.incident != incident:
            raise Overtaken("another console recorded something here first; look at it, then do it again")
        event = entry.event
        fields = (
            entry.id,
            incident,
            seq,
            type_name(event),
            event.version,
            stamp(entry.occurred_at),
            stamp(entry.recorded_at),
            entry.by,
            entry.term,
            entry.console,
            entry.count,
            encode(event).decode(),
        )
        digest = chained(previous, fields)
        rows.append((*fields, words(event), previous, digest))
        previous = digest
    position = 0
    try:
        for row in rows:
            position = connection.execute(INSERT, row).lastrowid or 0
    except engine.IntegrityError as error:
        raise Conflict(f"this is recorded already ({error}); nothing was recorded twice") from error
    return previous, position


def words(event: Event) -> str:
    """Return what a search finds an event by: what was typed, and for a declaration all that it says."""
    if isinstance(event, IncidentDeclared):
        said = (event.title, event.ref, event.client, event.ticket, event.impact, event.scope)
        return "\n".join(part for part in said if part)
    return event.text


def entries(connection: engine.Connection, incident: str, after: int = 0) -> list[Entry]:
    """Return the entries of an incident with a higher sequence number, in order.

    Raises:
        StoreError: an event is none that this program knows.
    """
    rows = connection.execute(ENTRIES, (incident, after)).fetchall()
    try:
        return [
            Entry(
                id=name,
                incident=incident,
                seq=seq,
                console=console,
                count=count,
                term=term,
                occurred_at=(at := moment(occurred_at)),
                recorded_at=at if recorded_at is None else moment(recorded_at),
                by=by,
                event=decode(body),
            )
            for name, seq, console, count, term, occurred_at, recorded_at, by, body in rows
        ]
    except msgspec.MsgspecError as error:
        raise StoreError(
            f"an event cannot be read ({error}); install the newest version, or verify the file"
        ) from error


def entry_of(fields: Sequence[Any]) -> Entry:
    """Return the entry that the twelve fields of an event make."""
    name, incident, seq, _, _, occurred_at, recorded_at, by, term, console, count, body = fields
    return Entry(
        id=name,
        incident=incident,
        seq=seq,
        console=console,
        count=count,
        term=term,
        occurred_at=moment(occurred_at),
        recorded_at=moment(recorded_at),
        by=by,
        event=decode(body),
    )


def recorded(connection: engine.Connection, ids: Sequence[str]) -> int:
    """Return how many of these events are in the file."""
    return sum(
        engine.value(connection, "SELECT 1 FROM events WHERE id = ?", (event_id,)) is not None
        for event_id in ids
    )

"""The chains of an incident: whether its events are those recorded, and all that they saw is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from incident_console.domain.entry import Entry
from incident_console.domain.judging import judge
from incident_console.domain.objections import Objection
from incident_console.domain.ordering import Circular, Link, order
from incident_console.store import engine, log

Row = tuple[Any, ...]
"""An event as the file holds it (`log.COLUMNS`)."""

ROWS = f"SELECT {log.COLUMNS} FROM events WHERE incident = ? ORDER BY place"

ID, INCIDENT, RECORDED_AT, CONSOLE, COUNT = (
    log.HASHED.index(name) for name in ("id", "incident", "recorded_at", "console", "count")
)
FIELDS = len(log.HASHED)
PLACE, TEXT, VERDICT, SEEN, PREV, HASH = range(FIELDS, FIELDS + 6)


def rows_of(connection: engine.Connection, incident: str) -> list[Row]:
    """Return the events of an incident in their order."""
    return engine.rows(connection, ROWS, (incident,))


def forked(connection: engine.Connection, consoles: Iterable[str] | None = None) -> list[str]:
    """Return the consoles, of these or of all, that counted twice: one went on from a restored copy."""
    names = [name for (name,) in connection.execute("SELECT DISTINCT console FROM events").fetchall()]
    wanted = names if consoles is None else sorted(set(consoles))
    twice = "SELECT 1 FROM events WHERE console = ? GROUP BY count HAVING count(*) > 1 LIMIT 1"
    return [name for name in wanted if engine.value(connection, twice, (name,)) is not None]


def link_of(row: Row, entry: Entry) -> Link:
    """Return what an event says of where it stands."""
    return Link(
        id=row[ID],
        incident=row[INCIDENT],
        console=row[CONSOLE],
        count=row[COUNT],
        recorded_at=row[RECORDED_AT],
        hash=row[HASH],
        seen=row[SEEN],
        prev=row[PREV],
        refers_to=entry.event.refers_to,
    )


def broken(rows: Sequence[Row], forks: Collection[str] = ()) -> tuple[str | None, list[Entry]]:
    """Follow the chains of an incident, its rows in the order of their places.

    Returns:
        What is wrong first, or None, and the entries up to there.
    """
    by_hash = {row[HASH]: row for row in rows}
    followed: set[tuple[str, bytes]] = set()
    entries: list[Entry] = []
    for expected, row in enumerate(rows, 1):
        place = row[PLACE]
        if place != expected:
            return f"entry {expected} is missing: the log goes on with {place}", entries
        if log.chained(row[PREV], row[SEEN], row[:FIELDS]) != row[HASH]:
            return f"entry {place} is not what was recorded: it was altered", entries
        if fault := unfounded(row, by_hash):
            return f"entry {place} {fault}", entries
        follows = (row[CONSOLE], row[PREV])
        # Who goes on from a restored copy counts twice in good faith, which is said, and is no damage.
        if follows in followed and row[CONSOLE] not in forks:
            return f"entry {place} follows what another entry of its console follows: one was put in", entries
        followed.add(follows)
        try:
            entry = log.entry_of(row)
        except (msgspec.MsgspecError, ValueError, TypeError) as error:
            return f"entry {place} cannot be read ({error}); install the newest version", entries
        # The text is there for lists and searches; the hash covers the event that it is made from.
        if row[TEXT] != log.words(entry.event):
            return f"the text of entry {place}, as lists and searches show it, was altered", entries
        entries.append(entry)
    return None, entries


def unfounded(row: Row, by_hash: Mapping[bytes, Row]) -> str | None:
    """Return what an event knew of that is not there."""
    if row[SEEN] == log.GENESIS:
        if row[PLACE] != 1:
            return "knew of nothing before it: it was put in, or what it saw was taken out"
    elif row[SEEN] not in by_hash:
        return "saw an entry that is not there: one before it was altered, exchanged or taken out"
    if row[PREV] == log.GENESIS:
        return None
    before = by_hash.get(row[PREV])
    if before is None or before[CONSOLE] != row[CONSOLE] or before[COUNT] >= row[COUNT]:
        return "follows an entry of its console that is not there: one before it was altered or taken out"
    return None


class Arranged(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents as they are to stand: their entries in order, each with its place and its verdict."""

    logs: dict[str, list[Entry]]
    objections: dict[str, Objection]


def arrange(links: Sequence[Link], entries: Mapping[str, Entry]) -> Arranged:
    """Return the order and the verdicts of incidents anew; what they are tied to must be among them.

    Args:
        entries: every entry by its id, its place and objection being of no matter.

    Raises:
        Circular: the events cannot have been written.
    """
    logs = {
        incident: [
            msgspec.structs.replace(entries[event], seq=place, objection=None)
            for place, event in enumerate(events, 1)
        ]
        for incident, events in order(links).items()
    }
    objections = judge(logs)
    for log_entries in logs.values():
        for at, entry in enumerate(log_entries):
            if entry.id in objections:
                log_entries[at] = msgspec.structs.replace(entry, objection=objections[entry.id])
    return Arranged(logs=logs, objections=objections)


class Tied:
    """The events of some incidents and of all that they are tied to by a duplicate.

    As one file holds them, with those of `more`, which it does not hold yet.
    """

    def __init__(
        self, connection: engine.Connection, more: Mapping[str, Sequence[Row]] | None = None
    ) -> None:
        self.connection = connection
        self.more = more or {}
        self.rows: dict[str, list[Row]] = {}
        self.entries: dict[str, Entry] = {}

    def add(self, incident: str) -> None:
        """Take an incident and what it is tied to."""
        waiting = [incident]
        while waiting:
            name = waiting.pop()
            if name in self.rows:
                continue
            self.rows[name] = [*rows_of(self.connection, name), *self.more.get(name, ())]
            for row in self.rows[name]:
                entry = self.entries[row[ID]] = log.entry_of(row)
                if (tied := entry.event.tied_to) is not None:
                    waiting.append(tied)

    def arranged(self) -> Arranged:
        """Return the order and the verdicts anew.

        Raises:
            Circular: the events cannot have been written.
        """
        links = [link_of(row, self.entries[row[ID]]) for rows in self.rows.values() for row in rows]
        return arrange(links, self.entries)


__all__ = ["Arranged", "Circular", "Tied", "broken", "forked", "rows_of"]

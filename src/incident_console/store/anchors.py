"""Anchors: what each console had recorded, in a short text that is kept elsewhere.

For each console it holds how many events it has here and one hash over theirs, in the order of its count. It
can be checked in every copy, also in one that has grown since, and shows what was cut off or written anew.

Of a console that went on twice (a fork) two events have one count, and no order of all its events is the same
in every copy. Up to where it forked it is told as any other; from there on by the last event of each of its
chains, which holds all those before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from incident_console.store import engine, log

CONSOLE_LETTERS = 12
HASH_LETTERS = 32
"""How much of a console's name and of a hash stands in an anchor, which people copy by hand."""
TIP = "@"
"""What stands before the count of the last event of a chain."""

MOST_STEPS = 20_000
"""How many events are looked at beside those of one way, in search of the way through a fork."""

EVENTS = """
SELECT console, count, incident, prev, hash FROM events WHERE :incident IS NULL OR incident = :incident
ORDER BY console, count, hash
"""


class Event(msgspec.Struct, frozen=True, gc=False):
    """What an anchor knows of an event."""

    count: int
    incident: str
    prev: bytes
    hash: bytes


History = list[Event]
"""A console's events in the order of its count."""


class TooMany(ValueError):
    """There are too many ways through a fork to say which of them was meant."""


def anchor(connection: engine.Connection, incident: str | None = None) -> str:
    """Return the anchor of an incident, or of the whole file; "" where there is no event."""
    return ",".join(
        part
        for console, events in histories(connection, incident).items()
        for part in parts(short(console), events)
    )


def parts(console: str, events: History) -> Iterator[str]:
    """Yield what an anchor says of one console."""
    fork = forked_at(events)
    trunk = [event for event in events if fork is None or event.count < fork]
    if trunk:
        yield f"{console}:{len(trunk)}:{digest(trunk)}"
    followed = {event.prev for event in events}
    for event in events[len(trunk) :]:
        if event.hash not in followed:
            yield f"{console}{TIP}{event.count}:{event.hash.hex()[:HASH_LETTERS]}"


def forked_at(events: History) -> int | None:
    """Return the first count from which on a console went on twice; None where it did not."""
    counts: set[int] = set()
    after: dict[tuple[str, bytes], int] = {}
    twice = []
    for event in events:
        if event.count in counts:
            twice.append(event.count)
        counts.add(event.count)
        first = after.setdefault((event.incident, event.prev), event.count)
        if first != event.count:
            twice.append(first)
    return min(twice, default=None)


def histories(connection: engine.Connection, incident: str | None) -> dict[str, History]:
    """Return the events of each console."""
    found: dict[str, History] = {}
    for console, *event in connection.execute(EVENTS, {"incident": incident}).fetchall():
        found.setdefault(console, []).append(Event(*event))
    return found


def short(console: str) -> str:
    return console.replace("-", "")[:CONSOLE_LETTERS]


def digest(events: Sequence[Event]) -> str:
    """Return one hash over those of a console's events, in this order."""
    return hashlib.sha256(b"".join(event.hash for event in events)).hexdigest()[:HASH_LETTERS]


def differences(connection: engine.Connection, incident: str | None, anchor: str) -> list[str]:
    """Return what is no longer there of what an anchor knew, a sentence each."""
    found = histories(connection, incident)
    sentences = []
    for part in anchor.replace(",", " ").split():
        head, _, known = part.rpartition(":")
        console, mark, number = head.partition(TIP if TIP in head else ":")
        if not (console and number.isascii() and number.isdecimal() and known):
            sentences.append(f"{part} is no anchor; give the whole line that verify printed")
            continue
        theirs = [events for name, events in found.items() if short(name) == console]
        try:
            if any(holds(events, int(number), known, mark, incident) for events in theirs):
                continue
        except TooMany:
            sentences.append(
                f"console {console} went on twice, and in too many ways to say whether all is here that the "
                "anchor knows; check one that was taken after that was noticed"
            )
            continue
        here = sum(len(events) for events in theirs)
        knows = f"its entry {number}" if mark == TIP else f"{number} entries of it"
        sentences.append(
            f"what console {console} had recorded is not all here: the anchor knows {knows}, and of "
            f"the {here} that are here some are missing or not those of then"
        )
    return sentences


def holds(events: History, number: int, known: str, mark: str, incident: str | None) -> bool:
    """Tell whether what one part of an anchor knows is there; of a fork, in any of its branches."""
    if mark == TIP:
        return any(event.count == number and event.hash.hex()[:HASH_LETTERS] == known for event in events)
    if forked_at(events) is None:
        return len(events) >= number and digest(events[:number]) == known
    ways = chains(events) if incident is not None else ways_through(events, number)
    return any(len(way) >= number and digest(way[:number]) == known for way in ways)


def chains(events: History) -> Iterator[History]:
    """Yield each chain of a console in one incident, from its first event to its last."""
    by_hash = {event.hash: event for event in events}
    followed = {event.prev for event in events}
    for last in events:
        if last.hash in followed:
            continue
        chain, event = [last], by_hash.get(last.prev)
        while event is not None:
            chain.append(event)
            event = by_hash.get(event.prev)
        yield chain[::-1]


def ways_through(events: History, number: int) -> Iterator[History]:
    """Yield the ways in which a console can have counted to a number, through a whole file.

    Raises:
        TooMany: there are more than can be tried.
    """
    by_count: dict[int, History] = {}
    for event in events:
        by_count.setdefault(event.count, []).append(event)
    waiting: list[tuple[History, dict[str, bytes]]] = [([], {})]
    steps = 0
    while waiting:
        way, last = waiting.pop()
        while len(way) < number:
            steps += 1
            first, *others = following(by_count, way, last) or (None,)
            if first is None:
                break
            if steps > MOST_STEPS + number:
                raise TooMany
            waiting += [([*way, event], {**last, event.incident: event.hash}) for event in others]
            way.append(first)
            last[first.incident] = first.hash
        if len(way) == number:
            yield way


def following(by_count: dict[int, History], way: History, last: dict[str, bytes]) -> History:
    """Return the events that can come next: of the next count, each behind the last of its incident."""
    return [
        event
        for event in by_count.get(len(way) + 1, ())
        if event.prev == last.get(event.incident, log.GENESIS)
    ]

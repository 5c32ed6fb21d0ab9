"""The order of an incident's events, the same in every copy that holds them.

An event stands at the latest of: its time of recording, just after the event that its author saw last, just
after its console's event before, just after what it refers to. Whoever knew of an event stands after it,
always; between people who did not know of each other the order is that of their clocks, then of their
consoles. The key of an event depends on what it knew alone, so that two events once ordered stay so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

Key = tuple[str, int]
"""A time as the file holds it, and how many steps just after it."""


class Link(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an event says of where it stands: by hash what its author saw, by id what it refers to."""

    id: str
    incident: str
    console: str
    count: int
    recorded_at: str
    hash: bytes
    seen: bytes
    prev: bytes
    refers_to: tuple[str, ...] = ()


class Circular(ValueError):
    """Events that each come after the other: nobody can have written them so."""


def order(links: Sequence[Link]) -> dict[str, list[str]]:
    """The ids of the events of each incident, in their order.

    Args:
        links: all events of these incidents; what they refer to elsewhere counts where it is among them.

    Raises:
        Circular: they cannot have been written.
    """
    keys = keys_of(links)
    ordered: dict[str, list[str]] = {}
    for link in sorted(links, key=lambda link: (keys[link.id], link.console, link.count, link.id)):
        ordered.setdefault(link.incident, []).append(link.id)
    return ordered


def keys_of(links: Sequence[Link]) -> dict[str, Key]:
    """The key of each event by its id."""
    by_hash = {link.hash: link for link in links}
    by_id = {link.id: link for link in links}
    keys: dict[str, Key] = {}
    entered: set[str] = set()
    for first in links:
        # A stack of its own: each event knows the one before, a chain far deeper than Python may call.
        stack = [first]
        while stack:
            link = stack[-1]
            before = known_to(link, by_hash, by_id)
            unknown = [other for other in before if other.id not in keys]
            if link.id in keys or not unknown:
                stack.pop()
                keys.setdefault(link.id, just_after(link.recorded_at, (keys[other.id] for other in before)))
                continue
            entered.add(link.id)
            if any(other.id in entered for other in unknown):
                raise Circular(f"{link.id} comes after an event that comes after it")
            stack += unknown
    return keys


def known_to(link: Link, by_hash: dict[bytes, Link], by_id: dict[str, Link]) -> list[Link]:
    """The events that an event comes after."""
    found = [by_hash.get(link.seen), by_hash.get(link.prev), *(by_id.get(event) for event in link.refers_to)]
    return [other for other in found if other is not None]


def just_after(recorded_at: str, keys: Iterable[Key]) -> Key:
    """The key of an event that was recorded then and knew of events with these keys."""
    # The file writes all times in one form, in which later is greater as a text too.
    latest = max(keys, default=("", 0))
    return (recorded_at, 0) if latest[0] < recorded_at else (latest[0], latest[1] + 1)

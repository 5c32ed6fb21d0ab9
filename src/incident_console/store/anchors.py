"""Anchors: what each console had recorded, in a short text that is kept elsewhere.

For each console it holds how many events it has here and one hash over theirs, in the order in which
they came. It can be checked in a file that has grown since, and shows what was cut off or written anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from incident_console.store import engine

CONSOLE_LETTERS = 12
HASH_LETTERS = 32

EVENTS = """
SELECT console, count, hash FROM events WHERE :incident IS NULL OR incident = :incident ORDER BY position
"""

History = list[tuple[int, bytes]]
"""A console's events as they came: count and hash of each."""


def anchor(connection: engine.Connection, incident: str | None = None) -> str:
    """Return the anchor of an incident, or of the whole file; "" where there is no event."""
    return ",".join(
        f"{short(console)}:{len(events)}:{digest(events)}"
        for console, events in sorted(histories(connection, incident).items())
    )


def histories(connection: engine.Connection, incident: str | None) -> dict[str, History]:
    """Return the events of each console."""
    found: dict[str, History] = {}
    for console, count, stored in connection.execute(EVENTS, {"incident": incident}).fetchall():
        found.setdefault(console, []).append((count, stored))
    return found


def short(console: str) -> str:
    return console.replace("-", "")[:CONSOLE_LETTERS]


def digest(events: Sequence[tuple[int, bytes]]) -> str:
    """Return one hash over those of a console's events, in this order."""
    return hashlib.sha256(b"".join(stored for _, stored in events)).hexdigest()[:HASH_LETTERS]


def differences(connection: engine.Connection, incident: str | None, anchor: str) -> list[str]:
    """Return what is no longer there of what an anchor knew, a sentence each."""
    found = histories(connection, incident)
    said = []
    for part in anchor.replace(",", " ").split():
        console, _, rest = part.partition(":")
        number, _, known = rest.partition(":")
        if not (console and number.isdecimal() and known):
            said.append(f"{part} is no anchor; give the whole line that verify printed")
            continue
        theirs = [events for name, events in found.items() if short(name) == console]
        if not any(holds(events, int(number), known) for events in theirs):
            held = sum(len(events) for events in theirs)
            said.append(
                f"what console {console} had recorded is not all here: the anchor knows {number} entries "
                f"of it, and of the {held} that are here some are missing or not those of then"
            )
    return said


def holds(events: History, number: int, known: str) -> bool:
    """Tell whether so many events with that hash are there; of a fork, in either branch."""
    if len(events) >= number and digest(events[:number]) == known:
        return True
    last: dict[int, bytes] = dict(events)
    other = sorted(last.items())
    return len(other) >= number and digest(other[:number]) == known

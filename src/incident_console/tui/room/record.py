"""The record as a room opens and reads it, whatever has become of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from incident_console.desk import Desk
from incident_console.domain.incident import Incident
from incident_console.domain.text import displayed
from incident_console.reports.deliveries import Way, ways_of
from incident_console.store.errors import Damaged, NotFound, StoreError, StoreGone
from incident_console.store.store import Store

CAUSE_LIMIT = 200
"""How much of an error's own words is shown, in characters."""


def opened_for_writing(read: Store, group: str | None) -> Store:
    """Open the file that is read from once more.

    Where it was deleted or replaced, what is held open serves: it refuses what would be written.
    """
    written = None
    try:
        read.same_file()
        written = Store.open(read.path, create=False, group=group)
        read.same_file()
    except StoreGone:
        if written is not None:
            written.close()
        return read
    return written


def folded(desk: Desk, ref: str) -> tuple[Incident | None, str]:
    """Return an incident up to its last entry, and why that is not all of it, empty where it is.

    Raises:
        NotFound, StoreGone: it is not there, or the record is not.
    """
    try:
        return desk.incident(ref), ""
    except Damaged as damage:
        return damage.incident, str(damage)
    except (NotFound, StoreGone):
        raise
    except Exception as error:  # whatever the damage does to whoever reads it, the rest goes on
        cause = f"{type(error).__name__}: {error}"[:CAUSE_LIMIT]
        return None, displayed(f"{ref} is damaged and cannot be read ({cause})", lines=False)


def ways_by_message(store: Store, incident: Incident | None) -> Mapping[str, Sequence[Way]]:
    """Return what came of an incident's messages at each recipient, by the message's id.

    The queue is read only where something waits, and left out where it cannot be.
    """
    found: dict[str, list[Way]] = {}
    carried = [] if incident is None else [each for each in incident.messages.values() if each.deliveries]
    if incident is None or not carried:
        return found
    ways = None
    if any(way.waiting for message in carried for way in message.deliveries.values()):
        with suppress(StoreError):
            ways = ways_of(incident, store.deliveries, carried)
    for each in ways_of(incident, None, carried) if ways is None else ways:
        found.setdefault(each.message.id, []).append(each)
    return found

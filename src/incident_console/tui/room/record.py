"""The record as a room opens and reads it, whatever has become of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

from incident_console.desk import Desk
from incident_console.domain.incident import Incident
from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import displayed
from incident_console.reports.deliveries import Way, ways_of
from incident_console.reports.matching import newest_and_wanted
from incident_console.reports.notified import Notified, notified
from incident_console.reports.portal_state import Writing, writings
from incident_console.store import file
from incident_console.store.errors import Damaged, NotFound, StoreError, StoreGone
from incident_console.store.opening import is_only_read
from incident_console.store.store import Store

CAUSE_LIMIT = 200
"""How much of an error's own words is shown, in characters."""

HISTORY_LIMIT = 500
OWING_LIMIT = 500
AHEAD = timedelta(hours=1)
"""How far ahead of the time at hand it is read what will press then."""


class Visit(IntEnum):
    """Another record to look at for a while; the war room's result says which."""

    DEMO = 1
    DRILL = 2


def opened(path: Path, group: str | None) -> Store:
    """Open a record, which is made on first use; where it cannot be written here, as a copy to look at.

    Raises:
        StoreRefused: it cannot be opened.
    """
    resolved = file.resolve(path)
    if resolved.is_file() and is_only_read(resolved):
        return Store.open(resolved, create=False, read_only=True)
    return Store.open(path, create=True, group=group)


def opened_for_writing(read: Store, group: str | None) -> Store:
    """Open the file that is read from once more.

    Where it is gone or a copy, what is held open serves: it refuses what would be written.
    """
    if read.is_copy:
        return read
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


def notified_by_entry(desk: Desk, incident: Incident | None) -> Mapping[str, Sequence[Notified]]:
    """Return how what colleagues are told of an incident stands, by the id of the entry that it tells of.

    The notices are left out where they cannot be read.
    """
    found: dict[str, list[Notified]] = {}
    if incident is not None:
        with suppress(StoreError):
            for each in notified(incident, desk.store, desk.policy.colleagues, desk.now()):
                found.setdefault(each.entry, []).append(each)
    return found


def written_by_entry(desk: Desk, incident: Incident | None) -> Mapping[str, Writing]:
    """Return how far what is to be in the support portal is, by the entry that it is about.

    What waits is left out where the queue cannot be read.
    """
    if incident is None:
        return {}
    try:
        return writings(incident, desk.store, desk.policy)
    except StoreError:
        return writings(incident, None, desk.policy)


def ways_then(incident: Incident) -> Mapping[str, Sequence[Way]]:
    """Return what had come of an incident's messages at a moment of its past, by the message's id."""
    found: dict[str, list[Way]] = {}
    for each in ways_of(incident, None):
        found.setdefault(each.message.id, []).append(each)
    return found


class Listed(NamedTuple):
    """What is read of all incidents at one look."""

    board: tuple[SummaryRow, ...]
    """The open ones, most urgent first, and below them those that have ended, where they are asked for."""
    owing: tuple[SummaryRow, ...]
    """Ended ones that owe what presses by `until`, and those that are offered; due first."""
    until: datetime
    ended_in_all: int
    """How many have ended, where that is more than were read; else 0."""


def read_list(store: Store, now: datetime, wanted: str | None) -> Listed:
    """Return the incidents that are to be listed.

    Args:
        now: the time at hand, UTC.
        wanted: what is to be found among those that have ended; None where they are not listed.

    Raises:
        StoreError: the record cannot be read.
    """
    board, ended_in_all = store.board(now), 0
    if wanted is not None:
        past, ended_in_all = newest_and_wanted(store, wanted, HISTORY_LIMIT)
        board += past
    until = now + AHEAD
    return Listed(tuple(board), tuple(store.pressing(until, OWING_LIMIT)), until, ended_in_all)

"""Going through the past of an incident: by entry, by time, to the next key moment, at a speed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from incident_console.domain.closing import IncidentResolved, ResolutionConfirmed, WrapUpWritten
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged
from incident_console.domain.delivering import DeliveryEnded
from incident_console.domain.duplicates import DuplicateWritten
from incident_console.domain.ending import HistoryEnded, StandDownWritten
from incident_console.domain.entry import Entry
from incident_console.domain.handover_answers import HandoverAccepted
from incident_console.domain.incident import Incident
from incident_console.domain.ownership import OwnershipTaken, RoleAssigned
from incident_console.domain.passed_deadlines import passed_deadlines
from incident_console.domain.past import Past, Which
from incident_console.domain.posting import MessagePosted
from incident_console.domain.reopening import IncidentReopened
from incident_console.domain.reporting import ReportWritten
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import DeliveryOutcome, Role

SPEEDS = (1, 2, 5, 10, 30, 60, 120, 300, 600)
"""How many times faster than it happened."""
USUAL = 60

KEY_EVENTS = (
    *(IncidentDeclared, SeverityChanged, MessagePosted),
    *(IncidentResolved, ResolutionConfirmed, WrapUpWritten, StandDownWritten, DuplicateWritten),
    *(IncidentReopened, HistoryEnded),
)


def told_by(past: Past) -> list[int]:
    """Return the places in a past of the entries that an incident is told by.

    Its beginning and its end, another severity, another owner, a word that reached a client. What is struck
    today did not happen; it was known.
    """
    happened = past.which is Which.HAPPENED
    struck = {entry.event.strikes for entry in past.entries} if happened else set[str | None]()
    reports = {entry.id for entry in past.entries if isinstance(entry.event, ReportWritten)}
    owner, found = "", list[int]()
    for place, entry in enumerate(past.entries, 1):
        came = owner_after(entry, owner)
        another, owner = not same_person(came, owner), came
        if entry.id not in struck and (another or tells(entry, reports)):
            found.append(place)
    return found


def tells(entry: Entry, reports: Collection[str]) -> bool:
    """Whether an entry is a key moment by what it is; a report is for colleagues, and no word to a client."""
    event = entry.event
    if isinstance(event, DeliveryEnded):
        return event.outcome is DeliveryOutcome.DELIVERED and event.message not in reports
    return isinstance(event, KEY_EVENTS)


def owner_after(entry: Entry, owner: str) -> str:
    """Return who owns an incident after an entry, of who owned it before."""
    match entry.event:
        case IncidentDeclared(owner=name):
            return name
        case RoleAssigned(role=Role.IC, name=name):
            return name
        case HandoverAccepted(to=name, roles=roles) if Role.IC in roles:
            return name
        case OwnershipTaken(taken_by=name):
            return name
    return owner


class KeyMoment(NamedTuple):
    """A time (UTC) that an incident is told by, how many entries there are by then, and which it is.

    None where nothing was recorded: a deadline passed.
    """

    at: datetime
    place: int
    entry: Entry | None


OVER = timedelta(seconds=1)
"""How long after a deadline it is to be seen that it has passed."""


class Replay:
    """Where somebody is in the past of an incident, and at what speed they go on.

    It goes from the declaration to the last entry, of what goes on up to now, and no further either way.
    """

    def __init__(
        self, log: Sequence[Entry], which: Which = Which.HAPPENED, until: datetime | None = None
    ) -> None:
        """Begin at the declaration.

        Args:
            log: all entries of the incident, with its declaration, in the order of their places.
            which: which of the two pasts.
            until: the time at hand (UTC) where the incident still goes on; None where it has ended.
        """
        self._log = list(log)
        self.until = until
        self._pasts: dict[Which, Past] = {}
        self.past = self._past(which)
        self.speed = USUAL
        self.place = self.past.first
        self.now = self.past.times[self.place - 1]
        self._moments: dict[Which, list[KeyMoment]] = {}
        self._left: tuple[Which, int, datetime] | None = None
        """Where it was in the other past, as long as nobody has moved since."""

    def _past(self, which: Which) -> Past:
        if which not in self._pasts:
            self._pasts[which] = Past(self._log, which)
        return self._pasts[which]

    @property
    def which(self) -> Which:
        return self.past.which

    @property
    def incident(self) -> Incident:
        """The incident as it stood there."""
        return self.past.at(self.place)

    @property
    def entry(self) -> Entry:
        """The last entry there was."""
        return self.past.entries[self.place - 1]

    @property
    def starts(self) -> datetime:
        return self.past.times[self.past.first - 1]

    @property
    def ends(self) -> datetime:
        """When it is over (UTC): with the last entry, or now."""
        return max(self.past.times[-1], self.until or self.past.times[-1])

    @property
    def at_end(self) -> bool:
        return self.place == len(self.past) and self.now >= self.ends

    # Moving: each answers whether it led anywhere

    def to_place(self, place: int) -> bool:
        """Go to just after an entry, by its place."""
        place = min(max(place, self.past.first), len(self.past))
        return self._go(place, self.past.times[place - 1])

    def to_time(self, at: datetime) -> bool:
        """Go to a time (UTC)."""
        at = min(max(at, self.starts), self.ends)
        return self._go(max(self.past.place(at), self.past.first), at)

    def to_entry(self, id: str) -> bool:
        """Go to just after an entry, by its id."""
        found = (n for n, entry in enumerate(self.past.entries, 1) if entry.id == id)
        return self.to_place(next(found, self.place))

    def to_end(self) -> bool:
        """Go to where there is nothing more: the last entry, or now."""
        return self.to_time(self.ends)

    def step(self, count: int) -> bool:
        """Go so many entries on, or back; from between two entries, back is to the one before."""
        if count > 0 and self.place == len(self.past):
            return False
        between = count < 0 and self.now > self.past.times[self.place - 1]
        return self.to_place(self.place + count + between)

    def minutes(self, count: int) -> bool:
        return self.to_time(self.now + timedelta(minutes=count))

    @property
    def key_moments(self) -> list[KeyMoment]:
        """What this past is told by, in order: entries, and deadlines that passed unkept."""
        if self.which not in self._moments:
            past = self.past
            places = [place for place in told_by(past) if place >= past.first]
            found = [KeyMoment(past.times[n - 1], n, past.entries[n - 1]) for n in places]
            found += [
                KeyMoment(at + OVER, past.place(at + OVER), None) for at in passed_deadlines(self._log, past)
            ]
            self._moments[self.which] = sorted(found, key=lambda each: each[:2])
        return [each for each in self._moments[self.which] if each.at <= self.ends]

    @property
    def passed(self) -> datetime | None:
        """The deadline that has just passed here unkept; None where none has."""
        here = (each.at for each in self.key_moments if each.entry is None)
        return self.now - OVER if self.now in here else None

    def key_moment(self, way: int) -> bool:
        """Go to the next key moment; `way` is -1 for the one before."""
        here = (self.now, self.place)
        ahead = [each for each in self.key_moments if (each[:2] > here if way > 0 else each[:2] < here)]
        if not ahead:
            return False
        found = ahead[0 if way > 0 else -1]
        return self._go(found.place, found.at)

    def faster(self, way: int) -> bool:
        """Take the next speed, or with -1 the one before."""
        at = min(max(SPEEDS.index(self.speed) + way, 0), len(SPEEDS) - 1)
        before, self.speed = self.speed, SPEEDS[at]
        return self.speed != before

    def go_on(self, seconds: float) -> bool:
        """Let so many seconds pass, at the speed."""
        return self.to_time(self.now + timedelta(seconds=seconds * self.speed))

    def other_past(self) -> None:
        """Look at the same time in the other past; back again, at the moment that was left."""
        came, left = self._left, (self.which, self.place, self.now)
        self.past = self._past(Which.KNOWN if self.which is Which.HAPPENED else Which.HAPPENED)
        if came is not None and came[0] is self.which:
            _, self.place, self.now = came
        else:
            self.to_time(self.now)
        self._left = left

    def grow(self, log: Sequence[Entry], until: datetime | None) -> None:
        """Take the log anew with what was recorded since, and stay at the same moment, entry and past."""
        entry, between = self.entry.id, self.now > self.past.times[self.place - 1]
        self._log, self.until = list(log), until
        which = self.which
        self._pasts.clear()
        self._moments.clear()
        self._left = None
        self.past = self._past(which)
        places = (n for n, each in enumerate(self.past.entries, 1) if each.id == entry)
        self.place = self.past.place(self.now) if between else next(places, self.place)

    def _go(self, place: int, at: datetime) -> bool:
        before = (self.place, self.now)
        self.place, self.now, self._left = place, at, None
        return before != (place, at)

"""An incident as it stood at a moment of its past: a fold of a part of its log, in the log's own order.

There are two pasts. *As it happened* goes by the time of occurrence, and what is struck today is struck. *As
it was known* goes by the time of recording: what was struck later is not struck yet.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import accumulate

from incident_console.domain.declaring import IncidentDeclared
from incident_console.domain.entry import Entry
from incident_console.domain.folding import absorb, after, append, note_strike, take, twin_of
from incident_console.domain.incident import Incident

CHECKPOINT = 250
"""So many entries lie between two moments that are kept folded; more where those would be too many."""
MOST_KEPT = 8
"""How many moments are kept: each holds a copy of every message up to there."""


class Which(StrEnum):
    """Which of the two pasts, by the words that people read."""

    HAPPENED = "as it happened"
    KNOWN = "as it was known"


class Past:
    """The past of one incident, by places in it: 1 is its first entry, `len` its last."""

    def __init__(self, log: Sequence[Entry], which: Which = Which.HAPPENED) -> None:
        """Take all entries of an incident, in the order of their places."""
        self.which = which
        self._log = list(log)
        times = known_at(log) if which is Which.KNOWN else [entry.occurred_at for entry in log]
        # Entries of one moment stay in the order of the log.
        order = sorted(range(len(log)), key=times.__getitem__)
        self.entries = [log[n] for n in order]
        """The entries in the order in which this past goes through them."""
        self.times = [times[n] for n in order]
        """When each of these is part of it (UTC)."""
        self._folded: dict[int, Incident] = {}
        self._apart = CHECKPOINT * max(-(-len(log) // (CHECKPOINT * MOST_KEPT)), 1)
        rank = {entry.id: n for n, entry in enumerate(self.entries)}
        self._reached = list(accumulate((rank[entry.id] for entry in log), max))
        """By place in the log: how far this past must have come for all up to there to be part of it."""
        self._declared = next(
            (n for n, e in enumerate(log) if isinstance(e.event, IncidentDeclared)), len(log)
        )

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def first(self) -> int:
        """The place of the declaration, before which there is nothing to show; 0 where there is none."""
        declared = (n for n, entry in enumerate(self.entries, 1) if isinstance(entry.event, IncidentDeclared))
        return next(declared, 0)

    def place(self, at: datetime) -> int:
        """Return how many of the entries are part of it at a time (UTC)."""
        return bisect_right(self.times, at)

    def at(self, place: int) -> Incident:
        """Return the incident after so many of its entries; what was given out before stays as it is."""
        if self.which is Which.HAPPENED:
            return self._happened(place)
        return self._known(place)

    def _happened(self, place: int) -> Incident:
        """Fold on from the last checkpoint in the log of which all is part of it.

        What an entry speaks of stands before it in the log (`ordering`): no checkpoint needs the rest.
        """
        whole = bisect_left(self._reached, place)
        start = whole - whole % self._apart
        chosen = self.entries[:place]
        incident = (
            fold_some(self._log, chosen)
            if start <= self._declared
            else fold_on(self._checkpoint(start), self._log[start:], chosen)
        )
        if place:
            leave_to_come(incident, self.times[place - 1])
        return incident

    def _checkpoint(self, start: int) -> Incident:
        """Return what so many entries of the log make; on the way there some are kept."""
        kept = self._nearest(start)
        if kept == start:
            return self._folded[start]
        there = {entry.id for entry in self._log[:kept]}
        incident = twin_of(self._folded[kept]) if kept else struck_by(self._log)
        for place, entry in enumerate(self._log[kept:start], kept + 1):
            there.add(entry.id)
            take_in(incident, entry, there, declared=True)
            if place > self._declared:
                self._keep(place, start, incident)
        return self._folded[start]

    def _known(self, place: int) -> Incident:
        """Fold on from the nearest checkpoint: what was known is always a beginning of the log."""
        start = place - place % self._apart
        kept = self._nearest(start)
        # Some on the way are kept: whoever jumps to and fro pays for a stretch of the log once.
        if kept < start or not start:
            incident = twin_of(self._folded[kept]) if kept else Incident()
            for n, entry in enumerate(self.entries[kept:start], kept + 1):
                absorb(incident, entry)
                self._keep(n, start, incident)
            self._folded.setdefault(start, incident)
        return after(self._folded[start], self.entries[start:place])

    def _nearest(self, start: int) -> int:
        """Return the last place up to there that is kept folded; 0 for none."""
        return max((n for n in self._folded if n <= start), default=0)

    def _keep(self, place: int, last: int, incident: Incident) -> None:
        """Keep an incident that goes on being folded, at the places that are kept and at the last one."""
        if place == last:
            self._folded[place] = incident
        elif place % self._apart == 0:
            self._folded[place] = twin_of(incident)


def known_at(log: Sequence[Entry]) -> list[datetime]:
    """Return when each entry was known (UTC), in the order of a log.

    It is when it was recorded. A clock that was set back takes back nothing that was known: what was recorded
    after that counts from when the entries before it do.
    """
    return list(accumulate((entry.recorded_at for entry in log), max))


def struck_in(log: Sequence[Entry]) -> list[Entry]:
    """The entries of a log that strike another one."""
    return [entry for entry in log if entry.event.strikes is not None]


def struck_by(log: Sequence[Entry]) -> Incident:
    """Return an incident in which nothing has happened yet, with what a log strikes."""
    incident = Incident()
    for entry in struck_in(log):
        note_strike(incident, entry, entry.event.strikes or "")
    return incident


def fold_some(log: Sequence[Entry], chosen: Collection[Entry]) -> Incident:
    """Return the incident that some entries of its log make, with what the whole log strikes.

    Any choice makes one. What is backdated can speak of what is not there yet (an action that was done before
    it was added, a message that was out before it was written): it stands in the log and changes nothing. So
    does everything without a declaration.
    """
    incident, there = struck_by(log), {entry.id for entry in chosen}
    declared = any(isinstance(entry.event, IncidentDeclared) for entry in chosen)
    take_some(incident, log, there, declared=declared)
    return incident


def fold_on(begun: Incident, rest: Sequence[Entry], chosen: Collection[Entry]) -> Incident:
    """Return what further entries of a log make, those that are chosen, of what the ones before them made."""
    incident, there = twin_of(begun), {entry.id for entry in chosen}
    take_some(incident, rest, there, declared=True)
    return incident


def take_some(incident: Incident, log: Sequence[Entry], there: set[str], *, declared: bool) -> None:
    """Put those entries of a log into the log of a moment that are there; what is not there is not struck."""
    for entry in log:
        if entry.id in there:
            take_in(incident, entry, there, declared=declared)
        else:
            incident.struck.pop(entry.id, None)


def take_in(incident: Incident, entry: Entry, there: set[str], *, declared: bool) -> None:
    """Put an entry into the log of a moment; it changes something where all that it needs is there."""
    append(incident, entry)
    if declared and entry.id not in incident.struck and there.issuperset(entry.event.needs):
        take(incident, entry)


def leave_to_come(incident: Incident, now: datetime) -> None:
    """Take out what had not happened by then (UTC) though an entry speaks of it.

    An import is told in hindsight: its declaration says when the impact began, its resolution when it ended.
    """
    if incident.started_at is not None and incident.started_at > now:
        incident.started_at = incident.impact = None
    if incident.restored_at is not None and incident.restored_at > now:
        incident.restored_at = None


def is_ahead(entry: Entry, incident: Incident) -> bool:
    """Whether an entry speaks of what is not there at that moment of the past."""
    needs = entry.event.needs
    return bool(needs) and not all(
        need in incident.messages
        or any(action.id == need for action in incident.actions)
        or (entry.event.strikes == need and incident.entry(need, 0) is not None)
        for need in needs
    )

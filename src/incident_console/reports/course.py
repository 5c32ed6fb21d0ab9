"""How an incident went: its key moments, who owned it and how severe it was when, promises, silences."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

import msgspec

from incident_console.domain.closing import IncidentResolved, ResolutionConfirmed
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.lives import by_life, lives
from incident_console.domain.response import StatusChanged
from incident_console.domain.vocabulary import Severity, Status
from incident_console.reports.log_rows import in_order, written_down_later
from incident_console.reports.metrics import sent, sent_to


class Kind(StrEnum):
    """What a key moment is, by the words that people read."""

    IMPACT_BEGAN = "impact began"
    DECLARED = "declared"
    REOPENED = "reopened"
    FIRST_UPDATE = "first update out"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    IMPACT_ENDED = "impact ended"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    ENDED = "ended"


IN_ORDER = list(Kind)
"""Which of two moments of one time comes first."""


class KeyMoment(msgspec.Struct, frozen=True, kw_only=True):
    """One of the moments that an incident is told by, and how long after the one before; `at` is UTC."""

    kind: Kind
    at: datetime
    after: timedelta | None = None
    """None for the first one."""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """From when to when something was so (UTC); `until` is None while it still is."""

    what: str
    since: datetime
    until: datetime | None

    def lasted(self, now: datetime) -> timedelta:
        """How long it was so, up to that time (UTC) where it still is; never less than nothing."""
        return max((self.until or now) - self.since, timedelta())


def key_moments(incident: Incident) -> list[KeyMoment]:
    """The key moments of all its lives, in order, those of one time as they follow each other."""
    found = [*_of_lives(incident), *_of_entries(incident)]
    # A first word in each life: after a reopening the client waits for one anew (C, Communication).
    found += [(Kind.FIRST_UPDATE, times[0]) for times in by_life(sent(incident))]
    found.sort(key=lambda each: (each[1], IN_ORDER.index(each[0])))
    before: list[datetime | None] = [None, *(at for _, at in found)]
    return [
        KeyMoment(kind=kind, at=at, after=None if earlier is None else at - earlier)
        for (kind, at), earlier in zip(found, before, strict=False)
    ]


def _of_lives(incident: Incident) -> list[tuple[Kind, datetime]]:
    found: list[tuple[Kind, datetime | None]] = []
    for n, life in enumerate(lives(incident)):
        found += [
            (Kind.IMPACT_BEGAN, life.impact_from),
            (Kind.REOPENED if n else Kind.DECLARED, life.began),
            (Kind.IMPACT_ENDED, life.impact_to),
            (Kind.ENDED, life.ended),
        ]
    return [(kind, at) for kind, at in found if at is not None]


STATUSES = {Status.IDENTIFIED: Kind.IDENTIFIED, Status.MONITORING: Kind.MONITORING}


def _of_entries(incident: Incident) -> list[tuple[Kind, datetime]]:
    found = []
    for entry in counting(incident):
        match entry.event:
            case IncidentResolved():
                found.append((Kind.RESOLVED, entry.occurred_at))
            case ResolutionConfirmed():
                found.append((Kind.CONFIRMED, entry.occurred_at))
            case StatusChanged(status=status) if status in STATUSES:
                found.append((STATUSES[status], entry.occurred_at))
    return found


def counting(incident: Incident) -> list[Entry]:
    """The entries that hold: neither struck nor overruled by what another copy recorded."""
    return [e for e in incident.entries if e.objection is None and e.id not in incident.struck]


def owners(incident: Incident) -> list[Span]:
    """Who owned it when; the last owner up to the end."""
    end = incident.closed_at
    return [
        Span(what=tenure.name, since=tenure.since, until=tenure.until or _not_before(end, tenure.since))
        for tenure in incident.tenures
    ]


def severities(incident: Incident) -> list[Span]:
    """How severe it was when; one that was set again to the same goes on."""
    steps: list[tuple[Severity | None, datetime]] = []
    for entry in counting(incident):
        if isinstance(entry.event, IncidentDeclared | SeverityChanged):
            severity = entry.event.severity
            if not steps or steps[-1][0] is not severity:
                steps.append((severity, entry.occurred_at))
    spans = [
        Span(what=_named(severity), since=since, until=max(since, until))
        for (severity, since), (_, until) in pairwise(steps)
    ]
    if steps:
        severity, since = steps[-1]
        spans.append(Span(what=_named(severity), since=since, until=_not_before(incident.closed_at, since)))
    return spans


def _named(severity: Severity | None) -> str:
    return "unknown" if severity is None else severity.value


def _not_before(at: datetime | None, earliest: datetime) -> datetime | None:
    """Return a time that is no end before its beginning, as a backdated entry would make it."""
    return None if at is None else max(at, earliest)


def silences(incident: Incident) -> list[Span]:
    """The times between two updates to one client, the longest first; each by the name of the client.

    They are taken in each life, as `metrics` takes them: while it was closed nobody waited for a word.
    """
    found = [
        Span(what=ledger.client or "", since=earlier, until=later)
        for ledger in incident.ledgers
        for times in by_life(sent_to(incident, ledger))
        for earlier, later in pairwise(times)
    ]
    return sorted(found, key=lambda each: (each.since - (each.until or each.since), each.since))


def recorded_later(incident: Incident) -> list[Entry]:
    """The entries that were recorded a minute or more after they happened, in order of occurrence.

    Of a past incident none: all of it was written down when it was brought in.
    """
    return [entry for entry in in_order(incident) if written_down_later(entry, incident)]

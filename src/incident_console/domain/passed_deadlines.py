"""When deadlines passed unkept, in a past of an incident: moments at which nothing was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from incident_console.domain.absence import AbsenceAnnounced
from incident_console.domain.deadlines import client_deadlines, owed_afterwards, owed_promises
from incident_console.domain.entry import Entry, FirstUpdate
from incident_console.domain.folding import fold
from incident_console.domain.incident import Incident
from incident_console.domain.past import Past, Which
from incident_console.domain.vocabulary import Outcome

PROMISED = ("next_update_at", "due_at", "analysis_by")
"""Fields of events that name a time which a client is promised."""
CALLED_FOR = ("first_update_due", "until", "review_due")
"""Fields that name a deadline of which no ledger keeps whether it was met."""


EVER = datetime.max.replace(tzinfo=UTC)


class Span(NamedTuple):
    """From when to when (UTC)."""

    since: datetime
    until: datetime


def passed_deadlines(log: Sequence[Entry], past: Past) -> list[datetime]:
    """Return the times (UTC) at which a deadline passes and nothing has met it, in order; those to come too.

    Whether a promise was late stands in its ledger, as of the whole log. Where that is not certain of this
    past, and for what no ledger keeps, it is looked at what stood at that time.
    """
    spans = list(uncertain(log, past))
    promises = fold(log).promises
    late = {
        promise.due_at
        for promise in promises
        if promise.outcome in (Outcome.LATE, Outcome.OPEN)
        # What went out after the time that it names was late from its first second.
        and promise.made_at <= promise.due_at
        and not within(promise.due_at, spans)
    }
    doubtful = {at for entry in log for at in named(entry.event, CALLED_FOR)}
    # A duplicate's promise moves to its survivor, also where its time has passed.
    doubtful |= {promise.due_at for promise in promises if promise.outcome is Outcome.MOVED}
    if spans:
        doubtful |= {at for entry in log for at in named(entry.event, PROMISED) if within(at, spans)}
    begins = past.times[past.first - 1]
    passed = {at for at in late if at > begins}
    passed |= {at for at in doubtful - passed if at > begins and was_due(past, at)}
    return sorted(passed)


def named(event: Any, fields: Sequence[str]) -> Iterator[datetime]:
    """Yield the times that these fields of an event name, and of what it says to its other clients."""
    for name in fields:
        if (at := getattr(event, name, None)) is not None:
            yield at
    for other in getattr(event, "others", ()):
        if not isinstance(other, FirstUpdate):
            yield from named(other, fields)
        elif fields is CALLED_FOR:
            yield other.due_at


def uncertain(log: Sequence[Entry], past: Past) -> Iterator[Span]:
    """Yield when what is due may be something else than the ledgers tell of the whole log.

    A past then lacked an entry that had happened, or had one that does not count; or the return of who left
    was due, until they were back.
    """
    came = {entry.id: at for entry, at in zip(past.entries, past.times, strict=True)}
    latest = log[0].occurred_at
    for entry in log:
        event = entry.event
        latest = max(latest, came[entry.id], *(came[need] for need in event.needs if need in came))
        if latest > entry.occurred_at:
            yield Span(entry.occurred_at, latest)
        if past.which is Which.KNOWN and event.strikes in came:
            yield Span(came[event.strikes], came[entry.id])
        if isinstance(event, AbsenceAnnounced):
            yield Span(entry.occurred_at, EVER)


def within(at: datetime, spans: Sequence[Span]) -> bool:
    return any(span.since <= at <= span.until for span in spans)


def was_due(past: Past, at: datetime) -> bool:
    """Whether something was due at a time, to the second, and had not been met."""
    return any(each == at for each in due_times(past.at(past.place(at))))


def due_times(incident: Incident) -> list[datetime]:
    """Return when something is due: a word to each client, an analysis, after the end whatever is owed."""
    if incident.is_open:
        words = [deadline.due_at for deadline in client_deadlines(incident)]
        return words + [promise.due_at for promise in owed_promises(incident)]
    return [deadline.due_at for deadline in owed_afterwards(incident)]

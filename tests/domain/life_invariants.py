"""What is true of every life, whatever people do: one owner, one clock, a log that folds to what is seen."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import msgspec
from tests.domain.incident_life import Life, state

from incident_console.domain import (
    communication,
    promises,
)
from incident_console.domain.calls import calls
from incident_console.domain.deadlines import client_deadline, next_deadline
from incident_console.domain.events import decode, encode
from incident_console.domain.incident import Incident, fold
from incident_console.domain.lives import lives, open_for
from incident_console.domain.parts import Promise
from incident_console.domain.procedure import procedure
from incident_console.domain.text import name_key, same_person
from incident_console.domain.urgency import DeadlineKind
from incident_console.domain.vocabulary import MessageKind, Outcome, PromiseKind, Status
from incident_console.reports.views import show


def whole(life: Life) -> None:
    """All of it."""
    owned_by_one(life.incident, in_time=not life.shift.set_back)
    on_one_clock(life.incident)
    accounted_for(life.incident)
    at_rest_when_over(life.incident)
    told_in_order(life.incident, in_time=not life.shift.set_back)
    calls_only_whose_turn_it_is(life)
    readable(life)
    lives_apart(life)
    folds_again(life)


def owned_by_one(incident: Incident, *, in_time: bool) -> None:
    """Exactly one owner, from the first moment to now, each in a term of their own."""
    tenures = incident.tenures
    assert incident.owner
    assert incident.owner == tenures[-1].name
    assert tenures[0].since == incident.declared_at
    assert [tenure.until for tenure in tenures] == [*(tenure.since for tenure in tenures[1:]), None]
    assert not in_time or all(one.since <= other.since for one, other in pairwise(tenures))
    assert len(tenures) == incident.terms
    assert incident.term == tenures[-1].id
    if incident.away is not None:
        assert same_person(incident.away.who, incident.owner)
    if incident.offer is not None:
        assert all(same_person(incident.holder(role), incident.offer.by) for role in incident.offer.roles)
        assert not same_person(incident.offer.to, incident.offer.by)


def open_promises(incident: Incident, kind: PromiseKind) -> list[Promise]:
    return [one for one in incident.promises if one.kind is kind and one.outcome is Outcome.OPEN]


def on_one_clock(incident: Incident) -> None:
    """One next client deadline while it is open, and never two open promises of a kind."""
    promises = open_promises(incident, PromiseKind.UPDATE)
    assert len(promises) <= 1
    assert len(open_promises(incident, PromiseKind.ANALYSIS)) <= 1
    if not incident.is_open:
        return
    deadline = client_deadline(incident)
    assert deadline is not None
    assert deadline == next_deadline(incident)
    if deadline.kind is DeadlineKind.BACK:
        assert incident.away is not None
        assert deadline.due_at == incident.away.until
    elif promises:
        assert deadline.due_at == promises[0].due_at
        assert deadline.kind in (DeadlineKind.NEXT_UPDATE, DeadlineKind.WRAP_UP)
    else:
        assert deadline.due_at == incident.first_update_due
        assert deadline.kind in (DeadlineKind.FIRST_UPDATE, DeadlineKind.WRAP_UP)


def accounted_for(incident: Incident) -> None:
    """Made = kept + late + moved + open, and each says what its outcome means."""
    counted = Counter(promise.outcome for promise in incident.promises)
    assert len(incident.promises) == sum(counted[outcome] for outcome in Outcome)
    for promise in incident.promises:
        assert (promise.due_at.second, promise.due_at.microsecond) == (0, 0)
        assert (promise.late_seconds is not None) == (promise.outcome is Outcome.LATE)
        assert (promise.fulfilled_at is not None) == (promise.outcome in (Outcome.KEPT, Outcome.LATE))
        if promise.fulfilled_at is not None:
            assert (promise.fulfilled_at > promise.due_at) == (promise.outcome is Outcome.LATE)
        if promise.outcome is Outcome.OPEN:
            assert promise.keeper == incident.owner


def at_rest_when_over(incident: Incident) -> None:
    """An ended incident promises no update, and only its analysis may still wait."""
    assert incident.is_open == (incident.closed_at is None)
    assert (incident.duplicate_of is not None) == (incident.status is Status.DUPLICATE)
    if incident.status is Status.RESOLVED:
        assert incident.resolved_at is not None
    if incident.is_open:
        return
    assert incident.update_promise is None
    assert (incident.first_update_due, incident.away) == (None, None)
    analysis = (MessageKind.ANALYSIS, MessageKind.RESCHEDULE)
    assert all(message.kind in analysis for message in incident.waiting)
    deadline = next_deadline(incident)
    assert deadline is None or deadline.kind in (DeadlineKind.ANALYSIS, DeadlineKind.REVIEW)


def told_in_order(incident: Incident, *, in_time: bool) -> None:
    """Messages took effect in the order in which they went out."""
    out = sorted((m for m in incident.messages.values() if m.out_at is not None), key=lambda m: m.out_seq)
    times = [message.out_at for message in out if message.out_at is not None]
    assert not in_time or times == sorted(times)
    assert incident.last_out_at == (times[-1] if times else None)
    assert all(not message.dropped for message in out)


def calls_only_whose_turn_it_is(life: Life) -> None:
    """Whoever acted last is called for nothing older; nobody is called twice for the same, or for history."""
    last = life.entries[-1]
    acted = last.by if last.event.is_act else ""
    for call in calls(life.incident):
        assert call.who
        assert not same_person(call.who, acted) or call.since > last.recorded_at
        assert not call.seq or call.event == life.entries[call.seq - 1].id
        assert call.until is None or call.since <= call.until
    keys = [(name_key(call.who), call.why, call.since, call.event) for call in calls(life.incident)]
    assert len(keys) == len(set(keys))


def lives_apart(life: Life) -> None:
    """Lives follow each other, only the last goes on, and no two updates carry one number."""
    incident = life.incident
    each = lives(incident)
    assert len(each) == incident.lives
    assert all(one.ended is not None and one.began <= one.ended <= two.began for one, two in pairwise(each))
    assert (each[-1].ended is None) == incident.is_open
    assert open_for(incident, life.now) >= timedelta()
    numbers = [row["n"] for row in show(incident, life.now)["updates"]]
    assert len(set(numbers)) == len(numbers)


def readable(life: Life) -> None:
    """Whatever asks about a life gets an answer."""
    request = life.request()
    assert len(procedure(life.incident, life.now, life.shift.policy)) == 9
    assert communication.proposed_update(life.incident, request).next_update_at > life.now
    communication.open_inquiries(life.incident)
    promises.longer_than_cadence(life.incident, request)


def folds_again(life: Life) -> None:
    """The log, written as text and read back, makes the same incident."""
    again = [msgspec.structs.replace(entry, event=decode(encode(entry.event))) for entry in life.entries]
    assert again == life.entries
    assert state(fold(again)) == state(life.incident)

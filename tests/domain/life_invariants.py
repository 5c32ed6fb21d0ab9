"""What is true of every life, whatever people do: one owner, one clock, a log that folds to what is seen."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import msgspec
from tests.domain.incident_life import Life, state

from incident_console.domain import drafting, promises
from incident_console.domain.calls import calls
from incident_console.domain.deadlines import (
    Deadline,
    client_deadline,
    client_deadlines,
    deadline_for,
    next_deadline,
)
from incident_console.domain.events import decode, encode
from incident_console.domain.folding import fold
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.ledger import Ledger, Promise, outcomes
from incident_console.domain.lives import impact_lasted, lives, open_for
from incident_console.domain.owed import owed
from incident_console.domain.portal import comments
from incident_console.domain.procedure import procedure
from incident_console.domain.proposals import proposals
from incident_console.domain.response import NoteKind
from incident_console.domain.text import name_key, same_person
from incident_console.domain.urgency import DeadlineKind, OwedKind
from incident_console.domain.vocabulary import (
    DeliveryOutcome,
    MessageKind,
    Outcome,
    PromiseKind,
    Role,
    Status,
)
from incident_console.reports import course
from incident_console.reports.metrics import of
from incident_console.reports.views import show

INSIDE = {kind: f"noted as {kind}:" for kind in NoteKind}
"""How the notes of random lives begin, so that they are known wherever they are read."""


def whole(life: Life) -> None:
    """All of it."""
    owned_by_one(life.incident, in_time=not life.shift.set_back)
    on_one_clock(life.incident)
    accounted_for(life.incident)
    at_rest_when_over(life.incident)
    told_in_order(life.incident, in_time=not life.shift.set_back)
    told_by_what_arrived(life.incident)
    logged_in_order(life)
    calls_only_whose_turn_it_is(life)
    told_as_it_went(life)
    readable(life)
    keeps_inside(life)
    lives_apart(life)
    impact_counted_once(life)
    reviewed_in_whole(life.incident)
    proposed_to_who_may(life)
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


def told_by_what_arrived(incident: Incident) -> None:
    """Whom a channel has told has the message, and nothing goes out that says what no longer stands."""
    for message in incident.messages.values():
        for each in message.deliveries.values():
            addressee = message.addressees.get(each.ledger)
            assert addressee is not None
            if message.told_by_channels(each.ledger) is not None:
                assert addressee.out_at is not None
            if each.waiting:
                assert not addressee.dropped
                assert each.ledger not in message.overtaken
            if each.outcome is DeliveryOutcome.SAID:
                assert addressee.out_at is not None
                assert not message.on_its_way(each.ledger)


def logged_in_order(life: Life) -> None:
    """Whatever a client was told is a comment of its own, in the order of the log, and stays one."""
    incident = life.incident
    if incident.drill or incident.imported:
        assert comments(incident) == []
        return
    found = [each.entry for each in comments(incident)]
    assert [entry.seq for entry in found] == sorted({entry.seq for entry in found})
    told = {each.out_by for message in incident.messages.values() for each in message.told}
    assert told <= {entry.id for entry in found}
    if life.entries[-1].event.strikes is not None:
        before = {each.entry.id for each in comments(fold(life.entries[:-1]))}
        assert before <= {entry.id for entry in found}
    assert not incident.portal or incident.ticket_by or incident.ticket_requests


def open_promises(ledger: Ledger, kind: PromiseKind) -> list[Promise]:
    return [one for one in ledger.promises if one.kind is kind and one.outcome is Outcome.OPEN]


def on_one_clock(incident: Incident) -> None:
    """Each client has one next deadline while it is open; the incident's is the earliest of them."""
    assert [ledger.n for ledger in incident.ledgers] == list(range(len(incident.ledgers)))
    assert incident.concerned, "the last client cannot be dropped"
    names = [name_key(ledger.client or "") for ledger in incident.ledgers]
    assert len(names) == len(set(names))
    for ledger in incident.ledgers:
        assert len(open_promises(ledger, PromiseKind.UPDATE)) <= 1
        assert len(open_promises(ledger, PromiseKind.ANALYSIS)) <= 1
    if not incident.is_open:
        return
    assert incident.listening, "who is to be told of the end keeps it open"
    each = [on_their_clock(incident, ledger) for ledger in incident.ledgers]
    deadlines = sorted((one for one in each if one is not None), key=lambda one: one.due_at)
    assert client_deadline(incident) == next_deadline(incident) == deadlines[0]
    assert client_deadlines(incident) == deadlines


def on_their_clock(incident: Incident, ledger: Ledger) -> Deadline | None:
    """One next deadline for a client who was neither dropped nor told that it is over."""
    deadline, promises = deadline_for(incident, ledger), open_promises(ledger, PromiseKind.UPDATE)
    if not ledger.concerned:
        assert deadline is None
        return None
    if ledger.over_at is not None:
        # A duplicate's message leaves the promise standing until the survivor has it.
        ending = incident.messages[ledger.over_by]
        assert deadline is None or ending.kind is MessageKind.DUPLICATE
        waits = [
            message for message in incident.waiting if any(to.ledger == ledger.n for to in message.to_tell)
        ]
        assert all(message.event.about_analysis for message in waits)
        if deadline is None:
            return None
    assert deadline is not None
    assert deadline.client == ledger.client
    if deadline.kind is DeadlineKind.BACK:
        assert incident.away is not None
        assert deadline.due_at == incident.away.until
    elif promises:
        assert deadline.due_at == promises[0].due_at
        assert deadline.kind in (DeadlineKind.NEXT_UPDATE, DeadlineKind.WRAP_UP)
    else:
        assert deadline.due_at == ledger.first_update_due
        assert deadline.kind in (DeadlineKind.FIRST_UPDATE, DeadlineKind.WRAP_UP)
    return deadline


def accounted_for(incident: Incident) -> None:
    """Made = kept + late + moved + open for each client and in sum; each says what its outcome means."""
    for ledger in incident.ledgers:
        each = outcomes(ledger.promises)
        assert each["made"] == each["kept"] + each["late"] + each["moved"] + each["open"]
        assert all(promise.client == ledger.client for promise in ledger.promises)
    assert len(incident.promises) == sum(len(ledger.promises) for ledger in incident.ledgers)
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
    """An ended incident promises no update but what a client read beyond the end; only its analysis waits."""
    assert incident.is_open == (incident.closed_at is None)
    assert (incident.duplicate_of is not None) == (incident.status is Status.DUPLICATE)
    if incident.status is Status.RESOLVED:
        assert incident.resolved_at is not None
    if incident.is_open:
        return
    beyond = incident.owed_promise
    if beyond is not None:
        ended = next(entry.seq for entry in incident.entries if entry.id == incident.ended_by)
        ledger = incident.ledger_of(beyond.client)
        assert ledger is not None
        assert incident.messages[beyond.made_by].addressees[ledger.n].out_seq > ended
    assert (incident.first_update_due, incident.away) == (None, None)
    analysis = (MessageKind.ANALYSIS, MessageKind.RESCHEDULE)
    assert all(message.kind in analysis for message in incident.waiting)
    deadline = next_deadline(incident)
    assert deadline is None or deadline.kind in (DeadlineKind.ANALYSIS, DeadlineKind.REVIEW)


def told_in_order(incident: Incident, *, in_time: bool) -> None:
    """Messages took effect for each client in the order in which they went out to them.

    What came of an attempt may be heard later than what went out after it.
    """
    heard_at_once = not any(message.deliveries for message in incident.messages.values())
    for ledger in incident.ledgers:
        had = (message.addressees.get(ledger.n) for message in incident.messages.values())
        out = [each for each in had if each is not None and each.out_at is not None]
        out.sort(key=lambda each: each.out_seq)
        times = [each.out_at for each in out if each.out_at is not None]
        assert not in_time or not heard_at_once or times == sorted(times)
        if in_time or heard_at_once:
            assert ledger.last_out_at == (max(times) if in_time and times else times[-1] if times else None)
        assert all(not each.dropped for each in out)


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


def impact_counted_once(life: Life) -> None:
    """The impact of no life begins before that of the one before it was over; their sum is a figure."""
    each = lives(life.incident)
    for one, two in pairwise(each):
        if not life.shift.set_back and one.impact_to is not None and two.impact_from is not None:
            assert one.impact_to <= two.impact_from
    lasted, going_on = impact_lasted(life.incident), each[-1].ended is None and each[-1].impact_to is None
    assert lasted is None or (lasted >= timedelta() and not going_on)
    minutes = of(life.incident, life.now)["impact_minutes"]
    assert minutes == (None if lasted is None else lasted // timedelta(minutes=1))


def reviewed_in_whole(incident: Incident) -> None:
    """A review that is complete has its sections, of an incident that has ended, and is owed no longer."""
    written = incident.review
    if written.completed_at is None:
        return
    assert not incident.is_open
    assert written.root_cause
    assert written.factors
    assert written.recommendations
    assert OwedKind.REVIEW not in {each.kind for each in owed(incident)}


ANYBODYS = {"accept_handover", "take_over", "review", "create_ticket"}
"""What is proposed to others than who owns it or writes to its clients."""


def proposed_to_who_may(life: Life) -> None:
    """What is worth doing after the last act is proposed as somebody who may, whoever is told of it."""
    incident = life.incident
    writers = {incident.owner, incident.holder(Role.CL)}
    for by in (incident.owner, "zoe"):
        for each in proposals(incident, life.entries[-1:], life.request(by)):
            words = each.act.rule in {"send_update", "reschedule"}
            may = writers if words else {incident.owner}
            who = each.act.by or by
            assert each.act.rule in ANYBODYS or any(same_person(who, name) for name in may), each.act


def readable(life: Life) -> None:
    """Whatever asks about a life gets an answer."""
    request = life.request()
    assert len(procedure(life.incident, life.now, life.shift.policy)) == 9
    assert drafting.proposed_update(life.incident, request).next_update_at > life.now
    open_inquiries(life.incident)
    promises.longer_than_cadence(life.incident, life.shift.policy, life.now)


def told_as_it_went(life: Life) -> None:
    """Moments stand in order, what is shown last is so now, and the longest silence is the figure."""
    incident = life.incident
    moments = course.key_moments(incident)
    assert all(moment.after is None or moment.after >= timedelta() for moment in moments)
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)
    severities = course.severities(incident)
    assert severities[-1].what == (incident.severity or "unknown")
    assert course.owners(incident)[-1].what == incident.owner
    spans = [*severities, *course.owners(incident), *course.silences(incident)]
    assert all(life.shift.set_back or span.until is None or span.since <= span.until for span in spans)
    waits = [span.lasted(life.now) // timedelta(minutes=1) for span in course.silences(incident)]
    assert max(waits, default=None) == of(incident, life.now)["longest_silence_minutes"]


def keeps_inside(life: Life) -> None:
    """Nothing that a colleague noted stands in a draft for a client before somebody ticks it."""
    named = [(ledger.client,) for ledger in life.incident.listening if ledger.client is not None]
    for clients in ((), *named):
        draft = drafting.proposed_update(life.incident, life.request(), clients)
        said = f"{draft.impact}\n{draft.done}\n{draft.next_steps}"
        assert not [kind for kind, words in INSIDE.items() if words in said and kind is not NoteKind.DECISION]
        offered = [step.text for step in draft.steps if not step.ticked]
        assert all(text.startswith(tuple(INSIDE.values())) for text in offered)


def folds_again(life: Life) -> None:
    """The log, written as text and read back, makes the same incident."""
    again = [msgspec.structs.replace(entry, event=decode(encode(entry.event))) for entry in life.entries]
    assert again == life.entries
    assert state(fold(again)) == state(life.incident)

"""Whose turn it is: who is called, why, and since when (C, Regular updates; R 6.1; R 6.8).

A call is computed from the act that calls, or from a time that comes. It ends with the next act of whoever is
called, or when its cause is gone. Being called is no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from incident_console.domain.authority import may_speak
from incident_console.domain.call import Call, Why
from incident_console.domain.calling import Acts, holds_any
from incident_console.domain.deadlines import Deadline, client_deadlines, people, watching
from incident_console.domain.entry import Entry
from incident_console.domain.folding import is_inert
from incident_console.domain.incident import Incident
from incident_console.domain.owed import Owed, owed, owes_after_its_end
from incident_console.domain.text import name_key, same_person
from incident_console.domain.urgency import NEAR, OWED_ANSWERS, DeadlineKind, answer_to
from incident_console.domain.vocabulary import Role

# A deadline calls once at a time: its first call ends a second before the next one begins.
SECOND = timedelta(seconds=1)


def called(incident: Incident, now: datetime) -> list[Call]:
    """Return who is called at a time (UTC) and has not acted since, the longest called first."""
    return [call for call in calls(incident) if call.stands(now)]


def calls(incident: Incident) -> list[Call]:
    """Return all calls that nobody has answered, those too that time will make if nobody acts before.

    An import is history and calls nobody; a drill calls only those who take part, by having acted in it.
    """
    if incident.imported or not incident.entries:
        return []
    acts = Acts(incident)
    found = [*(call for call in acts.calls if has_cause(incident, call)), *by_time(incident, acts)]
    open_calls = [call for call in found if unanswered(call, acts)]
    if incident.drill:
        open_calls = [call for call in open_calls if name_key(call.who) in acts.last]
    return sorted(open_calls, key=lambda call: (call.since, not call.seq, call.seq))


def unanswered(call: Call, acts: Acts) -> bool:
    """Whether the one who is called has done nothing on the incident since; acts count when recorded."""
    last = acts.last.get(name_key(call.who))
    if last is None:
        return True
    # An act has its place in the log, which no clock turns round; what time alone calls has only its time.
    return last.seq < call.seq if call.seq else last.recorded_at < call.since


def only_answers(incident: Incident, entry: Entry) -> bool:
    """Whether an entry does nothing to an incident's calls but answer those of whoever made it.

    In a drill it may be their first, by which they take part.
    """
    event = entry.event
    return not incident.drill and not event.turns and event.strikes is None and is_inert(event)


def has_cause(incident: Incident, call: Call) -> bool:
    """Whether what an act called for is still to be done, by whoever may have done it meanwhile."""
    if call.why is Why.ACTION:
        return any(
            action.id == call.about and same_person(action.owner, call.who)
            for action in incident.open_actions
        )
    if call.why in (Why.DECLARED, Why.REOPENED):
        return incident.is_open and same_person(incident.owner, call.who)
    if call.why is Why.ROLE:
        return incident.is_open and same_person(incident.holder(Role(call.about)), call.who)
    if call.why is Why.OFFERED:
        return incident.offer is not None and incident.offer.id == call.event
    if call.why is Why.DECLINED:
        return goes_on(incident) and holds_any(incident, call.who, call.about)
    return call.until is not None or goes_on(incident)


def goes_on(incident: Incident) -> bool:
    """Whether it is open, or has ended and still owes something."""
    return incident.is_open or owes_after_its_end(incident)


def by_time(incident: Incident, acts: Acts) -> Iterator[Call]:
    """The calls that time makes: an offer lapses, a clock nears or passes, what is owed is late."""
    offer = incident.offer
    if offer is not None and goes_on(incident):
        roles = " ".join(offer.roles)
        if holds_any(incident, offer.by, roles):
            yield Call(
                who=offer.by,
                why=Why.LAPSED,
                since=offer.stands_until,
                answer="offer_handover",
                event=offer.id,
                about=roles,
                text=offer.to,
            )
    yield from by_the_clock(incident, acts)
    for each in once(owed(incident)):
        yield from by_what_is_owed(incident, acts, each)


def once(owing: Iterable[Owed]) -> list[Owed]:
    """What is owed, each once: one message may have promised the same to several clients."""
    by_message = {
        (each.kind, each.due_at, each.action, each.promise and each.promise.made_by): each for each in owing
    }
    return list(by_message.values())


def by_the_clock(incident: Incident, acts: Acts) -> Iterator[Call]:
    """Who watches a client's clock is called as it nears, and when its time has come.

    What one event set for several clients calls once, for whoever of them hears first.
    """
    if not incident.is_open:
        return
    each_due = client_deadlines(incident)
    clocks = dict.fromkeys((each.kind.value, each.due_at, *begun(incident, acts, each)) for each in each_due)
    for who in watching(incident):
        found: dict[tuple[Why, datetime, str], Call] = {}
        for kind, due_at, since, event in clocks:
            # Who watches the clock and may not write to the client can only call somebody who may.
            answer = answer_to(kind) if may_speak(incident, who) else "escalate"
            for call in at_its_time(who, due_at, since, answer=answer, event=event, about=kind):
                if call.since > since or not called_by_it(acts, call):
                    found.setdefault((call.why, call.since, call.event), call)
        yield from found.values()


def begun(incident: Incident, acts: Acts, deadline: Deadline) -> tuple[datetime, str]:
    """Return since when a client's deadline stands (UTC), and the event that set it."""
    if deadline.kind is DeadlineKind.BACK and incident.away is not None:
        return incident.away.since, incident.away.message
    ledger = incident.ledger_of(deadline.client)
    promise = None if ledger is None else ledger.update_promise
    if promise is not None:
        return promise.made_at, promise.made_by
    entry = acts.begun(deadline.client)
    assert entry is not None, "it was declared"
    return entry.recorded_at, entry.id


def called_by_it(acts: Acts, call: Call) -> bool:
    """Whether the act that set so near a time has called that person by itself, as a declaration does."""
    return any(same_person(one.who, call.who) and one.event == call.event for one in acts.calls)


def by_what_is_owed(incident: Incident, acts: Acts, each: Owed) -> Iterator[Call]:
    """Who owes something is called when it is late; where a client waits for it, as it nears too."""
    if each.due_at is None:
        return
    kind, promise = each.kind.value, each.promise
    if promise is not None:
        for who in people([each.who, promise.watcher]):
            answer = OWED_ANSWERS[each.kind] if may_speak(incident, who) else "escalate"
            yield from at_its_time(
                who,
                each.due_at,
                promise.made_at,
                late=Why.OWED,
                answer=answer,
                event=promise.made_by,
                about=kind,
            )
        return
    given = acts.given.get(each.action)
    yield Call(
        who=each.who,
        why=Why.OWED,
        since=each.due_at,
        answer=OWED_ANSWERS[each.kind],
        event=given.id if given is not None else "",
        about=kind,
        n=each.n,
        text=each.text,
    )


def at_its_time(
    who: str,
    due_at: datetime,
    begun: datetime,
    *,
    answer: str,
    event: str,
    about: str,
    late: Why = Why.PASSED,
) -> Iterator[Call]:
    """The two calls of a deadline that stands since `begun`: as it nears, and from its time on."""
    nears, last = max(due_at - NEAR, begun), due_at - SECOND
    if nears <= last:
        yield Call(who=who, why=Why.NEARS, since=nears, until=last, answer=answer, event=event, about=about)
    yield Call(who=who, why=late, since=due_at, answer=answer, event=event, about=about)

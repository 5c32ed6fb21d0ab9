"""What is worth telling clients after an act: nothing goes out by itself (C, Communication)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incident_console.domain.absence import AbsenceAnnounced
from incident_console.domain.addressing import first_due
from incident_console.domain.drafting import RESOLVED, proposed_update, resolution_untold
from incident_console.domain.entry import Request
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.ownership import handover_notice_due
from incident_console.domain.promises import RescheduleWritten, longer_than_cadence
from incident_console.domain.proposal import Found, Proposal
from incident_console.domain.refusal import Act, Part
from incident_console.domain.response import Noted, NoteKind
from incident_console.domain.sending import is_posted_by_hand
from incident_console.domain.unsaid import missed


def update(incident: Incident, request: Request, why: str, **values: datetime | str) -> Proposal:
    """An update, with the next time that the cadence proposes."""
    due, posted = proposed_update(incident, request).next_update_at, by_hand(incident, request)
    return Proposal(why, Act("send_update", incident.ref, next_update=due, posted=posted), **values)


def by_hand(incident: Incident, request: Request) -> bool:
    """Whether whoever writes to the clients says by the same command that they have posted it."""
    return is_posted_by_hand(incident, incident.listening or incident.concerned, request)


def joined(incident: Incident, request: Request) -> Found:
    """After somebody joined: their first update, which only they need (C, Communication)."""
    ledger = incident.concerned[-1]
    if ledger.first_update_due is None or not incident.has_several:
        return []
    due = proposed_update(incident, request, (ledger.client or "",)).next_update_at
    posted = is_posted_by_hand(incident, [ledger], request)
    act = Act("send_update", incident.ref, clients=(ledger.client,), next_update=due, posted=posted)
    return [Proposal("{client} hears first by {due}", act, client=ledger.client, due=ledger.first_update_due)]


def paced(incident: Incident, request: Request) -> Found:
    """Bringing a promise forward that is longer than the cadence now (C, Regular updates)."""
    due, promise = longer_than_cadence(incident, request.policy, request.now), incident.update_promise
    if due is None or promise is None:
        return []
    return [
        Proposal(
            "{severity} asks for an update by {due}, sooner than the one promised for {promised}; this "
            "brings it forward",
            Act("reschedule", incident.ref, due=due, posted=by_hand(incident, request)),
            due=due,
            promised=promise.due_at,
            severity=incident.severity,
        )
    ]


def promised(incident: Incident, request: Request) -> Found:
    """What was just written promises a later time than the cadence asks for (C, Regular updates)."""
    written = list(incident.messages.values())[-1]
    event, asked = written.event, written.event.cadence_asked
    if not event.longer_than_cadence or event.promised_at is None or asked is None:
        return []
    next_due = max(asked, first_due(incident, request, incident.listening or incident.concerned))
    some = len(event.to) < len(incident.listening)
    to: dict[str, Any] = {"clients": tuple(each.client for each in event.to)} if event.to and some else {}
    out, what = written.is_out, "update"
    posted = out and by_hand(incident, request)
    if isinstance(event, AbsenceAnnounced):
        what, act = "return", Act("go_away", incident.ref, until=next_due, posted=posted)
    elif out or isinstance(event, RescheduleWritten):
        act = Act("reschedule", incident.ref, due=next_due, posted=posted, **to)
    else:
        act = Act("send_update", incident.ref, next_update=next_due, **to)
    return [
        Proposal(
            "{severity} asks for an update by {due}, sooner than the {what} promised for {promised}; this "
            "brings it forward",
            act,
            severity=incident.severity,
            what=what,
            promised=event.promised_at,
            due=asked,
        )
    ]


def unsaid(incident: Incident, request: Request) -> Found:
    """What the readers of an update will miss in it: the next one says it."""
    written = list(incident.messages.values())[-1]
    readers = [incident.ledgers[n] for n in written.addressees]
    found = []
    for lack in missed(incident, written.event, readers, written.id):
        known: dict[str, Any] = {"impact": incident.impact or ...} if lack.part is Part.IMPACT else {}
        act = Act("send_update", incident.ref, **known)
        found.append(Proposal(f"{lack.why}; the next one says it", act))
    return found


def unanswered(incident: Incident, request: Request) -> Found:
    """After an update: what clients asked and neither it nor another one that waits answers (R 4, CL)."""
    waiting = {one for message in incident.waiting for one in message.event.refers_to}
    asked = [each for each in open_inquiries(incident) if each.id not in waiting]
    if not asked:
        return []
    more = f" (and {len(asked) - 1} more)" if len(asked) > 1 else ""
    return [
        Proposal(
            "{who} asked, and it is not answered yet: {text}{more}; the update that answers says so",
            Act("send_update", incident.ref, answers=tuple(each.seq for each in asked)),
            who=asked[0].who,
            text=asked[0].text,
            more=more,
        )
    ]


def updated(incident: Incident, request: Request) -> Found:
    return [*promised(incident, request), *unsaid(incident, request), *unanswered(incident, request)]


def noted(incident: Incident, request: Request) -> Found:
    """After a client's question was logged: who answers it, and how (R 4, CL)."""
    last = incident.entries[-1].event
    asks = isinstance(last, Noted) and last.note is NoteKind.INQUIRY and incident.is_open
    return unanswered(incident, request) if asks else []


def taken(incident: Incident, request: Request) -> Found:
    if not handover_notice_due(incident):
        return []
    why = "an introduction is due now: tell the client that {owner} has taken over"
    return [update(incident, request, why, owner=incident.owner)]


def returned(incident: Incident, request: Request) -> Found:
    return [update(incident, request, "you are back; the client is waiting for an update")]


def resolution_told(incident: Incident, request: Request) -> Found:
    """An update that says that it is resolved (C, Communication)."""
    ledgers = incident.listening
    remedy = resolution_untold(incident, ledgers)
    if remedy is None:
        return []
    act = Act(
        "send_update",
        incident.ref,
        impact=RESOLVED[remedy],
        next_update=proposed_update(incident, request).next_update_at,
        posted=by_hand(incident, request),
    )
    whom = "not every client has" if incident.has_several else "the client has not"
    return [Proposal("{whom} heard of it yet; an update says so", act, whom=whom)]


def reopened(incident: Incident, request: Request) -> Found:
    return [update(incident, request, "tell the client that it goes on")]

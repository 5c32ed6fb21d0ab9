"""What is worth doing after an act: nothing is done by itself (C, Regular updates; R 6; R 8; R 9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from incident_console.domain.absence import AbsenceAnnounced, OwnerReturned
from incident_console.domain.addressing import first_due
from incident_console.domain.authority import speakers
from incident_console.domain.clients import ClientAdded
from incident_console.domain.closing import IncidentResolved, ResolutionConfirmed, WrapUpWritten
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.deadlines import client_deadline
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged
from incident_console.domain.drafting import RESOLVED, proposed_update, resolution_untold
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.handover import HandoverOffered
from incident_console.domain.handover_answers import HandoverAccepted
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.ownership import OwnershipTaken, handover_notice_due, unanswered_since
from incident_console.domain.posting import MessagePosted
from incident_console.domain.promises import RescheduleWritten, longer_than_cadence
from incident_console.domain.refusal import Act
from incident_console.domain.reopening import IncidentReopened
from incident_console.domain.response import Escalated, StatusChanged
from incident_console.domain.sending import is_posted_by_hand
from incident_console.domain.settling import DeliveryRetried, DeliverySettled
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Status


class Proposal:
    """Why something is worth doing, with `{name}` where a value stands, and what it is."""

    def __init__(self, why: str, act: Act, **values: object) -> None:
        self.why = why
        self.act = act
        self.values = values

    def said(self, show: Callable[[object], str]) -> str:
        """Return the reason with each value as `show` puts it."""
        return self.why.format_map({name: show(value) for name, value in self.values.items()})


Found = list[Proposal]


def proposals(incident: Incident, entries: Sequence[Entry], request: Request) -> Found:
    """Return what the entries just recorded call for; an imported incident calls for nothing.

    Args:
        incident: after them.
        entries: of one act.
        request: who looks at it, and when.
    """
    if incident.imported:
        return []
    # Once each: an act may write a message, and say that it is out.
    called = dict.fromkeys(CALLED_FOR.get(type(entry.event)) for entry in entries)
    return [each for calls in called if calls is not None for each in calls(incident, request)]


def update(incident: Incident, request: Request, why: str, **values: datetime | str) -> Proposal:
    """An update, with the next time that the cadence proposes."""
    due, posted = proposed_update(incident, request).next_update_at, by_hand(incident, request)
    return Proposal(why, Act("send_update", incident.ref, next_update=due, posted=posted), **values)


def by_hand(incident: Incident, request: Request) -> bool:
    """Whether whoever writes to the clients says by the same command that they have posted it."""
    return is_posted_by_hand(incident, incident.listening or incident.concerned, request)


def declared(incident: Incident, request: Request) -> Found:
    found = []
    if not incident.severity_confirmed:
        act = Act("change_severity", incident.ref, severity=incident.severity)
        found.append(Proposal("{severity} was taken, to be confirmed", act, severity=incident.severity))
    if incident.first_update_due is not None:
        due, first = incident.first_update_due, client_deadline(incident)
        whose = first.client if first is not None and incident.has_several else None
        why = "{client} hears first by {due}"
        found.append(update(incident, request, why, client=whose or "the client", due=due))
    return found


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
    return [*promised(incident, request), *unanswered(incident, request)]


def offered(incident: Incident, request: Request) -> Found:
    offer = incident.offer
    if offer is None:
        return []
    return [
        Proposal(
            "nothing has moved yet; {to} accepts until {until}, with",
            Act("accept_handover", incident.ref, by=offer.to),
            to=offer.to,
            until=offer.stands_until,
        )
    ]


def taken(incident: Incident, request: Request) -> Found:
    if not handover_notice_due(incident):
        return []
    why = "an introduction is due now: tell the client that {owner} has taken over"
    return [update(incident, request, why, owner=incident.owner)]


def returned(incident: Incident, request: Request) -> Found:
    return [update(incident, request, "you are back; the client is waiting for an update")]


def resolved(incident: Incident, request: Request) -> Found:
    owner = incident.owner
    act = Act("confirm", incident.ref, by=None if same_person(owner, request.by) else owner)
    return [
        Proposal("{owner} confirms it as Incident Commander", act, owner=owner),
        *resolution_told(incident, request),
    ]


def resolution_told(incident: Incident, request: Request) -> Found:
    """An update that says that it is resolved, by who may speak to clients (C, Communication)."""
    ledgers = incident.listening
    remedy = resolution_untold(incident, ledgers)
    if remedy is None:
        return []
    speaks = any(same_person(name, request.by) for name in speakers(incident))
    act = Act(
        "send_update",
        incident.ref,
        by=None if speaks else incident.owner,
        impact=RESOLVED[remedy],
        next_update=proposed_update(incident, request).next_update_at,
        posted=by_hand(incident, request),
    )
    whom = "not every client has" if incident.has_several else "the client has not"
    return [Proposal("{whom} heard of it yet; an update says so", act, whom=whom)]


def confirmed(incident: Incident, request: Request) -> Found:
    act = Act("close", incident.ref, posted=by_hand(incident, request))
    return [Proposal("the client waits for the wrap-up", act)]


def ended(incident: Incident, request: Request) -> Found:
    """After the wrap-up is out: the review (R 9)."""
    due = incident.review.due_at
    if incident.status is not Status.CLOSED or due is None or incident.review.completed_at is not None:
        return []
    act = Act(
        "review",
        incident.ref,
        root_cause=...,
        factors=...,
        recommendations=...,
        follow_ups=...,
        complete=True,
    )
    return [Proposal("the review is due by {due}", act, due=due)]


def reopened(incident: Incident, request: Request) -> Found:
    return [update(incident, request, "tell the client that it goes on")]


def escalated(incident: Incident, request: Request) -> Found:
    """After a call to the owner: from when somebody else may take over (R 2)."""
    called = unanswered_since(incident)
    if called is None or same_person(incident.owner, request.by):
        return []
    return [
        Proposal(
            "if {owner} does nothing until {free}, you may take over",
            Act("take_over", incident.ref),
            owner=incident.owner,
            free=called + request.policy.take_after,
        )
    ]


CALLED_FOR: dict[type[Event], Callable[[Incident, Request], Found]] = {
    IncidentDeclared: declared,
    ClientAdded: joined,
    SeverityChanged: paced,
    StatusChanged: paced,
    UpdateWritten: updated,
    RescheduleWritten: promised,
    AbsenceAnnounced: promised,
    HandoverOffered: offered,
    HandoverAccepted: taken,
    OwnershipTaken: taken,
    OwnerReturned: returned,
    IncidentResolved: resolved,
    ResolutionConfirmed: confirmed,
    WrapUpWritten: ended,
    MessagePosted: ended,
    DeliverySettled: ended,
    DeliveryRetried: ended,
    IncidentReopened: reopened,
    Escalated: escalated,
}
"""What each kind of event calls for."""

"""What is worth doing after an act: nothing is done by itself (C, Regular updates; R 6; R 8; R 9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from incident_console.domain.absence import AbsenceAnnounced, OwnerReturned
from incident_console.domain.authority import who_may
from incident_console.domain.clients import ClientAdded
from incident_console.domain.closing import IncidentResolved, ResolutionConfirmed, WrapUpWritten
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.deadlines import client_deadline
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.handover import HandoverOffered
from incident_console.domain.handover_answers import HandoverAccepted
from incident_console.domain.incident import Incident
from incident_console.domain.ownership import OwnershipTaken, unanswered_since
from incident_console.domain.posting import MessagePosted
from incident_console.domain.promises import RescheduleWritten
from incident_console.domain.proposal import Found, Proposal
from incident_console.domain.refusal import Act
from incident_console.domain.reopening import IncidentReopened
from incident_console.domain.response import Escalated, Noted, StatusChanged
from incident_console.domain.settling import DeliveryRetried, DeliverySettled
from incident_console.domain.text import same_person
from incident_console.domain.ticketing import can_be_created
from incident_console.domain.vocabulary import Status
from incident_console.domain.words_proposed import (
    by_hand,
    joined,
    noted,
    paced,
    promised,
    reopened,
    resolution_told,
    returned,
    taken,
    update,
    updated,
)


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
    found = [each for calls in called if calls is not None for each in calls(incident, request)]
    return [by_who_may(each, incident, request) for each in found]


def by_who_may(proposal: Proposal, incident: Incident, request: Request) -> Proposal:
    """Return a proposal under the name of who may do it, where whoever asks may not (R 4)."""
    act, allowed = proposal.act, who_may(incident, proposal.act.rule)
    if act.by is not None or not allowed or any(same_person(name, request.by) for name in allowed):
        return proposal
    return Proposal(proposal.why, Act(act.rule, act.ref, by=allowed[0], **act.arguments), **proposal.values)


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
    return [*found, *ticket_lacking(incident, request)]


def ticket_lacking(incident: Incident, request: Request) -> Found:
    """Having the portal create the ticket, where it does that when it is asked (R 6.4)."""
    if incident.ticket_requests or not can_be_created(incident, request.policy):
        return []
    return [
        Proposal(
            "there is no ticket yet; the support portal creates one",
            Act("create_ticket", incident.ref, create=True),
        )
    ]


def left(incident: Incident, request: Request) -> Found:
    """After somebody left whom nobody covers: a handover comes first (C, Presence)."""
    away = incident.away
    if away is None or away.asked:
        return promised(incident, request)
    person = request.policy.colleagues.people.person(away.who)
    to = ... if person is None or person.deputy is None else person.deputy
    why = "nobody was asked to cover; whoever accepts a handover does, and the client need not wait"
    act = Act("offer_handover", incident.ref, to=to, status=...)
    return [Proposal(why, act), *promised(incident, request)]


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


def resolved(incident: Incident, request: Request) -> Found:
    act = Act("confirm", incident.ref)
    return [
        Proposal("{owner} confirms it as Incident Commander", act, owner=incident.owner),
        *resolution_told(incident, request),
    ]


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
    AbsenceAnnounced: left,
    Noted: noted,
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

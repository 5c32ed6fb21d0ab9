"""Having the support portal create the ticket (R 6.4): on somebody's word, or by itself at a severity."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from incident_console.domain.authority import contribute
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.parts import PortalWrite
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Act, Refused
from incident_console.domain.vocabulary import DeliveryOutcome


class TicketRequested(Event, frozen=True, kw_only=True):
    """The portal is asked for a ticket; `by_itself` as the agreements say, without anybody's word."""

    by_itself: bool = False

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.ticket_requests = (*incident.ticket_requests, entry)

    @property
    def is_act(self) -> bool:
        return not self.by_itself


class Creation(msgspec.Struct, frozen=True, kw_only=True):
    """That a ticket was asked for, and what came of it; `write` is None as long as that is not known."""

    request: Entry
    write: PortalWrite | None = None

    @property
    def outcome(self) -> DeliveryOutcome:
        return DeliveryOutcome.WAITING if self.write is None else self.write.outcome


def creation(incident: Incident) -> Creation | None:
    """Return the last request for a ticket, with what came of it; None where nobody asked for one."""
    if not incident.ticket_requests:
        return None
    last = incident.ticket_requests[-1]
    return Creation(request=last, write=incident.portal.get(("", last.id)))


def is_asked_for(incident: Incident) -> bool:
    """Whether a ticket was asked for, and it is not known yet what came of that."""
    last = creation(incident)
    return incident.ticket is None and last is not None and last.outcome is DeliveryOutcome.WAITING


def can_be_created(incident: Incident, policy: Policy) -> bool:
    """Whether the portal creates a ticket when it is asked: by the agreements in force, and there is none."""
    portal = policy.colleagues.portal
    creates = portal is not None and portal.creates
    return creates and incident.ticket is None and not (incident.drill or incident.imported)


def create_ticket(
    incident: Incident, request: Request, *, tried: bool = True, under_way: bool = False
) -> list[Event]:
    """Have the portal create the incident's ticket (R 6.4).

    What was asked for before and is `tried` from here is not asked for again: it is tried now.

    Raises:
        Refused: where there is a ticket, or one is being created at this moment (`under_way`); where no
            portal is configured or it creates none; for a drill.
    """
    contribute(incident, request)
    portal = request.policy.colleagues.portal
    by_hand = Act("link_ticket", incident.ref)
    if incident.drill or incident.imported:
        raise Refused(
            "{ref} is {what}, and nothing of it reaches the support portal; name a ticket by hand",
            then=by_hand,
            ref=incident.ref,
            what="a drill" if incident.drill else "an import",
        )
    if incident.ticket is not None:
        raise Refused(
            "{ref} has the ticket {ticket} already; another one is named by hand",
            then=by_hand,
            ref=incident.ref,
            ticket=incident.ticket,
        )
    if portal is None or not portal.creates:
        raise Refused(
            "{why}; create the ticket in the support system, and name it here",
            then=by_hand,
            why="no support portal is configured"
            if portal is None
            else "the support portal is configured without a way to create tickets",
        )
    last = creation(incident)
    if last is None or not is_asked_for(incident) or not (tried or under_way):
        return [TicketRequested()]
    if under_way:
        raise Refused(
            "a ticket is being created since {since}; wait for it, or name one by hand",
            then=by_hand,
            since=last.request.occurred_at,
        )
    return []


def asked_by_itself(incident: Incident, entries: Sequence[Entry], policy: Policy) -> list[Event]:
    """Return the request for a ticket that entries just recorded bring about, by the agreements in force.

    At its declaration, or when its severity rises so far; never twice.
    """
    portal = policy.colleagues.portal
    if portal is None or not can_be_created(incident, policy) or incident.ticket_requests:
        return []
    classified = any(isinstance(entry.event, IncidentDeclared | SeverityChanged) for entry in entries)
    wanted = classified and incident.severity in portal.create_for
    return [TicketRequested(by_itself=True)] if wanted else []

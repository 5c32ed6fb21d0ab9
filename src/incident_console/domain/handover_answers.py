"""The answer to an offered handover: the yes that moves the roles, the no, its end (C, Presence)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from incident_console.domain.authority import in_time, now_only, required, while_owned
from incident_console.domain.communication import latest_words
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.handover import HandoverOffered
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.offers import NOT_TO_OFFER
from incident_console.domain.owed import owes_after_its_end
from incident_console.domain.ownership import lead, take_ownership
from incident_console.domain.parts import Offer
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Role


class HandoverAccepted(Event, frozen=True, kw_only=True):
    """The yes that moves the roles: the new owner takes over and will send the next update."""

    turns = True
    derived = frozenset({"ownership", "promises", "updates"})
    offer: str
    to: str
    roles: tuple[Role, ...]
    given_by: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.offer = None
        if Role.IC in self.roles:
            take_ownership(incident, self.to, entry, "handover")
        for role in self.roles:
            if role is not Role.IC:
                lead(incident, role, self.to, entry.occurred_at)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return answered(incident, self.offer)

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.offer,)


class HandoverDeclined(Event, frozen=True, kw_only=True):
    """The no, with its reason."""

    turns = True
    offer: str
    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.offer = None

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return answered(incident, self.offer)

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.offer,)

    @property
    def text(self) -> str:
        return self.why


class HandoverWithdrawn(Event, frozen=True, kw_only=True):
    """The offer taken back."""

    turns = True
    offer: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.offer = None

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return answered(incident, self.offer)

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.offer,)


def answered(incident: Incident, offer: str) -> Objection | None:
    """Why an answer to an offer does not hold: it is not the one that stands."""
    if incident.offer is not None and incident.offer.id == offer:
        return None
    return Objection(ground=Ground.ANSWERED, who=incident.owner, at=incident.tenure.since)


def offered(incident: Incident, request: Request) -> Offer:
    """The offer that stands, or a refusal that says what became of it."""
    in_time(incident, request)
    offer = incident.offer
    if offer is None:
        not_any_more(incident, request.by)
        while_owned(incident)
        raise Refused(
            "no handover of {ref} is offered; {owner} owns it since {since} and may offer it",
            then=asked_for(incident, request.by, giver=incident.owner, to=request.by),
            ref=incident.ref,
            owner=incident.owner,
            since=incident.tenure.since,
        )
    if not offer.stands(request.now):
        raise Refused(
            "the offer of {ref} to {to} lapsed at {lapsed}; ask {giver} to offer it again",
            then=asked_for(incident, request.by, giver=offer.by, to=offer.to, roles=offer.roles),
            ref=incident.ref,
            to=offer.to,
            lapsed=offer.stands_until,
            giver=offer.by,
        )
    if request.backdated and request.at < offer.offered_at:
        raise Refused(
            "it was offered at {offered}; give a later {at}",
            about=Part.AT,
            offered=offer.offered_at,
            at=Part.AT,
        )
    return offer


def asked_for(
    incident: Incident, by: str, *, giver: str, to: str, roles: tuple[Role, ...] = (Role.IC,)
) -> tuple[Act, ...]:
    """The offer that somebody without one may ask for, as its giver makes it; none where nobody would."""
    if same_person(giver, to) or not (incident.is_open or owes_after_its_end(incident)):
        return ()
    arguments: dict[str, object] = {} if roles == (Role.IC,) else {"roles": roles}
    if latest_words(incident) is None:
        arguments["status"] = ...
    who = None if same_person(giver, by) else giver
    return (Act("offer_handover", incident.ref, by=who, to=to, **arguments),)


class OfferEnd(msgspec.Struct, frozen=True, kw_only=True):
    """What ended an offer but its answer: to whom which roles were offered, who did what, when (UTC)."""

    to: str
    roles: tuple[Role, ...]
    by: str
    why: str
    at: datetime


def became_of_offer(incident: Incident, name: str) -> OfferEnd | None:
    """What ended the last offer to somebody, or theirs; None where it was answered, lapsed or stands."""
    last = next((each for each in reversed(incident.entries) if is_offer(each, name)), None)
    if last is None or not isinstance(last.event, HandoverOffered):
        return None
    to, roles = last.event.to, last.event.roles
    if last.objection is not None:
        return OfferEnd(to=to, roles=roles, by=last.by, why=NOT_TO_OFFER, at=last.recorded_at)
    for loss in incident.offer_losses:
        if loss.offer == last.id and not loss.left:
            return OfferEnd(to=to, roles=roles, by=loss.by, why=loss.why, at=loss.at)
    for entry in incident.entries:
        event = entry.event
        if entry.objection is None and isinstance(event, HandoverWithdrawn) and event.offer == last.id:
            return OfferEnd(to=to, roles=roles, by=entry.by, why="withdrew it", at=entry.recorded_at)
    return None


def is_offer(entry: Entry, name: str) -> bool:
    """Whether an entry offers something to somebody, or in their name."""
    event = entry.event
    return isinstance(event, HandoverOffered) and (same_person(name, event.to) or same_person(name, entry.by))


def not_any_more(incident: Incident, name: str) -> None:
    """Say what became of the last offer to somebody, or of theirs.

    Raises:
        Refused: where something else than their answer ended it.
    """
    if (end := became_of_offer(incident, name)) is not None:
        raise Refused(
            "no handover of {ref} to {to} is offered any more: {who} {why} at {at}; "
            "{owner} owns it since {since}",
            then=asked_for(incident, name, giver=incident.owner, to=end.to) if Role.IC in end.roles else (),
            ref=incident.ref,
            to=end.to,
            who=end.by,
            why=end.why,
            at=end.at,
            owner=incident.owner,
            since=incident.tenure.since,
        )


def accept_handover(incident: Incident, request: Request) -> list[Event]:
    """Acknowledge: I take over and will send the next update (C, Presence). One event moves the roles."""
    # A yes that was dated back would make somebody else answer for the updates of the time between.
    now_only(request, "an acknowledgement")
    offer = offered(incident, request)
    if not same_person(request.by, offer.to):
        not_any_more(incident, request.by)
        raise Refused("{ref} is offered to {to}; only they can accept it", ref=incident.ref, to=offer.to)
    return [HandoverAccepted(offer=offer.id, to=offer.to, roles=offer.roles, given_by=offer.by)]


def decline_handover(incident: Incident, request: Request, *, why: str) -> list[Event]:
    """Say no, with a reason; everything stays where it was."""
    offer = offered(incident, request)
    if not same_person(request.by, offer.to):
        not_any_more(incident, request.by)
        raise Refused("{ref} is offered to {to}; only they can decline it", ref=incident.ref, to=offer.to)
    return [HandoverDeclined(offer=offer.id, why=required(why, Part.WHY, "the reason"))]


def withdraw_handover(incident: Incident, request: Request) -> list[Event]:
    """Take one's offer back; everything stays where it was."""
    offer = offered(incident, request)
    if not same_person(request.by, offer.by):
        raise Refused("{giver} offered {ref}; only they can withdraw it", giver=offer.by, ref=incident.ref)
    return [HandoverWithdrawn(offer=offer.id)]

"""A handover is offered with a brief; it moves nothing until the next person's yes (C, Presence)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_console.domain.authority import (
    another_term,
    decide,
    in_term,
    in_time,
    now_only,
    optional,
    over,
    while_owned,
)
from incident_console.domain.briefing import make_brief
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.given import person
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.offers import lose, offer_ends, offers
from incident_console.domain.owed import owes_after_its_end
from incident_console.domain.parts import Brief, Offer
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Role


class HandoverOffered(Event, frozen=True, kw_only=True):
    """Roles offered to somebody, with the brief as it was given. Nothing moves yet."""

    turns = True
    to: str
    roles: tuple[Role, ...]
    stands_until: datetime
    brief: Brief

    def apply(self, incident: Incident, entry: Entry) -> None:
        lose(incident, Role, offers(self.roles, self.to))
        incident.offer = Offer(
            id=entry.id,
            seq=entry.seq,
            to=self.to,
            by=entry.by,
            roles=self.roles,
            offered_at=entry.occurred_at,
            stands_until=self.stands_until,
            brief=self.brief,
        )

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        if not incident.is_open and not owes_after_its_end(incident):
            return over(incident)
        for role in self.roles:
            if not same_person(incident.holder(role), entry.by):
                return another_term(incident, entry) or Objection(
                    ground=Ground.HELD, who=incident.holder(role), what=role.full_name
                )
        standing = incident.standing_offer(entry.recorded_at)
        if standing is not None and not displaces(self.roles, standing):
            return Objection(ground=Ground.OFFERED, who=standing.to, at=standing.stands_until)
        return another_term(incident, entry)

    @property
    def text(self) -> str:
        return self.brief.status


def offer_handover(
    incident: Incident,
    request: Request,
    *,
    to: str,
    roles: Sequence[Role] = (Role.IC,),
    status: str | None = None,
) -> list[Event]:
    """Offer one's roles to somebody, with a brief (C, Presence). Nothing moves until they accept.

    Raises:
        Refused: to oneself, for roles that others hold, while another offer stands, or with an empty brief.
    """
    now_only(request, "an offer")
    in_time(incident, request)
    to = person(to, Part.TO)
    if Role.IC in (roles or (Role.IC,)):
        decide(incident, request, "offer_handover")
    in_term(incident, request, "hand over a role")
    moving = roles_to_move(incident, request.by, roles or (Role.IC,))
    while_owned(incident)
    if same_person(to, request.by):
        raise Refused(
            "a handover needs somebody else's yes; name another person with {to}", about=Part.TO, to=Part.TO
        )
    standing = incident.standing_offer(request.now)
    if standing is not None and not displaces(moving, standing):
        raise Refused(
            "{ref} is offered to {to} until {until}; withdraw that first",
            then=Act("withdraw_handover", incident.ref),
            ref=incident.ref,
            to=standing.to,
            until=standing.stands_until,
        )
    return [
        HandoverOffered(
            to=to,
            roles=moving,
            # Kept with the offer: another configuration tomorrow changes nothing of how long this one stood.
            stands_until=request.now + request.policy.offer_stands,
            brief=make_brief(incident, moving, optional(status, Part.STATUS)),
        ),
        *offer_ends(incident, request, offers(moving, to)),
    ]


def displaces(roles: Sequence[Role], standing: Offer) -> bool:
    """Whether an offer of these roles takes the place of the one that stands."""
    # The incident does not wait for its next owner because of an open question about a lead.
    return Role.IC in roles and Role.IC not in standing.roles


def roles_to_move(incident: Incident, giver: str, roles: Sequence[Role]) -> tuple[Role, ...]:
    """The roles of an offer, in order: with the ownership, leads that others hold stay where they are.

    Raises:
        Refused: where the giver offers, without the ownership, a lead that they do not hold.
    """
    own = tuple(role for role in Role if role in roles and same_person(incident.holder(role), giver))
    if Role.IC in own or len(own) == len(set(roles)):
        return own
    role = next(role for role in Role if role in roles and role not in own)
    raise Refused(
        "{holder} is the {role} of {ref}; you may offer only roles you hold",
        about=Part.ROLES,
        holder=incident.holder(role),
        role=role,
        ref=incident.ref,
    )

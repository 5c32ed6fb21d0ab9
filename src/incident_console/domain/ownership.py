"""The one owner, the roles, and the handover in two phases (C, Ownership; C, Presence; R 2; R 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_console.domain.authority import (
    contribute,
    decide,
    in_term,
    in_time,
    now_only,
    optional,
    required,
    while_open,
)
from incident_console.domain.deadlines import next_word
from incident_console.domain.declaring import person
from incident_console.domain.incident import (
    Asked,
    Brief,
    BriefAction,
    Entry,
    Event,
    Incident,
    MessageKind,
    Offer,
    PromiseKind,
    Refused,
    Role,
    Status,
    Tenure,
    refusal_time,
)
from incident_console.domain.text import same_person


class RoleAssigned(Event, frozen=True, kw_only=True):
    """A lead named by the owner, or the owner formally named Incident Commander.

    `assign` names no other commander; the record of a past incident may, and then ownership moves.
    """

    derived = frozenset({"ownership", "promises", "updates"})
    role: Role
    name: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        if self.role is Role.IC:
            if not same_person(self.name, incident.owner):
                take_ownership(incident, self.name, entry.occurred_at, "assigned")
            incident.owner_assigned = True
        else:
            lead(incident, self.role, self.name, entry.occurred_at)
            if incident.offer is not None and self.role in incident.offer.roles:
                incident.offer = None

    @property
    def text(self) -> str:
        return self.name


class HandoverOffered(Event, frozen=True, kw_only=True):
    """Roles offered to somebody, with the brief as it was given. Nothing moves yet."""

    to: str
    roles: tuple[Role, ...]
    stands_until: datetime
    brief: Brief

    def apply(self, incident: Incident, entry: Entry) -> None:
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

    @property
    def text(self) -> str:
        return self.brief.status


class HandoverAccepted(Event, frozen=True, kw_only=True):
    """The yes that moves the roles: the new owner takes over and will send the next update."""

    derived = frozenset({"ownership", "promises", "updates"})
    to: str
    roles: tuple[Role, ...]
    given_by: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.offer = None
        if Role.IC in self.roles:
            take_ownership(incident, self.to, entry.occurred_at, "handover")
        for role in self.roles:
            if role is not Role.IC:
                lead(incident, role, self.to, entry.occurred_at)


class HandoverDeclined(Event, frozen=True, kw_only=True):
    """The no, with its reason."""

    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.offer = None

    @property
    def text(self) -> str:
        return self.why


class HandoverWithdrawn(Event, frozen=True, kw_only=True):
    """The offer taken back."""

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.offer = None


class OwnershipTaken(Event, frozen=True, kw_only=True):
    """Exceptional: somebody took over from an owner who did not answer."""

    derived = frozenset({"ownership", "promises", "updates"})
    taken_by: str
    taken_from: str
    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.offer = None
        take_ownership(incident, self.taken_by, entry.occurred_at, "taken")

    @property
    def text(self) -> str:
        return self.why


def take_ownership(incident: Incident, name: str, at: datetime, how: str) -> None:
    """Begin the next term. The open promises pass to the new owner by name; an absence is over."""
    incident.tenure.until = at
    incident.tenures.append(Tenure(name=name, since=at, how=how))
    incident.term += 1
    incident.owner = name
    incident.owner_assigned = True
    incident.away = None
    incident.drop_waiting(MessageKind.ABSENCE)
    for kind in PromiseKind:
        if (promise := incident.open_promise(kind)) is not None:
            promise.keeper = name


def lead(incident: Incident, role: Role, name: str, at: datetime) -> None:
    """Give a lead's role to somebody from that time on."""
    incident.leads[role] = name
    incident.leads_since[role] = at


def assign(incident: Incident, asked: Asked, *, role: Role, name: str) -> list[Event]:
    """Assign CL or OL, or name the present owner formally as IC (R 6.2, R 6.5)."""
    now_only(asked, "an assignment")
    name = person(name)
    if role is Role.IC:
        contribute(incident, asked)
        while_open(incident)
        if not same_person(name, incident.owner):
            raise Refused(
                f"{incident.owner} is the Incident Commander of {incident.ref}, and only their successor's "
                f"yes changes that; offer a handover: handover offer {incident.ref} --to {name}"
            )
        if incident.owner_assigned:
            raise Refused(f"{incident.owner} is formally the Incident Commander of {incident.ref} already")
        return [RoleAssigned(role=role, name=incident.owner)]
    decide(incident, asked, f"assign the {role}")
    while_open(incident)
    if same_person(name, incident.leads.get(role, "")):
        raise Refused(f"{name} is the {role} of {incident.ref} already; name somebody else")
    return [RoleAssigned(role=role, name=name)]


def offer_handover(
    incident: Incident,
    asked: Asked,
    *,
    to: str,
    roles: Sequence[Role] = (Role.IC,),
    status: str | None = None,
) -> list[Event]:
    """Offer one's roles to somebody, with a brief (C, Presence). Nothing moves until they accept.

    Raises:
        Refused: to oneself, for roles that others hold, while another offer stands, or with an empty brief.
    """
    now_only(asked, "an offer")
    in_time(incident, asked)
    to = person(to)
    if Role.IC in (roles or (Role.IC,)):
        decide(incident, asked, "offer its ownership")
    in_term(incident, asked, "hand over a role")
    moving = roles_to_move(incident, asked.by, roles or (Role.IC,))
    if not incident.is_open and not open_afterwards(incident):
        while_open(incident)
    if same_person(to, asked.by):
        raise Refused("a handover needs somebody else's yes; name another person with --to")
    standing = incident.standing_offer(asked.now)
    if standing is not None and not (Role.IC in moving and Role.IC not in standing.roles):
        raise Refused(
            f"{incident.ref} is offered to {standing.to} until {refusal_time(standing.stands_until)}; "
            f"withdraw that first: handover withdraw {incident.ref}"
        )
    return [
        HandoverOffered(
            to=to,
            roles=moving,
            stands_until=asked.now + asked.policy.offer_stands,
            brief=make_brief(incident, moving, optional(status)),
        )
    ]


def roles_to_move(incident: Incident, giver: str, roles: Sequence[Role]) -> tuple[Role, ...]:
    """The roles of an offer, in order: with the ownership, leads that others hold stay where they are.

    Raises:
        Refused: where the giver offers, without the ownership, a lead that they do not hold.
    """
    held = tuple(role for role in Role if role in roles and same_person(incident.holder(role), giver))
    if Role.IC in held or len(held) == len(set(roles)):
        return held
    role = next(role for role in Role if role in roles and role not in held)
    raise Refused(
        f"{incident.holder(role)} is the {role} of {incident.ref}; you may offer only roles you hold"
    )


def open_afterwards(incident: Incident) -> bool:
    """Whether an ended incident still owes something: its analysis or its review."""
    review_due = incident.review.due_at is not None and incident.review.completed_at is None
    return incident.analysis_promise is not None or review_due


def make_brief(incident: Incident, roles: tuple[Role, ...], status: str | None) -> Brief:
    """The brief, from the record (C, Presence): status, latest update, actions with owners, next client time.

    Raises:
        Refused: where neither the giver nor any update says how things stand.
    """
    written = incident.updates
    out = [m for m in written if m.out_at is not None]
    latest = max(out, key=lambda m: (m.out_at, m.seq)) if out else None
    words = status or (latest or written[-1]).event.text if written or status else ""
    if not words:
        raise Refused("the brief would have no status; say how things stand with --status")
    deadline = next_word(incident)
    return Brief(
        status=words,
        roles=roles,
        latest_update=latest.words if latest else "",
        latest_update_at=latest.out_at if latest else None,
        actions=tuple(BriefAction(n=a.n, text=a.text, owner=a.owner) for a in incident.open_actions),
        next_kind=deadline.kind.value if deadline else "",
        next_update_at=deadline.due_at if deadline else None,
        unsent=tuple(m.words for m in incident.waiting),
    )


def offered(incident: Incident, asked: Asked) -> Offer:
    """The offer that stands, or a refusal that says what became of it."""
    in_time(incident, asked)
    offer = incident.offer
    if offer is None:
        raise Refused(
            f"no handover of {incident.ref} is offered; {incident.owner} owns it since "
            f"{refusal_time(incident.tenure.since)}"
        )
    if not offer.stands(asked.now):
        raise Refused(
            f"the offer of {incident.ref} to {offer.to} lapsed at {refusal_time(offer.stands_until)}; "
            f"ask {offer.by} to offer it again"
        )
    if asked.at < offer.offered_at:
        raise Refused(f"it was offered at {refusal_time(offer.offered_at)}; give a later --at")
    return offer


def accept_handover(incident: Incident, asked: Asked) -> list[Event]:
    """Acknowledge: I take over and will send the next update (C, Presence). One event moves the roles."""
    now_only(asked, "an acknowledgement")
    offer = offered(incident, asked)
    if not same_person(asked.by, offer.to):
        raise Refused(f"{incident.ref} is offered to {offer.to}; only they can accept it")
    return [HandoverAccepted(to=offer.to, roles=offer.roles, given_by=offer.by)]


def decline_handover(incident: Incident, asked: Asked, *, why: str) -> list[Event]:
    """Say no, with a reason; everything stays where it was."""
    offer = offered(incident, asked)
    if not same_person(asked.by, offer.to):
        raise Refused(f"{incident.ref} is offered to {offer.to}; only they can decline it")
    return [HandoverDeclined(why=required(why, "the reason", '--why "my shift is over too"'))]


def withdraw_handover(incident: Incident, asked: Asked) -> list[Event]:
    """Take one's offer back; everything stays where it was."""
    offer = offered(incident, asked)
    if not same_person(asked.by, offer.by):
        raise Refused(f"{offer.by} offered {incident.ref}; only they can withdraw it")
    return [HandoverWithdrawn()]


def take_over(incident: Incident, asked: Asked, *, why: str) -> list[Event]:
    """Take ownership from an owner who does not answer (R 2, R 6.8); the taker says yes by taking.

    Raises:
        Refused: unless the owner was escalated to and has done nothing for the time in the policy since.
    """
    now_only(asked, "a take-over")
    in_time(incident, asked)
    if not incident.is_open and not open_afterwards(incident):
        while_open(incident)
    why = required(why, "the reason", '--why "no answer by phone or chat"')
    if same_person(asked.by, incident.owner):
        raise Refused(f"you own {incident.ref} already")
    called = unanswered_since(incident)
    if called is None:
        raise Refused(
            f"{incident.owner} was not escalated to, or has acted since; first: "
            f'escalate {incident.ref} --to {incident.owner} --why "no answer"'
        )
    if asked.now - called < asked.policy.take_after:
        raise Refused(
            f"{incident.owner} was escalated to at {refusal_time(called)}; you may take over from "
            f"{refusal_time(called + asked.policy.take_after)} if they do nothing until then"
        )
    return [OwnershipTaken(taken_by=person(asked.by), taken_from=incident.owner, why=why)]


def unanswered_since(incident: Incident) -> datetime | None:
    """When the owner was first called without any act of theirs since (UTC); None if there is no such call.

    An act counts if it happened after the call, or was recorded after it.
    """
    acts = [entry for entry in incident.entries if same_person(entry.by, incident.owner)]
    for call in incident.entries:
        called = call.event.calls
        if called is None or call.seq in incident.struck or not same_person(called, incident.owner):
            continue
        if not any(act.seq >= call.seq or act.occurred_at > call.occurred_at for act in acts):
            return call.occurred_at
    return None


def is_away(incident: Incident, name: str) -> bool:
    """Whether that person has declared an absence that lasts."""
    return incident.away is not None and same_person(incident.away.who, name)


def handover_notice_due(incident: Incident) -> bool:
    """Whether the client should hear who owns it now: nothing went out in this term of a new owner."""
    told = incident.last_update_at
    return (
        incident.is_open
        and incident.status is not Status.RESOLVED
        and incident.term > 1
        and (told is None or told < incident.tenure.since)
    )

"""The one owner, the roles, and the handover in two phases (C, Ownership; C, Presence; R 2; R 4)."""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.authority import (
    another_term,
    contribute,
    decide,
    in_time,
    now_only,
    over,
    overruled,
    required,
    while_open,
    while_owned,
)
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.given import person
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.offers import assigned, lose, offer_ends, offer_loses, took_over
from incident_console.domain.owed import owes_after_its_end
from incident_console.domain.parts import Tenure
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import MessageKind, Role, Status


class RoleAssigned(Event, frozen=True, kw_only=True):
    """A lead named by the owner, or the owner formally named Incident Commander.

    `assign` names no other commander; the record of a past incident may, and then ownership moves.
    """

    turns = True
    derived = frozenset({"ownership", "promises", "updates"})
    role: Role
    name: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        if self.role is Role.IC:
            if not same_person(self.name, incident.owner):
                take_ownership(incident, self.name, entry, "assigned")
            incident.owner_assigned = True
        else:
            lead(incident, self.role, self.name, entry.occurred_at)
            lose(incident, (self.role,), assigned(self.role, self.name))

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        if self.role is not Role.IC:
            return overruled(incident, entry)
        if same_person(self.name, incident.owner):
            return over(incident)
        return Objection(ground=Ground.OWNER, who=incident.owner, at=incident.tenure.since)

    @property
    def text(self) -> str:
        return self.name


class OwnershipTaken(Event, frozen=True, kw_only=True):
    """Exceptional: somebody took over from an owner who did not answer."""

    turns = True
    derived = frozenset({"ownership", "promises", "updates"})
    taken_by: str
    taken_from: str
    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        lose(incident, Role, took_over(self.taken_from))
        take_ownership(incident, self.taken_by, entry, "taken")

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        if incident.is_open or owes_after_its_end(incident):
            return another_term(incident, entry)
        return over(incident)

    @property
    def text(self) -> str:
        return self.why


def take_ownership(incident: Incident, name: str, entry: Entry, how: str) -> None:
    """Begin the next term. The open promises pass to the new owner by name; an absence is over."""
    incident.tenure.until = entry.occurred_at
    incident.tenures.append(Tenure(id=entry.id, name=name, since=entry.occurred_at, how=how))
    # Decisions name the term that their author saw: by the id, which a merge does not renumber.
    incident.term = entry.id
    incident.owner = name
    incident.owner_assigned = True
    if incident.away is not None:
        incident.away = None
        incident.drop_waiting(MessageKind.ABSENCE)
    for ledger in incident.ledgers:
        for promise in (ledger.update_promise, ledger.analysis_promise):
            if promise is not None:
                promise.keeper = name


def lead(incident: Incident, role: Role, name: str, at: datetime) -> None:
    """Give a lead's role to somebody from that time on."""
    incident.leads[role] = name
    incident.leads_since[role] = at


def assign(incident: Incident, request: Request, *, role: Role, name: str) -> list[Event]:
    """Assign CL or OL, or name the present owner formally as IC (R 6.2, R 6.5)."""
    now_only(request, "an assignment")
    name = person(name, Part.NAME)
    if role is Role.IC:
        contribute(incident, request)
        while_open(incident)
        if not same_person(name, incident.owner):
            raise Refused(
                "{owner} is the Incident Commander of {ref}, and only their successor's yes changes that; "
                "offer a handover",
                about=Part.NAME,
                then=Act("offer_handover", incident.ref, to=name),
                owner=incident.owner,
                ref=incident.ref,
            )
        if incident.owner_assigned:
            raise Refused(
                "{owner} is formally the Incident Commander of {ref} already",
                about=Part.NAME,
                owner=incident.owner,
                ref=incident.ref,
            )
        return [RoleAssigned(role=role, name=incident.owner)]
    decide(incident, request, "assign", role=role)
    while_open(incident)
    if same_person(name, incident.leads.get(role, "")):
        raise Refused(
            "{name} is the {role} of {ref} already; name somebody else",
            about=Part.NAME,
            name=name,
            role=role,
            ref=incident.ref,
        )
    lost = offer_loses(incident, request, (role,), assigned(role, name))
    return [RoleAssigned(role=role, name=name), *lost]


def take_over(incident: Incident, request: Request, *, why: str) -> list[Event]:
    """Take ownership from an owner who does not answer (R 2, R 6.8); the taker says yes by taking.

    Raises:
        Refused: unless the owner was escalated to and has done nothing for the time in the policy since.
    """
    now_only(request, "a take-over")
    in_time(incident, request)
    while_owned(incident)
    why = required(why, Part.WHY, "the reason")
    if same_person(request.by, incident.owner):
        raise Refused("you own {ref} already", ref=incident.ref)
    called = unanswered_since(incident)
    if called is None:
        raise Refused(
            "{owner} was not escalated to, or has acted since; escalate to them first",
            then=Act("escalate", incident.ref, to=incident.owner, why="no answer"),
            owner=incident.owner,
        )
    if request.now - called < request.policy.take_after:
        raise Refused(
            "{owner} was escalated to at {called}; "
            "you may take over from {free} if they do nothing until then",
            owner=incident.owner,
            called=called,
            free=called + request.policy.take_after,
        )
    return [
        OwnershipTaken(taken_by=person(request.by, Part.BY), taken_from=incident.owner, why=why),
        *offer_ends(incident, request, took_over(incident.owner)),
    ]


def unanswered_since(incident: Incident) -> datetime | None:
    """When the owner was first escalated to without any act of theirs since; as `no_answer_since`."""
    return no_answer_since(incident, incident.owner)


def no_answer_since(incident: Incident, name: str) -> datetime | None:
    """When the first escalation to somebody without any act of theirs since was recorded (UTC).

    None if there is none. Whenever it happened, they have been called only since it was recorded. An act
    counts if it happened after the call, or was recorded after it.
    """
    acts = [entry for entry in incident.entries if same_person(entry.by, name)]
    for call in incident.entries:
        called = call.event.calls
        if called is None or call.id in incident.struck or not same_person(called, name):
            continue
        if not any(act.seq >= call.seq or act.occurred_at > call.occurred_at for act in acts):
            return call.recorded_at
    return None


def is_away(incident: Incident, name: str) -> bool:
    """Whether that person has declared an absence that lasts."""
    return incident.away is not None and same_person(incident.away.who, name)


def handover_notice_due(incident: Incident) -> bool:
    """Whether the client should hear who owns it now: nothing went out in this term of a new owner."""
    present = len(incident.tenures) - 1
    return (
        incident.is_open
        and incident.status is not Status.RESOLVED
        and incident.terms > 1
        and not any(each.out_in == present for message in incident.updates for each in message.told)
    )

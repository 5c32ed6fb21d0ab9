"""What is worth doing after an act, with the command to type for it: nothing is done by itself."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from incident_console.cli.caller import Caller
from incident_console.cli.moments import full, typed
from incident_console.delivery.outbox import outbox_id
from incident_console.domain import communication, ownership, promises
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Status
from incident_console.reports.names import message_name

if TYPE_CHECKING:
    from incident_console.desk import Done


class Proposal(NamedTuple):
    """Why something is worth doing, and the command for it (without the program's name)."""

    why: str
    command: str


def after(caller: Caller, done: Done) -> list[Proposal]:
    """What the entries just recorded call for, then what has not reached the client yet."""
    proposals: list[Proposal] = []
    for entry in done.entries:
        propose = CALLED_FOR.get(type_name(entry.event))
        if propose is not None:
            proposals += propose(caller, done)
    fresh = {entry.id for entry in done.entries}
    return [*proposals, *unsent(done.incident, fresh)]


def unsent(incident: Incident, fresh: set[str]) -> list[Proposal]:
    """The message just written, as long as it is not out."""
    return [
        Proposal(
            f"{message_name(message)} has not reached the client; when it is posted:",
            f"outbox posted {outbox_id(incident.ref, message.seq)}",
        )
        for message in incident.waiting
        if message.id in fresh
    ]


def update(caller: Caller, incident: Incident, why: str) -> Proposal:
    """An update, with the next time that the cadence proposes."""
    draft = communication.proposed_update(incident, caller.desk.request())
    at = typed(draft.next_update_at, caller.zone(incident.client))
    return Proposal(why, f"update {incident.ref} --impact … --done … --next … --next-update {at} --posted")


def declared(caller: Caller, done: Done) -> list[Proposal]:
    incident = done.incident
    proposals = []
    if not incident.severity_confirmed:
        proposals.append(
            Proposal(
                f"{incident.severity} was taken, to be confirmed:",
                f"severity {incident.ref} {incident.severity} --why …",
            )
        )
    if incident.first_update_due is not None:
        when = full(incident.first_update_due, caller.zone(incident.client), caller.now())
        proposals.append(update(caller, incident, f"the client hears first by {when}:"))
    return proposals


def paced(caller: Caller, done: Done) -> list[Proposal]:
    """Bringing a promise forward that is longer than the cadence now (C, Regular updates)."""
    incident = done.incident
    due = promises.longer_than_cadence(incident, caller.desk.request())
    promise = incident.update_promise
    if due is None or promise is None:
        return []
    zone, now = caller.zone(incident.client), caller.now()
    why = (
        f"the update promised for {full(promise.due_at, zone, now)} is later than the cadence of "
        f"{incident.severity} asks for; bring it forward:"
    )
    return [Proposal(why, f"reschedule {incident.ref} {typed(due, zone)} --why … --posted")]


def offered(caller: Caller, done: Done) -> list[Proposal]:
    offer = done.incident.offer
    if offer is None:
        return []
    until = full(offer.stands_until, caller.zone(done.incident.client), caller.now())
    return [
        Proposal(
            f"nothing has moved yet; {offer.to} accepts until {until}, with:",
            f"--as {shlex.quote(offer.to)} handover accept {done.incident.ref}",
        )
    ]


def taken(caller: Caller, done: Done) -> list[Proposal]:
    if not ownership.handover_notice_due(done.incident):
        return []
    why = f"an introduction is due now: tell the client that {done.incident.owner} has taken over:"
    return [update(caller, done.incident, why)]


def returned(caller: Caller, done: Done) -> list[Proposal]:
    return [update(caller, done.incident, "you are back; the client is waiting for an update:")]


def resolved(caller: Caller, done: Done) -> list[Proposal]:
    owner = done.incident.owner
    name = "" if same_person(owner, caller.by) else f"--as {shlex.quote(owner)} "
    return [Proposal(f"{owner} confirms it as Incident Commander:", f"{name}confirm {done.incident.ref}")]


def confirmed(caller: Caller, done: Done) -> list[Proposal]:
    command = f"close {done.incident.ref} --what … --customer-impact … --prevention … --posted"
    return [Proposal("the client waits for the wrap-up:", command)]


def posted(caller: Caller, done: Done) -> list[Proposal]:
    """After the wrap-up is out: the review (R 9)."""
    incident = done.incident
    due = incident.review.due_at
    if incident.status is not Status.CLOSED or due is None or incident.review.completed_at is not None:
        return []
    when = full(due, caller.zone(incident.client), caller.now())
    command = f"review {incident.ref} --root-cause … --factor … --recommendation … --complete"
    return [Proposal(f"the review is due by {when}:", command)]


def reopened(caller: Caller, done: Done) -> list[Proposal]:
    return [update(caller, done.incident, "tell the client that it goes on:")]


def escalated(caller: Caller, done: Done) -> list[Proposal]:
    """After a call to the owner: from when somebody else may take over (R 2)."""
    incident = done.incident
    called = ownership.unanswered_since(incident)
    if called is None or same_person(incident.owner, caller.by):
        return []
    from_then = full(called + caller.policy.take_after, caller.zone(incident.client), caller.now())
    why = f"if {incident.owner} does nothing until {from_then}, you may take over:"
    return [Proposal(why, f"handover take {incident.ref} --why …")]


CALLED_FOR: dict[str, Callable[[Caller, Done], list[Proposal]]] = {
    "incident_declared": declared,
    "severity_changed": paced,
    "status_changed": paced,
    "handover_offered": offered,
    "handover_accepted": taken,
    "ownership_taken": taken,
    "owner_returned": returned,
    "incident_resolved": resolved,
    "resolution_confirmed": confirmed,
    "message_posted": posted,
    "incident_reopened": reopened,
    "escalated": escalated,
}
"""What each kind of entry calls for."""

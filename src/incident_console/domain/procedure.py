"""The nine steps of the procedure, computed from the events, never ticked (R 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from incident_console.domain.deadlines import client_deadline
from incident_console.domain.escalating import whom_to_escalate_to
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.overtaking import named
from incident_console.domain.policy import Policy
from incident_console.domain.portal import Comment, is_kept, not_logged, not_logged_since
from incident_console.domain.text import same_person
from incident_console.domain.ticketing import Creation, can_be_created, creation, is_asked_for
from incident_console.domain.urgency import answer_to
from incident_console.domain.vocabulary import DeliveryOutcome, Role, Status
from incident_console.domain.ways import how_they_stand

NOT_YET_KNOWN = "not yet known"
FEW = 3
"""So many comments are named; of more only how many."""


class StepState(StrEnum):
    OPEN = "open"
    DONE = "done"
    NOT_CALLED_FOR = "not_called_for"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the procedure; `missing` says what is still to be done, `since` since when (UTC).

    `besides` is what else is to be said of that. `answer` is the rule by which it is done. `not_logged` says
    what the support portal lacks of it, since a time (UTC).
    """

    n: int
    title: str
    state: StepState
    missing: str = ""
    besides: str = ""
    since: datetime | None = None
    answer: str = ""
    not_logged: str = ""
    not_logged_since: datetime | None = None


def procedure(incident: Incident, now: datetime, policy: Policy) -> list[Step]:
    """The nine steps as they stand at that time."""
    lacking = not_logged(incident) if is_kept(incident, policy) else []
    return [
        engineer_notified(incident),
        commander_assigned(incident),
        classified(incident),
        ticket_created(incident, policy, lacking),
        leads_assigned(incident),
        response_begun(incident),
        logged(client_informed(incident, now), lacking),
        escalated(incident, now, policy),
        continuity(incident, now),
    ]


def step(n: int, title: str, done: bool, missing: str, since: datetime | None, answer: str) -> Step:
    """A step that is either done or open."""
    if done:
        return Step(n=n, title=title, state=StepState.DONE)
    return Step(n=n, title=title, state=StepState.OPEN, missing=missing, since=since, answer=answer)


def engineer_notified(incident: Incident) -> Step:
    holders = {incident.owner, *(incident.leads.values())}
    # That a page was sent proves nothing: who was notified is seen by what they do.
    acted = any(same_person(entry.by, name) for entry in incident.entries for name in holders)
    missing = f"{incident.owner} has not acted yet"
    if incident.imported:
        # Its record seldom names who acted, and its owner may be who brought it in years later.
        acted, missing = acted or has_response(incident), "nobody has acted yet"
    return step(1, "Engineer on call notified", acted, missing, incident.declared_at, "escalate")


def commander_assigned(incident: Incident) -> Step:
    missing = f"{incident.owner} owns it by default; name them formally"
    return step(
        2, "Incident Commander assigned", incident.owner_assigned, missing, incident.declared_at, "assign"
    )


def classified(incident: Incident) -> Step:
    parts = (("impact", incident.impact), ("scope", incident.scope))
    gaps = [name for name, value in parts if not is_known(value)]
    answer = "assess" if gaps else "change_severity"
    if not incident.severity_confirmed:
        gaps.append("severity to be confirmed" if incident.severity else "severity")
    missing = "missing: " + ", ".join(gaps)
    return step(3, "Impact, scope, severity", not gaps, missing, incident.declared_at, answer)


def is_known(text: str | None) -> bool:
    """Whether an impact or a scope says more than that it is not yet known."""
    return (text or NOT_YET_KNOWN).rstrip(".").casefold() != NOT_YET_KNOWN


def ticket_created(incident: Incident, policy: Policy, lacking: Sequence[Comment]) -> Step:
    """Whether there is a ticket; what waits for it is named, and what came of having it created."""
    last = creation(incident)
    done, more, answer = incident.ticket is not None, [], "link_ticket"
    if last is not None:
        more.append(became(last))
    uncertain = last is not None and last.outcome is DeliveryOutcome.UNCERTAIN
    if can_be_created(incident, policy) and not uncertain and not is_asked_for(incident):
        answer = "create_ticket"
    if lacking:
        more.append(f"{in_short(lacking)} {'waits' if len(lacking) == 1 else 'wait'} for it")
    found = step(4, "Ticket created", done, "no ticket", incident.declared_at, answer)
    return found if done else msgspec.structs.replace(found, besides="; ".join(more))


def became(last: Creation) -> str:
    """Return what came of having a ticket created."""
    why = f": {last.write.reason}" if last.write is not None and last.write.reason else ""
    return {
        DeliveryOutcome.WAITING: "the portal is asked for one",
        DeliveryOutcome.REFUSED: f"the portal did not create it{why}",
        DeliveryOutcome.UNCERTAIN: f"whether the portal created it is uncertain, look there{why}",
    }.get(last.outcome, "")


def logged(step: Step, lacking: Sequence[Comment]) -> Step:
    """Return the step about clients with what is not logged in the portal (R 7).

    What is on its way there leaves it as it is; what the portal refused asks for somebody.
    """
    if not lacking:
        return step
    refused = [each for each in lacking if each.asks]
    found = refused or lacking
    write = found[0].write
    why = f" ({write.outcome}{f': {write.reason}' if write.reason else ''})" if write is not None else ""
    step = msgspec.structs.replace(
        step, not_logged=f"{in_short(found)}{why}", not_logged_since=not_logged_since(found)
    )
    if refused and step.state is StepState.DONE:
        return msgspec.structs.replace(step, state=StepState.OPEN, answer="log_again")
    return step


def in_short(found: Sequence[Comment]) -> str:
    """Return the first of some comments by name, and how many more there are."""
    named = ", ".join(each.name for each in found[:FEW])
    return f"{named} and {len(found) - FEW} more" if len(found) > FEW else named


def leads_assigned(incident: Incident) -> Step:
    gaps = [role.full_name for role in (Role.CL, Role.OL) if role not in incident.leads]
    return step(5, "CL and OL assigned", not gaps, "no " + ", no ".join(gaps), incident.declared_at, "assign")


def response_begun(incident: Incident) -> Step:
    begun = incident.status is not Status.INVESTIGATING or bool(incident.actions) or has_response(incident)
    missing = "no finding, action or status yet"
    return step(6, "Investigation and mitigation", begun, missing, incident.declared_at, "note")


def has_response(incident: Incident) -> bool:
    """Whether the log says what was found, or done about it."""
    return any(entry.event.is_response and entry.id not in incident.struck for entry in incident.entries)


def client_informed(incident: Incident, now: datetime) -> Step:
    """Whether the promise is in time; what clients asked is named with it, and changes nothing in that."""
    step, asked = told_in_time(incident, now), open_inquiries(incident)
    if not asked:
        return step
    more = f" (and {len(asked) - 1} more)" if len(asked) > 1 else ""
    question = f"{asked[0].who} asks, not answered: {asked[0].text}{more}"
    missing = f"{step.missing}; {question}" if step.missing else question
    return msgspec.structs.replace(step, missing=missing, since=step.since or asked[0].asked_at)


def told_in_time(incident: Incident, now: datetime) -> Step:
    title = "Client updated on time"
    deadline = client_deadline(incident) if incident.is_open else None
    if deadline is not None and deadline.overdue(now):
        return Step(
            n=7,
            title=title,
            state=StepState.OPEN,
            missing=f"{deadline.kind.value.replace('_', ' ')} due{to_whom(incident, deadline.client)}"
            f"{on_its_way(incident, deadline.client)}",
            since=deadline.due_at,
            answer=answer_to(deadline.kind),
        )
    if incident.last_update_at is None and incident.status in (Status.STOOD_DOWN, Status.DUPLICATE):
        return Step(n=7, title=title, state=StepState.NOT_CALLED_FOR)
    silent = next((each for each in incident.listening if each.last_update_at is None), None)
    if incident.last_update_at is None or (silent is not None and incident.is_open):
        whom = silent.client if silent else None
        missing = f"no update yet{to_whom(incident, whom)}{on_its_way(incident, whom)}"
        since = incident.declared_at if silent is None else silent.since
        return Step(
            n=7, title=title, state=StepState.OPEN, missing=missing, since=since, answer="send_update"
        )
    return Step(n=7, title=title, state=StepState.DONE)


def to_whom(incident: Incident, client: str | None) -> str:
    """Return to which client, where the incident has several."""
    return f" to {client}" if client and incident.has_several else ""


def on_its_way(incident: Incident, client: str | None) -> str:
    """Return what came of the last message that was to go out to a client by a channel and did not."""
    ledger = incident.ledger_of(client) or incident.ledgers[0]
    for message in reversed(incident.messages.values()):
        if message.unfinished(ledger.n) and not message.has_reached(ledger.n):
            ways = [each for each in message.deliveries.values() if each.ledger == ledger.n and each.lacks_it]
            return f"; {named(message)} {how_they_stand(ways)}" if ways else ""
    return ""


def progress_at(incident: Incident) -> datetime | None:
    """When somebody last logged or sent something (UTC)."""
    times = [
        entry.occurred_at
        for entry in incident.entries
        if entry.by and entry.id not in incident.struck and entry.event.is_act
    ]
    return max(times, default=None)


def escalated(incident: Incident, now: datetime, policy: Policy) -> Step:
    title = "Escalated where needed"
    calls = [e for e in incident.entries if e.event.calls is not None and e.id not in incident.struck]
    last = progress_at(incident)
    if incident.is_open and last is not None and incident.severity is not None:
        due = min(
            policy.cadence_after(incident.severity, incident.status, ledger.client, last, times=2)
            for ledger in incident.concerned
        )
        if now >= due:
            found = whom_to_escalate_to(incident, policy, incident.owner, now)
            whom = f" to {' or '.join(found.names)}" if found is not None and found.names else ""
            missing = f"no progress logged; escalate{whom}"
            return Step(
                n=8, title=title, state=StepState.OPEN, missing=missing, since=last, answer="escalate"
            )
    proposed = whom_to_escalate_to(incident, policy, "", now) if calls and incident.is_open else None
    if proposed is not None and proposed.waited_out:
        silent = proposed.unanswered
        missing = (
            f"no answer from {', '.join(each.name for each in silent)}; call {', '.join(proposed.names)}"
        )
        since = min(each.since for each in silent)
        return Step(n=8, title=title, state=StepState.OPEN, missing=missing, since=since, answer="escalate")
    return Step(n=8, title=title, state=StepState.DONE if calls else StepState.NOT_CALLED_FOR)


def continuity(incident: Incident, now: datetime) -> Step:
    title = "Continuity of roles"
    offer = incident.offer
    # R 6.9: what lapsed unanswered is no continuity, until somebody offers it anew or takes it back.
    if offer is not None and not offer.stands(now):
        missing, since = f"the offer to {offer.to} lapsed", offer.stands_until
        return step(9, title, False, missing, since, "offer_handover")
    if offer is not None:
        missing = f"offered to {offer.to}, not accepted"
        return step(9, title, False, missing, offer.offered_at, "accept_handover")
    if incident.away is not None:
        missing = f"{incident.away.who} is away, nobody covers"
        return step(9, title, False, missing, incident.away.since, "come_back")
    done = incident.terms > 1
    return Step(n=9, title=title, state=StepState.DONE if done else StepState.NOT_CALLED_FOR)

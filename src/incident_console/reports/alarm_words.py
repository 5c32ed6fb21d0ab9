"""An alarm in words for colleagues: what is due, to whom, whose it is, and the command that answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from incident_console.domain.alarm_stages import Stage
from incident_console.domain.alarms import Alarm
from incident_console.domain.deadlines import client_deadlines, owed_afterwards, people
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Act
from incident_console.domain.urgency import OWED_ANSWERS, OwedKind, answer_to
from incident_console.domain.vocabulary import Role
from incident_console.wording.commands import command
from incident_console.wording.turns import what_is_owed
from incident_console.words import Clocks, length

PROGRAM = "incident-console"

SUBJECTS = {
    Stage.NEARS: "Due soon",
    Stage.OVERDUE: "Overdue",
    Stage.FIVE_MINUTES: "Overdue by 5 minutes",
}


def alarm_subject(alarm: Alarm, incident: Incident) -> str:
    """Return what an alarm is about, in one line."""
    return f"{SUBJECTS[alarm.stage]}: {incident.title}"


def alarm_text(alarm: Alarm, incident: Incident, policy: Policy, now: datetime) -> str:
    """Return an alarm for whoever reads it on a telephone at night; `now` is UTC."""
    clients = waiting_clients(alarm, incident)
    told = clients[0] if clients else incident.client
    clocks = Clocks(policy.zone_for(None), policy.zone_for(told), now)
    owed = what_is_owed(alarm.about, alarm.n, alarm.text)
    by = clocks.told_in_full(alarm.due_at)
    whose = f" to {', '.join(clients)}" if clients else ""
    if alarm.stage is Stage.NEARS:
        left = length(max(alarm.due_at - now, timedelta(minutes=1)))
        when = f"The {owed}{whose} is due by {by}, in {left}."
    elif alarm.stage is Stage.OVERDUE:
        when = f"The {owed}{whose} was due by {by}."
    else:
        when = f"The {owed}{whose} was due by {by}, and is still missing."
    answer = Act(answer_of(alarm, incident), ref=incident.ref)
    todo = f"{PROGRAM} {command(answer, clocks.mine)}"
    return "\n".join((head_of(incident), when, whose_it_is(alarm, incident), todo))


def head_of(incident: Incident) -> str:
    """Return by which line colleagues know an incident."""
    return f"{incident.ref}{f' ({incident.severity})' if incident.severity else ''} {incident.title}"


def waiting_clients(alarm: Alarm, incident: Incident) -> list[str]:
    """Return the names of the clients who wait for it."""
    due = client_deadlines(incident) if incident.is_open else owed_afterwards(incident)
    return [each.client for each in due if each.due_at == alarm.due_at and each.client]


def whose_it_is(alarm: Alarm, incident: Incident) -> str:
    """Return who owns the incident, and who else watches the clock or owes it."""
    lead = incident.holder(Role.CL) if incident.is_open else ""
    known = people([incident.owner, lead])
    named = [f"Owner {incident.owner}", *(f"communications {each}" for each in known[1:])]
    others = people([*known, *alarm.people])[len(known) :]
    return ", ".join([*named, *(f"watched by {each}" for each in others)]) + "."


def answer_of(alarm: Alarm, incident: Incident) -> str:
    """Return the rule that answers it."""
    if incident.is_open and alarm.about not in set(OwedKind) - {OwedKind.UPDATE}:
        return answer_to(alarm.about)
    return OWED_ANSWERS[OwedKind(alarm.about)]

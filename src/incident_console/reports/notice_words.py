"""What colleagues are told by channels, in words: who is called, why, what answers it; what has happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from incident_console.clock import new_id
from incident_console.domain.call import Call
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.noticing import Telling
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Act
from incident_console.domain.reporting import ReportWritten
from incident_console.keys.actions import BY_ID
from incident_console.keys.keymap import shown_key
from incident_console.reports.alarm_words import PROGRAM, head_of
from incident_console.reports.timeline import headline
from incident_console.store.notices import CALL, REPORT, TEAM, Notice
from incident_console.wording.commands import command
from incident_console.wording.turns import reason
from incident_console.wording.verbs import VERBS
from incident_console.words import Clocks, clock


def notice_of(telling: Telling, incident: Incident, policy: Policy, now: datetime) -> Notice:
    """Return what is to be told as a notice that can be sent; `now` is UTC."""
    clocks = Clocks(policy.zone_for(None), policy.zone_for(incident.client), now)
    return Notice(
        id=new_id(),
        incident=incident.id,
        name=telling.name,
        kind=REPORT if telling.is_report else CALL if telling.occasion is None else TEAM,
        made_at=now,
        due_at=next_of(telling),
        subject=subject(telling, incident),
        text="\n".join([head_of(incident), *told(telling, incident, clocks)]),
    )


def subject(telling: Telling, incident: Incident) -> str:
    """Return in one line what it is about."""
    if telling.is_report:
        return f"Report, inside only: {incident.title}"
    if telling.occasion is None:
        return f"{telling.calls[0].who} is called: {incident.title}"
    return f"{telling.occasion.capitalize()}: {incident.title}"


def told(telling: Telling, incident: Incident, clocks: Clocks) -> Iterator[str]:
    """Yield the lines of a notice below the incident."""
    entry = telling.entry
    if entry is not None and isinstance(entry.event, ReportWritten):
        yield from reported(entry, entry.event, clocks)
        return
    if entry is not None:
        yield f"{entry.by}: {headline(entry, incident, clocks, dates=clock)}"
        yield f"Owner {incident.owner}."
    for call in telling.calls:
        yield f"{call.who} is called: {reason(call)}"
        yield answered_by(call, incident.ref, clocks)
    if not telling.calls:
        yield f"{PROGRAM} show {incident.ref}"


def next_of(telling: Telling) -> datetime | None:
    """Return when the next report comes (UTC), where one is promised."""
    event = None if telling.entry is None else telling.entry.event
    return event.next_report_at if isinstance(event, ReportWritten) else None


def reported(entry: Entry, event: ReportWritten, clocks: Clocks) -> Iterator[str]:
    """Yield a report, part by part."""
    yield f"Report by {entry.by}, for colleagues only."
    yield f"Conditions: {event.conditions}"
    yield f"Actions: {event.steps}"
    yield f"Needs: {event.needed}"
    if event.next_report_at is not None:
        yield f"Next report by {clocks.ours_in_full(event.next_report_at)}."


def answered_by(call: Call, ref: str, clocks: Clocks) -> str:
    """Return the command that answers a call, and the key in the war room."""
    said: dict[str, Any] = {"n": call.n} if call.answer == "finish_action" else {}
    todo = f"{PROGRAM} {command(Act(call.answer, ref, **said), clocks.mine)}"
    action = BY_ID.get(VERBS[call.answer].action)
    key = "" if action is None or not action.key_list else shown_key(action.key_list[0])
    return f"{todo}   (in the war room: {key})" if key else todo

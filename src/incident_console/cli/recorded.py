"""What a recording command answers: what was recorded, the next deadline, and what is worth doing next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from incident_console.cli.answers import advise, line, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.failures import recorded_already
from incident_console.cli.moments import KINDS, away_from, full
from incident_console.delivery.outbox import file_of, outbox_id
from incident_console.domain.deadlines import next_deadline
from incident_console.domain.entry import Entry
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.reports.stamps import stamp
from incident_console.reports.timeline import headline
from incident_console.reports.views import clock_of

if TYPE_CHECKING:
    from incident_console.desk import Done

TIMES = {
    "started_at": "impact since",
    "restored_at": "restored at",
    "next_update_at": "next update by",
    "due_at": "new time",
    "until": "back at",
    "analysis_by": "analysis by",
    "due": "due",
    "stands_until": "the offer stands until",
    "review_due": "review due",
}
"""Times that an event carries, and how they are said."""


def answer(caller: Caller, done: Done, as_json: bool, **further: Any) -> None:
    """Answer a recording command."""
    with recorded_already(done.incident):
        say_trouble(caller)
        if as_json:
            say_json({**recorded(caller, done), **further})
            return
        for entry in done.entries:
            say_entry(caller, done.incident, entry)
        say_file(caller, done)
        say_clock(caller, done.incident)
        propose(caller, done)


def recorded(caller: Caller, done: Done) -> dict[str, Any]:
    """What was recorded, as data, with each time in it; `seq` is that of its last entry."""
    incident = done.incident
    return {
        "ref": incident.ref,
        "id": incident.id,
        "seq": incident.seq,
        "recorded": [type_name(entry.event) for entry in done.entries],
        "occurred_at": stamp(done.entries[0].occurred_at),
        "recorded_at": stamp(done.entries[0].recorded_at),
        "status": incident.status,
        "severity": incident.severity,
        "owner": incident.owner,
        "clock": clock_of(incident, caller.now()),
        **unsent(caller, done),
        **times(done.entries),
    }


def unsent(caller: Caller, done: Done) -> dict[str, str | None]:
    """The message that was written and waits: its name in the outbox, and the file that holds its text."""
    message = done.waiting
    if message is None:
        return {"outbox": None, "outbox_file": None}
    file = file_of(caller.desk.store.path, done.incident.ref, message)
    return {
        "outbox": outbox_id(done.incident.ref, message.seq),
        "outbox_file": None if file is None else str(file),
    }


def say_file(caller: Caller, done: Done) -> None:
    """Say where the text of a message is that waits to be posted."""
    file = unsent(caller, done)["outbox_file"]
    if file is not None:
        say(f"{'':{len(done.incident.ref)}}  to be posted from {line(file)}")


def say_trouble(caller: Caller) -> None:
    """Say on stderr what failed in the outbox folder; what was recorded stays so."""
    if trouble := caller.desk.outbox_trouble():
        advise(line(trouble))


def times(entries: Sequence[Entry]) -> dict[str, str]:
    """The times that entries carry, as they were understood."""
    return {
        name: stamp(moment)
        for entry in entries
        for name in TIMES
        if isinstance(moment := getattr(entry.event, name, None), datetime)
    }


def say_entry(caller: Caller, incident: Incident, entry: Entry) -> None:
    """Say what was recorded, and each time in it in full."""
    zone, now = caller.zone(incident.client), caller.now()
    say(f"{incident.ref}  {line(headline(entry, incident, zone))}")
    if entry.occurred_at != entry.recorded_at:
        say(f"{'':{len(incident.ref)}}  happened at {full(entry.occurred_at, zone, now)}")
    for name, label in TIMES.items():
        moment = getattr(entry.event, name, None)
        if isinstance(moment, datetime):
            say(f"{'':{len(incident.ref)}}  {label} {full(moment, zone, now)}")


def say_clock(caller: Caller, incident: Incident) -> None:
    """Say what is due next, and when."""
    deadline = None if incident.imported else next_deadline(incident)
    if deadline is None:
        return
    now = caller.now()
    when = full(deadline.due_at, caller.zone(incident.client), now)
    kind = "the client's next word" if deadline.kind.value == "back" else f"the {KINDS[deadline.kind.value]}"
    promised = "promised for" if deadline.promised else "due at"
    left = away_from(deadline.due_at, now)
    say(f"{'':{len(incident.ref)}}  on the clock: {kind}, {promised} {when}, {left}")


def propose(caller: Caller, done: Done) -> None:
    """Say what is worth doing next, each with the command to type."""
    from incident_console.cli.proposals import after

    for proposal in () if done.incident.imported else after(caller, done):
        advise(f"{line(proposal.why)}\n  incident-console {line(proposal.command)}")

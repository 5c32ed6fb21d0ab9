"""The answer of a recording command, in words or as JSON: one value, computed once, printed either way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from incident_console.cli.answers import advise, line, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.failures import PROGRAM, recorded_already
from incident_console.cli.moments import away_from, due_in_full
from incident_console.delivery.outbox import file_of
from incident_console.domain.entry import Entry
from incident_console.domain.urgency import DeadlineKind
from incident_console.reports.recorded import TIMES, TOLD, Recorded, recorded
from incident_console.reports.timeline import headline
from incident_console.wording.commands import command
from incident_console.wording.names import deadline_name
from incident_console.words import Clocks, clock

if TYPE_CHECKING:
    from incident_console.desk import Done
    from incident_console.domain.proposals import Proposal


TELLING = frozenset(("send_update", "reschedule"))
"""Acts that are proposed with a time that the client is told."""


def answer(caller: Caller, done: Done, as_json: bool, **further: Any) -> None:
    """Answer a recording command."""
    with recorded_already(done.incident):
        say_trouble(caller)
        given = answer_of(caller, done)
        if as_json:
            say_json({**data(caller, given), **further})
            return
        for entry in given.entries:
            say_entry(caller, given, entry)
        say_file(given)
        say_clock(caller, given)
        propose(caller, given)


def answer_of(caller: Caller, done: Done) -> Recorded:
    """What an act answers, with the file of a message that waits."""
    waiting = done.waiting
    file = None if waiting is None else file_of(caller.desk.store.path, done.incident, waiting)
    return recorded(done.incident, done.entries, caller.desk.request(), waiting, file)


def data(caller: Caller, given: Recorded) -> dict[str, Any]:
    """The answer as JSON has it, with what is worth doing next as it is said in words."""
    following = [{"why": why, "command": to_type} for why, to_type in next_steps(caller, given)]
    return {**given.data(), "next_steps": following}


def say_trouble(caller: Caller) -> None:
    """Say on stderr what failed in the outbox folder; what was recorded stays so."""
    if trouble := caller.desk.outbox_trouble():
        advise(line(trouble))


def say_entry(caller: Caller, given: Recorded, entry: Entry) -> None:
    """Say what was recorded, and each time in it in full."""
    incident = given.incident
    clocks, margin = caller.clocks(incident.client), " " * len(incident.ref)
    say(f"{incident.ref}  {line(headline(entry, incident, clocks, dates=clock))}")
    if entry.occurred_at != entry.recorded_at:
        say(f"{margin}  happened at {clocks.ours_in_full(entry.occurred_at)}")
    for name, moment in given.times(entry):
        when = clocks.told_in_full(moment) if name in TOLD else clocks.ours_in_full(moment)
        say(f"{margin}  {TIMES[name]} {when}")


def say_file(given: Recorded) -> None:
    """Say where the text of a message is that waits to be posted."""
    if given.file is not None:
        say(f"{'':{len(given.incident.ref)}}  to be posted from {line(given.file)}")


def say_clock(caller: Caller, given: Recorded) -> None:
    """Say what is due next, and when."""
    deadline = given.deadline
    if deadline is None:
        return
    when = due_in_full(deadline.kind.value, deadline.due_at, caller.clocks(given.incident.client))
    back = deadline.kind is DeadlineKind.BACK
    kind = "the client's next word" if back else f"the {deadline_name(deadline.kind)}"
    promised = "promised for" if deadline.promised else "due at"
    left = away_from(deadline.due_at, given.now)
    say(f"{'':{len(given.incident.ref)}}  on the clock: {kind}, {promised} {when}, {left}")


def propose(caller: Caller, given: Recorded) -> None:
    """Say what is worth doing next, each with the command to type."""
    for why, to_type in next_steps(caller, given):
        advise(f"{line(why)}:\n  {PROGRAM} {line(to_type)}")


def next_steps(caller: Caller, given: Recorded) -> list[tuple[str, str]]:
    """What is worth doing next: why, and the command for it, on the client's clock what they are told."""
    clocks = caller.clocks(given.incident.client)
    return [next_step(each, clocks, told=each.act.rule in TELLING) for each in given.proposals]


def next_step(proposal: Proposal, clocks: Clocks, *, told: bool) -> tuple[str, str]:
    in_full = clocks.told_in_full if told else clocks.ours_in_full

    def show(value: object) -> str:
        return in_full(value) if isinstance(value, datetime) else str(value)

    return proposal.said(show), command(proposal.act, clocks.client if told else clocks.mine)

"""The answer of a recording command, in words or as JSON: one value, computed once, printed either way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from incident_console.cli.answers import advise, block, line, point_out_nobody, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.carrying import carried, say_ways, ways_written
from incident_console.cli.failures import PROGRAM, recorded_already
from incident_console.cli.inside import notified_by, say_notified
from incident_console.cli.moments import away_from, due_in_full
from incident_console.cli.portal import portal_data, say_portal
from incident_console.cli.unheard import rows
from incident_console.delivery.outbox import files_of
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.refusal import Act
from incident_console.domain.text import same_person
from incident_console.domain.urgency import DeadlineKind
from incident_console.reports.deliveries import delivery_rows
from incident_console.reports.recorded import TIMES, TOLD, Recorded, recorded
from incident_console.reports.timeline import headline
from incident_console.wording.commands import command
from incident_console.wording.names import NOT_OUT, deadline_name
from incident_console.words import Clocks, clock

if TYPE_CHECKING:
    from incident_console.desk import Done
    from incident_console.domain.proposal import Proposal


TELLING = frozenset(("send_update", "reschedule", "go_away"))
"""Acts that are proposed with a time that the client is told."""


def answer(caller: Caller, done: Done, as_json: bool, **further: Any) -> None:
    """Print what was recorded and what it is worth to do next; nothing that fails here undoes it."""
    with recorded_already(done.incident):
        say_trouble(caller)
        say_of_people(caller)
        done = carried(caller, done)
        ways, inside = ways_written(caller, done), notified_by(caller, done)
        given = answer_of(caller, done)
        if as_json:
            deliveries = {"deliveries": delivery_rows(given.incident, ways)} if ways else {}
            notices = {"notices": rows(given.incident, inside)} if inside else {}
            logged = portal_data(caller, done)
            say_json({**data(caller, given), **deliveries, **notices, **logged, **further})
            return
        for entry in given.entries:
            say_entry(caller, given, entry)
        say_told(given)
        say_ways(caller, given.incident, ways)
        say_notified(caller, given.incident, inside)
        say_portal(caller, done)
        if ways:
            from incident_console.cli.ways import say_left_behind

            say_left_behind(given.incident)
        say_file(given)
        say_clock(caller, given)
        propose(caller, given)


def answer_of(caller: Caller, done: Done) -> Recorded:
    """What an act answers, with the files of a message that waits: also one that was posted to some."""
    posted = (done.incident.messages.get(getattr(entry.event, "message", "")) for entry in done.entries)
    rest = (message for message in posted if message is not None and done.incident.postable_to(message))
    waiting = done.waiting or next(rest, None)
    files = [] if waiting is None else files_of(caller.desk.store.path, done.incident, waiting)
    return recorded(done.incident, done.entries, caller.desk.request(), waiting, files)


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
    clocks, margin = caller.clocks(reader(given)), " " * len(incident.ref)
    say(f"{incident.ref}  {line(headline(entry, incident, clocks, dates=clock))}")
    if entry.occurred_at != entry.recorded_at:
        say(f"{margin}  happened at {clocks.ours_in_full(entry.occurred_at)}")
    for name, moment in given.times(entry):
        when = clocks.told_in_full(moment) if name in TOLD else clocks.ours_in_full(moment)
        say(f"{margin}  {TIMES[name]} {when}{elsewhere(caller, given, name, moment)}")


def reader(given: Recorded) -> str | None:
    """The client on whose clock an answer says what clients are told: the first whom its message is for."""
    return given.incident.client if given.message is None else given.message.client


def elsewhere(caller: Caller, given: Recorded, name: str, moment: datetime) -> str:
    """The same time on the clocks of the other clients who are told it, where these differ."""
    if name not in TOLD or given.message is None or not given.incident.has_several:
        return ""
    printed = {caller.clocks(reader(given)).told_in_full(moment)}
    others = []
    for each in given.message.addressees.values():
        theirs = caller.clocks(each.client).told_in_full(moment)
        if theirs not in printed:
            printed.add(theirs)
            others.append(f"{theirs} for {line(each.client or '')}")
    return f" ({'; '.join(others)})" if others else ""


def say_told(given: Recorded) -> None:
    """Say who has a message and whom it is still to reach, where it went out to some of several clients."""
    message = given.message
    if message is None or not (message.told and message.to_tell):
        return
    told, left = ([line(each.client or "") for each in some] for some in (message.told, message.to_tell))
    who_has_it = f"out to {', '.join(told)}; {NOT_OUT} to {', '.join(left)}"
    say(block(who_has_it, " " * (len(given.incident.ref) + 2)))


def say_file(given: Recorded) -> None:
    """Say where the text of a message is that waits to be posted."""
    margin = " " * len(given.incident.ref)
    if len(given.files) == 1:
        say(f"{margin}  to be posted from {line(given.files[0])}")
    elif given.files:
        say(f"{margin}  to be posted from {len(given.files)} files in {line(given.files[0].parent)}")


def say_clock(caller: Caller, given: Recorded) -> None:
    """Say what is due next, and when."""
    deadline = given.deadline
    if deadline is None:
        return
    when = due_in_full(deadline.kind.value, deadline.due_at, caller.clocks(deadline.client))
    back = deadline.kind is DeadlineKind.BACK
    kind = "the client's next word" if back else f"the {deadline_name(deadline.kind)}"
    if given.incident.has_several and deadline.client:
        kind += f" for {line(deadline.client)}"
    promised = "promised for" if deadline.promised else "due at"
    # Counted from when it was read: in a minute that ended since, `+20m` would be 19 minutes away.
    left = away_from(deadline.due_at, caller.times.read_at or given.now)
    say(f"{'':{len(given.incident.ref)}}  on the clock: {kind}, {promised} {when}, {left}")


def say_of_people(caller: Caller, *names: str) -> None:
    """Point out who of those that the command names, and these, has said that they are away (C, Presence).

    Where the configuration names nobody as who says that they act, that is pointed out too.
    """
    if "--as" in caller.typed and caller.policy.colleagues.people.is_unknown(caller.by):
        point_out_nobody(caller.by, caller.policy.colleagues.people)
    others = [name for name in (*caller.named, *names) if not same_person(name, caller.by)]
    if not others:
        return
    from incident_console.wording.people import is_away

    board = caller.desk.store.board(caller.now())
    for name in dict.fromkeys(others):
        if away := is_away(name, board, caller.clocks):
            advise(line(f"{away}."))


def propose(caller: Caller, given: Recorded) -> None:
    """Say what is worth doing next, each with the command to type."""
    for why, to_type in next_steps(caller, given):
        advise(f"{line(why)}:\n  {PROGRAM} {line(to_type)}")


def next_steps(caller: Caller, given: Recorded) -> list[tuple[str, str]]:
    """What is worth doing next: why, and the command for it, on the client's clock what they are told."""
    clocks = caller.clocks(given.incident.client)
    return [
        next_step(
            each,
            in_their_language(caller, given.incident, each.act),
            clocks,
            caller.on_this_record(each.act.by),
        )
        for each in given.proposals
    ]


def in_their_language(caller: Caller, incident: Incident, act: Act) -> Act:
    """Return an act with the impact that it proposes in the language of the client who reads it first."""
    if "impact" not in act.arguments:
        return act
    from incident_console.messages import written_for
    from incident_console.messages.phrases import in_language

    language = written_for(caller.policy.client(incident.client))
    impact = in_language(str(act.arguments["impact"]), language)
    return Act(act.rule, act.ref, by=act.by, **{**act.arguments, "impact": impact})


def next_step(proposal: Proposal, act: Act, clocks: Clocks, options: str) -> tuple[str, str]:
    told = act.rule in TELLING
    in_full = clocks.told_in_full if told else clocks.ours_in_full

    def show(value: object) -> str:
        return in_full(value) if isinstance(value, datetime) else str(value)

    to_type = command(act, clocks.client if told else clocks.mine)
    return proposal.said(show), f"{options}{to_type}"

"""`status`, `action …`, `note`, `escalate`, `strike`: the response and its journal (R 6, R 7)."""

from __future__ import annotations

import click

from incident_console.cli.answers import advise, cut, line, say, say_json, table
from incident_console.cli.caller import Caller
from incident_console.cli.client_names import CLIENT_OF_INCIDENT
from incident_console.cli.moments import away_from
from incident_console.cli.people_names import PERSON
from incident_console.cli.recorded import answer
from incident_console.cli.typed import TIME, OneOf, Reference
from incident_console.cli.verbs import Chapter, argument, as_json, option, recording, reference, verb
from incident_console.domain import actions, reporting, response
from incident_console.domain.escalating import whom_to_escalate_to
from incident_console.domain.incident import Incident
from incident_console.domain.refusal import Part
from incident_console.domain.response import NoteKind
from incident_console.domain.vocabulary import WORKING, Status
from incident_console.reports.views import action_row
from incident_console.wording.commands import sample
from incident_console.wording.escalation import no_answer, proposes
from incident_console.wording.people import how_to_reach
from incident_console.wording.verbs import flag


@verb("status", example=sample("change_status", Part.STATUS))
@reference
@argument(
    "change_status",
    Part.STATUS,
    type=OneOf(*(status.value for status in WORKING)),
)
@recording
@click.pass_obj
def status_command(caller: Caller, ref: str, status: str, at: str | None, as_json: bool) -> None:
    """Say how far the response has come. An end goes through resolve, confirm, close."""
    done = caller.desk.act(ref, response.change_status, at=caller.times.at(at), status=Status(status))
    answer(caller, done, as_json)


@click.group("action", cls=Chapter)
def action_command() -> None:
    """Work with owners; follow-ups outlive the incident."""


@action_command.command("add", example=sample("add_action", Part.WHAT, Part.OWNER, Part.DUE))
@reference
@argument("add_action", Part.WHAT)
@option("add_action", Part.OWNER, required=True, type=PERSON, metavar="NAME", help="Who does it.")
@option("add_action", Part.DUE, type=TIME, metavar="TIME", help="By when.")
@option("add_action", Part.FOLLOW_UP, is_flag=True, help="It goes on after the incident.")
@recording
@click.pass_obj
def add_command(
    caller: Caller,
    ref: str,
    what: str,
    owner: str,
    due: str | None,
    follow_up: bool,
    at: str | None,
    as_json: bool,
) -> None:
    """Give somebody work."""
    moment = caller.times.at(at)
    done = caller.desk.act(
        ref,
        actions.add_action,
        at=moment,
        what=what,
        owner=owner,
        due=caller.times.ahead(due, flag(Part.DUE), since=moment),
        follow_up=follow_up,
    )
    answer(caller, done, as_json, n=done.incident.actions[-1].n)


@action_command.command("done", example=sample("finish_action", Part.ACTION))
@reference
@argument("finish_action", Part.ACTION, type=int)
@recording
@click.pass_obj
def done_command(caller: Caller, ref: str, n: int, at: str | None, as_json: bool) -> None:
    """Say that an action is done."""
    answer(caller, caller.desk.act(ref, actions.finish_action, at=caller.times.at(at), n=n), as_json, n=n)


@action_command.command("drop", example=sample("drop_action", Part.ACTION, Part.WHY))
@reference
@argument("drop_action", Part.ACTION, type=int)
@option("drop_action", Part.WHY, required=True, metavar="TEXT", help="The reason.")
@recording
@click.pass_obj
def drop_command(caller: Caller, ref: str, n: int, why: str, at: str | None, as_json: bool) -> None:
    """Give an action up, with the reason."""
    done = caller.desk.act(ref, actions.drop_action, at=caller.times.at(at), n=n, why=why)
    answer(caller, done, as_json, n=n)


@action_command.command("assign", example=sample("reassign_action", Part.ACTION, Part.OWNER))
@reference
@argument("reassign_action", Part.ACTION, type=int)
@argument("reassign_action", Part.OWNER, type=PERSON)
@recording
@click.pass_obj
def assign_command(caller: Caller, ref: str, n: int, owner: str, at: str | None, as_json: bool) -> None:
    """Give an action to somebody else."""
    done = caller.desk.act(ref, actions.reassign_action, at=caller.times.at(at), n=n, owner=owner)
    answer(caller, done, as_json, n=n)


@action_command.command("list", example="action list\naction list INC-7K3Q --json")
@click.argument("ref", required=False, type=Reference(), metavar="[REF]")
@as_json
@click.pass_obj
def list_command(caller: Caller, ref: str | None, as_json: bool) -> None:
    """List the actions of an incident, or those open anywhere.

    Without an incident, those that are due come first.
    """
    if ref is not None:
        incident = caller.incident(ref)
        found = [(action, incident) for action in incident.actions]
    else:
        store = caller.reader
        rows = [] if store is None else store.actions(limit=-1)
        incidents = {row.ref: caller.incident(row.ref) for row in rows}
        found = [(actions.action_of(incidents[row.ref], row.n), incidents[row.ref]) for row in rows]
    if as_json:
        say_json([action_row(action, incident.ref) for action, incident in found])
        return
    if not found:
        say("No action is open." if ref is None else f"{found_in(caller, ref)} has no actions.")
        return
    now, rows_said = caller.now(), []
    for action, incident in found:
        state = "done" if action.done_at else "dropped" if action.dropped_at else "open"
        due = ""
        if action.due is not None and action.open:
            due = f"{caller.clocks(None).ours_in_full(action.due)}, {away_from(action.due, now)}"
        kind = "follow-up" if action.follow_up else "action"
        text = line(action.text) + (f" (due {due})" if due else "")
        rows_said.append((incident.ref, str(action.n), kind, state, cut(line(action.owner), 16), text))
    say("\n".join(table(rows_said)))


def found_in(caller: Caller, ref: str) -> str:
    return caller.incident(ref).ref


@verb("note", example=sample("note", Part.WHAT, Part.KIND) + " --at 14:05")
@reference
@argument("note", Part.WHAT)
@option(
    "note",
    Part.KIND,
    type=OneOf("note", "finding", "decision", "inquiry"),
    default="note",
    show_default=True,
    help="An inquiry is a question of a client, shown until an update answers it.",
)
@option(
    "note",
    Part.CLIENT,
    type=CLIENT_OF_INCIDENT,
    metavar="NAME",
    help="Which client asks, of several; for an inquiry.",
)
@recording
@click.pass_obj
def note_command(
    caller: Caller, ref: str, what: str, kind: str, client: str | None, at: str | None, as_json: bool
) -> None:
    """Write into the journal. A note may be older than the declaration."""
    moment = caller.times.at(at)
    done = caller.desk.act(ref, response.note, at=moment, what=what, kind=NoteKind(kind), client=client)
    answer(caller, done, as_json)


@verb(
    "report",
    example=sample("write_report", Part.CONDITIONS, Part.REPORTED_ACTIONS, Part.NEEDS, Part.NEXT_REPORT),
)
@reference
@option("write_report", Part.CONDITIONS, required=True, metavar="TEXT", help="How things stand.")
@option("write_report", Part.REPORTED_ACTIONS, required=True, metavar="TEXT", help="What is done about it.")
@option("write_report", Part.NEEDS, required=True, metavar="TEXT", help="What is needed, from whom.")
@option("write_report", Part.NEXT_REPORT, type=TIME, metavar="TIME", help="When the next one comes.")
@recording
@click.pass_obj
def report_command(
    caller: Caller,
    ref: str,
    conditions: str,
    actions: str,
    needs: str,
    next_report: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Report to colleagues, by the channels of [internal]; no client reads it.

    It is no update: the clients' clock goes on. Without such channels it stands in the timeline alone.
    """
    moment = caller.times.at(at)
    done = caller.desk.act(
        ref,
        reporting.write_report,
        at=moment,
        conditions=conditions,
        actions=actions,
        needs=needs,
        next_report=caller.times.ahead(next_report, flag(Part.NEXT_REPORT), since=moment),
    )
    answer(caller, done, as_json)


@verb("escalate", example=sample("escalate", Part.TO, Part.WHY))
@reference
@option("escalate", Part.TO, required=True, type=PERSON, metavar="WHO", help="Who was called.")
@option("escalate", Part.WHY, required=True, metavar="TEXT", help="The reason.")
@recording
@click.pass_obj
def escalate_command(caller: Caller, ref: str, to: str, why: str, at: str | None, as_json: bool) -> None:
    """Record that somebody was called for help.

    An owner who does not answer is escalated to before somebody takes over. Whom the
    client's ladder proposes is told by: people --for REF.
    """
    done = caller.desk.act(ref, response.escalate, at=caller.times.at(at), to=to, why=why)
    answer(caller, done, as_json)
    if not as_json:
        say_reach(caller, done.incident, to)


def say_reach(caller: Caller, incident: Incident, to: str) -> None:
    """Say how somebody who is escalated to is reached, and who is next where they do not answer."""
    person = caller.policy.colleagues.people.person(to)
    if person is not None:
        advise(line(f"Call {person.name}: {how_to_reach(person, caller.now())}"))
    found = whom_to_escalate_to(incident, caller.policy, caller.by, caller.now())
    if found is not None and found.unanswered:
        advise(line(f"{proposes(found)}; {no_answer(found, caller.clocks(None))}"))


@verb("strike", example=sample("strike", Part.ENTRY, Part.WHY))
@reference
@argument("strike", Part.ENTRY, type=int)
@option("strike", Part.WHY, required=True, metavar="TEXT", help="The reason.")
@recording
@click.pass_obj
def strike_command(caller: Caller, ref: str, seq: int, why: str, at: str | None, as_json: bool) -> None:
    """Strike a mistaken entry of the journal; it stays readable.

    A mistaken "posted" can be struck too: the message is then not out yet, and the promise open again.
    """
    answer(caller, caller.desk.act(ref, response.strike, at=caller.times.at(at), seq=seq, why=why), as_json)

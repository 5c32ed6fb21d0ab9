"""`outbox`: what is not out yet, and saying that it is (C, Communication)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from incident_console.cli.answers import cut, line, say, say_json, table
from incident_console.cli.caller import Caller
from incident_console.cli.client_names import CLIENT_OF_MESSAGE, for_clients
from incident_console.cli.failures import PROGRAM
from incident_console.cli.recorded import answer
from incident_console.cli.verbs import Chapter, OutboxId, argument, as_json, option, posted_in, recording
from incident_console.domain.posting import set_aside
from incident_console.domain.refusal import Part
from incident_console.wording.names import NOT_OUT, message_kind, message_name
from incident_console.words import clock

if TYPE_CHECKING:
    from incident_console.domain.incident import Incident
    from incident_console.store.board import WaitingMessage
    from incident_console.store.store import Store


@click.group("outbox", cls=Chapter, invoke_without_command=True)
@as_json
@click.pass_context
def outbox_command(ctx: click.Context, as_json: bool) -> None:
    """The messages that are not out yet. Without a command, list them."""
    if ctx.invoked_subcommand is None:
        list_outbox(ctx.obj, as_json)


@outbox_command.command("list", example="outbox list --json")
@as_json
@click.pass_obj
def list_command(caller: Caller, as_json: bool) -> None:
    """List the messages that are not out yet, oldest first."""
    list_outbox(caller, as_json)


def list_outbox(caller: Caller, as_json: bool) -> None:
    from incident_console.reports.views import unsent_row

    store = caller.reader
    waiting = [] if store is None else store.outbox(limit=-1)
    incidents = {message.ref: caller.incident(message.ref) for message in waiting}
    if as_json:
        found = [(incidents[message.ref], message) for message in waiting]
        say_json([unsent_row(incident.messages[row.id], incident) for incident, row in found])
        return
    aside = [] if store is None else set_aside_lines(caller, store)
    if not waiting:
        say("No message is left to go out.")
    else:
        say_waiting(caller, waiting, incidents)
    if aside:
        say("\nNot to be posted any more, for it does not hold beside what another copy recorded:")
        say("\n".join(aside))


def say_waiting(caller: Caller, waiting: list[WaitingMessage], incidents: Mapping[str, Incident]) -> None:
    """The messages that wait, and what to do with them."""
    from incident_console.reports.views import unsent_row

    clocks, rows, postable = caller.clocks(None), [], []
    for message in waiting:
        incident = incidents[message.ref]
        row = unsent_row(incident.messages[message.id], incident)
        since = clocks.ours_in_full(message.waiting_since)
        text = cut(line(message.text), 60)
        kind = message_kind(message.kind) + (" (overtaken)" if row["overtaken"] else "")
        whom = f"to {cut(line(', '.join(row['clients'])), 40)}" if incident.has_several else ""
        rows.append((row["id"], kind, f"{NOT_OUT}, written {since}", whom, text))
        if not row["overtaken"]:
            postable.append(row["id"])
    several = any(whom for *_, whom, _ in rows)
    say("\n".join(table(rows if several else [(*row[:3], row[4]) for row in rows])))
    if postable:
        command = f"{PROGRAM} {caller.on_this_record()}outbox posted {postable[0]}"
        say(f"\nWhen one is posted: {line(command)}")
        if several:
            say("With --client NAME where not all have it.")
    if len(postable) < len(rows):
        say("\nWhat is overtaken speaks of a promise that no longer stands: it is not to be posted.")


def set_aside_lines(caller: Caller, store: Store) -> list[str]:
    """What a merge took out of the outbox, and why, as long as the client has heard nothing newer."""
    from incident_console.delivery.outbox import outbox_id
    from incident_console.reports.verdicts import conflict

    rows: list[tuple[str, ...]] = []
    for ref in store.set_aside():
        incident, _ = caller.readable(ref)
        entries = {entry.id: entry for entry in incident.entries}
        for message in set_aside(incident):
            why = conflict(entries[message.id], incident, caller.clocks(incident.client), dates=clock)
            name = outbox_id(incident, message)
            rows.append((name, message_name(message), f"of {line(message.by)}", line(why or "")))
    return table(rows)


@outbox_command.command("posted", example='outbox posted 7K3Q-H4TC --posted-in "Slack #acme" --at -5m')
@argument("say_posted", Part.MESSAGE, type=OutboxId())
@for_clients("say_posted", "This client has it, and not all; can be repeated.", CLIENT_OF_MESSAGE)
@posted_in
@recording
@click.pass_obj
def posted_command(
    caller: Caller,
    message: str,
    clients: tuple[str, ...],
    where: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Say that a message is out: to all to whom it is not out yet, or to the clients you name."""
    done = caller.desk.posted(message, clients=clients, where=where, at=caller.times.at(at))
    answer(caller, done, as_json)


@outbox_command.command("discard", example='outbox discard 7K3Q-H4TC --why "overtaken by update 4"')
@argument("discard_message", Part.MESSAGE, type=OutboxId())
@option("discard_message", Part.WHY, required=True, metavar="TEXT", help="The reason.")
@recording
@click.pass_obj
def discard_command(caller: Caller, message: str, why: str, at: str | None, as_json: bool) -> None:
    """Take a message that is not to go out any more from the outbox."""
    done = caller.desk.discard(message, why=why, at=caller.times.at(at))
    answer(caller, done, as_json)

"""`outbox`: what is not out yet, and saying that it is (C, Communication)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from incident_console.cli.answers import block, cut, line, say, say_json, table
from incident_console.cli.caller import Caller
from incident_console.cli.carrying import carry, is_left, say_ways, to_do, who_carries
from incident_console.cli.client_names import CLIENT_OF_MESSAGE, for_clients
from incident_console.cli.failures import PROGRAM
from incident_console.cli.inside import (
    know_inside,
    named,
    refuse_to_discard,
    retry_inside,
    settle_inside,
    show_inside,
)
from incident_console.cli.recorded import answer
from incident_console.cli.typed import OutboxId
from incident_console.cli.unheard import list_inside, unheard_by_incident
from incident_console.cli.verbs import Chapter, argument, as_json, later, option, posted_in, recording
from incident_console.domain.refusal import Part
from incident_console.domain.waiting_messages import set_aside
from incident_console.wording.names import NOT_OUT, message_kind, message_name
from incident_console.words import clock

if TYPE_CHECKING:
    from incident_console.domain.incident import Incident
    from incident_console.domain.message import Message
    from incident_console.reports.deliveries import Way
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
@click.option("--inside", is_flag=True, help="What colleagues have not heard, and no message to clients.")
@as_json
@click.pass_obj
def list_command(caller: Caller, inside: bool, as_json: bool) -> None:
    """List the messages that are not out everywhere, oldest first.

    Below them stands what colleagues have not heard; with --json it is asked for with --inside.
    """
    if inside:
        list_inside(caller, as_json)
    else:
        list_outbox(caller, as_json)


def list_outbox(caller: Caller, as_json: bool) -> None:

    store = caller.reader
    waiting = [] if store is None else store.outbox(limit=-1, unfinished=True)
    incidents = {message.ref: caller.incident(message.ref) for message in waiting}
    if as_json:
        found = [(incidents[message.ref], message) for message in waiting]
        say_json([outbox_row(caller, incident, row.id) for incident, row in found])
        return
    aside = [] if store is None else set_aside_lines(caller, store)
    if not waiting:
        say("No message is left to go out.")
    else:
        say_waiting(caller, waiting, incidents)
    if aside:
        say("\nNot to be posted any more, for it does not hold beside what another copy recorded:")
        say("\n".join(aside))
    if unheard_by_incident(caller):
        say("\nFor colleagues, and no client's:")
        list_inside(caller, as_json=False)


def outbox_row(caller: Caller, incident: Incident, message: str) -> dict[str, Any]:
    """Return a message that waits as JSON has it, with what came of it at each recipient."""
    from incident_console.reports.deliveries import delivery_rows
    from incident_console.reports.message_rows import unsent_row

    row = unsent_row(incident.messages[message], incident)
    ways = ways_of_message(caller, incident, message)
    return {**row, "deliveries": delivery_rows(incident, ways)} if ways else row


def ways_of_message(caller: Caller, incident: Incident, message: str) -> list[Way]:
    """Return what came of a message at each recipient; nothing where it has no channel."""
    if not incident.messages[message].deliveries or caller.reader is None:
        return []
    from incident_console.reports.deliveries import ways_of

    return ways_of(incident, caller.reader.deliveries, [incident.messages[message]])


def say_waiting(caller: Caller, waiting: list[WaitingMessage], incidents: Mapping[str, Incident]) -> None:
    """The messages that wait, and what to do with them."""
    from incident_console.reports.message_rows import unsent_row

    clocks, rows, postable = caller.clocks(None), [], []
    for message in waiting:
        incident = incidents[message.ref]
        row = unsent_row(incident.messages[message.id], incident)
        since = clocks.ours_in_full(message.waiting_since)
        text = cut(line(message.text), 60)
        kind = message_kind(message.kind) + (" (overtaken)" if row["overtaken"] else "")
        whom = f"to {cut(line(', '.join(row['clients'])), 40)}" if incident.has_several else ""
        stands = NOT_OUT if incident.messages[message.id].waiting else "out, not by all channels"
        rows.append((row["id"], kind, f"{stands}, written {since}", whom, text))
        if not row["overtaken"]:
            postable.append(row["id"])
    several = any(whom for *_, whom, _ in rows)
    lines, left = table(rows if several else [(*row[:3], row[4]) for row in rows]), False
    for message, row_text in zip(waiting, lines, strict=True):
        say(row_text)
        ways = ways_of_message(caller, incidents[message.ref], message.id)
        say_each_way(caller, ways)
        for each in to_do(caller, incidents[message.ref], ways):
            say(f"  {each}")
        left |= is_left(caller, ways)
    say_below(caller, postable, rows, several)
    if left:
        say(f"\n{who_carries(caller)}")


def say_each_way(caller: Caller, ways: list[Way]) -> None:
    """Say how far a message is by each of its ways."""
    if not ways:
        return
    from incident_console.cli.ways import says

    for each in ways:
        say(f"  {says(each, caller.clocks(None))}")
        if each.delivery.url:
            say(f"    {line(each.delivery.url)}")


def say_below(caller: Caller, postable: list[str], rows: Sequence[tuple[str, ...]], several: bool) -> None:
    """Say below the messages what a person does about them."""
    if postable:
        command = f"{PROGRAM} {caller.on_this_record()}outbox posted {postable[0]}"
        say(f"\nWhen one is posted: {line(command)}")
        if several:
            say("With --client NAME where not all have it.")
    if len(postable) < len(rows):
        over = next(name for name, *_ in rows if name not in postable)
        command = f"{PROGRAM} {caller.on_this_record()}outbox discard {over} --why …"
        say("\nWhat is overtaken speaks of a promise that no longer stands: it is not to be posted.")
        say(f"To have it here no more: {line(command)}")


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
    """Say that a message is out: somebody posted it.

    To all to whom it is not out yet, or to the clients you name; no channel sends it to them any more.
    """
    if (inside := named(caller, message)) is not None:
        know_inside(caller, *inside, as_json)
        return
    done = caller.desk.posted(message, clients=clients, where=where, at=caller.times.at(at))
    answer(caller, done, as_json)


@outbox_command.command("discard", example='outbox discard 7K3Q-H4TC --why "overtaken by update 4"')
@argument("discard_message", Part.MESSAGE, type=OutboxId())
@option("discard_message", Part.WHY, required=True, metavar="TEXT", help="The reason.")
@recording
@click.pass_obj
def discard_command(caller: Caller, message: str, why: str, at: str | None, as_json: bool) -> None:
    """Take a message that is not to go out any more from the outbox."""
    if named(caller, message) is not None:
        refuse_to_discard(message)
    done = caller.desk.discard(message, why=why, at=caller.times.at(at))
    answer(caller, done, as_json)


@outbox_command.command("retry", example="outbox retry 7K3Q-H4TC")
@argument("retry", Part.MESSAGE, type=OutboxId(), required=False)
@for_clients("retry", "To this client, and not all; can be repeated.", CLIENT_OF_MESSAGE)
@later
@as_json
@click.pass_obj
def retry_command(caller: Caller, message: str | None, clients: tuple[str, ...], as_json: bool) -> None:
    """Send a message once more, or all that waits, now.

    A message goes out from here also where it was refused, is too old to go by itself, or waited elsewhere;
    so does a comment of the support portal's ticket, by the name that show gives it. Without a name, all
    that waits here is sent without waiting for its time.
    """
    if message is None:
        caller.desk.store.deliveries.hasten(caller.now())
        send_all(caller, as_json)
        return
    about = comment_meant(caller, message)
    if about is not None:
        from incident_console.cli.ticketing import retry_comment

        retry_comment(caller, *about, as_json)
        return
    if (inside := named(caller, message)) is not None:
        retry_inside(caller, *inside, as_json)
        return
    done = caller.desk.retry(message, clients=clients)
    incident, found = caller.desk.message(message)
    carried_on = incident if caller.later else carry(caller, incident, [found.id])
    if done.entries:
        answer(caller, done, as_json)
    elif as_json:
        from incident_console.reports.deliveries import delivery_rows

        ways = delivery_rows(carried_on, ways_of_message(caller, carried_on, found.id))
        say_json({"ref": incident.ref, "recorded": [], "deliveries": ways})
    else:
        say_ways(caller, carried_on, ways_of_message(caller, carried_on, found.id))


def comment_meant(caller: Caller, name: str) -> tuple[str, str] | None:
    """Return the incident and the entry of the comment that somebody means, where it is no message."""
    from incident_console.delivery.message_names import comment_named

    found = comment_named(name, caller.desk.sharing)
    return None if found is None else (found[0].ref, found[1])


@outbox_command.command("send", example="outbox send")
@as_json
@click.pass_obj
def send_command(caller: Caller, as_json: bool) -> None:
    """Send all that is due by channels, each message once."""
    send_all(caller, as_json)


def send_all(caller: Caller, as_json: bool) -> None:
    """Send what is due, unless that is left to others, and list what is still in the outbox."""
    if not caller.later:
        from incident_console.postman.carrying import send_due

        send_due(caller.desk, caller.config.channels)
    list_outbox(caller, as_json)


@outbox_command.command("show", example="outbox show 7K3Q-H4TC")
@argument("say_posted", Part.MESSAGE, type=OutboxId())
@as_json
@click.pass_obj
def show_command(caller: Caller, message: str, as_json: bool) -> None:
    """Show a message whole, and what came of it.

    The text is as each client reads it; below it stands how far it is by each of its ways.
    """
    if (inside := named(caller, message)) is not None:
        show_inside(caller, *inside, as_json)
        return
    incident, found = caller.message(message)
    if as_json:
        from incident_console.reports.message_rows import unsent_row

        row = {"deliveries": [], **unsent_row(found, incident)}
        say_json({**row, **outbox_row(caller, incident, found.id)})
        return
    say(f"{incident.ref}  {message_name(found)}, written by {line(found.by)}")
    for whose, text in texts_of(incident, found):
        say(f"\n{line(whose)}" if whose else "")
        say(block(text, "  "))
    ways = ways_of_message(caller, incident, found.id)
    if ways:
        say("")
    say_each_way(caller, ways)
    for told in to_do(caller, incident, ways):
        say(f"  {told}")


def texts_of(incident: Incident, message: Message) -> list[tuple[str, str]]:
    """Return each text of a message once, with which of several clients read it."""
    readers: dict[str, list[str]] = {}
    for each in message.addressees.values():
        readers.setdefault(message.words_for(each.client), []).append(each.client or "")
    if not incident.has_several:
        return [("", text) for text in readers]
    return [
        (f"What {' and '.join(names)} read{'' if len(names) > 1 else 's'}:", text)
        for text, names in readers.items()
    ]


@outbox_command.command("settle", example="outbox settle 7K3Q-H4TC --arrived")
@argument("settle", Part.MESSAGE, type=OutboxId())
@option("settle", Part.ARRIVED, is_flag=True, help="It is there: it counts from when it was sent.")
@option("settle", Part.LOST, is_flag=True, help="It is not there: it can be sent once more.")
@for_clients("settle", "With this client, and not all; can be repeated.", CLIENT_OF_MESSAGE)
@as_json
@click.pass_obj
def settle_command(
    caller: Caller, message: str, arrived: bool, lost: bool, clients: tuple[str, ...], as_json: bool
) -> None:
    """Say whether a message arrived that may have, or not.

    Somebody has looked there: the console does not know, and never sends it again by itself.
    """
    if (inside := named(caller, message)) is not None:
        settle_inside(caller, *inside, as_json, arrived=arrived, lost=lost)
        return
    done = caller.desk.settle(message, arrived=arrived, lost=lost, clients=clients)
    answer(caller, done, as_json)

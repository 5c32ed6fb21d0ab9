"""`outbox`: what is not out yet, and saying that it is (C, Communication)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from incident_console.cli.answers import block, line, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.carrying import carry, say_ways, to_do
from incident_console.cli.client_names import CLIENT_OF_MESSAGE, for_clients
from incident_console.cli.comments import (
    comment_meant,
    refuse_for_a_comment,
    retry_comment,
    say_written,
    show_comment,
)
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
from incident_console.cli.unheard import list_inside
from incident_console.cli.verbs import Chapter, argument, as_json, later, option, posted_in, recording
from incident_console.cli.waiting import list_outbox, outbox_row, say_each_way, ways_of_message
from incident_console.domain.refusal import Part
from incident_console.wording.names import message_name

if TYPE_CHECKING:
    from incident_console.domain.incident import Incident
    from incident_console.domain.message import Message
    from incident_console.postman.came import Came


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

    To all to whom it is not out yet, or to the clients you name; no channel sends it to them any more. A
    comment of the support portal's ticket, by the name that show gives it, counts as written there by hand.
    """
    if (about := comment_meant(caller, message)) is not None:
        say_written(caller, *about, at, as_json)
        return
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
    if comment_meant(caller, message) is not None:
        refuse_for_a_comment(caller, message)
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
    if (about := comment_meant(caller, message)) is not None:
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

        came: list[Came] = []
        send_due(caller.desk, caller.config.channels, came.append)
        if not as_json:
            say_what_came(caller, came)
    list_outbox(caller, as_json)


def say_what_came(caller: Caller, found: Sequence[Came]) -> None:
    """Say what came of each attempt, in the order in which they were over."""
    from incident_console.postman.came import WORDS

    for each in found:
        to = each.row.recipient or each.row.client
        whom = f" to {to}" if to else ""
        why = f": {each.receipt.reason}" if each.receipt.reason else ""
        ref = caller.desk.by_id(each.row.incident).ref
        say(line(f"{ref}  {WORDS[each.receipt.outcome]} by {each.row.channel}{whom}{why}"))


@outbox_command.command("show", example="outbox show 7K3Q-H4TC")
@argument("say_posted", Part.MESSAGE, type=OutboxId())
@as_json
@click.pass_obj
def show_command(caller: Caller, message: str, as_json: bool) -> None:
    """Show a message whole, and what came of it.

    The text is as each client reads it; below it stands how far it is by each of its ways. A comment of the
    support portal's ticket is shown too, by the name that show gives it.
    """
    if (about := comment_meant(caller, message)) is not None:
        show_comment(caller, *about, as_json)
        return
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
    if comment_meant(caller, message) is not None:
        refuse_for_a_comment(caller, message)
    if (inside := named(caller, message)) is not None:
        settle_inside(caller, *inside, as_json, arrived=arrived, lost=lost)
        return
    done = caller.desk.settle(message, arrived=arrived, lost=lost, clients=clients)
    answer(caller, done, as_json)

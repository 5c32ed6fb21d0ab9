"""`channel`: the ways out of the console, and a marked message that tries one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from incident_console.cli.answers import line, say, say_json, table
from incident_console.cli.caller import Caller
from incident_console.cli.failures import Failed
from incident_console.cli.verbs import Chapter, as_json

if TYPE_CHECKING:
    from incident_console.config.channels import Channel
    from incident_console.delivery.receipt import Receipt


@click.group("channel", cls=Chapter)
def channel_command() -> None:
    """The ways out of the console, as the configuration has them."""


@channel_command.command("list", example="channel list")
@as_json
@click.pass_obj
def list_command(caller: Caller, as_json: bool) -> None:
    """List the channels; of secrets only where they are is shown."""
    channels = caller.written_config.channels
    if as_json:
        say_json([row(each) for each in channels.values()])
        return
    if not channels:
        say("No channel is configured: messages are posted by hand. See: config init, docs/DELIVERY.md")
        return
    rows = [(line(each.name), each.kind, f"for {each.audience}", where(each)) for each in channels.values()]
    say("\n".join(table(rows)))


def row(channel: Channel) -> dict[str, Any]:
    """Return a channel as JSON has it, with its trouble where it cannot send."""
    return {"name": channel.name, **channel.shown(), "trouble": channel.trouble or None}


def where(channel: Channel) -> str:
    """Return where a channel leads, or why it cannot send."""
    if channel.trouble:
        return line(f"cannot send: {channel.trouble}")
    shown = channel.shown()
    told = shown.get("to") or shown.get("url") or shown.get("path") or shown.get("run") or ""
    return line(" ".join(map(str, told)) if isinstance(told, list) else told)


@channel_command.command("test", example="channel test status-mail")
@click.argument("name", metavar="NAME")
@click.option("--ticket", metavar="ID", help="To which ticket the support portal's test comment is written.")
@as_json
@click.pass_obj
def test_command(caller: Caller, name: str, ticket: str | None, as_json: bool) -> None:
    """Send a marked test message by a channel, and say what came of it. Nothing is recorded.

    The support portal has a comment written to the ticket that you name; no ticket is created.
    """
    channels = caller.written_config.channels
    channel = channels.get(name)
    if channel is None:
        known = f"there are {', '.join(channels)}" if channels else "none is configured"
        raise Failed(line(f"there is no channel {name}; {known}"))
    if channel.is_log and ticket is None:
        raise Failed(line(needs_a_ticket(channel)))
    if ticket is not None and not channel.is_log:
        raise Failed(line(f"{channel.name} is no support portal: leave --ticket out"))
    tried = try_out(caller, channel, ticket or "")
    if as_json:
        say_json([told(channel, recipient, receipt) for recipient, receipt in tried])
    else:
        for recipient, receipt in tried:
            say_tried(channel, recipient, receipt)
    if not all(came(receipt) for _, receipt in tried):
        raise SystemExit(1)


def needs_a_ticket(channel: Channel) -> str:
    """Return why a support portal was not tried, and how it is."""
    return (
        f"{channel.name} writes to a ticket; name one for the test: channel test {channel.name} --ticket ID"
    )


def try_out(caller: Caller, channel: Channel, ticket: str = "") -> list[tuple[str, Receipt]]:
    """Send a test message to each recipient of a channel, or as a comment to a ticket."""
    from uuid import uuid4

    import msgspec

    from incident_console.delivery.kinds import carry
    from incident_console.delivery.parcel import trial_parcel

    parcels = [
        trial_parcel(uuid4().hex, "", recipient, caller.now(), ticket) for recipient in channel.recipients
    ]
    return [
        (parcel.recipient, carry(msgspec.structs.replace(parcel, audience=channel.audience), channel))
        for parcel in parcels
    ]


def came(receipt: Receipt) -> bool:
    """Whether it arrived."""
    from incident_console.domain.vocabulary import DeliveryOutcome

    return receipt.outcome is DeliveryOutcome.DELIVERED


def told(channel: Channel, recipient: str, receipt: Receipt) -> dict[str, Any]:
    """Return what came of a test as JSON has it."""
    return {
        "channel": channel.name,
        "recipient": recipient or None,
        "outcome": receipt.outcome.value,
        "proof": None if receipt.proof is None else receipt.proof.value,
        "reason": receipt.reason or None,
        "url": receipt.url or None,
    }


def say_tried(channel: Channel, recipient: str, receipt: Receipt) -> None:
    """Say what came of a test."""
    to = f" ({recipient})" if recipient else ""
    proof = "" if receipt.proof is None else f", {receipt.proof}"
    reason = f": {receipt.reason}" if receipt.reason else ""
    say(line(f"{channel.name}{to}: {receipt.outcome}{proof}{reason}"))

"""The kinds of channels, one row each, and the one function that sends a message by a channel."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, cast

import msgspec

from incident_console.config.channel_settings import Hidden
from incident_console.config.channels import Channel
from incident_console.delivery import secrets
from incident_console.delivery.masking import presentable
from incident_console.delivery.parcel import Parcel, sendable
from incident_console.delivery.receipt import Receipt, refused, uncertain, waiting
from incident_console.delivery.settings import Command, File, Settings, Slack, Smtp, Ticket, Webhook


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """How a kind of channel sends.

    `keyed`: its service knows a second try, so that one is harmless. Of a log that holds for its comments, in
    which the entry's id stands; a ticket's creation is not tried twice.
    """

    settings: type[Settings]
    secret: tuple[str, ...] = ()
    """The settings that may name a secret; of those within another one, `create.url`."""
    keyed: bool = False


KINDS: Mapping[str, Kind] = {
    "smtp": Kind(settings=Smtp, secret=("password",)),
    "slack": Kind(settings=Slack, secret=("url",)),
    "webhook": Kind(settings=Webhook, secret=("url", "secret"), keyed=True),
    "command": Kind(settings=Command),
    "file": Kind(settings=File),
    "ticket": Kind(
        settings=Ticket, secret=("url", "headers", "password", "create.url", "create.headers"), keyed=True
    ),
}


def carry(parcel: Parcel, channel: Channel) -> Receipt:
    """Send a message by a channel once, and return what came of it, in words that can be shown.

    What is for clients goes by their channels alone, and what is for colleagues by theirs: here, and nowhere
    else, the one is kept from the other. Whatever the channel does wrong, the answer is a receipt.
    """
    if parcel.audience != channel.audience:
        return refused(
            f"{channel.name} is for {channel.audience} messages, and this is a {parcel.audience} one"
        )
    if channel.trouble:
        return waiting(f"{channel.name} cannot send: {channel.trouble}")
    known = dict[str, str]()
    try:
        settings = settings_of(channel, known)
        send = sender(channel.kind)
    except secrets.SecretMissing as missing:
        return waiting(f"{channel.name} has no {missing_of(channel, known)}: {missing}")
    except Exception as error:
        return waiting(f"{channel.name} cannot send: {type(error).__name__} in the program")
    try:
        receipt = send(sendable(parcel), settings)
    except Exception as error:
        # How far it came is not known, and what it says may hold a secret.
        receipt = uncertain(f"{type(error).__name__} in the program")
    return presentable(receipt, channel, known)


def unready(channel: Channel) -> tuple[str, str] | None:
    """Return the setting because of which a channel could not send now, and why; None where it could.

    Nothing is sent, and what is said repeats no secret.
    """
    if channel.trouble:
        return None
    known = dict[str, str]()
    try:
        settings = settings_of(channel, known)
    except secrets.SecretMissing as missing:
        return missing_of(channel, known), str(missing)
    if isinstance(settings, Slack | Webhook):
        from incident_console.delivery.http import web_address

        try:
            web_address(settings.url, private=settings.private)
        except ValueError as problem:
            return "url", str(problem)
    if isinstance(settings, Ticket):
        from incident_console.delivery.ticket_trial import unfit

        return unfit(settings)
    if isinstance(settings, Webhook):
        from incident_console.delivery.webhook import amiss

        if (wrong := amiss(settings.secret)) is not None:
            return "secret", wrong
    return None


def sender(kind: str) -> Callable[[Parcel, Any], Receipt]:
    """Return what sends by a kind of channel; its libraries are loaded now, and not before."""
    found: Callable[[Parcel, Any], Receipt] = import_module(f"incident_console.delivery.{kind}").send
    return found


def settings_of(channel: Channel, known: dict[str, str]) -> Settings:
    """Return what a channel needs to send; `known` is filled with what was revealed of its secrets.

    Raises:
        secrets.SecretMissing: one of them is not to be had.
    """
    kind = KINDS[channel.kind]
    given: dict[str, Any] = {name: copied(value) for name, value in channel.settings.items() if name != "to"}
    until = time.monotonic() + channel.deadline
    for place, value in secrets_in(channel):
        left = max(until - time.monotonic(), 0.001)
        before, reference = secrets.split(value)
        revealed = secrets.reveal(reference, channel.folder, seconds=left) if reference else value
        known[".".join(place)] = revealed
        *outer, name = place
        held = given
        for each in outer:
            held = held[each]
        held[name] = before + revealed if reference else value
    # The deadline is that of the whole attempt, which began with the secrets.
    deadline = min(channel.deadline, round(until - time.monotonic(), 1)) if known else channel.deadline
    given |= {"deadline": max(deadline, 0.1), "private": channel.private, "folder": channel.folder}
    return msgspec.convert(given, kind.settings)


def missing_of(channel: Channel, known: Mapping[str, str]) -> str:
    """Return the name of the setting whose secret was not to be had."""
    return next(name for place, _ in secrets_in(channel) if (name := ".".join(place)) not in known)


def secrets_in(channel: Channel) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what is secret among a channel's settings: where it stands, and what stands there."""
    for name in KINDS[channel.kind].secret:
        place, found = tuple(name.split(".")), cast(Any, channel.settings)
        for each in place:
            found = found.get(each) if isinstance(found, Mapping) else None
        if isinstance(found, Mapping):
            # Of several, the others may be read by anybody.
            secret = {key: value for key, value in found.items() if is_secret(value)}
            yield from (((*place, key), value) for key, value in secret.items())
        elif isinstance(found, str) and found:
            yield place, found


def is_secret(value: object) -> bool:
    """Whether a text is a secret, or says where one is."""
    return isinstance(value, Hidden) or (isinstance(value, str) and bool(secrets.split(value)[1]))


def copied(value: Any) -> Any:
    """Return a setting in which something can be replaced."""
    return {name: copied(each) for name, each in value.items()} if isinstance(value, Mapping) else value

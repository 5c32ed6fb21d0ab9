"""Clients as they are named on the command line, and which of them a shell completes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from incident_console.cli.caller import Caller
from incident_console.cli.typed import Given, completing
from incident_console.cli.verbs import Function, option
from incident_console.domain.naming import PREFIX
from incident_console.domain.refusal import Part
from incident_console.domain.text import name_key

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class ClientName(Given):
    """The name of a client; those that `offered` finds are completed."""

    name = "client"

    def __init__(self, offered: Callable[[Caller, dict[str, Any]], Iterable[str]]) -> None:
        self.offered = offered

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        names: list[str] = []
        with completing(ctx) as caller:
            names += self.offered(caller, ctx.params)
        wanted = name_key(incomplete)
        return [CompletionItem(name) for name in names if name_key(name).startswith(wanted)]


def known(caller: Caller, params: dict[str, Any]) -> Iterable[str]:
    """The clients that are configured, and those of open incidents, but for the incident's own."""
    names = [profile.name for profile in caller.policy.clients.values()]
    if caller.reader is not None:
        names += [name for row in caller.reader.board(caller.now()) for name in row.clients]
    own = {name_key(name) for name in of_incident(caller, params)} if params.get("ref") else set()
    return {key: name for name in names if (key := name_key(name)) not in own}.values()


def of_incident(caller: Caller, params: dict[str, Any]) -> Iterable[str]:
    """The clients of the incident that the command names."""
    return caller.incident(params["ref"]).clients


def of_message(caller: Caller, params: dict[str, Any]) -> Iterable[str]:
    """The clients for whom the message waits that the command names."""
    from incident_console.delivery.outbox import outbox_id

    name = params["message"].strip().upper().removeprefix(PREFIX)
    incident = caller.incident(f"{PREFIX}{name.rpartition('-')[0]}")
    waiting = [message for message in incident.waiting if outbox_id(incident, message) == name]
    return [each.client for message in waiting for each in message.to_tell if each.client is not None]


KNOWN_CLIENT = ClientName(known)
CLIENT_OF_INCIDENT = ClientName(of_incident)
CLIENT_OF_MESSAGE = ClientName(of_message)


def for_clients(
    rule: str, what: str, whose: ClientName = CLIENT_OF_INCIDENT
) -> Callable[[Function], Function]:
    """Give a command the clients whom it is for, of several; without them it is for all."""
    return option(rule, Part.CLIENTS, multiple=True, type=whose, metavar="NAME", help=what)

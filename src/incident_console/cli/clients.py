"""`client add`, `client drop`: who is hit by an incident, and who is not after all (C, Communication)."""

from __future__ import annotations

import click

from incident_console.cli.caller import Caller
from incident_console.cli.client_names import CLIENT_OF_INCIDENT, KNOWN_CLIENT
from incident_console.cli.recorded import answer
from incident_console.cli.verbs import (
    Chapter,
    argument,
    option,
    out,
    posting,
    recording,
    reference,
)
from incident_console.domain import clients
from incident_console.domain.refusal import Part
from incident_console.wording.commands import sample


@click.group("client", cls=Chapter)
def client_command() -> None:
    """Name a further client of an incident, or drop one."""


@client_command.command("add", example=sample("add_client", Part.CLIENT, ref="INC-7K3Q"))
@reference
@argument("add_client", Part.CLIENT, type=KNOWN_CLIENT)
@recording
@click.pass_obj
def add_command(caller: Caller, ref: str, client: str, at: str | None, as_json: bool) -> None:
    """Name one more client, who is owed a first update from now.

    The first name is that of the client who had none; what they were promised stays.
    """
    answer(caller, caller.desk.act(ref, clients.add_client, at=caller.times.at(at), client=client), as_json)


@client_command.command("drop", example=sample("drop_client", Part.CLIENT, Part.WHY, posted=True))
@reference
@argument("drop_client", Part.CLIENT, type=CLIENT_OF_INCIDENT)
@option("drop_client", Part.WHY, required=True, metavar="TEXT", help="The reason, which the client reads.")
@posting
@recording
@click.pass_obj
def drop_command(
    caller: Caller,
    ref: str,
    client: str,
    why: str,
    posted: bool,
    where: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Say that a client is not concerned, as the Incident Commander.

    They are told, if ever they were told anything.
    """
    done = caller.desk.act(
        ref, clients.drop_client, at=caller.times.at(at), client=client, why=why, **out(posted, where)
    )
    answer(caller, done, as_json)

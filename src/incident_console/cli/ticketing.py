"""`ticket`: the ticket in the support system, named or created (R 6.4)."""

from __future__ import annotations

import click

from incident_console.cli.answers import line, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.carrying import carried
from incident_console.cli.failures import recorded_already
from incident_console.cli.portal import say_ticket
from incident_console.cli.recorded import answer, answer_of, data, say_trouble
from incident_console.cli.verbs import argument, later, option, recording, reference, verb
from incident_console.desk import Done
from incident_console.domain import declaring
from incident_console.domain.refusal import Part
from incident_console.wording.commands import sample
from incident_console.wording.verbs import flag


@verb("ticket", example=sample("link_ticket", Part.TICKET, Part.URL) + "\nticket . --create")
@reference
@argument("link_ticket", Part.TICKET, required=False)
@option("link_ticket", Part.URL, metavar="URL", help="Where to find it.")
@option("create_ticket", Part.CREATE, is_flag=True, help="The support portal creates it.")
@later
@recording
@click.pass_obj
def ticket_command(
    caller: Caller,
    ref: str,
    ticket: str | None,
    url: str | None,
    create: bool,
    at: str | None,
    as_json: bool,
) -> None:
    """Name the ticket in the support system, or have the portal create it.

    In it is logged what clients were told, the resolution, and what was confirmed; where the portal is down,
    it waits.
    """
    moment = caller.times.at(at)
    if create:
        if ticket is not None or url is not None:
            raise click.UsageError(f"The portal names what it creates: give {flag(Part.CREATE)} alone.")
        say_created(caller, caller.desk.create_ticket(ref, at=moment), as_json)
        return
    if ticket is None:
        raise click.UsageError(f"Give the ticket's ID, or {flag(Part.CREATE)} to have one created.")
    answer(caller, caller.desk.act(ref, declaring.link_ticket, at=moment, ticket=ticket, url=url), as_json)


def say_created(caller: Caller, done: Done, as_json: bool) -> None:
    """Answer `ticket --create`: what was asked for, and what came of it as far as that is known."""
    from incident_console.reports.portal_state import creation_row

    with recorded_already(done.incident):
        say_trouble(caller)
        done = carried(caller, done)
        incident = done.incident
        if as_json:
            row = creation_row(incident, caller.desk.store) or {}
            ticket = {"ticket": incident.ticket, "url": incident.ticket_url}
            recorded = data(caller, answer_of(caller, done)) if done.entries else {"recorded": []}
            say_json({"ref": incident.ref, **recorded, **row, **ticket})
            return
        if incident.ticket is not None:
            say(f"{incident.ref}  {line(' '.join(filter(None, (incident.ticket, incident.ticket_url))))}")
        else:
            say(f"{incident.ref}  the portal is asked for a ticket")
        say_ticket(caller, incident)

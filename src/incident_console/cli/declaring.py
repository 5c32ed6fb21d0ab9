"""`declare`, `assess`, `severity`, `ticket` (R 5, R 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from incident_console.cli.answers import advise, line, say, say_json
from incident_console.cli.caller import Caller
from incident_console.cli.carrying import carried
from incident_console.cli.client_names import KNOWN_CLIENT
from incident_console.cli.failures import recorded_already
from incident_console.cli.inside import notified_by, say_notified
from incident_console.cli.people_names import PERSON
from incident_console.cli.portal import portal_data, say_portal
from incident_console.cli.recorded import answer, answer_of, propose, say_of_people
from incident_console.cli.typed import GIVEN, SEVERITY, TIME, OneOf
from incident_console.cli.unheard import rows
from incident_console.cli.verbs import argument, option, recording, reference, verb
from incident_console.domain import declaring
from incident_console.domain.refusal import Part
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.reports.stamps import stamp
from incident_console.reports.timeline import headline
from incident_console.wording.commands import sample
from incident_console.wording.names import CRITERIA
from incident_console.wording.verbs import flag

if TYPE_CHECKING:
    from incident_console.desk import Done


@verb(
    "declare",
    example=sample("declare", Part.TITLE, Part.BECAUSE, Part.SEVERITY, Part.CLIENTS)
    + '\ndeclare "Drill: database gone" --because stability --drill',
)
@argument("declare", Part.TITLE)
@option(
    "declare",
    Part.BECAUSE,
    multiple=True,
    required=True,
    type=OneOf(*(criterion.value for criterion in Criterion)),
    help=f"Why: {', '.join(CRITERIA.values())}; can be repeated.",
)
@option("declare", Part.SEVERITY, type=SEVERITY, help="P2, to be confirmed, where you leave it out.")
@option("declare", Part.IMPACT, metavar="TEXT", help="Who notices what, as far as it is known.")
@option("declare", Part.SCOPE, metavar="TEXT", help="How far it reaches.")
@option(
    "declare",
    Part.CLIENTS,
    multiple=True,
    type=KNOWN_CLIENT,
    metavar="NAME",
    help="Whose incident it is; can be repeated, each client is told for itself.",
)
@option("declare", Part.TICKET, type=GIVEN, metavar="ID", help="The ticket in the support system.")
@option(
    "declare",
    Part.OWNER,
    type=PERSON,
    metavar="NAME",
    help="Who owns it; else the engineer on call, else you.",
)
@click.option("--drill", is_flag=True, help="An exercise: marked in every text, left out of the figures.")
@option("declare", Part.STARTED_AT, type=TIME, metavar="TIME", help="When the impact began, on your clock.")
@recording
@click.pass_obj
def declare_command(
    caller: Caller, /, title: str, as_json: bool, at: str | None, started_at: str | None, **typed: Any
) -> None:
    """Declare an incident, and print its reference."""
    severity = typed.pop("severity")
    because = [Criterion(each) for each in typed.pop("because")]
    done = caller.desk.declare(
        at=caller.times.at(at),
        title=title,
        because=because,
        severity=Severity(severity) if severity else None,
        started_at=caller.times.happened(started_at, flag(Part.STARTED_AT)),
        **typed,
    )
    # A time that was given is answered as it was understood.
    declared, began = done.incident.declared_at, done.incident.started_at
    understood = [("declared_at", declared if at else None), ("started_at", began)]
    times = {name: stamp(moment) for name, moment in understood if moment is not None}
    say_reference(caller, done, as_json, **times)


def say_reference(caller: Caller, done: Done, as_json: bool, **further: str) -> None:
    """Print the reference and nothing else on stdout, so that a script can take it from there."""
    with recorded_already(done.incident):
        if not as_json:
            # Whoever is to be told besides may keep us waiting; the reference does not.
            say(done.incident.ref)
        done = carried(caller, done)
        incident, inside = done.incident, notified_by(caller, done)
        say_of_people(caller, incident.owner)
        if as_json:
            notices = {"notices": rows(incident, inside)} if inside else {}
            logged = portal_data(caller, done)
            say_json({"ref": incident.ref, "id": incident.id, **notices, **logged, **further})
            return
        advise(line(headline(done.entries[0], incident, caller.clocks(incident.client))))
        say_notified(caller, incident, inside)
        say_portal(caller, done)
        propose(caller, answer_of(caller, done))


@verb("assess", example=sample("assess", Part.IMPACT, Part.SCOPE))
@reference
@option("assess", Part.IMPACT, metavar="TEXT", help="Who notices what.")
@option("assess", Part.SCOPE, metavar="TEXT", help="How far it reaches.")
@recording
@click.pass_obj
def assess_command(
    caller: Caller, ref: str, impact: str | None, scope: str | None, at: str | None, as_json: bool
) -> None:
    """Define impact and scope, as the Incident Commander."""
    done = caller.desk.act(ref, declaring.assess, at=caller.times.at(at), impact=impact, scope=scope)
    answer(caller, done, as_json)


@verb("severity", example=sample("change_severity", Part.SEVERITY, Part.WHY, ref="INC-7K3Q"))
@reference
@argument("change_severity", Part.SEVERITY, type=SEVERITY)
@option("change_severity", Part.WHY, required=True, metavar="TEXT", help="The reason.")
@recording
@click.pass_obj
def severity_command(
    caller: Caller, ref: str, severity: str, why: str, at: str | None, as_json: bool
) -> None:
    """Set the severity, as the Incident Commander, with the reason."""
    done = caller.desk.act(
        ref, declaring.change_severity, at=caller.times.at(at), severity=Severity(severity), why=why
    )
    answer(caller, done, as_json)

"""Keys for declaring an incident and saying what is affected (R 5, R 6.3, R 6.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from incident_console.desk import Desk, Done
from incident_console.domain import declaring
from incident_console.domain.refusal import Part
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Because
from incident_console.tui.forms.choice import Choice, Toggles
from incident_console.tui.forms.fields import Line, Moment, Prose, as_typed
from incident_console.tui.forms.names import Names
from incident_console.tui.render.state import only_told
from incident_console.tui.render.zoned import Zoned
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target, clients, people
from incident_console.tui.verbs.verb import verb
from incident_console.wording.names import CRITERIA

NOT_YET = "empty: not yet known"
SEVERITIES = [(each, f"{each} {each.word}") for each in Severity]


@verb
async def declare(app: Room) -> None:
    """Declare an incident: a title is enough, all else has a default or may follow."""
    dialog = declaration(app)
    done = await app.ask(dialog)
    if done is None:
        return
    app.chosen = done.incident.ref
    due = done.incident.first_update_due
    told = Zoned(app.reader.now, app.policy.zone_for(done.incident.client))
    key = app.view().key("update")
    first = f" The first update is due {told.said(due)}: {key}" if due is not None else ""
    app.tell(f"{done.incident.ref} is declared, {done.incident.owner} owns it.{first}")


def declaration(app: Room) -> FormDialog[Done]:
    """Return the form of a declaration (R 5), in the order in which people know the answers."""
    zoned = Zoned(app.reader.now, app.policy.zone_for(None))
    owner_now = app.policy.on_call or app.person
    began_at = as_typed(app.reader.now() - timedelta(minutes=20), zoned)
    title = Line("title", Part.TITLE, rule="declare", placeholder="what is wrong, in a few words")
    because = Toggles(
        "because", Part.BECAUSE, [*CRITERIA.items()], rule="declare", hint="none yet: it is asked for"
    )
    severity = Choice(
        "severity",
        Part.SEVERITY,
        SEVERITIES,
        rule="declare",
        hint=f"none: {declaring.DEFAULT_SEVERITY}, to be confirmed",
        optional=True,
    )
    impact = Prose("impact", Part.IMPACT, rule="declare", placeholder=NOT_YET)
    scope = Prose("scope", Part.SCOPE, rule="declare", placeholder=NOT_YET)
    client = Names(
        "client",
        Part.CLIENTS,
        clients(app),
        rule="declare",
        placeholder="who waits for news; several parted by commas",
    )
    ticket = Line("ticket", Part.TICKET, rule="declare", placeholder="empty: none yet")
    owner = Line("owner", Part.OWNER, rule="declare", suggest=people(app), placeholder=f"empty: {owner_now}")
    began = Moment(
        "began",
        Part.STARTED_AT,
        rule="declare",
        zoned=zoned,
        past=True,
        optional=True,
        placeholder=f"empty: not known; e.g. {began_at} or -20m",
    )
    drill = Toggles("drill", "Drill", [(True, "a drill, not the real thing")])

    def arguments() -> dict[str, Any]:
        return {
            "title": title.text,
            "because": because.value,
            "severity": severity.maybe,
            "impact": impact.maybe,
            "scope": scope.maybe,
            "clients": client.names,
            "ticket": ticket.maybe,
            "owner": owner.maybe,
            "started_at": began.moment,
            "drill": bool(drill.value),
        }

    def prepare() -> Callable[[Desk], Done]:
        given = arguments()
        return lambda desk: desk.declare(**given)

    async def because_of_what() -> bool:
        """Ask for the criterion where none is chosen, once nothing else keeps it from being declared."""
        if not because.value:
            declaring.declare(app.reader.request(), ref="", **{**arguments(), "because": list(Criterion)})
            answer = await app.ask(Because())
            because.take([] if answer is None else [answer])
        return bool(because.value)

    return FormDialog(
        "Declare an incident",
        "Begins the record. A title is enough: ctrl+s declares from any field, and asks because of what.",
        [title, because, severity, impact, scope, client, ticket, owner, began, drill],
        commit="Declare",
        prepare=prepare,
        first=because_of_what,
        draft=("", "declaration"),
    )


@verb
async def assess(app: Room) -> None:
    """Say what impact and scope are now."""
    target = Target.chosen(app)
    incident = target.incident
    told, number = only_told(incident)
    hint = f"as the client read it in update {number}" if told else ""
    known = told or incident.impact or ""
    impact = Prose("impact", Part.IMPACT, known, rule="assess", placeholder=NOT_YET, hint=hint)
    scope = Prose("scope", Part.SCOPE, incident.scope or "", rule="assess", placeholder=NOT_YET)
    dialog = FormDialog(
        f"Impact and scope of {target.ref}",
        "What is affected and how far, as you see it now. Clients read it only when an update says so.",
        [impact, scope],
        commit="Record",
        prepare=lambda: target.act(declaring.assess, impact=impact.maybe, scope=scope.maybe),
    )
    await app.ask(dialog)


@verb
async def ticket(app: Room) -> None:
    """Name the ticket."""
    target = Target.chosen(app)
    incident = target.incident
    number = Line("ticket", Part.TICKET, incident.ticket or "", rule="link_ticket")
    url = Line(
        "url",
        Part.URL,
        incident.ticket_url or "",
        rule="link_ticket",
        placeholder="e.g. https://…, may stay empty",
    )
    dialog = FormDialog(
        f"The ticket of {target.ref}",
        "Links it with the support system.",
        [number, url],
        commit="Link",
        prepare=lambda: target.act(declaring.link_ticket, ticket=number.text, url=url.maybe),
    )
    await app.ask(dialog)

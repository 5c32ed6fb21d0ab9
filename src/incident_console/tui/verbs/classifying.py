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
from incident_console.tui.forms.fields import Line, Prose
from incident_console.tui.forms.moments import Moment, as_typed
from incident_console.tui.forms.names import Names
from incident_console.tui.forms.who import Who
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
    done = await app.ask(Declaration(app).form())
    if done is None:
        return
    app.chosen = done.incident.ref
    due = done.incident.first_update_due
    told = Zoned(app.reader.now, app.policy.zone_for(done.incident.client))
    key = app.view().key("update")
    first = f" The first update is due {told.said(due)}: {key}" if due is not None else ""
    app.tell(f"{done.incident.ref} is declared, {done.incident.owner} owns it.{first}")


class Declaration:
    """What a declaration asks for (R 5), in the order in which people know the answers."""

    def __init__(self, app: Room) -> None:
        self.app = app
        zoned = Zoned(app.reader.now, app.policy.zone_for(None))
        owner = app.policy.engineer_on_call or app.person
        began_at = as_typed(app.reader.now() - timedelta(minutes=20), zoned)
        none, by_default = "none yet: it is asked for", f"none: {declaring.DEFAULT_SEVERITY}, to be confirmed"
        who_waits = "who waits for news, parted by commas"
        not_known = f"empty: not known; e.g. {began_at} or -20m"
        rule = "declare"
        self.title = Line("title", Part.TITLE, placeholder="what is wrong, in a few words", rule=rule)
        self.because = Toggles("because", Part.BECAUSE, [*CRITERIA.items()], without=none, rule=rule)
        self.severity = Choice(
            "severity", Part.SEVERITY, SEVERITIES, without=by_default, optional=True, rule=rule
        )
        self.impact = Prose("impact", Part.IMPACT, placeholder=NOT_YET, rule=rule)
        self.scope = Prose("scope", Part.SCOPE, placeholder=NOT_YET, rule=rule)
        self.client = Names("client", Part.CLIENTS, clients(app), placeholder=who_waits, rule=rule)
        self.ticket = Line("ticket", Part.TICKET, placeholder="empty: none yet", rule=rule)
        self.owner = Who(
            "owner",
            Part.OWNER,
            people=app.policy.colleagues.people,
            seen=people(app),
            placeholder=f"empty: {owner}",
            rule=rule,
        )
        self.began = Moment(
            "began", Part.STARTED_AT, zoned=zoned, past=True, optional=True, placeholder=not_known, rule=rule
        )
        self.drill = Toggles("drill", "Drill", [(True, "a drill, not the real thing")])

    def form(self) -> FormDialog[Done]:
        fields = (self.title, self.because, self.severity, self.impact, self.scope)
        further = (self.client, self.ticket, self.owner, self.began, self.drill)
        return FormDialog(
            "Declare an incident",
            "Begins the record. A title is enough: ctrl+s declares from any field, and asks because of what.",
            [*fields, *further],
            commit="Declare",
            prepare=self.prepare,
            first=self.because_of_what,
            draft=("", "declaration"),
        )

    def arguments(self) -> dict[str, Any]:
        """Return what was answered, by the names of the rule."""
        return {
            "title": self.title.text,
            "because": self.because.value,
            "severity": self.severity.maybe,
            "impact": self.impact.maybe,
            "scope": self.scope.maybe,
            "clients": self.client.names,
            "ticket": self.ticket.maybe,
            "owner": self.owner.maybe,
            "started_at": self.began.moment,
            "drill": bool(self.drill.value),
        }

    def prepare(self) -> Callable[[Desk], Done]:
        given = self.arguments()
        return lambda desk: desk.declare(**given)

    async def because_of_what(self) -> bool:
        """Ask for the criterion where none is chosen, once nothing else keeps it from being declared."""
        if not self.because.value:
            given = {**self.arguments(), "because": list(Criterion)}
            declaring.declare(self.app.reader.request(), ref="", **given)
            answer = await self.app.ask(Because())
            self.because.take([] if answer is None else [answer])
        return bool(self.because.value)


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

"""Keys for how often the client hears: the severity, another time (C, Communication; R 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from incident_console.domain import declaring, promises
from incident_console.domain.incident import Incident
from incident_console.domain.refusal import Part
from incident_console.domain.vocabulary import PromiseKind, Severity
from incident_console.times import exact_time_only
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.dialogs.sending import message_form, write
from incident_console.tui.forms.choice import Choice
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.fields import Prose
from incident_console.tui.forms.moments import Moment
from incident_console.tui.forms.readers import Readers
from incident_console.tui.forms.who import Who
from incident_console.tui.render.content import shown
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target, people
from incident_console.tui.verbs.verb import verb
from incident_console.wording.clients import names

GROUPS = 3
"""How many different times that are promised are told apart in a sentence."""


@verb
async def reschedule(app: Room) -> None:
    """Promise another time, tell the client why, and say who watches the clock."""
    await another_time(app)


async def another_time(app: Room, *, due: datetime | None = None, why: str = "") -> None:
    """Ask for another time and the reason, with what is proposed for both."""
    target = Target.chosen(app)
    incident = target.incident
    kinds = promises.movable(incident) or [promises.meant(incident)]
    which = Choice(
        "promise", Part.PROMISE, [(kind, kind.value) for kind in kinds], kinds[0], rule="reschedule"
    )

    whom = Readers(promised_clients(incident, kinds[0]), rule="reschedule")

    def readers() -> list[str | None]:
        return [*whom.ticked] or [target.client]

    def day(on: date, zone: tzinfo) -> datetime:
        """A day alone is enough for the analysis."""
        means = target.close_of_business if which.value is PromiseKind.ANALYSIS else exact_time_only
        return means(on, zone)

    time = Moment(
        "due",
        Part.DUE,
        due,
        rule="reschedule",
        zoned=target.told,
        day=day,
        elsewhere=lambda moment: target.elsewhere(moment, readers()),
    )
    reason = Prose("why", Part.WHY, why, rule="reschedule")
    watcher = Who(
        "watcher",
        Part.WATCHER,
        rule="reschedule",
        people=app.policy.colleagues.people,
        seen=people(app),
        placeholder=f"empty: {app.person}",
    )

    def follow() -> None:
        """Another promise is meant, or other clients."""
        whom.offer(promised_clients(incident, which.value))
        time.turn_to(app.policy.zone_for(readers()[0]))
        time.echo()

    def arguments() -> dict[str, Any]:
        given = {"due": time.sure, "why": reason.text, "watcher": watcher.maybe or app.person}
        return {**given, "promise": which.value, "clients": whom.names}

    choice: list[Field] = [which] if len(kinds) > 1 else []
    form = message_form(
        target,
        "Promise another time",
        f"{promised_for(target, kinds)}It stands until {who_is_told(incident)} told the new time and why.",
        [time, reason, watcher, *choice, whom],
        promises.reschedule,
        arguments,
        commit="Read it and send",
        changed=follow,
    )
    await write(app, form)


def promised_clients(incident: Incident, kind: PromiseKind) -> list[str]:
    """Return those of several clients to whom something is promised; nobody where it is one."""
    promised = [ledger.client or "" for ledger, _ in promises.promised_to(incident, kind)]
    return promised if incident.has_several and len(promised) > 1 else []


def who_is_told(incident: Incident) -> str:
    return "each of them is" if incident.has_several else "the client is"


def promised_for(target: Target, kinds: Sequence[PromiseKind]) -> str:
    """For when what can be moved is promised; to several clients, to each."""
    incident = target.incident
    promises = [(kind, when) for kind in kinds if (when := standing_for(target, incident, kind))]
    if len(promises) == 1:
        return f"Promised {promises[0][1]}. "
    return "".join(f"The {kind} is promised {when}. " for kind, when in promises)


def standing_for(target: Target, incident: Incident, kind: PromiseKind) -> str:
    """For when something is promised, on the client's clock; to whom, where there are several."""
    whose: dict[datetime, list[str | None]] = {}
    for ledger, promise in promises.promised_to(incident, kind):
        whose.setdefault(promise.due_at, []).append(ledger.client)
    if not incident.has_several:
        return "".join(f"for {target.told.said(due)}" for due in whose)
    view = target.app.view()
    each = [
        f"to {names(whose[due])} for {view.told(due, whose[due][0], with_zone=True)}" for due in sorted(whose)
    ]
    more = f" and to {len(each) - GROUPS} more" if len(each) > GROUPS else ""
    return f"{', '.join(each[:GROUPS])}{more}"


async def offer_earlier(app: Room, target: Target) -> None:
    """After a rise in severity: a promise longer than the new cadence may be brought forward."""
    incident = target.incident
    earlier = promises.longer_than_cadence(incident, app.policy, app.reader.request().now)
    promise = incident.update_promise
    if earlier is None or promise is None:
        return
    cadence = app.policy.cadence_length(incident.severity, incident.status, incident.client)
    what = standing_for(target, incident, PromiseKind.UPDATE)
    question = Reading(
        "Bring the promise forward?",
        "",
        [
            shown(
                f"The next update is promised {what}."
                if incident.has_several
                else f"The client was promised the next update by {target.told.said(promise.due_at)}."
            ),
            shown(
                f"{incident.severity} asks for one every {cadence}: by {target.told.said(earlier)}.", "bold"
            ),
            shown("The standing promise stays as it is unless you tell the client otherwise."),
        ],
        yes="Bring it forward",
        no="Leave it",
    )
    if await app.ask(question) == "yes":
        await another_time(app, due=earlier, why=f"The incident is now {incident.severity}.")


@verb
async def severity_p1(app: Room) -> None:
    await change_severity(app, Severity.P1)


@verb
async def severity_p2(app: Room) -> None:
    await change_severity(app, Severity.P2)


@verb
async def severity_p3(app: Room) -> None:
    await change_severity(app, Severity.P3)


@verb
async def severity_p4(app: Room) -> None:
    await change_severity(app, Severity.P4)


async def change_severity(app: Room, severity: Severity) -> None:
    """Set the severity with its reason; after a rise, offer to bring a long promise forward."""
    target = Target.chosen(app)
    was = target.incident.severity
    target.ask(declaring.change_severity, severity=severity, why="…")
    why = Prose("why", Part.WHY, rule="change_severity")
    now = "unknown" if was is None else f"{was} {was.word}"
    dialog = FormDialog(
        f"{target.ref} to {severity} {severity.word}",
        f"It is {now}. The cadence of updates follows the severity; a promise already made stands.",
        [why],
        commit=f"Set {severity}",
        prepare=lambda: target.act(declaring.change_severity, severity=severity, why=why.text),
    )
    if await app.ask(dialog) is None:
        return
    app.tell(f"{target.ref} is {severity} {severity.word} now.")
    if was is None or severity < was:
        await offer_earlier(app, target)

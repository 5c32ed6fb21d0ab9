"""Keys for what the client hears: updates, another time, absence (C, Communication; C, Presence)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from incident_console.desk import Desk
from incident_console.domain import absence, promises
from incident_console.tui.attempt import Refusal, attempt, verb
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.present import shown
from incident_console.tui.subject import Rule, Subject, people
from incident_console.tui.verbs_sending import Written, carried, with_file
from incident_console.tui.widgets.fields import Line, Moment, Prose
from incident_console.tui.widgets.form import Field

if TYPE_CHECKING:
    from incident_console.tui.app import IncidentConsole


@verb
async def update(app: IncidentConsole) -> None:
    """Open the composer on the chosen incident; one that is open on another keeps its draft."""
    from incident_console.tui.widgets.composer import Composer

    subject = Subject.chosen(app)
    dock = app.screen.query_one("#dock")
    before = app.screen.focused
    for composer in dock.query(Composer):
        if composer.subject.ref == subject.ref:
            composer.focus_field()
            return
        before = composer.before
        await composer.leave()
    await dock.mount(Composer(subject, before))


def message_form(
    subject: Subject,
    title: str,
    will: str,
    fields: list[Field],
    rule: Rule,
    arguments: Callable[[], dict[str, Any]],
    *,
    commit: str,
    draft: str | None = None,
    start: int = 0,
) -> FormDialog[Written]:
    """A form whose act writes to the client: preview, a last look, the file in the outbox folder."""

    def prepare() -> Callable[[Desk], Written]:
        given = arguments()
        return with_file(subject.act(rule, **given), subject.outgoing(rule, **given).words)

    return FormDialog(
        title,
        will,
        fields,
        commit=commit,
        prepare=prepare,
        message=lambda: subject.outgoing(rule, **arguments()),
        draft=None if draft is None else (subject.id, draft),
        start=start,
    )


async def write(app: IncidentConsole, form: FormDialog[Written]) -> Written | None:
    """Ask for a message, and when it was recorded whether it is out."""
    written = await app.ask(form)
    if written is not None and written.message is not None:
        await carried(app, written)
    return written


@verb
async def reschedule(app: IncidentConsole, *, due: datetime | None = None, why: str = "") -> None:
    """Promise another time, tell the client why, and say who watches the clock."""
    subject = Subject.chosen(app)
    incident = subject.incident
    promise = incident.update_promise if incident.is_open else incident.analysis_promise
    time = Moment("due", "New time", due, zoned=subject.zoned, names=("the new time", "promised for"))
    reason = Prose(
        "why",
        "Why",
        why,
        flag="--why",
        names=("the reason",),
        placeholder="e.g. the vendor needs another hour",
    )
    watcher = Line(
        "watcher",
        "Watched by",
        flag="--watcher",
        names=("is away",),
        suggest=people(app),
        placeholder=f"empty: {app.person}",
    )

    def arguments() -> dict[str, Any]:
        return {"due": time.sure, "why": reason.text, "watcher": watcher.maybe or app.person}

    was = "" if promise is None else f"Promised for {subject.zoned.said(promise.due_at)}. "
    form = message_form(
        subject,
        "Promise another time",
        f"{was}It stands until the client is told the new time and why.",
        [time, reason, watcher],
        promises.reschedule,
        arguments,
        commit="Read it and send",
        start=1 if due is not None and not why else 0,
    )
    await write(app, form)


async def offer_earlier(app: IncidentConsole, subject: Subject) -> None:
    """After a rise in severity: a promise longer than the new cadence may be brought forward."""
    incident = subject.incident
    earlier = promises.longer_than_cadence(incident, app.reader.request())
    promise = incident.update_promise
    if earlier is None or promise is None:
        return
    cadence = app.policy.cadence_length(incident.severity, incident.status, incident.client)
    question = Reading(
        "Bring the promise forward?",
        "",
        [
            shown(f"The client was promised the next update by {subject.zoned.said(promise.due_at)}."),
            shown(
                f"{incident.severity} asks for one every {cadence}: by {subject.zoned.said(earlier)}.", "bold"
            ),
            shown("The standing promise stays as it is unless you tell the client otherwise."),
        ],
        yes="Bring it forward",
        no="Leave it",
    )
    if await app.ask(question) == "yes":
        await reschedule(app, due=earlier, why=f"The incident is now {incident.severity}.")


@verb
async def away(app: IncidentConsole) -> None:
    """Leave with nobody to cover; a handover comes first where anybody can."""
    subject = Subject.chosen(app)
    question = Reading(
        "Can somebody cover?",
        "",
        [
            shown("While you are away somebody else should own the incident and send the next update."),
            shown("Only if nobody can, the client is told when you are back and what to expect.", "$quiet"),
        ],
        yes="Offer a handover",
        no="Nobody can",
    )
    answer = await app.ask(question)
    if answer == "yes":
        from incident_console.tui.verbs_ownership import hand_over

        await hand_over(app)
    if answer == "no":
        await gap(app, subject)


async def gap(app: IncidentConsole, subject: Subject) -> None:
    """Record the gap, and write to the client about it."""
    until = Moment("until", "Back", zoned=subject.zoned, flag="--until", names=("the return",))
    expect = Prose(
        "expect",
        "Meanwhile",
        flag="--expect",
        names=("what the client can expect",),
        placeholder="what the client can expect until then",
    )
    asked = Line(
        "asked",
        "Asked first",
        suggest=people(app, but_me=True),
        names=("a name",),
        placeholder="whom you asked to cover, with commas",
    )

    def arguments() -> dict[str, Any]:
        names = tuple(name.strip() for name in asked.text.split(",") if name.strip())
        return {"until": until.sure, "expect": expect.text, "sounded_out": names}

    form = message_form(
        subject,
        "Away, with nobody to cover",
        "Records the gap and tells the client. You stay the owner; the clock then runs to your return.",
        [until, expect, asked],
        absence.go_away,
        arguments,
        commit="Read it and send",
    )
    await write(app, form)


@verb
async def back(app: IncidentConsole) -> None:
    """Say that I am back; the client is owed an update now."""
    subject = Subject.chosen(app)
    done = await attempt(app, subject.act(absence.come_back))
    if isinstance(done, Refusal):
        app.refuse(done.sentence)
        return
    app.tell("You are back. Tell the client how things stand: an update is begun for you.")
    await update(app)

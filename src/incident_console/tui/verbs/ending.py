"""Keys for the end: three plainly different steps, and the other ways out (C, Closing; R 8, R 9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from textual.content import Content

from incident_console.desk import Desk, Done
from incident_console.domain import closing, duplicates, ending, reopening
from incident_console.domain.channels_told import lagging
from incident_console.domain.incident import Incident
from incident_console.domain.knowing import aware
from incident_console.domain.refusal import Part
from incident_console.domain.vocabulary import Remedy
from incident_console.reports.told_last import told_last
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.dialogs.sending import message_form, write
from incident_console.tui.forms.choice import Choice
from incident_console.tui.forms.fields import Prose
from incident_console.tui.forms.moments import Moment
from incident_console.tui.render.content import shown
from incident_console.tui.room.outgoing import Outgoing
from incident_console.tui.room.room import Refusal, Room
from incident_console.tui.room.target import Target
from incident_console.tui.verbs.verb import verb
from incident_console.wording.clients import names
from incident_console.wording.names import REMEDIES

NAMED_CHANNELS = 3
"""How many channels are named that lack the last word."""


@verb
async def resolve(app: Room) -> None:
    """The first gate: how, and since when service is restored."""
    target = Target.chosen(app)
    remedy = Choice("remedy", Part.REMEDY, [*REMEDIES.items()], Remedy.RESTORED, rule="resolve")
    since = Moment(
        "since",
        Part.RESTORED_AT,
        rule="resolve",
        zoned=target.ours,
        past=True,
        optional=True,
        placeholder="empty: now; a workaround may have none",
    )
    dialog = FormDialog(
        f"Step 1 of 3: resolve {target.ref}",
        "Says how it ended, and since when. Updates go on until the wrap-up; the owner confirms next.",
        [remedy, since],
        commit="Resolve",
        prepare=lambda: target.act(closing.resolve, remedy=remedy.value, restored_at=since.moment),
    )
    if await app.ask(dialog) is not None:
        key = app.view().key
        tells = f"{key('update')} says so to {target.whom}"
        confirms = f"Its owner {target.incident.owner} confirms next: {key('confirm')}"
        app.tell(f"{target.ref} is resolved; {tells}. {confirms}")


@verb
async def confirm(app: Room) -> None:
    """The second gate: the owner's word, after a look at what is claimed."""
    target = Target.chosen(app)
    answer = await app.ask(
        Reading(
            f"Step 2 of 3: confirm {target.ref}",
            "Only you, its Incident Commander, can say this. From then on the client waits for the wrap-up.",
            facts(target, target.incident),
            yes="I confirm",
            leave="Not yet",
        )
    )
    if answer != "yes":
        return
    done = await app.attempt(target.act(closing.confirm))
    if isinstance(done, Refusal):
        app.refuse(done.problem)
    else:
        app.tell(f"{target.ref} is confirmed. The wrap-up closes it: {app.view().key('close')}")


def facts(target: Target, incident: Incident) -> list[Content]:
    """Return what a confirmation says yes to."""
    ground = REMEDIES[incident.remedy] if incident.remedy else None
    restored = "no time is named" if incident.restored_at is None else target.ours.said(incident.restored_at)
    open_ones = incident.open_actions
    lines = [
        Content.assemble(("How        ", "$quiet"), shown(ground or "not resolved", "bold")),
        Content.assemble(("Since      ", "$quiet"), shown(restored, "bold")),
        Content.assemble(("Impact     ", "$quiet"), shown(incident.impact or "not known")),
    ]
    parts = [Content("\n").join(lines)]
    if open_ones:
        listed = "\n".join(f"{action.n}  {action.text}  ({action.owner})" for action in open_ones)
        parts.append(shown(f"Still open, and carried on as follow-ups:\n{listed}", "$quiet", lines=True))
    return parts


@verb
async def close(app: Room) -> None:
    """The third gate: the wrap-up, which closes the incident when it is out."""
    target = Target.chosen(app)
    what, impact, prevention, analysis = wrap_up_fields(target)

    def arguments() -> dict[str, Any]:
        return {
            "what": what.text,
            "customer_impact": impact.text,
            "prevention": prevention.maybe,
            "analysis_by": analysis.moment,
        }

    form = message_form(
        target,
        f"Step 3 of 3: wrap up {target.ref}",
        f"The last message to {target.whom}. The incident is closed when it is out"
        f"{' to the last of them' if target.several else ''}.{behind(target.incident)}",
        [what, impact, prevention, analysis],
        closing.close,
        arguments,
        commit="Read it and send",
        draft="wrap_up",
    )
    await write(app, form)


def behind(incident: Incident) -> str:
    """Return which channels lack the last word so far, for whoever writes the closing one."""
    found = lagging(incident)
    last_words = "; ".join(told_last(incident, each) for each in found[:NAMED_CHANNELS])
    more = f" (+{len(found) - NAMED_CHANNELS})" if len(found) > NAMED_CHANNELS else ""
    return f" Not all channels have the latest: {last_words}{more}." if found else ""


def wrap_up_fields(target: Target) -> tuple[Prose, Prose, Prose, Moment]:
    """Return the parts of a wrap-up (C, Closing), as in the one that waits to go out, if there is one."""
    incident = target.incident
    was = closing.wrap_up_from(incident) or closing.WrapUpWritten()
    what = Prose(
        "what",
        Part.WHAT,
        was.what,
        rule="close",
        paragraphs=True,
        placeholder="what happened, and how it ended",
    )
    impact = Prose(
        "customer_impact",
        Part.CUSTOMER_IMPACT,
        was.customer_impact or incident.impact or "",
        rule="close",
        paragraphs=True,
        placeholder="what the client noticed",
    )
    prevention = Prose(
        "prevention",
        Part.PREVENTION,
        was.prevention or "",
        rule="close",
        paragraphs=True,
        placeholder="what keeps it from coming back, or below when that is known",
    )
    analysis = Moment(
        "analysis_by",
        Part.ANALYSIS_BY,
        was.analysis_by,
        rule="close",
        zoned=target.told,
        elsewhere=target.for_all,
        day=target.close_of_business,
        optional=True,
        placeholder=f"a promise of its own, e.g. {in_a_week(target)}",
    )
    return what, impact, prevention, analysis


def in_a_week(target: Target) -> str:
    """Return a day in a week, as somebody would type it."""
    return f"{target.told.now().astimezone(target.told.zone) + timedelta(days=7):%Y-%m-%d}"


@verb
async def reopen(app: Room) -> None:
    """Send a resolution back, or open an ended incident again."""
    target = Target.chosen(app)
    why = Prose("why", Part.WHY, rule="reopen")
    back = Moment(
        "started_at",
        Part.STARTED_AT,
        rule="reopen",
        zoned=target.ours,
        past=True,
        optional=True,
        placeholder="empty: with this; else since when the impact is back",
    )
    dialog = FormDialog(
        f"Reopen {target.ref}",
        "Back to investigating, both gates open again; nothing is cleared from the record.",
        [why] if target.incident.is_open else [why, back],
        commit="Reopen",
        prepare=lambda: target.act(reopening.reopen, why=why.text, started_at=back.moment),
    )
    if await app.ask(dialog) is not None:
        key = app.view().key("update")
        app.tell(f"{target.ref} is investigating again; its clients are owed a first update: {key}")


@verb
async def stand_down(app: Room) -> None:
    """End a false alarm."""
    target = Target.chosen(app)
    why = Prose("why", Part.WHY, rule="stand_down")
    form = message_form(
        target,
        f"Stand {target.ref} down",
        f"Ends a false alarm. {who_hears(target.incident)}",
        [why],
        ending.stand_down,
        lambda: {"why": why.text},
        commit="Stand down",
        sure=lambda: Sure(
            f"Stand {target.ref} down?",
            f"It ends as a false alarm. {who_hears(target.incident)}",
            yes="Stand down",
            leave="Back to writing",
        ),
    )
    if ended_in_silence(await write(app, form)):
        app.tell(f"{target.ref} is stood down. {who_hears(target.incident)}")


def ended_in_silence(done: Done | None) -> bool:
    """Return whether an end needed no message."""
    return done is not None and done.waiting is None


def who_hears(incident: Incident) -> str:
    """Return whether the client is told of the end of a false alarm, or which of several are."""
    told = [ledger.client for ledger in aware(incident)]
    if incident.has_several and told:
        others = len(incident.listening) - len(told)
        return f"{names(told)} were told of it, so they are told this too{'; nobody else' if others else ''}."
    if incident.has_several:
        return "No client was told anything of it."
    if told:
        return "The client was told of it, so they are told this too."
    return "The client was told nothing of it."


@verb
async def duplicate(app: Room) -> None:
    """Say that it is the same as another incident, which goes on."""
    target = Target.chosen(app)
    options = [
        (row.ref, f"{row.ref}  {row.title}  ({row.owner})") for row in app.board if row.ref != target.ref
    ]
    only = options[0][0] if len(options) == 1 else None
    which = Choice("of", Part.SURVIVOR, options, only, rule="mark_duplicate")

    def message() -> Outgoing:
        return target.outgoing(duplicates.mark_duplicate, survivor=app.reader.incident(which.value))

    def prepare() -> Callable[[Desk], Done]:
        survivor, read = which.value, message().texts.all
        return lambda desk: desk.as_read(
            lambda desk: desk.duplicate(target.ref, survivor, term=target.term), *read
        )

    dialog = FormDialog(
        f"{target.ref} is the same as another incident",
        f"It ends here; the other one goes on and keeps the earlier promise. {learns(target.incident)}",
        [which],
        commit="Mark as duplicate",
        prepare=prepare,
        message=message,
        sure=lambda: Sure(
            f"Is {target.ref} the same as {which.value}?",
            f"It ends here, and {which.value} goes on with what was promised. {learns(target.incident)}",
            yes="Mark as duplicate",
            leave="Back",
        ),
        turns=bool(target.several),
    )
    if ended_in_silence(await write(app, dialog)):
        app.tell(f"{target.ref} is a duplicate now; {which.value} goes on.")


def learns(incident: Incident) -> str:
    """Return who hears that it goes on elsewhere, and what becomes of several clients."""
    if not incident.has_several:
        return "The client learns so." if aware(incident) else "The client was told nothing of it."
    told = [ledger.client for ledger in aware(incident)]
    hear = f"{names(told)} learn{'' if len(told) > 1 else 's'} so" if told else "Nobody was told anything"
    return f"{hear}; all {len(incident.clients)} clients go on there, each with their deadline."

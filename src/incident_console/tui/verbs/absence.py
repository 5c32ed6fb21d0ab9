"""Keys for an absence that the client hears of (C, Presence)."""

from __future__ import annotations

from typing import Any

from incident_console.domain import absence
from incident_console.domain.refusal import Part
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.dialogs.sending import message_form, write
from incident_console.tui.forms.fields import Prose
from incident_console.tui.forms.moments import Moment
from incident_console.tui.forms.who import Who
from incident_console.tui.render.content import shown
from incident_console.tui.room.room import Refusal, Room
from incident_console.tui.room.target import Target, people
from incident_console.tui.verbs.verb import verb


@verb
async def away(app: Room) -> None:
    """Leave with nobody to cover; a handover comes first where anybody can."""
    target = Target.chosen(app)
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
        await app.go_on_with("hand_over")
    if answer == "no":
        await gap(app, target)


def deputy_of(app: Room) -> str:
    """Return who stands in for me, by the configuration; empty where it names nobody."""
    me = app.policy.colleagues.people.person(app.person)
    return "" if me is None or me.deputy is None else app.policy.colleagues.people.spelt(me.deputy)


async def gap(app: Room, target: Target) -> None:
    """Record the gap, and write to the client about it."""
    until = Moment("until", Part.UNTIL, rule="go_away", zoned=target.told, elsewhere=target.for_all)
    expect = Prose(
        "expect",
        Part.EXPECT,
        rule="go_away",
        placeholder="what the client can expect until then",
    )
    asked = Who(
        "asked",
        Part.SOUNDED_OUT,
        deputy_of(app),
        rule="go_away",
        people=app.policy.colleagues.people,
        seen=people(app, but_me=True),
        several=True,
        placeholder="whom you asked to cover, with commas",
    )

    def arguments() -> dict[str, Any]:
        return {"until": until.sure, "expect": expect.text, "sounded_out": asked.names}

    form = message_form(
        target,
        "Away, with nobody to cover",
        f"Records the gap and tells {target.whom}. You stay the owner; the clock then runs to your return.",
        [until, expect, asked],
        absence.go_away,
        arguments,
        commit="Read it and send",
    )
    await write(app, form)


@verb
async def back(app: Room) -> None:
    """Say that I am back; the client is owed an update now."""
    target = Target.chosen(app)
    done = await app.attempt(target.act(absence.come_back))
    if isinstance(done, Refusal):
        app.refuse(done.problem)
        return
    app.tell("You are back. Tell the client how things stand: an update is begun for you.")
    await app.go_on_with("update")

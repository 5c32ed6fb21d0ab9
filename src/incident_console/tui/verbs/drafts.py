"""The key for half-written texts: one is opened again where it was left, or dropped."""

from __future__ import annotations

from incident_console.desk import Desk
from incident_console.tui.composer.composer import Composer
from incident_console.tui.composer.lines import KIND
from incident_console.tui.dialogs.drafts import Drafts
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.keys import availability
from incident_console.tui.render.zoned import Zoned
from incident_console.tui.room.draft_kinds import MyDraft, my_drafts
from incident_console.tui.room.room import Room
from incident_console.tui.room.unsaved import Place
from incident_console.tui.verbs.verb import VERBS, verb


@verb
async def drafts(app: Room) -> None:
    """List them until one is opened, or none is left."""
    zoned = Zoned(app.reader.now, app.policy.zone_for(None))
    while mine := my_drafts(app.reader.store, app.person, app.known):
        choice = await app.ask(Drafts(mine, zoned))
        if choice is None:
            return
        if not choice.drops:
            await open_again(app, choice.draft)
            return
        question = Sure(
            f"Drop the draft of {choice.draft.name}?",
            "What you wrote is gone then, on every console of yours.",
            yes="Drop it",
            leave="Keep it",
        )
        if await app.ask(question):
            await drop(app, choice.draft)


async def open_again(app: Room, mine: MyDraft) -> None:
    """Go to its incident and do what it was written for; where that cannot be done any more, say why."""
    action = mine.action
    if mine.row is not None:
        app.go_to(mine.row.ref)
    if action is None:
        app.refuse(f"{mine.name} was written by a later version of this program; open it there")
        return
    reason = availability.reason(app, action)
    if reason is not None:
        app.refuse(f"The draft of {mine.name} is kept, and cannot be opened now: {app.in_words(reason)}")
        return
    await VERBS[action](app)


async def drop(app: Room, mine: MyDraft) -> None:
    """Forget a draft, in the record and where it is being written."""
    draft = mine.draft
    for composer in app.screen_stack[0].query(Composer):
        if (composer.target.id, KIND) == (draft.incident, draft.kind):
            await composer.give_up()

    def forget(desk: Desk) -> bool:
        desk.store.drop_draft(draft.incident, draft.kind, draft.author)
        return True

    app.unsaved.forget(Place(draft.incident, draft.kind, draft.author))
    await app.record(forget, told=f"The draft of {mine.name} is dropped.")

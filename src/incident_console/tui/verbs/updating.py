"""The key for the next update to the client (C, Communication)."""

from __future__ import annotations

from functools import partial

from incident_console.tui.composer.composer import Composer
from incident_console.tui.dialogs.sending import carried
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.verbs.verb import verb


@verb
async def update(app: Room) -> None:
    """Open the composer on the chosen incident; one that is open on another keeps its draft."""
    target = Target.chosen(app)
    dock = app.screen.query_one("#dock")
    before = app.screen.focused
    for composer in dock.query(Composer):
        if composer.target.ref == target.ref:
            composer.focus_field()
            return
        before = composer.before
        await composer.leave()
    await dock.mount(Composer(target, before, partial(carried, app)))

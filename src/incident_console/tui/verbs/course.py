"""Reading how the chosen incident went, and its log."""

from __future__ import annotations

from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.verbs.verb import verb


@verb
async def course(app: Room) -> None:
    """Show moments, owners, severity, promises and silences, with how long each took."""
    from incident_console.tui.screens.detail import how_it_went

    await app.push_screen(how_it_went(app, Target.chosen(app).incident))


@verb
async def log(app: Room) -> None:
    """Show every entry in order of occurrence."""
    app.show_log(Target.chosen(app).incident)

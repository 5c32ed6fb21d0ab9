"""Going through the past of the chosen incident."""

from __future__ import annotations

from incident_console.tui.room.room import Room
from incident_console.tui.screens.replay import replay_of
from incident_console.tui.verbs.verb import verb


@verb
async def replay(app: Room) -> None:
    """Show the war room as it stood, from the declaration on."""
    replay_of(app, app.incident, damage=app.damage)

"""Going through the past of an incident: of the chosen one, or from an entry that is read or found."""

from __future__ import annotations

from incident_console.tui.room.room import Room
from incident_console.tui.room.spot import PointsAt, Spot
from incident_console.tui.verbs.verb import verb


@verb
async def replay(app: Room) -> None:
    """Show the war room as it stood, from the declaration on, or with the entry that somebody is at."""
    screen = app.screen
    app.show_replay(screen.spot() if isinstance(screen, PointsAt) else Spot(app.incident, damage=app.damage))

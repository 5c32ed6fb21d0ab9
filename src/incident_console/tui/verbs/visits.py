"""Looking at something else for a while: the demo, the drill. Leaving it leads back here."""

from __future__ import annotations

from incident_console.tui.room.record import Visit
from incident_console.tui.room.room import Room
from incident_console.tui.verbs.verb import verb


@verb
async def demo(app: Room) -> None:
    """Look at a believable incident under way, in a record of its own."""
    app.leave(Visit.DEMO)


@verb
async def drill(app: Room) -> None:
    """Be led through a whole incident, in a record of its own."""
    app.leave(Visit.DRILL)

"""Looking at something else for a while: the demo, the drill. Leaving it leads back here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from incident_console.tui.app import IncidentConsole


async def demo(app: IncidentConsole) -> None:
    """Look at a believable incident under way, in a record of its own."""
    from incident_console.tui.terminal.room import Visit

    app.exit(Visit.DEMO)


async def drill(app: IncidentConsole) -> None:
    """Be led through a whole incident, in a record of its own."""
    from incident_console.tui.terminal.room import Visit

    app.exit(Visit.DRILL)

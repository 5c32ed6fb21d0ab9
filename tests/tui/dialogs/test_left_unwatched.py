"""What is said to whoever leaves a room while a client was promised word."""

from __future__ import annotations

import asyncio

from incident_console.clock import FixedClock
from incident_console.tui.room.record import Visit
from incident_console.tui.start.session import unwatched
from tests.postman.post import NOON
from tests.tui.dialogs.room import World, room
from tests.tui.test_watched import watcher


def test_it_is_said_on_leaving_and_not_on_a_visit_or_while_somebody_watches(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            app = here.app
            assert unwatched(app, Visit.DRILL) == []
            app.exit(Visit.DEMO)
            assert unwatched(app, None) == []
        async with room(told) as here:
            here.app.leave(0)
            (line,) = unwatched(here.app, None)
            assert line.startswith(f"incident-console: {told.ref}: ")
            here.app.watchers = (watcher(FixedClock(NOON)),)
            assert unwatched(here.app, None) == []

    asyncio.run(go())

"""What is said to whoever leaves a room while a client was promised word, or an incident is theirs."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from incident_console.clock import FixedClock
from incident_console.domain.absence import go_away
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import accept_handover
from incident_console.domain.vocabulary import Criterion
from incident_console.tui.room.record import Visit
from incident_console.tui.start.session import owned, unwatched
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


def test_whoever_owns_an_incident_hears_on_leaving_that_it_is_theirs_until_somebody_says_yes(
    told: World,
) -> None:
    async def go() -> None:
        async with room(told) as here:
            app = here.app
            assert owned(app, Visit.DRILL) == []
            (line,) = owned(app, None)
            assert line.endswith(
                f"you still own {told.ref}; before you step away: "
                f"incident-console handover offer {told.ref} --to NAME"
            )
            told.alice.act(told.ref, offer_handover, to="bob")
            app.refresh_board()
            assert owned(app, None) == [f"incident-console: you own {told.ref} until bob says yes"]
            other = told.alice.declare(title="Mail is slow", because=[Criterion.SLA]).incident.ref
            app.refresh_board()
            assert "--all" in owned(app, None)[0]
            told.desk("bob").act(told.ref, accept_handover)
            away = told.clock.now() + timedelta(hours=1)
            told.alice.act(other, go_away, until=away, expect="mail at my return", posted=True)
            app.refresh_board()
            assert owned(app, None) == []

    asyncio.run(go())

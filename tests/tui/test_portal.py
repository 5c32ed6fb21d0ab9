"""The support portal in the war room: the ticket created by a key, what is logged, and what is not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from incident_console.config import Config
from incident_console.delivery.queue import Attempted
from incident_console.domain.closing import resolve
from incident_console.domain.colleagues import Colleagues
from incident_console.domain.declaring import link_ticket
from incident_console.domain.policy import Policy
from incident_console.domain.portal import not_logged
from incident_console.domain.ticketing import is_asked_for
from incident_console.domain.vocabulary import DeliveryOutcome, Remedy
from incident_console.reports.portal_state import writings
from incident_console.store.leases import Beat, taken
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.panes.procedure_panes import ProcedurePane
from incident_console.tui.render.record import entry_in_full
from incident_console.tui.render.view import SIGNS, View
from tests.domain.logged import PORTAL
from tests.postman.post import NOON, Post
from tests.tui.scene import Room

DELIVERED, REFUSED, WAITING = DeliveryOutcome.DELIVERED, DeliveryOutcome.REFUSED, DeliveryOutcome.WAITING


class Logged(Post):
    """Alice's incident, and what comes of what is written to the portal."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, {}, (), colleagues=Colleagues(portal=PORTAL))

    def link(self) -> None:
        self.alice.act(self.ref, link_ticket, ticket="SUP-1")

    def resolve(self) -> None:
        self.alice.act(self.ref, resolve, remedy=Remedy.RESTORED)

    def came(self, outcome: DeliveryOutcome = DELIVERED, **more: Any) -> None:
        due = self.alice.store.deliveries.due(self.alice.now())[:1]
        (row,) = self.alice.store.deliveries.lease(due, taken("a postman", Beat.of(self.clock), 60))
        self.alice.deliver([Attempted(row=row, outcome=outcome, at=self.alice.now(), **more)])


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Logged]:
    made = Logged(tmp_path / "incidents.db")
    yield made
    made.alice.store.close()


@asynccontextmanager
async def opened(logged: Logged, person: str = "alice") -> AsyncIterator[Room]:
    app = IncidentConsole(
        Store.open(logged.path), person=person, config=Config(policy=logged.policy), clock=logged.clock
    )
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        yield Room(app, pilot)


def flat(text: str) -> str:
    return " ".join(text.split())


async def test_the_ticket_is_created_by_a_key_and_told_when_it_is_there(logged: Logged) -> None:
    async with opened(logged) as room:
        await room.press("number_sign")
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        await room.press("ctrl+s")
        await room.until(lambda: is_asked_for(logged.incident))
        await room.until(lambda: "is asked for the ticket" in room.said)
        logged.came(ticket="SUP-9", url="https://portal.example/SUP-9")
        await room.until(lambda: "The portal created the ticket SUP-9." in room.said)
        assert "SUP-9" in room.pane("#state")


async def test_a_number_that_is_typed_is_linked_and_nothing_is_created(logged: Logged) -> None:
    async with opened(logged) as room:
        room.app.action_act("ticket")
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        await room.press(*"SUP-7", "ctrl+s")
        await room.until(lambda: logged.incident.ticket == "SUP-7")
        assert logged.incident.ticket_requests == ()


async def test_a_ticket_that_may_be_there_is_looked_for_before_another_is_created(logged: Logged) -> None:
    logged.alice.create_ticket(logged.ref)
    logged.came(DeliveryOutcome.UNCERTAIN, reason="its answer was lost")
    async with opened(logged) as room:
        state = flat(room.pane("#state"))
        assert "a ticket may be there, uncertain" in state
        assert "is not created" not in state
        assert "# names or creates it" in state
        await room.press("number_sign")
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        await room.until(lambda: "look in the portal" in room.screen)
        await room.press(*"SUP-3", "ctrl+s")
        await room.until(lambda: logged.incident.ticket == "SUP-3")
        assert len(logged.incident.ticket_requests) == 1


async def sure(room: Room) -> None:
    """Say yes to the question that is asked."""
    await room.until(lambda: isinstance(room.app.screen, Sure) and room.app.screen.is_mounted)
    await room.skip(1)
    await room.press("y")


async def test_step_4_leads_to_creating_the_ticket(logged: Logged) -> None:
    async with opened(logged) as room:
        room.app.action_act("pane_procedure")
        await room.pilot.pause()
        pane = room.app.screen.query_one(ProcedurePane)
        pane.go_to(next(n for n, step in enumerate(pane.steps) if step.n == 4))
        pane.open_line()
        await sure(room)
        await room.until(lambda: is_asked_for(logged.incident))
        await room.until(lambda: "is asked for the ticket" in room.said)


async def test_what_is_refused_wants_attention_and_is_written_again(logged: Logged) -> None:
    logged.link()
    logged.resolve()
    async with opened(logged) as room:
        assert "not logged" not in room.pane("#state")
        logged.came(REFUSED, reason="403 this project is closed")
        await room.until(lambda: "not logged: resolution in SUP-1, refused" in flat(room.pane("#state")))
        assert "esolution is not logged: SUP-1 refused it" in flat(room.said)
        assert "step 7 of the procedure leads on" in flat(room.said)
        room.app.action_act("log_again")
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        await room.press("ctrl+s")
        await room.until(lambda: "not logged" not in flat(room.pane("#state")))
        logged.came()
        await room.until(lambda: "logged in SUP-1" in flat(room.pane("#timeline")))
        assert "resolution is logged" not in flat(room.pane("#timeline"))


async def test_what_somebody_wrote_by_hand_is_said_by_the_same_key(logged: Logged) -> None:
    logged.link()
    logged.resolve()
    logged.came(REFUSED, reason="413 too long")
    async with opened(logged) as room:
        room.app.action_act("log_again")
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        await room.press("right", "ctrl+s")
        await room.until(lambda: not_logged(logged.incident) == [])
        await room.until(lambda: "logged in SUP-1, written by hand" in flat(room.pane("#timeline")))


async def test_a_portal_that_is_down_is_seen_and_goes_by_itself(logged: Logged) -> None:
    logged.link()
    logged.resolve()
    async with opened(logged) as room:
        again = logged.alice.now() + timedelta(minutes=5)
        logged.came(WAITING, reason="503", again_at=again)
        await room.until(lambda: "not logged: resolution in SUP-1, trying again" in flat(room.pane("#state")))
        assert "503" in room.pane("#state")


def test_an_opened_entry_says_where_it_is_logged_or_why_not(logged: Logged) -> None:
    logged.link()
    logged.resolve()
    resolution = logged.incident.entries[-1]

    def read() -> str:
        found = writings(logged.incident, logged.alice.store, logged.policy)
        eyes = replace(VIEW, now=logged.alice.now(), policy=logged.policy, written=found)
        return flat(entry_in_full(resolution, logged.incident, eyes)[1].plain)

    assert "In the support portal SUP-1" in read()
    assert "resolution not logged, waits to be written" in read()
    logged.came(WAITING, reason="503", again_at=logged.alice.now() + timedelta(minutes=5))
    assert "not logged, trying again 12:05:00: 503" in read()
    logged.clock.advance(minutes=5)
    logged.came(url="https://portal.example/SUP-1#1")
    assert "resolution logged 12:05 https://portal.example/SUP-1#1" in read()


VIEW = View(me="alice", now=NOON, policy=Policy(), glyphs=SIGNS, keys={})

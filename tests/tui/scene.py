"""An evening with four incidents, as alice's console finds it at 14:34:12 UTC."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from incident_console.clock import FixedClock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain import actions, communication, declaring, handover, ownership, response
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.response import NoteKind
from incident_console.domain.vocabulary import Criterion, Role, Severity, Status
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.panes.pane import Pane
from tests.tui.quiet import come_to, looked_at, skip

POLICY = Policy(
    clients={"acme": ClientProfile(name="ACME", zone="Europe/Berlin", channel="Slack #acme-incidents")}
)
EVENING = 4
"""How many incidents the evening has."""
REFERENCES = ("INC-BACK", "INC-RPTS", "INC-7K3Q", "INC-9BXW", "INC-H4TC", "INC-M2NN")


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 21, hour, minute, second, tzinfo=UTC)


class Scene:
    """A record that several people write into, and a clock that all of them look at."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock(at(13, 2))
        self.path = folder / "incidents.db"
        self.desks: dict[str, Desk] = {}

    def desk(self, name: str) -> Desk:
        if name not in self.desks:
            self.desks[name] = Desk(Store.open(self.path), self.clock, POLICY, name)
        return self.desks[name]

    def declare(self, by: str, title: str, severity: Severity, **more: Any) -> str:
        done = self.desk(by).declare(title=title, because=[Criterion.PRODUCTION], severity=severity, **more)
        return done.incident.ref

    def update(
        self, by: str, ref: str, until: datetime, *, posted: bool = True, impact: str = "30 % fail"
    ) -> None:
        self.desk(by).act(
            ref,
            communication.send_update,
            impact="30 % fail",
            done="rolled back 2.41",
            next_steps="scale the pool",
            next_update=until,
            posted=posted,
        )

    def evening(self) -> None:
        """INC-7K3Q is alice's and late; bob offers her INC-9BXW; two more wait for Monday."""
        self.clock.step(at(11, 20))
        self.declare("dave", "Night backup took nine hours", Severity.P4, client="Initech")
        self.clock.step(at(12, 30))
        self.declare("carol", "Reports delayed", Severity.P3, client="Globex")
        self.clock.step(at(13, 2))
        checkout = self.declare(
            "alice",
            "Checkout errors in the EU",
            Severity.P2,
            client="ACME",
            ticket="SUP-1042",
            impact="30 % of EU checkouts fail with 502",
            scope="EU web and iOS; the US is not affected",
        )
        alice, bob = self.desk("alice"), self.desk("bob")
        alice.act(checkout, ownership.assign, role=Role.IC, name="alice")
        self.clock.step(at(13, 10))
        alice.act(checkout, ownership.assign, role=Role.CL, name="bob")
        self.update("bob", checkout, at(14, 0))
        self.clock.step(at(13, 20))
        self.desk("oli").act(checkout, response.note, what="pool at 100 % since 13:01", kind=NoteKind.FINDING)
        self.clock.step(at(13, 41))
        alice.act(checkout, declaring.change_severity, severity=Severity.P1, why="it spreads to iOS")
        alice.act(checkout, response.change_status, status=Status.IDENTIFIED)
        alice.act(checkout, actions.add_action, what="Scale the pool to 40", owner="oli")
        alice.act(checkout, actions.add_action, what="Vendor ticket 8812", owner="bob", due=at(15, 0))
        self.clock.step(at(13, 55))
        self.update("bob", checkout, at(14, 30))
        self.clock.step(at(14, 10))
        search = self.declare("bob", "Search is slow", Severity.P2, client="ACME")
        self.clock.step(at(14, 20))
        self.update("bob", search, at(14, 52))
        self.clock.step(at(14, 31))
        bob.act(search, handover.offer_handover, to="alice", status="reindexing")
        alice.act(checkout, handover.offer_handover, to="carol", status="scaling the pool")
        self.update("bob", checkout, at(15, 5), posted=False)
        self.clock.step(at(14, 34, 12))

    def leave(self) -> None:
        """Close what was opened; the record is whole in its one file then."""
        for desk in self.desks.values():
            desk.store.close()
        self.desks.clear()

    def app(self, person: str = "alice", config: Config | None = None) -> IncidentConsole:
        return IncidentConsole(
            Store.open(self.path), person=person, config=config or Config(policy=POLICY), clock=self.clock
        )

    @asynccontextmanager
    async def room(
        self, person: str = "alice", size: tuple[int, int] = (120, 40), config: Config | None = None
    ) -> AsyncIterator[Room]:
        app = self.app(person, config)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield Room(app, pilot)


class Room:
    """A person in front of the live screen."""

    def __init__(self, app: IncidentConsole, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, come: Any) -> None:
        """Wait until something is so; fail where it never is."""
        assert await come_to(come), f"it did not come to that:\n{self.screen}"

    async def skip(self, seconds: float) -> None:
        """Let time pass, for the clock and for every timer."""
        await skip(self.app.clock, seconds)  # type: ignore[arg-type]

    def tick(self, seconds: float) -> None:
        """Let time pass, and the wall second be seen."""
        self.app.clock.advance(seconds=seconds)  # type: ignore[attr-defined]
        self.app.now = self.app.clock.now().replace(microsecond=0)

    @property
    def screen(self) -> str:
        """All that is to be read."""
        strips = looked_at(self.app)
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    def pane(self, selector: str) -> str:
        """What a pane holds."""
        pane = self.app.screen_stack[0].query_one(selector, Pane)
        return "\n".join(pane.render_line(y).text for y in range(pane.size.height))

    @property
    def said(self) -> str:
        """What was told in passing."""
        return "\n".join(notice.message for notice in self.app._notifications)

"""A war room on a small record, and what a person does in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widget import Widget

from incident_console.clock import FixedClock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain import actions, communication, response
from incident_console.domain.incident import Incident
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.composer.composer import Composer
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.fields import Line, Prose
from incident_console.tui.forms.moments import Moment
from tests.tui.quiet import at_work, come_to, looked_at, skip

A_MOMENT = 0.1
"""Seconds in which a disk that is not slow has answered."""
START = datetime(2026, 11, 21, 13, 2, tzinfo=UTC)
POLICY = Policy(
    clients={"acme": ClientProfile(name="ACME", zone="Europe/London", channel="Slack #acme-incidents")}
)


class World:
    """A record with one incident of ACME, which alice owns, at 13:34."""

    def __init__(self, folder: Path, like: World | None = None) -> None:
        """Declare it, or take over what was declared elsewhere and closed, as things stood then."""
        self.clock: FixedClock = FixedClock(START if like is None else like.clock.now())
        self.path = folder / "incidents.db"
        if like is not None:
            shutil.copyfile(like.path, self.path)
        self.alice = self.desk("alice")
        self.ref: str = like.ref if like is not None else self.declared()

    def declared(self) -> str:
        return self.alice.declare(
            title="Checkout errors",
            because=[Criterion.PRODUCTION],
            severity=Severity.P2,
            impact="30 % of EU checkouts fail with 502",
            scope="EU web",
            client="ACME",
            ticket="SUP-1042",
        ).incident.ref

    def desk(self, name: str) -> Desk:
        return Desk(Store.open(self.path), self.clock, POLICY, name)

    def tell(self, **said: Any) -> None:
        """The client has read an update, which promised the next one in fifty minutes."""
        self.alice.act(
            self.ref,
            communication.send_update,
            impact="30 % of EU checkouts fail with 502",
            done="We found the failing pool.",
            next_steps="Scale the pool",
            next_update=self.clock.now() + timedelta(minutes=50),
            posted=True,
            **said,
        )

    def told(self) -> None:
        """The client has read a first update, which promised the next one for 14:00."""
        self.clock.advance(minutes=8)
        self.tell()
        self.alice.act(self.ref, actions.add_action, what="Scale the pool", owner="oli")
        self.clock.advance(minutes=20)
        self.alice.act(self.ref, response.note, what="Doubled the pool", kind=response.NoteKind.DECISION)
        self.clock.advance(minutes=4)

    def note_by(self, person: str) -> None:
        """Somebody writes into the log at a console of their own."""
        self.desk(person).act(self.ref, response.note, what="Errors on iOS as well")

    def long_promise(self) -> None:
        """The client has read an update whose next one is promised in two hours."""
        self.alice.act(
            self.ref,
            communication.send_update,
            impact="all is down",
            done="looked",
            next_steps="look on",
            next_update=self.clock.now() + timedelta(hours=2),
            posted=True,
        )

    def read(self) -> Incident:
        """The incident as another console reads it."""
        return self.desk("reader").incident(self.ref)


class Room:
    """A person at a console."""

    def __init__(self, app: IncidentConsole, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys as a person does who sees what each did before the next."""
        for key in keys:
            await self.pilot.press(key)
            await come_to(lambda: not self.app.saving, A_MOMENT)
        await self.settle()

    async def settle(self) -> None:
        """Wait until the record answered and the screen is drawn."""
        await self.pilot.pause()
        for _ in range(2):
            # What was recorded may lead to the next act, as may a frame.
            await come_to(lambda: not at_work(self.app))
            await self.pilot.pause()

    async def skip(self, seconds: float) -> None:
        """Let time pass, for the clock and for every timer."""
        await skip(self.app.clock, seconds)  # type: ignore[arg-type]
        await come_to(lambda: not self.app.saving, A_MOMENT)
        await self.pilot.pause()

    async def until(self, screen: type[Any]) -> None:
        """Wait until a screen of that kind is up."""
        came = await come_to(lambda: isinstance(self.app.screen, screen) and self.app.screen.is_mounted)
        assert came, f"{self.app.screen} is up"
        await self.pilot.pause()

    @property
    def dialog(self) -> FormDialog[Any]:
        assert isinstance(self.app.screen, FormDialog), self.app.screen
        return self.app.screen

    @property
    def reading(self) -> Reading:
        assert isinstance(self.app.screen, Reading), self.app.screen
        return self.app.screen

    @property
    def composer(self) -> Composer:
        return self.app.screen_stack[0].query_one(Composer)

    @property
    def composing(self) -> bool:
        return bool(self.app.screen_stack[0].query(Composer))

    def field(self, key: str) -> Field:
        return next(field for field in self.dialog.fields if field.key == key)

    async def type(self, text: str, key: str = "") -> None:
        """Put a text into a field at once: into the one with the focus, or the one of that name."""
        put(self.field(key) if key else field_with_focus(self.app), text)
        await self.settle()

    @property
    def text(self) -> str:
        """All that is on the screen."""
        return "\n".join("".join(s.text for s in line) for line in looked_at(self.app))

    @property
    def told(self) -> list[str]:
        """What was said in passing."""
        return [str(notification.message) for notification in self.app._notifications]


def put(field: Field, text: str) -> None:
    if isinstance(field, Line | Moment):
        field.control.value = text
    elif isinstance(field, Prose):
        field.area.load_text(text)
    else:
        raise AssertionError(f"{field.label} takes no text")


def field_with_focus(app: IncidentConsole) -> Field:
    widget: Widget | None = app.focused
    assert widget is not None
    return next(node for node in widget.ancestors_with_self if isinstance(node, Field))


@asynccontextmanager
async def room(
    world: World, person: str = "alice", size: tuple[int, int] = (120, 40), policy: Policy = POLICY
) -> AsyncIterator[Room]:
    """A console on the record, the incident chosen."""
    app = IncidentConsole(
        Store.open(world.path), person=person, config=Config(policy=policy), clock=world.clock
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        app.chosen = world.ref
        here = Room(app, pilot)
        await here.settle()
        yield here

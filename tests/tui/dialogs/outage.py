"""An outage of a platform that hits several clients, and a console on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from incident_console.clock import FixedClock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain import communication, posting
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.dialogs.telling import WhoHasIt
from tests.tui.dialogs.room import START, Room, World, put

ACME, INITECH, GLOBEX = "ACME", "Initech", "Globex"
PROFILES = (
    ClientProfile(name=ACME, zone="Europe/London", channel="Slack #acme"),
    ClientProfile(name=INITECH, zone="Europe/Berlin", language="de", channel="mail"),
    ClientProfile(name=GLOBEX, zone="Asia/Tokyo"),
)
ZONES = ("Europe/London", "Europe/Berlin", "Asia/Tokyo", "America/New_York")
WORDS: dict[str, Any] = {
    "impact": "Half of them fail",
    "done": "We found the failing switch",
    "next_steps": "Replace it",
}


def many(count: int) -> tuple[ClientProfile, ...]:
    """So many clients, in four zones and two languages: twelve different texts."""
    return tuple(
        ClientProfile(name=f"Client {n + 1:02}", zone=ZONES[n % 4], language="de" if n % 3 == 1 else "en")
        for n in range(count)
    )


class Outage(World):
    """A P1 that alice declared at 13:02 UTC."""

    def __init__(
        self, folder: Path, *names: str, profiles: tuple[ClientProfile, ...] = PROFILES, nothing: bool = False
    ) -> None:
        """Declare it for these clients, or for all whose agreements are known; with `nothing`, do not."""
        self.clock = FixedClock(START)
        self.path = folder / "incidents.db"
        self.policy = Policy(clients={each.name.lower(): each for each in profiles})
        self.names = names or tuple(each.name for each in profiles)
        self.alice = self.desk("alice")
        self.ref = "" if nothing else self.declared()

    def declared(self) -> str:
        return self.alice.declare(
            title="Platform down",
            because=[Criterion.PRODUCTION],
            severity=Severity.P1,
            clients=self.names,
            ticket="SUP-2077",
            impact="No request is answered",
            scope="every region",
        ).incident.ref

    def desk(self, name: str) -> Desk:
        return Desk(Store.open(self.path), self.clock, self.policy, name)

    def update(self, *names: str, minutes: int = 30, posted: bool = True) -> str:
        """Write the next update, to all or to these; return its id."""
        due = self.clock.now() + timedelta(minutes=minutes)
        done = self.alice.act(
            self.ref, communication.send_update, **WORDS, next_update=due, clients=names, posted=posted
        )
        return done.entries[0].id

    def posted(self, message: str, *names: str) -> None:
        """Say that a message is out to these."""
        self.alice.act(self.ref, posting.say_posted, message=message, clients=names)

    def under_way(self) -> None:
        """13:08 all were told; 13:36 the first has a second update; from 13:40 on others wait too long."""
        self.clock.step(clock(13, 8))
        self.update(minutes=32)
        self.clock.step(clock(13, 36))
        self.posted(self.update(posted=False), self.names[0])
        self.clock.step(clock(13, 42, 12))

    def ledgers(self) -> dict[str | None, list[tuple[str, str]]]:
        """What each client was promised: for when (UTC), and what became of it."""
        return {
            ledger.client: [(f"{each.due_at:%H:%M}", each.outcome.value) for each in ledger.promises]
            for ledger in self.read().ledgers
        }

    @asynccontextmanager
    async def console(self, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Room]:
        """Alice's console, where clients have zones, languages and channels of their own."""
        app = self.app()
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            app.chosen = self.ref or None
            here = Room(app, pilot)
            await here.settle()
            yield here

    def app(self) -> IncidentConsole:
        config = Config(policy=self.policy)
        return IncidentConsole(Store.open(self.path), person="alice", config=config, clock=self.clock)


def clock(hour: int, minute: int, second: int = 0) -> datetime:
    """A time of that day, UTC."""
    return START.replace(hour=hour, minute=minute, second=second)


async def later(here: Room, minutes: int) -> None:
    """Let minutes pass at once, and a second be drawn."""
    here.app.clock.advance(minutes=minutes)  # type: ignore[attr-defined]
    await here.skip(1.1)


async def compose(here: Room) -> None:
    """Open the composer and fill its three parts."""
    await here.press("u")
    for field, text in zip(here.composer.parts.required, WORDS.values(), strict=True):
        put(field, text)
    await here.skip(0.5)


async def send(here: Room, *ticks: str) -> None:
    """Write an update and send it, to all or to whom these keys tick; the question who has it is up then."""
    await compose(here)
    if ticks:
        await here.press("f7", *ticks)
    await here.press("ctrl+s")
    await read_and_send(here)


async def read_and_send(here: Room) -> None:
    """Read the last look to its end, and say yes."""
    await here.until(Reading)
    await here.press("end", "y")
    await here.until(WhoHasIt)

"""One outage, several clients, by keys alone: the ledger of each is what a person would write down."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_console.clock import FixedClock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain import clients, communication
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Because
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.dialogs.telling import WhoHasIt
from tests.tui.dialogs.room import START, Room, World, put, room
from tests.tui.quiet import come_to

POLICY = Policy(
    clients={
        "acme": ClientProfile(name="ACME", zone="Europe/London", channel="Slack #acme"),
        "initech": ClientProfile(name="Initech", zone="Europe/Berlin", language="de"),
        "globex": ClientProfile(name="Globex", zone="Asia/Tokyo"),
    }
)
WORDS: dict[str, Any] = {"impact": "Half of them fail", "done": "Found the pool", "next_steps": "Scale it"}


class Outage(World):
    """A P1 of ACME and Initech, declared by alice at 13:02 UTC."""

    def __init__(self, folder: Path, names: tuple[str, ...] = ("ACME", "Initech")) -> None:
        self.clock = FixedClock(START)
        self.path = folder / "incidents.db"
        self.alice = self.desk("alice")
        self.ref = self.alice.declare(
            title="Platform down", because=[Criterion.PRODUCTION], severity=Severity.P1, clients=names
        ).incident.ref

    def desk(self, name: str) -> Desk:
        return Desk(Store.open(self.path), self.clock, POLICY, name)

    def update(self, *names: str, minutes: int = 30, posted: bool = True) -> None:
        due = self.clock.now() + timedelta(minutes=minutes)
        self.alice.act(
            self.ref, communication.send_update, **WORDS, next_update=due, clients=names, posted=posted
        )

    def ledgers(self) -> dict[str | None, list[tuple[str, str]]]:
        """What each client was promised: for when (UTC), and what became of it."""
        return {
            ledger.client: [(f"{each.due_at:%H:%M}", each.outcome.value) for each in ledger.promises]
            for ledger in self.read().ledgers
        }


@pytest.fixture
def outage(tmp_path: Path) -> Outage:
    return Outage(tmp_path)


class Console:
    """A room on an outage, in which clients have zones, languages and channels of their own."""

    def __init__(self, outage: Outage, size: tuple[int, int] = (120, 40)) -> None:
        self.outage, self.size = outage, size

    async def __aenter__(self) -> Room:
        app = IncidentConsole(
            Store.open(self.outage.path),
            person="alice",
            config=Config(policy=POLICY),
            clock=self.outage.clock,
        )
        self.running = app.run_test(size=self.size, notifications=True)
        pilot = await self.running.__aenter__()
        await pilot.pause()
        app.chosen = self.outage.ref
        here = Room(app, pilot)
        await here.settle()
        return here

    async def __aexit__(self, *how: object) -> None:
        await self.running.__aexit__(*how)  # type: ignore[arg-type]


async def later(here: Room, minutes: int) -> None:
    """Let minutes pass at once, and a second be drawn."""
    here.app.clock.advance(minutes=minutes)  # type: ignore[attr-defined]
    await here.skip(1.1)


async def send(here: Room, whom: str = "") -> None:
    """Write an update and send it; the question who has it is up then."""
    await here.press("u")
    parts = here.composer.parts
    for field, text in zip(parts.required, WORDS.values(), strict=True):
        put(field, text)
    if whom:
        put(parts.whom, whom)
    await here.press("ctrl+s")
    await here.until(Reading)
    await here.press("end", "y")
    await here.until(WhoHasIt)


def test_an_outage_of_three_clients_is_lived_by_keys_alone(outage: Outage) -> None:
    async def go() -> None:
        async with Console(outage) as here:
            # 13:07: the first update, told to ACME and not yet to Initech.
            await later(here, 5)
            await send(here)
            await here.press("2", "y")
            # 13:12: Globex is hit too, and hears first, by an update of its own.
            await later(here, 5)
            await here.press("plus")
            await here.until(FormDialog)
            await here.type("Globex")
            await here.press("enter")
            await send(here, "Globex")
            await here.press("y")
            # 13:27: Initech has the first one too.
            await later(here, 15)
            await here.press("m")
            await here.until(WhoHasIt)
            await here.press("y")
            # 13:32: an update for all; Globex turns out not to be concerned.
            await later(here, 5)
            await send(here)
            await here.press("y")
            await here.press("minus")
            await here.until(FormDialog)
            await here.press("3", "tab")
            await here.type("They run on the other cluster")
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("end", "y")
            await here.until(WhoHasIt)
            await here.press("y")
            # 13:42: it is over; ACME is told at once, Initech at 14:05.
            await later(here, 10)
            await here.press("v")
            await here.until(FormDialog)
            await here.press("1", "ctrl+s")
            await here.press("c", "y")
            await here.settle()
            await here.press("w")
            await here.until(FormDialog)
            for key, text in (
                ("what", "A release"),
                ("customer_impact", "An hour"),
                ("prevention", "Stages"),
            ):
                await here.type(text, key)
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("end", "y")
            await here.until(WhoHasIt)
            await here.press("2", "y")
            assert outage.read().is_open
            await later(here, 25)
            await here.press("m")
            await here.until(WhoHasIt)
            await here.press("y")

    asyncio.run(go())
    assert outage.read().status == "closed"
    assert outage.ledgers() == {
        "ACME": [("13:40", "kept"), ("14:05", "kept")],
        "Initech": [("13:40", "kept"), ("14:05", "late")],
        "Globex": [("13:45", "kept"), ("14:05", "kept")],
    }


def test_the_preview_turns_through_what_each_reads(outage: Outage) -> None:
    async def go() -> None:
        async with Console(outage) as here:
            await here.press("u")
            for field, text in zip(here.composer.parts.required, WORDS.values(), strict=True):
                put(field, text)
            await here.skip(0.5)
            assert "ACME, 1 of 2" in here.text
            assert "Impact: Half of them fail" in here.text
            await here.press("f6")
            assert "Initech, 2 of 2" in here.text
            assert "Auswirkungen: Half of them fail" in here.text
            await here.press("f6")
            assert "ACME, 1 of 2" in here.text

    asyncio.run(go())


def test_a_time_is_read_on_the_first_readers_clock_and_said_on_the_others(outage: Outage) -> None:
    async def go() -> None:
        async with Console(outage) as here:
            await here.press("u")
            parts = here.composer.parts
            put(parts.at, "14:30")
            await here.settle()
            assert "14:30 GMT (UTC+0)" in here.text
            assert "(15:30 CET Initech)" in here.text
            put(parts.whom, "Initech")
            await here.settle()
            assert parts.at.typed == "15:30"
            put(parts.at, "14:45")
            await here.settle()
            assert "14:45 CET (UTC+1)" in here.text

    asyncio.run(go())


def test_what_is_typed_for_whom_is_kept_as_a_draft(outage: Outage) -> None:
    async def go() -> None:
        async with Console(outage) as here:
            await here.press("u")
            put(here.composer.parts.whom, "Initech")
            put(here.composer.parts.impact, "All")
            await here.press("escape")
            await here.press("u")
            assert here.composer.parts.whom.text == "Initech"
            put(here.composer.parts.whom, "Umbrella")
            for field, text in zip(here.composer.parts.required, WORDS.values(), strict=True):
                put(field, text)
            await here.press("ctrl+s")
            assert "has no client Umbrella" in here.text

    asyncio.run(go())


def test_the_clocks_band_says_who_was_told_and_whose_promise_is_not_kept(outage: Outage) -> None:
    outage.update("ACME")
    outage.update(posted=False)

    async def go() -> None:
        async with Console(outage) as here:
            await later(here, 15)
            assert "told 0 of 2" in here.text
            assert "Initech: not kept" in here.text
            assert "2 clients" in here.text
            assert "late since 14:12 CET" in here.text
            await here.press("slash")
            await here.pilot.press(*"initech")
            assert [row.ref for row in here.app.listed] == [outage.ref]

    asyncio.run(go())


def test_who_has_it_asks_for_each_and_copies_their_own_text(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []

    async def copy(_: object, text: str, __: str) -> str:
        copied.append(text)
        return "on the clipboard"

    monkeypatch.setattr("incident_console.tui.terminal.copying.copy", copy)

    async def go() -> None:
        async with Console(outage) as here:
            await send(here)
            await here.press("2", "c")
            assert "Auswirkungen" in copied[-1]
            await here.press("1")
            await here.press("y")
            assert "tick who has it" in here.text
            assert len(outage.read().waiting[0].to_tell) == 2
            await here.press("escape")
            assert any("waits unsent" in told for told in here.told)

    asyncio.run(go())


def test_the_declaration_takes_several_clients(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("d")
            await here.until(FormDialog)
            await here.type("Platform down", "title")
            await here.type("ACME, Globex , acme", "client")
            await here.press("ctrl+s")
            await here.until(Because)
            await here.press("p")
            await come_to(lambda: len(here.app.board) == 2)
            assert {row.clients for row in here.app.board} == {("ACME",), ("ACME", "Globex")}

    asyncio.run(go())


def test_the_only_client_cannot_be_dropped_and_the_key_says_so(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("minus")
            assert any("is the only client" in told for told in here.told)

    asyncio.run(go())


SIZES = [(120, 40), (80, 24), (60, 20), (40, 10)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_forty_clients_fit_in_every_pane(tmp_path: Path, size: tuple[int, int]) -> None:
    names = tuple(f"Client {n:02}" for n in range(40))
    outage = Outage(tmp_path, names)
    outage.update("Client 03")

    async def go() -> None:
        async with Console(outage, size) as here:
            await later(here, 15)
            assert len(here.text.splitlines()) == size[1]
            await send(here)
            assert "Client 00" in here.text
            await here.press("y")
            assert not [each for each in outage.read().listening if each.update_promise is None]

    asyncio.run(go())


def test_a_reschedule_and_an_absence_are_told_to_each(outage: Outage) -> None:
    outage.alice.act(outage.ref, clients.add_client, client="Globex")
    outage.update()

    async def go() -> None:
        async with Console(outage) as here:
            await here.press("t")
            await here.until(FormDialog)
            await here.type("+50m", "due")
            await here.type("The vendor is slow", "why")
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("end", "y")
            await here.until(WhoHasIt)
            await here.press("1", "y")
            assert any("ACME still waits" in told for told in here.told)

    asyncio.run(go())
    assert outage.ledgers()["Globex"] == [("13:32", "moved"), ("13:52", "open")]
    assert outage.ledgers()["ACME"] == [("13:32", "open")]

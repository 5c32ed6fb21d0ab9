"""Keys that come too soon: none is lost, none answers a question that nobody has read."""

import asyncio

import pytest

from incident_console.domain import handover
from incident_console.domain.vocabulary import Severity
from incident_console.tui.dialogs import pause
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.choice import Choice
from incident_console.tui.panes.incident_list import IncidentList
from tests.tui.dialogs.room import World, put, room


def test_a_key_tapped_twice_sends_nothing_and_says_nothing_is_posted(
    told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pause, "PAUSE_SECONDS", 0.6)

    async def go() -> None:
        async with room(told) as here:
            await here.press("u", "f2", "ctrl+s")
            await here.until(Reading)
            await here.press("y", "y")
            assert isinstance(here.app.screen, Reading)
            assert "one moment" in here.text
            await here.skip(0.8)
            assert "y Send" in here.text
            await here.press("y")
            await here.until(FormDialog)
            await here.press("y", "n", "enter")
            assert here.app.focused is None
            assert told.read().waiting
            await here.skip(0.8)
            await here.press("y")
            assert not told.read().waiting

    asyncio.run(go())


def test_hammering_never_gets_through(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pause, "PAUSE_SECONDS", 0.6)
    told.alice.act(told.ref, handover.offer_handover, to="bob", status="as before")

    async def go() -> None:
        async with room(told, person="bob") as here:
            for _ in range(8):
                await here.press("y")
                await here.skip(0.2)
            assert told.read().owner == "alice"

    asyncio.run(go())


def test_keys_in_one_burst_land_in_their_fields(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("d")
            await here.until(FormDialog)
            burst = (
                "D",
                "o",
                "w",
                "m",
                "backspace",
                "n",
                "enter",
                "enter",
                "right",
                "right",
                "tab",
                "a",
                "l",
                "l",
            )
            for key in burst:
                here.app.simulate_key(key)
            await here.settle()
            assert here.field("title").raw == "Down"
            assert here.field("impact").raw == "all"
            severity = here.field("severity")
            assert isinstance(severity, Choice)
            assert severity.maybe is Severity.P3

    asyncio.run(go())


def test_enter_chooses_no_severity_and_a_digit_can_be_taken_back(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("d")
            await here.until(FormDialog)
            severity = here.field("severity")
            assert isinstance(severity, Choice)
            await here.type("Mail is stuck")
            await here.press("enter", "enter", "enter")
            assert severity.raw == ""
            await here.press("shift+tab", "1")
            assert severity.value is Severity.P1
            await here.press("1", "enter")
            assert severity.raw == ""

    asyncio.run(go())


def test_the_list_has_the_focus_again_after_the_composer(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u", "escape")
            assert not here.composing
            assert isinstance(here.app.focused, IncidentList)

    asyncio.run(go())


def test_the_same_severity_is_refused_at_its_key(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("2")
            assert not isinstance(here.app.screen, FormDialog)
            assert any("already" in said for said in here.told)

    asyncio.run(go())


def test_an_action_is_its_authors_unless_somebody_is_named(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("a")
            await here.until(FormDialog)
            assert "empty: alice" in here.text
            await here.type("Call the vendor")
            await here.press("ctrl+s")
            assert told.read().open_actions[-1].owner == "alice"
            await here.press("a")
            await here.until(FormDialog)
            await here.type("Watch the pool")
            put(here.field("owner"), "oli")
            await here.press("ctrl+s")
            assert told.read().open_actions[-1].owner == "oli"

    asyncio.run(go())

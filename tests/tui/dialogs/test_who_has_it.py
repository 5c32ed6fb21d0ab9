"""The question who has a message: a key each, one for all, and each one's own text at hand."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from incident_console.domain import clients
from incident_console.tui.dialogs import pause
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.telling import WhoHasIt
from incident_console.tui.terminal import copying
from tests.tui.dialogs.outage import ACME, GLOBEX, INITECH, Outage, clock, send
from tests.tui.dialogs.room import Room
from tests.tui.quiet import come_to


@pytest.fixture
def outage(tmp_path: Path) -> Outage:
    return Outage(tmp_path)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was put on the clipboard, in order."""
    texts: list[str] = []

    async def copy(_: object, text: str, __: str) -> str:
        texts.append(text)
        return "on the clipboard"

    monkeypatch.setattr(copying, "copy", copy)
    return texts


async def ask(here: Room) -> WhoHasIt:
    await here.press("m")
    await here.until(WhoHasIt)
    assert isinstance(here.app.screen, WhoHasIt)
    return here.app.screen


def told(outage: Outage) -> list[str | None]:
    """Who has the message that was written last."""
    return [each.client for each in list(outage.read().messages.values())[-1].told]


def test_a_digit_says_at_once_that_one_has_it_and_the_next_ones_text_is_at_hand(
    outage: Outage, copied: list[str]
) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await send(here)
            assert "Impact: Half" in copied[-1]
            await here.press("1")
            assert told(outage) == [ACME]
            assert "Auswirkungen: Half" in copied[-1]
            assert "The text for Initech is on the clipboard." in here.text
            await here.press("3")
            assert told(outage) == [ACME, GLOBEX]
            await here.press("space")
            assert told(outage) == [ACME, GLOBEX, INITECH]
            assert not isinstance(here.app.screen, WhoHasIt)
            assert any("Update 1 is out to ACME, Globex, Initech" in said for said in here.told)

    asyncio.run(go())


def test_one_key_says_that_all_have_it(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await send(here)
            await here.press("2")
            await here.press("y")
            assert sorted(filter(None, told(outage))) == [ACME, GLOBEX, INITECH]

    asyncio.run(go())


def test_escape_leaves_the_rest_waiting_and_says_who_that_is(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await send(here)
            await here.press("escape")
            assert any("not out yet" in said for said in here.told)
            await ask(here)
            await here.press("1")
            await here.press("escape")
            assert await come_to(lambda: any("Not out yet to Initech, Globex" in said for said in here.told))
            assert "update 1 to Initech +1" in here.text

    asyncio.run(go())


def test_c_copies_the_text_of_who_has_the_cursor(outage: Outage, copied: list[str]) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await send(here)
            await here.press("down", "c")
            assert "Auswirkungen" in copied[-1]
            await here.press("down", "c")
            assert "JST" in copied[-1]
            assert told(outage) == []

    asyncio.run(go())


def test_where_and_since_when_can_be_said_for_several(outage: Outage) -> None:
    outage.update(posted=False)
    outage.clock.step(clock(13, 20))

    async def go() -> None:
        async with outage.console() as here:
            await ask(here)
            await here.press("down", "enter")
            await here.until(FormDialog)
            await here.type("the bridge", "where")
            await here.type("13:10", "when")
            here.app.screen.set_focus(here.field("clients").control)
            await here.press("3", "ctrl+s")
            await here.until(WhoHasIt)
            assert told(outage) == [INITECH, GLOBEX]
            assert "told 13:10 in the bridge" in here.text

    asyncio.run(go())
    assert [each.out_at for each in next(iter(outage.read().messages.values())).told] == [clock(13, 10)] * 2


def test_who_was_told_late_is_named_red_until_they_are(outage: Outage) -> None:
    outage.under_way()

    async def go() -> None:
        async with outage.console() as here:
            assert "told 1 of 3   2 not kept" in here.text
            await ask(here)
            assert here.text.count("late since") >= 2
            await here.press("2")
            await here.press("escape")
            assert "told 2 of 3" in here.text
            assert "not kept" in here.text

    asyncio.run(go())
    assert outage.ledgers()[INITECH] == [("13:40", "late"), ("14:06", "open")]


def test_a_message_that_is_overtaken_for_one_says_so_and_goes_out_to_the_others(outage: Outage) -> None:
    outage.update()
    message = outage.alice.act(outage.ref, clients.drop_client, client=GLOBEX, why="not theirs").entries[0].id
    outage.posted(message)
    second = outage.update(posted=False)
    outage.posted(second, ACME)

    async def go() -> None:
        async with outage.console() as here:
            dialog = await ask(here)
            assert [each.client for each in dialog.list.rows] == [ACME, INITECH]
            await here.press("1")
            assert "it is out since" in here.text
            await here.press("2")
            await come_to(lambda: not outage.read().waiting)

    asyncio.run(go())


def test_a_key_that_comes_before_it_was_read_says_nothing(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage.update(posted=False)
    monkeypatch.setattr(pause, "PAUSE_SECONDS", 0.6)

    async def go() -> None:
        async with outage.console() as here:
            await ask(here)
            await here.press("y", "1", "space")
            assert told(outage) == []
            await here.skip(0.7)
            await here.press("1")
            assert told(outage) == [ACME]

    asyncio.run(go())

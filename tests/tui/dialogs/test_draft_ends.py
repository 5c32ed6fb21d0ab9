"""A draft ends with the act that its text was for, and not before; on however slow a disk, it stays ended."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from incident_console.desk import Desk
from incident_console.domain.refusal import Refused
from incident_console.store.store import Store
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.room import drafts
from tests.tui.dialogs.room import Room, World, put, room

TITLE = "Search answers nothing"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft is saved as soon as the hands rest."""
    monkeypatch.setattr(drafts, "QUIET_SECONDS", 0.02)


class Disk:
    """A disk that answers what is written to it when it is let."""

    def __init__(self, patch: pytest.MonkeyPatch, method: str) -> None:
        self.asked, self.answers = threading.Event(), threading.Event()
        real = getattr(Store, method)

        def slowly(store: Store, *arguments: Any) -> Any:
            if threading.current_thread().name == "writer":
                self.asked.set()
                assert self.answers.wait(10)
            return real(store, *arguments)

        patch.setattr(Store, method, slowly)

    async def reached(self) -> None:
        assert await asyncio.to_thread(self.asked.wait, 10)


def slow_acts(here: Room, patch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Have the writer's thread wait before each thing it does: when the first is there, and for its leave."""
    asked, answers = threading.Event(), threading.Event()
    do = here.app.writer.do

    async def slowly(act: Callable[[Desk], Any]) -> Any:
        def waits(desk: Desk) -> Any:
            asked.set()
            assert answers.wait(10)
            return act(desk)

        return await do(waits)

    patch.setattr(here.app.writer, "do", slowly)
    return asked, answers


@asynccontextmanager
async def declaring(world: World) -> AsyncIterator[Room]:
    async with room(world) as here:
        await here.press("d")
        await here.until(FormDialog)
        here.field("because").restore("0")
        await rest(here)
        yield here


async def rest(here: Room) -> None:
    """Leave the keys alone for longer than a draft waits."""
    await here.skip(0.1)


async def opens_empty(here: Room) -> None:
    """The next declaration begins without a title."""
    await here.press("d")
    await here.until(FormDialog)
    assert here.field("title").raw == ""
    assert not any("is back" in said for said in here.told)


def kept(world: World) -> list[dict[str, str]]:
    return [draft.fields for draft in world.alice.store.drafts()]


def test_a_draft_does_not_come_back_after_its_act(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hands rest, and the draft would be saved, while the act waits for the disk."""

    async def go() -> None:
        async with declaring(world) as here:
            put(here.field("title"), TITLE)
            asked, answers = slow_acts(here, monkeypatch)
            await here.pilot.press("ctrl+s")
            assert await asyncio.to_thread(asked.wait, 10)
            put(here.field("title"), f"{TITLE} at all")
            here.dialog.window_changed()
            here.app.app_focus = False
            await rest(here)
            answers.set()
            await here.settle()
            assert here.app.incident is not None
            assert here.app.incident.title == TITLE
            await rest(here)
            assert kept(world) == []
            await opens_empty(here)

    asyncio.run(go())


def test_a_save_that_is_on_its_way_comes_before_the_act(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def go() -> None:
        async with declaring(world) as here:
            disk = Disk(monkeypatch, "save_draft")
            put(here.field("title"), TITLE)
            await rest(here)
            await disk.reached()
            await here.pilot.press("ctrl+s")
            await rest(here)
            disk.answers.set()
            await here.settle()
            assert len(here.app.board) == 2
            assert kept(world) == []
            await opens_empty(here)

    asyncio.run(go())


def test_a_refused_text_is_kept_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Refused("the title was refused for a test")

    async def go() -> None:
        async with declaring(world) as here:
            with monkeypatch.context() as patch:
                patch.setattr(Desk, "declare", refuse)
                put(here.field("title"), TITLE)
                await here.press("ctrl+s")
            assert kept(world)[0]["title"] == TITLE
            await here.type(f"{TITLE} at all", "title")
            await rest(here)
            await here.settle()
            assert kept(world)[0]["title"] == f"{TITLE} at all"
            await here.press("ctrl+s")
            assert len(here.app.board) == 2
            assert kept(world) == []

    asyncio.run(go())


def test_a_text_whose_act_fails_while_the_room_is_left_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Refused("the title was refused for a test")

    monkeypatch.setattr(Desk, "declare", refuse)

    async def go() -> None:
        async with declaring(world) as here:
            put(here.field("title"), TITLE)
            asked, answers = slow_acts(here, monkeypatch)
            await here.pilot.press("ctrl+s")
            assert await asyncio.to_thread(asked.wait, 10)
            here.app.exit()
            threading.Timer(0.05, answers.set).start()

    asyncio.run(go())
    assert kept(world)[0]["title"] == TITLE


def test_a_text_whose_act_succeeds_while_the_room_is_left_is_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def go() -> None:
        async with declaring(world) as here:
            put(here.field("title"), TITLE)
            asked, answers = slow_acts(here, monkeypatch)
            await here.pilot.press("ctrl+s")
            assert await asyncio.to_thread(asked.wait, 10)
            here.app.exit()
            threading.Timer(0.05, answers.set).start()

    asyncio.run(go())
    assert len(world.alice.store.board(world.clock.now())) == 2
    assert kept(world) == []


def test_an_update_that_was_sent_leaves_no_draft(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.impact, "half of them fail")
            await rest(here)
            await here.settle()
            await here.press("ctrl+s")
            await here.until(Reading)
            asked, answers = slow_acts(here, monkeypatch)
            await here.pilot.press("end", "y")
            assert await asyncio.to_thread(asked.wait, 10)
            here.composer.poke()
            here.composer.window_changed()
            here.app.app_focus = False
            await rest(here)
            answers.set()
            await here.until(FormDialog)
            assert len(told.read().waiting) == 1
            await rest(here)
            assert kept(told) == []

    asyncio.run(go())


def test_what_was_sent_over_a_draft_that_cannot_be_dropped_was_not_sent(
    told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the record nor the console knows of it, with another console's entry in between."""

    def fail(*_: Any) -> None:
        raise Refused("the draft was not dropped for a test")

    async def go() -> None:
        async with room(told) as here:
            await here.press("u")
            put(here.composer.parts.impact, "half of them fail")
            with monkeypatch.context() as patch:
                patch.setattr(Store, "drop_draft", fail)
                await here.press("ctrl+s")
                await here.until(Reading)
                await here.press("end", "y")
            assert not told.read().waiting
            told.note_by("bob")
            await here.settle()
            assert "not out yet" not in here.text
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("end", "y")
            await here.until(FormDialog)
            (message,) = told.read().waiting
            assert message.number == 2
            assert told.alice.store.verify().whole
            assert kept(told) == []

    asyncio.run(go())

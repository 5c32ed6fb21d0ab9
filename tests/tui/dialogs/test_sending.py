"""While an update is on its way to the record: nothing can be typed, and nothing of it is ever lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events

from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from tests.tui.dialogs.room import Room, World, put, room


@asynccontextmanager
async def being_saved(world: World, patch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Room, asyncio.Event]]:
    """A room whose update waits for a disk that answers when the event is set."""
    answers = asyncio.Event()
    async with room(world) as here:
        await here.press("u")
        put(here.composer.parts.impact, "half of them fail")
        put(here.composer.parts.blocker, "the vendor")
        put(here.composer.parts.expecting, "an answer by 15:00")
        await here.press("f4", "ctrl+s")
        await here.until(Reading)
        do = here.app.writer.do

        async def slowly(act: Callable[[Any], Any]) -> Any:
            await answers.wait()
            return await do(act)

        patch.setattr(here.app.writer, "do", slowly)
        try:
            await here.pilot.press("end", "y")
            await here.skip(0.1)
            assert here.app.saving
            yield here, answers
        finally:
            answers.set()


async def hammer(here: Room) -> None:
    """What a hasty person does to a composer, by keys, with the mouse and by pasting."""
    parts = here.composer.parts
    for field in (parts.impact, parts.blocker):
        here.app.screen.set_focus(field.control)
        await here.pilot.press("d", "q", "x", "backspace", "enter", "f2", "f4", "f9", "ctrl+u", "space")
        field.control.post_message(events.Paste("pasted"))
    for hint in here.composer.query("KeyHint"):
        hint.post_message(events.Click(hint, 0, 0, 0, 0, 1, False, False, False))
    await here.skip(0.1)


async def can_be_typed(here: Room) -> None:
    """The text is there, and goes on."""
    parts = here.composer.parts
    for field, text in ((parts.impact, "half of them fail"), (parts.blocker, "the vendor")):
        here.app.screen.set_focus(field.control)
        await here.press("end", "!")
        assert field.text == f"{text}!"


def test_nothing_can_be_typed_while_it_is_saved(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with being_saved(told, monkeypatch) as (here, answers):
            written = here.composer.parts.read()
            await hammer(here)
            assert here.composer.parts.read() == written
            assert here.app.screen is here.app.screen_stack[0]
            assert here.app.is_running
            answers.set()
            await here.until(FormDialog)
            assert "half of them fail" in told.read().waiting[0].words

    asyncio.run(go())


def test_a_refusal_gives_the_fields_back_with_their_text(
    told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def go() -> None:
        async with being_saved(told, monkeypatch) as (here, answers):
            written = here.composer.parts.read()
            told.clock.advance(minutes=90)
            answers.set()
            await here.settle()
            assert here.composer.parts.at.blamed
            assert here.composer.parts.read() == written
            await can_be_typed(here)

    asyncio.run(go())


def test_a_failure_gives_them_back_too(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with being_saved(told, monkeypatch) as (here, answers):
            monkeypatch.setattr(here.composer.keeper, "drop", lambda desk: 1 / 0)
            answers.set()
            await here.settle()
            assert "your text is kept" in here.text
            await can_be_typed(here)
            assert not told.read().waiting

    asyncio.run(go())

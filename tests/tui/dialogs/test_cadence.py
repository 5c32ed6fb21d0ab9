"""A promise longer than the cadence is pointed out by keys too: before it is sent, and when it is out."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from tests.tui.dialogs.room import Room, World, put, room

LATER = "P2 asks for an update by"


async def update(here: Room, time: str) -> None:
    await here.press("u", "f2")
    put(here.composer.parts.at, time)
    await here.settle()


async def reschedule(here: Room, time: str) -> None:
    await here.press("t")
    await here.until(FormDialog)
    await here.type(time, "due")
    await here.type("the vendor is slow", "why")


async def away(here: Room, time: str) -> None:
    await here.press("l")
    await here.until(Reading)
    await here.press("n")
    await here.until(FormDialog)
    await here.type(time, "until")
    await here.type("mail is read", "expect")


async def last_look(here: Room) -> str:
    """Go on to it, and return what it says above the text."""
    await here.press("ctrl+s")
    await here.until(Reading)
    return str(here.reading.paragraphs[0])


@pytest.mark.parametrize("written", [update, reschedule, away])
def test_what_is_promised_beyond_the_cadence_is_pointed_out(
    told: World, written: Callable[[Room, str], Awaitable[None]]
) -> None:
    async def go() -> None:
        async with room(told) as here:
            await written(here, "+5h")
            said = await last_look(here)
            assert f"today, 18:34 GMT (UTC+0), Sat 21 Nov; {LATER} 14:35 GMT" in said
            await here.press("end", "y")
            await here.until(FormDialog)
            await here.press("y")
            (said,) = (each for each in here.told if "is out" in each)
            key = "l" if written is away else "t"
            assert f"{LATER} 14:35 GMT: {key} brings it forward" in said
            assert told.read().promises[-1].longer_than_cadence

    asyncio.run(go())


@pytest.mark.parametrize("written", [update, reschedule, away])
def test_what_is_promised_within_it_is_not(
    told: World, written: Callable[[Room, str], Awaitable[None]]
) -> None:
    async def go() -> None:
        async with room(told) as here:
            await written(here, "+31m")
            assert LATER not in await last_look(here)
            await here.press("end", "y")
            await here.until(FormDialog)
            await here.press("y")
            assert not any(LATER in each for each in here.told)

    asyncio.run(go())


def test_what_waits_unsent_beyond_it_was_pointed_out_and_is_again_when_it_goes_out(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await update(here, "+5h")
            assert LATER in await last_look(here)
            await here.press("end", "y")
            await here.until(FormDialog)
            await here.press("n")
            assert not any(LATER in each for each in here.told)
            await here.press("m")
            await here.until(FormDialog)
            await here.press("y")
            assert any(LATER in each for each in here.told)

    asyncio.run(go())

"""While the record cannot take a text, what is said of it is true, and it is never lost by leaving."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from incident_console.desk import Desk
from incident_console.store.errors import NotSaved
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.screens.live import LiveScreen
from tests.tui.dialogs.room import Room, World, room


@contextmanager
def full_disk(here: Room) -> Iterator[Callable[[], None]]:
    """Nothing can be recorded until the function given is called."""
    do, full = here.app.writer.do, [True]

    async def refuse(act: Callable[[Desk], Any]) -> Any:
        def tried(desk: Desk) -> Any:
            if full:
                raise NotSaved("nothing was recorded: the disk is full; free some of it, then try again")
            return act(desk)

        return await do(tried)

    here.app.writer.do = refuse  # type: ignore[method-assign]
    yield full.clear


def drafts(world: World) -> list[dict[str, str]]:
    return [draft.fields for draft in world.desk("alice").store.drafts("alice")]


async def another_second(here: Room) -> None:
    """The room looks again whether the texts can be saved."""
    await here.app.save_texts()
    await here.settle()


@pytest.mark.parametrize(("key", "field"), [("n", "what"), ("d", "title"), ("h", "status")])
async def test_a_form_left_while_the_disk_is_full_is_saved_when_it_is_free(
    told: World, key: str, field: str
) -> None:
    async with room(told) as here:
        with full_disk(here) as free:
            await here.press(key)
            await here.type("pool at 100 %", field)
            await here.press("escape")
            await here.until(LiveScreen)
            assert any("not saved yet" in said for said in here.told)
            assert not any("is kept" in said for said in here.told)
            assert "1 text not saved yet" in here.text
            await another_second(here)
            assert drafts(told) == []
            await here.press(key)
            assert here.field(field).raw.endswith("pool at 100 %")
            await here.press("escape")
            free()
            await another_second(here)
            assert "not saved yet" not in here.text
            assert drafts(told)[0][field].endswith("pool at 100 %")


async def test_the_composer_says_that_it_is_not_saved_yet_and_then_that_it_is(told: World) -> None:
    async with room(told) as here:
        with full_disk(here) as free:
            await here.press("u")
            await here.type("scaled")
            await here.composer.keeper.save()
            await here.settle()
            assert "NOT SAVED YET" in here.text
            free()
            await another_second(here)
            assert "NOT SAVED YET" not in here.text
            assert "draft saved" in here.text
            assert "scaled" in " ".join(drafts(told)[0].values())


@pytest.mark.parametrize("leaving", ["q", "ctrl+q", "f2"])
async def test_leaving_asks_before_a_text_is_lost(told: World, leaving: str) -> None:
    async with room(told) as here:
        with full_disk(here):
            await here.press("n")
            await here.type("pool at 100 %", "what")
            if leaving != "ctrl+q":
                await here.press("escape")
            await here.press(leaving)
            await here.until(Sure)
            assert "lose a text" in here.text
            await here.press("escape")
            await here.settle()
            assert not here.app._exit
            assert here.app.unsaved
            await here.press(leaving)
            await here.until(Sure)
            await here.press("y")
            await here.settle()
            assert here.app._exit, here.text


async def test_leaving_saves_what_can_be_saved_and_asks_nothing(told: World) -> None:
    async with room(told) as here:
        await here.press("n")
        await here.type("pool at 100 %", "what")
        await here.press("ctrl+q")
        await here.settle()
        assert here.app._exit
    assert drafts(told)[0]["what"] == "pool at 100 %"


async def test_a_text_that_was_sent_meanwhile_is_not_saved_again(told: World) -> None:
    async with room(told) as here:
        with full_disk(here) as free:
            await here.press("n")
            await here.type("pool at 100 %", "what")
            await here.press("escape")
            free()
            await here.press("n")
            await here.press("ctrl+s")
            await here.until(LiveScreen)
            await another_second(here)
            assert "pool at 100 %" in [entry.event.text for entry in told.read().entries]
    assert drafts(told) == []

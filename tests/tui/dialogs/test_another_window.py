"""Somebody looks at another window for a while, and this one gets another size meanwhile."""

from textual import events

from incident_console.tui.forms.inputs import ProseInput
from incident_console.tui.panes.bars import Tabs
from incident_console.tui.panes.incident_panes import StatePane
from tests.tui.dialogs.room import Room, World, room


async def away_and_back(here: Room, *size: int) -> None:
    here.app.post_message(events.AppBlur())
    await here.settle()
    await here.pilot.resize_terminal(*size)
    await here.settle()
    here.app.post_message(events.AppFocus())
    await here.settle()


async def test_the_text_that_is_being_written_gets_the_keys_again(told: World) -> None:
    async with room(told) as here:
        await here.press("u")
        writing = here.app.focused
        assert isinstance(writing, ProseInput)
        await away_and_back(here, 90, 30)
        assert here.app.focused is writing
        await here.press("d", "q")
        assert writing.text.endswith("dq")
        assert len(here.app.screen_stack) == 1


async def test_a_pane_keeps_its_place(told: World) -> None:
    async with room(told) as here:
        await here.press("I")
        await away_and_back(here, 100, 29)
        assert isinstance(here.app.focused, StatePane)


async def test_what_is_not_in_sight_any_more_hands_its_place_on(told: World) -> None:
    async with room(told) as here:
        await away_and_back(here, 60, 24)
        assert isinstance(here.app.focused, Tabs)

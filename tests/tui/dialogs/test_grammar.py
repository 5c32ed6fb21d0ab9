"""One grammar: the first field has the focus, enter goes on, what is proposed goes with the first letter."""

from __future__ import annotations

import pytest

from incident_console.domain import closing
from incident_console.domain.vocabulary import Remedy
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.forms.inputs import ProseInput
from incident_console.tui.forms.key_hints import KeyHint
from tests.tui.dialogs.room import Room, World, field_with_focus, room


def edge(here: Room) -> str:
    """What the lower edge of the frame says."""
    return str(here.app.screen.query_one(".dialog").border_subtitle)


async def test_every_form_begins_in_its_first_field_and_says_where_one_is(told: World) -> None:
    async with room(told) as here:
        for key in "dhrv":
            await here.press(key)
            await here.until(FormDialog)
            seen = [field for field in here.dialog.fields if field.shown]
            assert field_with_focus(here.app) is seen[0], key
            assert edge(here) == (f"1 of {len(seen)}" if len(seen) > 1 else ""), key
            await here.press("escape")


async def test_enter_goes_on_and_the_last_one_does_it(told: World) -> None:
    async with room(told) as here:
        await here.press("n")
        await here.until(FormDialog)
        await here.press("w", "ctrl+j", "x")
        assert here.field("what").raw == "w\nx"
        assert here.dialog.query_one("#break", KeyHint).display
        for place in ("2 of 3", "3 of 3"):
            await here.press("enter")
            assert edge(here) == place
            assert not here.dialog.query_one("#break", KeyHint).display
        assert not here.dialog.query_one("#commit", KeyHint).display, "enter does it here"
        await here.press("enter")
        assert told.read().entries[-1].event.text == "w\nx"


async def test_what_is_proposed_goes_with_the_first_letter_and_stays_for_who_passes(told: World) -> None:
    told.alice.act(told.ref, closing.resolve, remedy=Remedy.RESTORED)
    told.alice.act(told.ref, closing.confirm)
    async with room(told) as here:
        await here.press("w")
        await here.until(FormDialog)
        impact = here.field("customer_impact")
        proposed = impact.raw
        await here.press("tab", "tab")
        assert impact.raw == proposed
        await here.press("shift+tab", "N")
        assert impact.raw == "N"
        await here.press("tab", "shift+tab", "o")
        assert impact.raw == "No", "what somebody wrote is no proposal"


@pytest.mark.parametrize(("at", "left"), [((0, 300), ""), ((0, 290), "word word ")])
async def test_ctrl_u_takes_the_whole_line_that_was_typed(
    told: World, at: tuple[int, int], left: str
) -> None:
    async with room(told, size=(80, 24)) as here:
        await here.press("n")
        await here.until(FormDialog)
        area = here.field("what").control
        assert isinstance(area, ProseInput)
        area.load_text("word word " * 30 + "\nbelow")
        area.move_cursor(at)
        await here.press("ctrl+u")
        assert area.text == f"{left}\nbelow"

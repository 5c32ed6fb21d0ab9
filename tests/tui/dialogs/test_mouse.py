"""All of it with the mouse as well."""

import asyncio

from textual.widgets import Static

from incident_console.domain.vocabulary import Status
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.key_hints import KeyHint
from tests.tui.dialogs.room import Room, World, room


async def click(here: Room, word: str) -> None:
    """Click the word at the foot of a dialog or the composer."""
    hint = next(each for each in here.app.screen.query(KeyHint) if word in str(each.content) and each.display)
    await here.pilot.click(hint)
    await here.settle()


def test_an_option_and_a_key_hint_can_be_clicked(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("s")
            await here.until(FormDialog)
            options = here.field("status").control
            at = str(options.render()).index("monitoring")
            await here.pilot.click(options, offset=(at + 1, 0))
            await click(here, "Set")
            assert told.read().status is Status.MONITORING

    asyncio.run(go())


def test_an_update_is_sent_by_clicks_alone(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            here.app.action_act("update")
            await here.settle()
            await here.skip(0.2)
            await click(here, "No change")
            await click(here, "Send")
            await here.until(Reading)
            await click(here, "Send")
            await here.until(FormDialog)
            await click(here, "It is posted")
            assert len(told.read().updates) == 2
            assert told.read().waiting == []

    asyncio.run(go())


def test_a_dialog_is_left_by_a_click(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("a")
            await here.until(FormDialog)
            await click(here, "Cancel")
            assert not isinstance(here.app.screen, FormDialog)
            assert here.app.screen.query(Static)

    asyncio.run(go())

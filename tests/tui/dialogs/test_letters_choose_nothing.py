"""A text that lands where something is chosen changes no choice, and a single key records nothing."""

import pytest

from incident_console.domain import handover
from incident_console.domain.vocabulary import Role
from incident_console.keys.actions import ACTIONS
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from tests.tui.dialogs.room import World, room


async def test_a_name_enter_and_how_things_stand_are_a_handover(told: World) -> None:
    async with room(told) as here:
        await here.press("h")
        await here.until(FormDialog)
        await here.type("carol")
        await here.press("enter")
        await here.type("Rolled back 2.41, scaling 1 of 2")
        await here.press("ctrl+s")
        await here.until(Reading)
        await here.press("end", "y")
        await here.settle()
        offer = told.read().offer
        assert offer is not None
        assert (offer.to, offer.roles) == ("carol", (Role.IC,))
        assert offer.brief.status.endswith("Rolled back 2.41, scaling 1 of 2")


@pytest.mark.parametrize(
    ("key", "field"),
    [("h", "roles"), ("d", "because"), ("d", "severity"), ("n", "kind"), ("s", "status"), ("v", "remedy")],
)
async def test_letters_choose_nothing_and_say_so(told: World, key: str, field: str) -> None:
    async with room(told) as here:
        await here.press(key)
        await here.until(FormDialog)
        chosen = here.field(field)
        chosen.control.focus()
        await here.settle()
        before = chosen.raw
        for letter in "Rolled back 2.41 now":
            await here.pilot.press({" ": "space", ".": "full_stop"}.get(letter, letter))
        assert chosen.raw == before
        assert "no text here" in here.text
        await here.press("left", "1")
        assert "0" in {*before.split(",")} ^ {*chosen.raw.split(",")} or chosen.raw == "0"


async def test_no_single_key_but_back_records_anything(told: World) -> None:
    told.alice.act(told.ref, handover.offer_handover, to="bob", status="calm")
    before = len(told.read().entries)
    async with room(told) as here:
        for action in ACTIONS:
            for key in action.key_list:
                if action.id in ("leave", "demo", "drill", "back"):
                    continue
                await here.press(key)
                for _ in range(4):
                    if len(here.app.screen_stack) == 1 and not here.composing:
                        break
                    await here.press("escape")
                assert len(told.read().entries) == before, action.id

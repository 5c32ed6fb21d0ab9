"""Choosing: letters, digits and arrows choose; a text meant for another field changes nothing."""

from __future__ import annotations

import pytest

from incident_console.domain import handover
from incident_console.domain.vocabulary import Role
from incident_console.keys.actions import Mode, in_mode
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.options import Chooser, Options
from incident_console.tui.forms.spelling import REST_SECONDS, Spelling
from tests.tui.dialogs.room import World, room

NAMES = ["identified", "investigating", "monitoring", "1  Scale the pool", "Vendor ticket"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("m", 2),
        ("M", 2),
        ("i", 0),
        ("in", 1),
        ("ii", 1),
        ("iii", 0),
        ("s", 3),
        ("scale the", 3),
        ("vend", 4),
        ("x", None),
        ("ix", None),
        ("rolled back i", None),
    ],
)
def test_first_letters_lead_to_a_name_or_to_none(typed: str, place: int | None) -> None:
    spelling, cursor, found = Spelling(frozenset()), -1, None
    for letter in typed:
        spelling.go_on(frozenset(), 0.0)
        found = spelling.place(letter, NAMES, cursor)
        cursor = cursor if found is None else found
    assert found == place


def test_letters_begin_anew_when_the_hands_have_rested() -> None:
    spelling = Spelling(frozenset({4}))
    spelling.go_on(frozenset({4}), 0.0)
    assert spelling.place("x", NAMES, 4) is None
    spelling.go_on(frozenset({4}), REST_SECONDS / 2)
    assert spelling.place("m", NAMES, 4) is None, "still of the text that is none of the names"
    assert spelling.before == {4}
    spelling.go_on(frozenset({4}), 2 * REST_SECONDS + 0.1)
    assert spelling.place("m", NAMES, 4) == 2


async def test_every_choice_takes_digits_letters_and_both_pairs_of_arrows(told: World) -> None:
    async with room(told) as here:
        await here.press("s")
        await here.until(FormDialog)
        status = here.field("status")
        assert status.raw == "", "nothing is chosen where nobody chose"
        for key, chosen in [
            ("right", "1"), ("left", "0"), ("down", "1"), ("up", "0"),
            ("3", "2"), ("i", "0"), ("i", "1"), ("m", "2"),
        ]:  # fmt: skip
            await here.skip(REST_SECONDS + 0.1 if key == "m" else 0)
            await here.press(key)
            assert status.raw == chosen, key


@pytest.mark.parametrize("key", ["h", "d", "n", "s", "v", "x"])
async def test_a_text_meant_for_another_field_changes_no_choice_and_is_seen(told: World, key: str) -> None:
    async with room(told) as here:
        await here.press(key)
        await here.until(FormDialog)
        for field in here.dialog.fields:
            if not isinstance(field, Chooser):
                continue
            before = field.raw
            for sign in "Pool rolled back, 2.41 now":
                field.control.take(sign)
            assert field.raw == before, field.label
            assert field.control.has_class("-flash"), field.label
            await here.settle()
            assert "a first letter, a digit or" in str(field.note.content)


async def test_a_key_that_a_dialog_does_not_take_lights_it_up(told: World) -> None:
    told.alice.act(told.ref, handover.offer_handover, to="bob", status="calm")
    async with room(told) as here:
        await here.press("W")
        await here.skip(1)
        await here.press("x")
        assert here.app.screen.query_one(".dialog").has_class("-flash")
        await here.skip(1)
        assert not here.app.screen.query_one(".dialog").has_class("-flash")


def test_the_digits_of_actions_are_their_numbers() -> None:
    options = Options(["2  Vendor ticket", "5  Scale"], frozenset(), many=False, digits=[2, 5])
    assert [options.place_of(digit) for digit in "125"] == [None, 0, 1]


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


async def test_no_single_key_but_back_records_anything(told: World) -> None:
    told.alice.act(told.ref, handover.offer_handover, to="bob", status="calm")
    before = len(told.read().entries)
    async with room(told) as here:
        for action in in_mode(Mode.LIVE):
            for key in action.key_list:
                if action.id in ("leave", "demo", "drill", "back"):
                    continue
                await here.press(key)
                for _ in range(4):
                    if len(here.app.screen_stack) == 1 and not here.composing:
                        break
                    await here.press("escape")
                assert len(told.read().entries) == before, action.id


async def test_what_is_said_of_no_choice_goes_with_the_first_choice_and_comes_back(told: World) -> None:
    async with room(told) as here:
        await here.press("d")
        await here.until(FormDialog)
        await here.press("tab")
        assert "none yet: it is asked for" in here.text
        assert "none: P2, to be confirmed" in here.text
        await here.press("p")
        assert "none yet: it is" not in here.text
        assert "none: P2" in here.text
        await here.press("p")
        assert "none yet: it is asked for" in here.text
        await here.press("tab", "1")
        assert "none: P2" not in here.text

"""The form of the review: five sections, each asked for where it is missing (R 9)."""

import asyncio
from datetime import timedelta

import pytest

from incident_console.domain import actions, closing
from incident_console.domain.vocabulary import Remedy
from incident_console.tui.dialogs.form import FormDialog
from tests.tui.dialogs.room import Room, World, room

SECTIONS = {
    "root_cause": ("the pool had a fixed size", "the root cause"),
    "factors": ("no alert on saturation", "contributing factors"),
    "follow_ups": ("none", "follow-up actions"),
    "recommendations": ("alert at 80 %", "preventative recommendations"),
}


@pytest.fixture
def ended(told: World) -> World:
    """An incident that was closed, with no action left."""
    told.alice.act(told.ref, actions.finish_action, n=1)
    told.alice.act(told.ref, closing.resolve, remedy=Remedy.RESTORED)
    told.alice.act(told.ref, closing.confirm)
    told.alice.act(told.ref, closing.close, what="w", customer_impact="c", prevention="p", posted=True)
    return told


async def fill(here: Room, *but: str) -> None:
    """Open the form, write every section but some, and say that it is complete."""
    here.app.action_act("review")
    await here.until(FormDialog)
    for key, (text, _) in SECTIONS.items():
        if key not in but:
            await here.type(text, key)
    here.field("complete").control.focus()
    await here.press("space")


@pytest.mark.parametrize("missing", SECTIONS)
def test_a_section_that_is_missing_is_asked_for_beside_its_field(ended: World, missing: str) -> None:
    async def go() -> None:
        async with room(ended) as here:
            await fill(here, missing)
            await here.press("ctrl+s")
            assert here.field(missing).blamed
            assert SECTIONS[missing][1] in here.text
            assert "--" not in here.text
            others = [key for key in SECTIONS if key != missing]
            assert [key for key in others if here.field(key).blamed] == []
            assert [here.field(key).raw for key in others] == [SECTIONS[key][0] for key in others]
            review = ended.read().review
            assert (review.completed_at, review.root_cause, review.factors) == (None, "", [])
            await here.type("none", missing)
            await here.press("ctrl+s")
            assert not isinstance(here.app.screen, FormDialog)
            assert ended.read().review.completed_at is not None

    asyncio.run(go())


def test_all_that_is_missing_is_named_at_once(ended: World) -> None:
    async def go() -> None:
        async with room(ended) as here:
            await fill(here, "factors", "recommendations")
            await here.press("ctrl+s")
            assert here.field("factors").blamed
            said = str(here.field("factors").note.content)
            assert "contributing factors and preventative recommendations" in said

    asyncio.run(go())


def test_what_is_written_is_there_again_and_is_not_written_twice(ended: World) -> None:
    async def go() -> None:
        async with room(ended) as here:
            here.app.action_act("review")
            await here.until(FormDialog)
            for key, (text, _) in SECTIONS.items():
                await here.type(text, key)
            await here.press("ctrl+s")
            written = ended.read().review
            assert (written.factors, written.completed_at) == (["no alert on saturation"], None)
            here.app.action_act("review")
            await here.until(FormDialog)
            assert here.field("root_cause").raw == "the pool had a fixed size"
            assert "written so far: no alert on saturation" in here.text
            here.field("complete").control.focus()
            await here.press("space", "ctrl+s")
            done = ended.read().review
            assert done.completed_at is not None
            assert (done.factors, done.recommendations) == (["no alert on saturation"], ["alert at 80 %"])

    asyncio.run(go())


def test_a_review_left_half_way_is_there_again_and_is_asked_for_after_the_end_only(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await fill(here)
            await here.press("ctrl+s")
            assert "the review is completed after the end" in str(here.field("complete").note.content)
            await here.press("escape")
            await here.settle()
        async with room(told) as here:
            told.clock.step(told.clock.now() + timedelta(minutes=1))
            here.app.action_act("review")
            await here.until(FormDialog)
            assert here.field("recommendations").raw == "alert at 80 %"

    asyncio.run(go())

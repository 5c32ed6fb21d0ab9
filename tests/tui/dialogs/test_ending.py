"""The three steps of an end, and the other ways out."""

import asyncio

from incident_console.domain import closing
from incident_console.domain.vocabulary import Criterion, Remedy, Status
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.dialogs.reading import Reading
from tests.tui.dialogs.room import World, room


def test_resolve_confirm_close_are_three_plainly_different_steps(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("v")
            await here.until(FormDialog)
            assert "Step 1 of 3: resolve" in here.text
            await here.press("enter")
            await here.type("-10m")
            await here.press("enter")
            assert told.read().remedy is Remedy.RESTORED
            await here.press("c")
            await here.until(Reading)
            assert "Step 2 of 3: confirm" in here.text
            assert "13:24 UTC" in here.text
            await here.press("y")
            await here.settle()
            assert told.read().confirmed_at is not None
            await here.press("w")
            await here.until(FormDialog)
            assert "Step 3 of 3: wrap up" in here.text
            await here.type("A release exhausted the pool.")
            await here.press("ctrl+s")
            assert here.field("prevention").blamed
            assert "--" not in here.text
            await here.type("The pool grows by itself.", "prevention")
            await here.skip(0.3)
            assert "The pool grows by itself." in str(here.dialog.preview.content)
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("end", "y")
            await here.until(FormDialog)
            assert told.read().is_open
            await here.press("y")
            assert told.read().status is Status.CLOSED

    asyncio.run(go())


def test_a_wrap_up_left_half_way_is_there_again(told: World) -> None:
    told.alice.act(told.ref, closing.resolve, remedy=Remedy.RESTORED)
    told.alice.act(told.ref, closing.confirm)

    async def go() -> None:
        async with room(told) as here:
            await here.press("w")
            await here.until(FormDialog)
            await here.type("A release exhausted the pool.")
            await here.press("escape")
            await here.settle()
        async with room(told) as here:
            await here.press("w")
            await here.until(FormDialog)
            assert here.field("what").raw == "A release exhausted the pool."

    asyncio.run(go())


def test_a_resolution_is_sent_back(told: World) -> None:
    told.alice.act(told.ref, closing.resolve, remedy=Remedy.RESTORED)

    async def go() -> None:
        async with room(told) as here:
            await here.press("o")
            await here.until(FormDialog)
            await here.type("errors are back")
            await here.press("enter")
            assert told.read().status is Status.INVESTIGATING

    asyncio.run(go())


def test_a_false_alarm_is_told_to_a_client_who_heard_of_it(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            here.app.action_act("stand_down")
            await here.until(FormDialog)
            await here.type("the alert was wrong")
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("y")
            await here.until(FormDialog)
            await here.press("y")
            assert told.read().status is Status.STOOD_DOWN

    asyncio.run(go())


def test_a_false_alarm_nobody_heard_of_ends_in_silence(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            here.app.action_act("stand_down")
            await here.until(FormDialog)
            await here.type("the alert was wrong")
            await here.press("ctrl+s")
            await here.until(Sure)
            await here.press("escape")
            assert world.read().status is Status.INVESTIGATING
            assert "the alert was wrong" in here.text
            await here.press("ctrl+s")
            await here.until(Sure)
            await here.press("y")
            assert world.read().status is Status.STOOD_DOWN
            assert world.read().waiting == []
            assert any("is stood down" in said for said in here.told)

    asyncio.run(go())


def test_a_duplicate_names_the_one_that_goes_on(world: World) -> None:
    survivor = world.alice.declare(title="Cart is empty", because=[Criterion.SLA], client="ACME").incident.ref

    async def go() -> None:
        async with room(world) as here:
            here.app.action_act("duplicate")
            await here.until(FormDialog)
            assert survivor in here.text
            await here.press("enter")
            await here.until(Sure)
            assert f"the same as {survivor}?" in here.text
            await here.press("y")
            assert world.read().duplicate_of == survivor
            assert any("is a duplicate now" in said for said in here.told)

    asyncio.run(go())


def test_the_review_takes_its_parts_and_is_completed(told: World) -> None:
    told.alice.act(told.ref, closing.resolve, remedy=Remedy.RESTORED)
    told.alice.act(told.ref, closing.confirm)
    told.alice.act(told.ref, closing.close, what="w", customer_impact="c", prevention="p", posted=True)

    async def go() -> None:
        async with room(told) as here:
            here.app.action_act("review")
            await here.until(FormDialog)
            await here.type("the pool had a fixed size")
            await here.type("no alert on saturation\nno runbook", "factors")
            await here.type("alert at 80 %", "recommendations")
            await here.press("ctrl+s")
            review = told.read().review
            assert review.factors == ["no alert on saturation", "no runbook"]
            here.app.action_act("review")
            await here.until(FormDialog)
            here.field("complete").control.focus()
            await here.press("space", "enter")
            assert told.read().review.completed_at is not None

    asyncio.run(go())

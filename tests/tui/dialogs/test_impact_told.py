"""An impact that only the client has read yet: offered where the record lacks it, recorded by two keys."""

import asyncio
from datetime import timedelta

import pytest

from incident_console.domain import communication, declaring, ownership
from incident_console.domain.vocabulary import Criterion, Role
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.render.state import only_told
from tests.tui.dialogs.room import World, put, room

OFFER = "p takes what update 1 says"


@pytest.fixture
def vague(world: World) -> World:
    """An incident of which nobody has said yet what the client notices."""
    declared = world.alice.declare(title="Invoices come twice", because=[Criterion.SLA], client="ACME")
    world.ref = declared.incident.ref
    return world


def tell(world: World, impact: str, *, posted: bool = True) -> None:
    world.clock.advance(minutes=1)
    world.alice.act(
        world.ref,
        communication.send_update,
        impact=impact,
        done="looked",
        next_steps="look on",
        next_update=world.clock.now() + timedelta(minutes=30),
        posted=posted,
    )


def test_the_impact_of_an_update_is_recorded_by_two_keys(vague: World) -> None:
    async def go() -> None:
        async with room(vague) as here:
            assert "takes what update" not in here.text
            await here.press("u")
            put(here.composer.parts.impact, "Some customers are billed twice")
            put(here.composer.parts.done, "stopped the run")
            put(here.composer.parts.next, "find whom it concerns")
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("end", "y")
            await here.until(FormDialog)
            await here.press("y")
            assert vague.read().impact is None
            assert OFFER in here.text
            await here.press("p")
            await here.until(FormDialog)
            assert "as the client read it in update 1" in here.text
            await here.press("ctrl+s")
            assert (vague.read().impact, vague.read().scope) == ("Some customers are billed twice", None)
            assert OFFER not in here.text

    asyncio.run(go())


def test_only_the_owner_is_offered_it(vague: World) -> None:
    vague.alice.act(vague.ref, ownership.assign, role=Role.CL, name="bob")
    tell(vague, "Some customers are billed twice")

    async def go() -> None:
        async with room(vague, "bob") as here:
            assert "not yet known" in here.text
            assert OFFER not in here.text

    asyncio.run(go())


def test_what_says_nothing_or_was_not_read_is_not_taken(vague: World) -> None:
    tell(vague, "Some are billed twice", posted=False)
    assert only_told(vague.read()) == ("", 0)
    tell(vague, "Not yet known.")
    assert only_told(vague.read()) == ("", 0)
    tell(vague, "One in ten is billed twice")
    tell(vague, "Unchanged since the last update.")
    assert only_told(vague.read()) == ("One in ten is billed twice", 3)
    vague.alice.act(vague.ref, declaring.assess, impact="1 in 10 invoices")
    assert only_told(vague.read()) == ("", 0)


def test_what_its_readers_will_miss_is_said_before_an_update_is_sent(vague: World) -> None:
    async def go() -> None:
        async with room(vague) as here:
            await here.press("u")
            put(here.composer.parts.impact, "unchanged")
            put(here.composer.parts.done, "looked")
            put(here.composer.parts.next, "look on")
            await here.press("ctrl+s")
            await here.until(Reading)
            assert "But   who reads this has read no impact yet" in here.text
            await here.press("escape")
            tell(vague, "Some customers are billed twice")
            await here.settle()
            await here.press("ctrl+s")
            await here.until(Reading)
            assert "no impact yet" not in here.text
            assert "But   update 1 said already that the same was done" in here.text

    asyncio.run(go())

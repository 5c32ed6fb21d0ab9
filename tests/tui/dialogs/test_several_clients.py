"""One outage, several clients, by keys alone: the ledger of each is what a person would write down."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from incident_console.domain.inquiries import open_inquiries
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Because, Sure
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.dialogs.telling import WhoHasIt
from tests.tui.dialogs.outage import ACME, GLOBEX, INITECH, Outage, later, read_and_send, send
from tests.tui.dialogs.room import Room, World, room
from tests.tui.quiet import come_to


@pytest.fixture
def outage(tmp_path: Path) -> Outage:
    """Of all three clients, who were told nothing yet."""
    return Outage(tmp_path)


async def declare(here: Room) -> str:
    await here.press("d")
    await here.until(FormDialog)
    await here.type("Platform down", "title")
    await here.type("ACME, Initech", "client")
    here.app.screen.set_focus(here.field("severity").control)
    await here.press("1", "ctrl+s")
    await here.until(Because)
    await here.press("p")
    await come_to(lambda: here.app.incident is not None)
    await here.settle()
    assert here.app.incident is not None
    return here.app.incident.ref


async def drop(here: Room, digit: str) -> None:
    await here.press("minus")
    await here.until(FormDialog)
    await here.press(digit, "tab")
    await here.type("They run on the other cluster")
    await here.press("ctrl+s")
    await read_and_send(here)


async def end(here: Room) -> None:
    """Resolve, confirm, and write the wrap-up."""
    await here.press("v")
    await here.until(FormDialog)
    await here.press("1", "ctrl+s", "c")
    await here.until(Reading)
    await here.press("end", "y")
    await here.settle()
    await here.press("w")
    await here.until(FormDialog)
    for key, text in (("what", "A release"), ("customer_impact", "An hour"), ("prevention", "Stages")):
        await here.type(text, key)
    await here.press("ctrl+s")
    await read_and_send(here)


def test_an_outage_of_three_clients_is_lived_by_keys_alone(tmp_path: Path) -> None:
    outage = Outage(tmp_path, nothing=True)

    async def go() -> None:
        async with outage.console() as here:
            # 13:02 declared; 13:07 the first update, which ACME has at once and Initech not yet.
            outage.ref = await declare(here)
            await later(here, 5)
            await send(here)
            await here.press("1")
            await here.press("escape")
            # 13:12: Globex is hit too, and hears first, by an update of its own.
            await later(here, 5)
            await here.press("plus")
            await here.until(FormDialog)
            await here.type(GLOBEX)
            await here.press("enter")
            assert any("They hear first by 22:22 JST" in said for said in here.told)
            await send(here, "0", "3")
            await here.press("y")
            # 13:27: Initech has the first one too, later than its first update was due.
            await later(here, 15)
            await here.press("m")
            await here.until(WhoHasIt)
            await here.press("y")
            # 13:32: an update for all; Globex turns out not to be concerned, and reads so.
            await later(here, 5)
            await send(here)
            await here.press("y")
            await drop(here, "3")
            await here.press("y")
            # 14:09: the next one goes out to both, four minutes late.
            await later(here, 37)
            await send(here)
            await here.press("y")
            # 14:20: it is over; ACME is told at once, Initech at 14:45, which closes it.
            await later(here, 11)
            await end(here)
            await here.press("1")
            await here.press("escape")
            assert outage.read().is_open
            await later(here, 25)
            await here.press("m")
            await here.until(WhoHasIt)
            await here.press("2")
            assert any("is closed" in said for said in here.told)

    asyncio.run(go())
    ended = outage.read()
    assert (ended.status, f"{ended.closed_at:%H:%M}") == ("closed", "14:45")
    assert outage.ledgers() == {
        ACME: [("13:40", "kept"), ("14:05", "late"), ("14:40", "kept")],
        INITECH: [("13:40", "kept"), ("14:05", "late"), ("14:40", "late")],
        GLOBEX: [("13:45", "kept"), ("14:05", "kept")],
    }


def test_what_is_wrong_is_put_right_for_all_by_a_new_time(outage: Outage) -> None:
    outage.update()

    async def go() -> None:
        async with outage.console() as here:
            await here.press("t")
            await here.until(FormDialog)
            assert "to ACME, Initech, Globex for 13:32 GMT" in here.text
            await here.type("+50m", "due")
            await here.type("The vendor is slow", "why")
            await here.skip(0.5)
            assert "on ACME's clock" in here.text
            await here.press("ctrl+s")
            await read_and_send(here)
            await here.press("2")
            await here.press("3")
            await here.press("escape")
            assert await come_to(lambda: any("Not out yet to ACME" in told for told in here.told))

    asyncio.run(go())
    assert outage.ledgers() == {
        ACME: [("13:32", "open")],
        INITECH: [("13:32", "moved"), ("13:52", "open")],
        GLOBEX: [("13:32", "moved"), ("13:52", "open")],
    }


def test_a_new_time_is_for_those_who_are_ticked_and_read_on_their_clock(outage: Outage) -> None:
    outage.update()

    async def go() -> None:
        async with outage.console() as here:
            await here.press("t")
            await here.until(FormDialog)
            await here.type("13:52", "due")
            await here.type("The vendor is slow", "why")
            here.app.screen.set_focus(here.field("clients").control)
            await here.press("1", "3")
            assert "14:52 CET" in here.text
            await here.press("ctrl+s")
            await read_and_send(here)
            await here.press("y")

    asyncio.run(go())
    assert outage.ledgers()[INITECH] == [("13:32", "moved"), ("13:52", "open")]
    assert outage.ledgers()[ACME] == [("13:32", "open")]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param((), "No client was told anything of it", id="nobody"),
        pytest.param((ACME,), "ACME were told of it", id="one"),
    ],
)
def test_a_stand_down_says_who_hears_of_it(outage: Outage, told: tuple[str, ...], said: str) -> None:
    if told:
        outage.update(*told)

    async def go() -> None:
        async with outage.console() as here:
            await here.app.run_action("app.act('stand_down')")
            await here.until(FormDialog)
            assert said in here.text
            await here.type("The probe was wrong", "why")
            await here.press("ctrl+s")
            if told:
                await read_and_send(here)
                assert [each.client for each in outage.read().waiting[0].to_tell] == [ACME]
            else:
                await here.until(Sure)
                assert said in here.text
            await here.press("y")
            assert await come_to(lambda: not outage.read().is_open)

    asyncio.run(go())
    assert outage.read().status == "stood_down"


def test_an_absence_says_who_has_not_heard_of_it(outage: Outage) -> None:
    outage.update()

    async def go() -> None:
        async with outage.console() as here:
            await here.press("l")
            await here.until(Reading)
            await here.press("n")
            await here.until(FormDialog)
            await here.type("+90m", "until")
            await here.type("Mail is answered then", "expect")
            await here.press("ctrl+s")
            await read_and_send(here)
            await here.press("1")
            await here.press("escape")
            assert "Initech +1 not told" in here.text

    asyncio.run(go())


def test_the_declaration_takes_several_clients_each_completed(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("d")
            await here.until(FormDialog)
            await here.type("Platform down", "title")
            here.app.screen.set_focus(here.field("client").control)
            await here.press(*"Globex, ac", "right")
            assert "2 clients: Globex · ACME" in here.text
            await here.press("ctrl+s")
            await here.until(Because)
            await here.press("p")
            await come_to(lambda: len(here.app.board) == 2)
            assert {row.clients for row in here.app.board} == {("ACME",), ("Globex", "ACME")}

    asyncio.run(go())


def test_the_only_client_cannot_be_dropped_and_the_key_says_so(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("minus")
            assert any("is the only client" in told for told in here.told)

    asyncio.run(go())


def test_a_question_is_logged_for_the_client_who_asks(outage: Outage) -> None:
    async def go() -> None:
        async with outage.console() as here:
            await here.press("n")
            await here.until(FormDialog)
            await here.type("are refunds affected?", "what")
            here.app.screen.set_focus(here.field("kind").control)
            await here.press("4")
            await here.type("globex", "client")
            await here.press("ctrl+s")
            (asked,) = open_inquiries(outage.read())
            assert (asked.client, asked.text) == (GLOBEX, "are refunds affected?")

    asyncio.run(go())

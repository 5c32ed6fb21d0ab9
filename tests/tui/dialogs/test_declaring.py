"""Declaring, classifying, and the record's plain acts, by keys."""

import asyncio
from datetime import UTC, datetime

import pytest

from incident_console.domain import actions, declaring, handover, handover_answers
from incident_console.domain.vocabulary import Role, Severity, Status
from incident_console.tui.app import verbs
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Because
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.screens.live import LiveScreen
from tests.tui.dialogs.room import World, put, room


@pytest.mark.parametrize(("letter", "criterion"), [("p", "production"), ("l", "sla"), ("s", "stability")])
def test_three_keys_and_a_title_declare_with_their_criterion(
    world: World, letter: str, criterion: str
) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("d")
            await here.until(FormDialog)
            await here.type("Search answers nothing")
            await here.press("ctrl+s")
            await here.until(Because)
            assert "Because?" in here.text
            await here.press(letter)
            await here.until(LiveScreen)
            assert here.app.incident is not None
            assert here.app.incident.title == "Search answers nothing"
            assert here.app.incident.owner == "alice"
            assert here.app.incident.severity is Severity.P2
            assert not here.app.incident.severity_confirmed
            assert [str(why) for why in here.app.incident.because] == [criterion]

    asyncio.run(go())


def test_no_criterion_is_chosen_by_itself_and_the_question_can_be_left(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("d")
            await here.until(FormDialog)
            await here.type("Search answers nothing")
            assert here.field("because").raw == ""
            await here.press("ctrl+s")
            await here.until(Because)
            await here.press("x", "escape")
            await here.until(FormDialog)
            assert here.field("title").raw == "Search answers nothing"
            assert here.field("because").raw == ""
        assert len(world.alice.store.board(world.clock.now())) == 1

    asyncio.run(go())


def test_enter_walks_through_the_form_and_declares_at_its_end(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("d")
            await here.until(FormDialog)
            await here.type("Mail is stuck")
            await here.press("enter", "1", "2", "enter", "1", "enter")
            await here.type("no mail leaves")
            await here.press("enter", "enter")
            await here.type("ACME")
            await here.press("enter", "enter", "enter", "enter", "space", "enter")
            made = here.app.incident
            assert made is not None
            assert (made.title, made.impact, made.client) == ("Mail is stuck", "no mail leaves", "ACME")
            assert made.severity is Severity.P1
            assert [str(why) for why in made.because] == ["production", "sla"]
            assert made.drill

    asyncio.run(go())


def test_a_declaration_without_a_title_says_so_beside_the_title_and_records_nothing(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("d")
            await here.until(FormDialog)
            await here.type("ACME", "client")
            await here.press("ctrl+s")
            assert here.field("title").blamed
            assert "the title is missing" in here.text
            assert "--" not in here.text
            assert here.field("client").raw == "ACME"
            assert len(here.app.board) == 1

    asyncio.run(go())


def test_a_title_longer_than_a_line_is_refused_and_stays_to_be_shortened(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("d")
            await here.until(FormDialog)
            put(here.field("title"), "x" * 201)
            await here.press("ctrl+s")
            assert "at most 200 characters, and this one has 201" in str(here.field("title").note.content)
            assert here.field("title").raw == "x" * 201
            put(here.field("title"), "x" * 200)
            await here.press("ctrl+s")
            await here.until(Because)
            await here.press("p")
            await here.settle()
            assert len(here.app.board) == 2
            assert not isinstance(here.app.screen, FormDialog)

    asyncio.run(go())


def test_a_declaration_left_half_way_is_there_again(world: World) -> None:
    async def go() -> None:
        async with room(world) as here:
            await here.press("d")
            await here.until(FormDialog)
            await here.type("Half a title")
            await here.press("escape")
            assert any("kept" in said for said in here.told)
            await here.press("d")
            await here.until(FormDialog)
            assert here.field("title").raw == "Half a title"
            await here.press("ctrl+s")
            await here.until(Because)
            await here.press("p")
            await here.until(LiveScreen)
        async with room(world) as here:
            await here.press("d")
            await here.until(FormDialog)
            assert here.field("title").raw == ""

    asyncio.run(go())


def test_a_digit_and_a_reason_change_the_severity(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("1")
            await here.until(FormDialog)
            await here.press("enter")
            assert here.field("why").blamed
            await here.type("iOS fails too")
            await here.press("enter")
            assert told.read().severity is Severity.P1

    asyncio.run(go())


@pytest.mark.parametrize("severity", list(Severity))
def test_each_severity_has_its_key(world: World, severity: Severity) -> None:
    other = Severity.P4 if severity is Severity.P1 else Severity.P1
    world.alice.act(world.ref, declaring.change_severity, severity=other, why="as it looked at first")

    async def go() -> None:
        async with room(world) as here:
            await here.press(severity[1])
            await here.until(FormDialog)
            assert f"to {severity} {severity.word}" in here.text
            await here.type("seen anew")
            await here.press("enter")
            assert world.read().severity is severity
            assert world.read().entries[-1].event.text == "seen anew"
            await here.press(severity[1])
            assert not isinstance(here.app.screen, FormDialog)
            assert any(f"{severity} already" in said for said in here.told)

    asyncio.run(go())


def test_after_a_rise_a_long_promise_may_be_brought_forward(world: World) -> None:
    world.long_promise()

    async def go() -> None:
        async with room(world) as here:
            await here.press("1")
            await here.until(FormDialog)
            await here.type("iOS fails too")
            await here.press("enter")
            await here.until(Reading)
            assert "every 30m" in here.text
            await here.press("y")
            await here.until(FormDialog)
            assert "13:35 GMT" in here.text
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("y")
            await here.until(FormDialog)
            await here.press("y")
            promise = world.read().update_promise
            assert promise is not None
            assert promise.due_at == datetime(2026, 11, 21, 13, 35, tzinfo=UTC)

    asyncio.run(go())


def test_status_roles_actions_and_notes_take_a_few_keys(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("s")
            await here.until(FormDialog)
            await here.press("2", "enter")
            await here.press("r")
            await here.until(FormDialog)
            await here.type("bob")
            await here.press("ctrl+s")
            await here.press("n")
            await here.until(FormDialog)
            await here.type("Vendor confirms the limit")
            await here.press("tab", "2", "ctrl+s")
            await here.press("x")
            await here.until(FormDialog)
            await here.press("enter")
            now = told.read()
            assert now.status is Status.IDENTIFIED
            assert now.holder(Role.CL) == "bob"
            assert now.entries[-2].event.text == "Vendor confirms the limit"
            assert now.entries[-2].event.is_response
            assert not now.open_actions

    asyncio.run(go())


def test_a_decision_under_an_old_owner_is_refused_in_the_dialog(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("1")
            await here.until(FormDialog)
            await here.type("iOS fails too")
            told.alice.act(told.ref, handover.offer_handover, to="bob", status="as before")
            told.desk("bob").act(told.ref, handover_answers.accept_handover)
            await here.press("ctrl+s")
            assert "bob owns" in here.text
            assert here.field("why").raw == "iOS fails too"
            assert told.read().severity is Severity.P2

    asyncio.run(go())


def test_what_the_cursor_is_on_is_what_x_means(told: World) -> None:
    told.alice.act(told.ref, actions.add_action, what="Call the vendor", owner="bob")

    async def go() -> None:
        async with room(told) as here:
            await here.press("A", "down", "x")
            await here.until(FormDialog)
            await here.press("enter")
            assert [action.text for action in told.read().open_actions] == ["Scale the pool"]

    asyncio.run(go())


def test_an_entry_is_struck_with_its_reason(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            here.app.action_act("strike")
            await here.until(FormDialog)
            await here.type("wrong incident", "why")
            await here.press("ctrl+s")
            assert [strike.why for strike in told.read().struck.values()] == ["wrong incident"]

    asyncio.run(go())


def test_what_is_refused_from_the_start_is_said_and_opens_nothing(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await verbs()["accept"](here.app)
            await here.settle()
            assert any("no handover" in said for said in here.told)
            assert not isinstance(here.app.screen, Reading)

    asyncio.run(go())

"""Passing the baton: offering, reading the brief, taking over, going home, going away."""

import asyncio
from datetime import UTC, datetime, timedelta

from incident_console.domain import handover, handover_answers, promises, response
from incident_console.domain.communication import send_update
from incident_console.domain.turns import Kind
from incident_console.domain.vocabulary import Criterion, Role
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.render.on_you import turn_line
from incident_console.tui.screens.live import LiveScreen
from tests.tui.dialogs.room import World, room


def offer(world: World, status: str = "The pool is exhausted; scaling is under way.") -> None:
    world.alice.act(world.ref, handover.offer_handover, to="carol", status=status)


def test_the_giver_reads_the_brief_before_it_is_offered(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("h")
            await here.until(FormDialog)
            await here.type("carol")
            assert "Next: Scale the pool" in here.field("status").raw
            await here.press("ctrl+s")
            await here.until(Reading)
            assert told.read().offer is None
            assert "oli" in here.text
            await here.press("end", "y")
            await here.settle()
            offered = told.read().offer
            assert offered is not None
            assert (offered.to, offered.roles) == ("carol", (Role.IC,))
            assert told.read().owner == "alice"

    asyncio.run(go())


def test_one_key_takes_over_once_the_end_of_the_brief_was_seen(told: World) -> None:
    offer(told)

    async def go() -> None:
        async with room(told, "carol", size=(80, 24)) as here:
            await here.press("y")
            await here.until(Reading)
            assert "14:00 GMT" in here.text
            assert "26:00" in here.text
            await here.press("y")
            assert told.read().owner == "alice"
            await here.press("end")
            assert "you will send the next update" in here.text
            await here.press("y")
            await here.settle()
            assert told.read().owner == "carol"
            assert here.composing
            (turn,) = (each for each in here.app.on_you if each.kind is Kind.INTRODUCE)
            assert "introduce yourself" in turn_line(turn, here.app.view(), 60, here=True).plain
            told.clock.advance(minutes=1)
            told.desk("carol").act(
                told.ref,
                send_update,
                impact="30 % fail",
                done="took over",
                next_steps="scale",
                next_update=told.clock.now() + timedelta(minutes=30),
                posted=True,
            )
            here.app.refresh_board()
            assert all(each.kind is not Kind.INTRODUCE for each in here.app.on_you)

    asyncio.run(go())


def test_the_time_left_is_counted_while_the_brief_is_read(told: World) -> None:
    offer(told)

    async def go() -> None:
        async with room(told, "carol") as here:
            await here.press("y")
            await here.until(Reading)
            here.app.now = told.clock.advance(seconds=5)
            await here.settle()
            assert "25:55" in here.text

    asyncio.run(go())


def test_an_offer_made_anew_while_the_old_brief_was_read_is_not_taken(told: World) -> None:
    offer(told)

    async def go() -> None:
        async with room(told, "carol") as here:
            await here.press("y")
            await here.until(Reading)
            await here.press("end")
            told.alice.act(told.ref, handover_answers.withdraw_handover)
            offer(told, "Everything is different now.")
            await here.press("y")
            await here.settle()
            assert told.read().owner == "alice"
            assert any("offered anew" in said for said in here.told)

    asyncio.run(go())


def test_no_needs_a_reason(told: World) -> None:
    offer(told)

    async def go() -> None:
        async with room(told, "carol") as here:
            await here.press("y")
            await here.until(Reading)
            await here.press("n")
            await here.until(FormDialog)
            await here.press("enter")
            assert here.field("why").blamed
            await here.type("my shift is over too")
            await here.press("enter")
            assert told.read().offer is None
            assert told.read().owner == "alice"

    asyncio.run(go())


def test_going_home_is_one_key_and_a_name(told: World) -> None:
    told.alice.declare(title="Search is slow", because=[Criterion.SLA], impact="slow", client="ACME")

    async def go() -> None:
        async with room(told) as here:
            await here.press("H")
            await here.until(FormDialog)
            await here.type("carol")
            await here.type("All quiet, see each ticket.", "status")
            await here.press("ctrl+s")
            await here.settle()
            board = told.alice.store.board(told.clock.now())
            offers = [told.desk("x").incident(row.ref).offer for row in board]
            assert [each.to for each in offers if each is not None] == ["carol", "carol"]

    asyncio.run(go())


def test_an_offer_taken_back(told: World) -> None:
    offer(told)

    async def go() -> None:
        async with room(told) as here:
            await here.press("W")
            await here.until(Sure)
            assert "Withdraw the offer" in here.text
            assert told.read().offer is not None
            await here.press("escape")
            assert told.read().offer is not None
            await here.press("W")
            await here.until(Sure)
            await here.press("y")
            await here.until(LiveScreen)
            assert told.read().offer is None

    asyncio.run(go())


def test_an_owner_who_does_not_answer_is_relieved(told: World) -> None:
    told.desk("bob").act(told.ref, response.escalate, to="alice", why="no answer")
    told.clock.advance(minutes=6)

    async def go() -> None:
        async with room(told, "bob") as here:
            here.app.action_act("take_over")
            await here.until(FormDialog)
            await here.type("no answer by phone")
            await here.press("enter")
            await here.until(Sure)
            await here.press("y")
            assert told.read().owner == "bob"
            assert told.read().tenure.how == "taken"

    asyncio.run(go())


def test_away_asks_for_cover_first_and_coming_back_begins_an_update(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("l")
            await here.until(Reading)
            assert "somebody else should own the incident" in here.text
            await here.press("y")
            await here.until(FormDialog)
            assert here.dialog.does.startswith("Hand over")
            await here.press("escape")
            await here.press("l")
            await here.until(Reading)
            await here.press("n")
            await here.until(FormDialog)
            await here.type("16:00", "until")
            await here.type("the vendor works on; we look in at 16:00", "expect")
            await here.type("bob, carol", "asked")
            await here.press("ctrl+s")
            await here.until(Reading)
            assert "16:00 GMT" in here.text
            await here.press("y")
            await here.until(FormDialog)
            await here.press("y")
            away = told.read().away
            assert away is not None
            assert (away.asked, away.told) == (("bob", "carol"), True)
            promise = told.read().update_promise
            assert promise is not None
            assert promise.due_at == datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
            await here.press("b")
            await here.settle()
            assert told.read().away is None
            assert here.composing

    asyncio.run(go())


def test_another_time_is_told_to_the_client_and_watched_by_somebody(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("t")
            await here.until(FormDialog)
            await here.type("+90m")
            assert "= today, 15:04 GMT (UTC+0), Sat 21 Nov" in here.text
            await here.type("the vendor needs longer", "why")
            await here.press("ctrl+s")
            await here.until(Reading)
            await here.press("y")
            await here.until(FormDialog)
            assert told.read().update_promise is not None
            await here.press("n")
            assert [m.kind for m in told.read().waiting] == ["reschedule"]
            event = told.read().waiting[0].event
            assert isinstance(event, promises.RescheduleWritten)
            assert event.watcher == "alice"

    asyncio.run(go())

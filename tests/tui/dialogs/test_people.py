"""Names of people in the room: proposed by the ladder, completed, pointed out, and how they are reached."""

import asyncio
from datetime import timedelta

import msgspec
import pytest
from textual.widgets import Digits

from incident_console.domain.absence import go_away
from incident_console.domain.colleagues import Colleagues, Ladder, Listed, Person
from incident_console.domain.vocabulary import Criterion, Role
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.who import large
from tests.tui.dialogs.room import POLICY, World, room

PEOPLE = Listed(
    [
        Person(name="bob", names=("robert.m",), phone="+49 555 0199", team="sre"),
        Person(name="alice", deputy="bob"),
        Person(name="carol"),
    ]
)
LADDER = Ladder(name="sre", rungs=(("bob",), ("carol",)), wait=timedelta(minutes=5))
AGREED = msgspec.structs.replace(POLICY, colleagues=Colleagues(people=PEOPLE, ladders={"sre": LADDER}))


def test_escalating_proposes_whom_with_the_number_large_and_the_next_after_the_wait(told: World) -> None:
    async def go() -> None:
        async with room(told, policy=AGREED) as here:
            await here.press("e")
            await here.until(FormDialog)
            assert here.field("to").raw == "bob"
            assert here.app.screen.query_one(Digits).value == "+49 555 0199"
            assert "ladder sre, rung 1 of 2: bob" in here.text
            await here.press("enter")
            await here.type("no progress")
            await here.press("ctrl+s")
            await here.settle()
            assert told.read().entries[-1].event.calls == "bob"
            told.clock.advance(minutes=5)
            await here.press("e")
            await here.until(FormDialog)
            assert here.field("to").raw == "carol"
            assert "no answer from bob since" in here.text
            assert not here.app.screen.query_one(Digits).display

    asyncio.run(go())


def test_a_spelling_is_recorded_as_the_name_and_an_unknown_one_is_pointed_out(told: World) -> None:
    async def go() -> None:
        async with room(told, policy=AGREED) as here:
            await here.press("r")
            await here.until(FormDialog)
            name = here.field("name")
            name.restore("carl")
            await here.settle()
            assert "nobody called carl; did you mean carol?" in str(name.note.content)
            name.restore("Robert.M")
            await here.settle()
            assert not name.note.display
            await here.press("ctrl+s")
            await here.settle()
            assert told.read().holder(Role.CL) == "bob"

    asyncio.run(go())


def test_whoever_has_said_that_they_are_away_is_pointed_out_before_they_are_asked(told: World) -> None:
    bob = told.desk("bob")
    theirs = bob.declare(title="Search is slow", because=[Criterion.SLA]).incident.ref
    bob.act(theirs, go_away, until=told.clock.now() + timedelta(hours=1), expect="mail at my return")

    async def go() -> None:
        async with room(told, policy=AGREED) as here:
            await here.press("h")
            await here.until(FormDialog)
            to = here.field("to")
            to.restore("Robert.M")
            await here.settle()
            assert f"bob is away until 14:34 UTC ({theirs}) and may not answer" in str(to.note.content)
            to.restore("carol")
            await here.settle()
            assert not to.note.display

    asyncio.run(go())


def test_away_proposes_the_deputy_as_whom_was_asked(told: World) -> None:
    async def go() -> None:
        async with room(told, policy=AGREED) as here:
            await here.press("l")
            await here.until(Reading)
            await here.press("end", "n")
            await here.until(FormDialog)
            assert here.field("asked").raw == "bob"

    asyncio.run(go())


def test_a_report_is_begun_from_the_log_and_looks_unlike_an_update(told: World) -> None:
    told.note_by("oli")

    async def go() -> None:
        async with room(told) as here:
            await here.press("M")
            await here.until(FormDialog)
            assert "INSIDE: report to colleagues" in here.text
            assert "oli: Errors on iOS as well" in here.field("actions").raw
            assert here.app.screen.has_class("-inside")
            await here.type("a driver expert", "needs")
            await here.type("14:10", "next_report")
            await here.press("ctrl+s")
            await here.settle()
            assert len(told.read().reports) == 1
            assert "Next report inside 14:10" in here.text

    asyncio.run(go())


def test_a_report_that_is_left_is_a_draft(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await here.press("M")
            await here.until(FormDialog)
            await here.type("a driver expert", "needs")
            await here.press("escape")
            await here.settle()
            await here.press("M")
            await here.until(FormDialog)
            assert here.field("needs").raw == "a driver expert"

    asyncio.run(go())


@pytest.mark.parametrize(
    ("phone", "room", "shown"),
    [
        ("+49 555 0199", 12, "+49 555 0199"),
        ("+49 555 0199", 11, "+495550199"),
        ("+49 555 0199", 9, ""),
        ("+49 (0) 555 / 123-456 ext 99, ask for carol", 22, "+49 (0) 555 / 123-456"),
        ("[@click=app.quit]12[/]", 40, ""),
        ("by radio", 40, ""),
    ],
)
def test_a_large_number_is_whole_or_not_there(phone: str, room: int, shown: str) -> None:
    assert large(phone, room) == shown


async def test_a_number_that_has_no_room_is_not_large(told: World) -> None:
    bob = Person(name="bob", phone="+49 555 0199 0199 0199 0199")
    colleagues = Colleagues(people=Listed([bob]), ladders={"sre": LADDER})
    agreed = msgspec.structs.replace(AGREED, colleagues=colleagues)
    for size, large_there in (((60, 20), False), ((120, 40), True)):
        async with room(told, policy=agreed, size=size) as here:
            await here.press("e")
            await here.until(FormDialog)
            await here.settle()
            assert here.app.screen.query_one(Digits).display == large_there
            assert "0199 0199" in here.text

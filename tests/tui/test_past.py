"""Finding past incidents in the war room: what is typed, what is found, and going there."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from incident_console.config import Config
from incident_console.domain import closing, declaring, response
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Remedy, Severity
from incident_console.store.history_answers import Interrupted, Wanted
from incident_console.store.store import Store
from incident_console.tui.panes.past_list import PastList
from incident_console.tui.panes.timeline_pane import TimelinePane
from incident_console.tui.room.past_reader import PastReader
from incident_console.tui.screens.past import PastScreen
from tests.tui.quiet import come_to
from tests.tui.scene import Room, Scene, at


@pytest.fixture
def past(scene: Scene) -> Scene:
    """The evening, on which the night's backup is over, and one incident more came and went."""
    dave = scene.desk("dave")
    scene.clock.step(at(14, 40))
    dave.act(
        "INC-BACK",
        response.note,
        what="the pool of tapes was empty, in a line that is far too long for a screen",
    )
    scene.clock.step(at(15, 0))
    end(scene, "dave", "INC-BACK")
    scene.declare("erin", "Payments fail", Severity.P2, client="Initech")
    erin = scene.desk("erin")
    erin.act(
        "INC-H4TC", declaring.change_severity, severity=Severity.P1, why="the pool is exhausted by retries"
    )
    scene.update("erin", "INC-H4TC", at(15, 30))
    scene.clock.step(at(15, 41))
    scene.update("erin", "INC-H4TC", at(16, 0))
    erin.act("INC-H4TC", declaring.change_severity, severity=Severity.P3, why="the pool recovers")
    end(scene, "erin", "INC-H4TC")
    scene.clock.step(at(16, 10))
    return scene


def end(scene: Scene, by: str, ref: str) -> None:
    desk = scene.desk(by)
    desk.act(ref, closing.resolve, remedy=Remedy.RESTORED)
    desk.act(ref, closing.confirm)
    desk.act(ref, closing.close, what="pool", customer_impact="none", prevention="an alert", posted=True)


async def shown(room: Room, *texts: str) -> str:
    """Wait until all these texts are to be read, and return the screen."""
    await room.until(lambda: all(text in room.screen for text in texts))
    return room.screen


def listed(room: Room) -> PastList:
    return room.app.screen.query_one(PastList)


def line_with(screen: str, text: str) -> str:
    return next(line for line in screen.splitlines() if text in line)


async def test_every_incident_stands_there_with_how_it_went(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F")
        screen = await shown(room, "5 incidents")
        payments = line_with(screen, "Payments fail")
        for part in (
            "2026-11-21 15:00",
            "H4TC",
            "P1→P3",
            "Initech",
            "41 min",
            "kept 1/2",
            "late 11 min",
            "review 8 d",
        ):
            assert part in payments
        assert screen.index("Payments fail") < screen.index("Search is slow") < screen.index("Night backup")
        assert " open " in line_with(screen, "Search is slow")
        assert "kept 67 % (2 of 3)   late by 11 min (median of 1)" in screen


async def test_what_was_said_stands_under_its_incident_and_enter_goes_there(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F", "slash", *"pool retr")
        screen = await shown(room, "1 incident ")
        assert "the pool is exhausted by retries" in screen
        assert "Night backup" not in screen
        await room.press("enter", "j", "enter")
        await room.until(lambda: room.app.chosen == "INC-H4TC" and isinstance(room.app.focused, TimelinePane))
        entry = room.app.focused.picked  # type: ignore[union-attr]
        assert entry.event.why == "the pool is exhausted by retries"
        await room.press("F")
        assert "pool retr" in await shown(room, "exhausted by retries")
        await room.press("escape")
        await shown(room, "5 incidents")
        await room.press("escape")
        assert len(room.app.screen_stack) == 1


async def test_how_one_went_is_read_above_what_was_found(past: Scene) -> None:
    async with past.room() as room:
        chosen = room.app.chosen
        await room.press("F", "slash", *"exhausted")
        await shown(room, "1 incident ")
        await room.press("enter", "K")
        screen = await shown(room, "How it went: Payments fail")
        assert "first update out" in screen
        await room.press("escape")
        assert "1 incident " in room.screen
        assert room.app.chosen == chosen


@pytest.mark.parametrize(
    ("typed", "found", "left_out"),
    [
        ("client:ini", ["Payments fail", "Night backup"], "Search is slow"),
        ("client:initech tapes", ["Night backup"], "Payments fail"),
        ("severity:1", ["Payments fail", "Checkout errors"], "Search is slow"),
        ("owner:erin", ["Payments fail"], "Search is slow"),
        ("since:2026-11-21T15:00", ["Payments fail"], "Search is slow"),
        ("until:2026-11-20", ["No incident is like that."], "Search is slow"),
        ("nowhere", ["Nothing like that was said."], "Search is slow"),
    ],
)
async def test_words_and_terms_leave_what_is_meant(
    past: Scene, typed: str, found: list[str], left_out: str
) -> None:
    async with past.room() as room:
        await room.press("F", "slash", *typed)
        await room.until(lambda: left_out not in room.screen and all(text in room.screen for text in found))


async def test_a_term_that_cannot_be_so_says_why_and_leaves_what_was_found(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F", "slash", *"severity:7")
        await shown(room, "severity:7 is none: P1, P2, P3 or P4", "Payments fail")
        await room.press(*["backspace"] * 10)
        await room.until(lambda: "is none" not in room.screen)


async def test_times_of_another_offset_carry_their_zone_and_one_incident_is_one(past: Scene) -> None:
    line = '{"at": "2026-07-05T09:00:00Z", "kind": "declared", "text": "Summer outage"}'
    past.desk("alice").import_past(line)
    async with past.room(config=Config(policy=Policy(zone="Europe/Berlin"))) as room:
        await room.press("F", "slash", *"summer")
        screen = await shown(room, "1 incident ")
        assert "2026-07-05 11:00 CEST" in line_with(screen, "P?")
        assert "05 Jul 11:00 CEST" in screen


async def test_where_the_record_cannot_be_read_nothing_stands_under_words_that_were_not_looked_for(
    past: Scene,
) -> None:
    async with past.room() as room:
        await room.press("F", "slash", *"pool")
        await shown(room, "4 incidents", "scaling the pool")
        past.path.rename(past.path.with_name("elsewhere.db"))
        await room.press("x")
        await room.until(lambda: "save a copy" in room.said and not listed(room).rows)
        assert "Checkout errors" not in room.screen


async def test_it_is_sorted_by_one_thing_after_the_other_and_back(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F", "s")
        await shown(room, "by duration", "5 incidents")
        await room.until(lambda: room.screen.index("Night backup") < room.screen.index("Payments fail"))
        await room.press("S", "S")
        await shown(room, "by title")
        await room.until(lambda: room.screen.index("Checkout errors") < room.screen.index("Search is slow"))
        await room.press("escape", "F")
        await shown(room, "by title")


async def test_another_order_and_other_words_are_read_from_the_top(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F", "G")
        await shown(room, "5 incidents")
        await room.press("s")
        await room.until(lambda: listed(room).cursor == 0 and "by duration" in room.screen)
        await room.press("G", "slash", *"tapes")
        await shown(room, "1 incident ")
        await room.press("enter")
        assert line_with(room.screen, "Night backup").startswith("▌")


async def test_until_they_are_counted_no_figures_of_another_question_stand_there(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F")
        await shown(room, "5 incidents", "left out")
        counted = threading.Event()
        figures = Store.past_figures
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Store, "past_figures", lambda *asked: counted.wait() and figures(*asked))
            await room.press("slash", *"slow", "enter")
            screen = await shown(room, "counting …", "Search is slow")
            counted.set()
            assert "left out" not in screen
            await shown(room, "1 incident ")


async def test_it_follows_the_record_and_keeps_its_line(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F")
        await shown(room, "5 incidents")
        await room.press("j")
        past.clock.step(at(16, 11))
        past.desk("bob").act("INC-9BXW", response.note, what="reindexed")
        past.declare("oli", "Mail is late", Severity.P4)
        room.app.refresh_board()
        screen = await shown(room, "6 incidents")
        assert line_with(screen, "Search is slow").startswith("▌")


async def test_what_was_recorded_while_one_was_replayed_is_there_when_the_replay_is_left(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F", "slash", *"search", "enter")
        await room.until(lambda: "1 incident " in room.screen)
        await room.press("r")
        past.desk("bob").act("INC-9BXW", declaring.change_severity, severity=Severity.P3, why="It is faster")
        await room.skip(2)
        await room.press("escape")
        await shown(room, "P2→P3")


async def test_an_answer_to_what_was_typed_before_is_not_shown(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F")
        await shown(room, "5 incidents")
        screen = room.app.screen
        assert isinstance(screen, PastScreen)
        await screen._answer(Wanted(words="nowhere"), 60, screen._looks - 1)
        assert "Payments fail" in room.screen


async def test_no_key_of_the_live_room_acts_in_it(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F")
        await room.press("u", "v", "d", "1")
        assert isinstance(room.app.screen, PastScreen)
        assert "does nothing here; ? shows the keys" in room.said


async def test_a_key_that_comes_before_the_answer_is_about_what_was_asked(past: Scene) -> None:
    async with past.room() as room:
        await room.press("F")
        await shown(room, "5 incidents", "Payments fail")
        reader = room.app.past
        answered, ask = asyncio.Event(), reader.ask

        async def late(question: Any) -> Any:
            await answered.wait()
            return await ask(question)

        reader.ask = late  # type: ignore[method-assign]
        await room.press("slash", *"slow", "enter", "r")
        assert isinstance(room.app.screen, PastScreen)
        answered.set()
        await room.until(lambda: "REPLAY  INC-9BXW" in room.screen)


async def test_in_a_room_without_incidents_the_key_is_offered_and_there_is_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    async with Scene(folder).room() as room:
        assert "Find past incidents" in room.screen
        await room.press("F")
        await shown(room, "No incident is recorded yet.")
        await room.press("enter")
        assert "There is no line here to open." in room.said
        await room.press("q")
        assert len(room.app.screen_stack) == 1


async def test_near_the_last_line_more_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("incident_console.tui.screens.past_asking.PAGE", 3)
    scene = Scene(tmp_path)
    for n in range(25):
        scene.clock.step(at(14, n))
        scene.declare("oli", f"Mail {n} is late", Severity.P4)
    async with scene.room(size=(80, 10)) as room:
        await room.press("F")
        await shown(room, "25", "Mail 24 is late")
        assert len(listed(room).rows) == 10
        await room.press("j")
        await room.until(lambda: len(listed(room).rows) == 13)
        for more in range(16, 26, 3):
            await room.press("G")
            await room.until(lambda more=more: len(listed(room).rows) == min(more, 25))
        await room.press("G", "j")
        assert "Mail 0 is late" in room.screen
        assert "Nothing more below." in room.said


async def test_the_newest_question_ends_the_one_that_is_being_answered(past: Scene) -> None:
    begun = threading.Event()

    def slow(store: Store) -> int:
        begun.set()
        rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        from incident_console.store.history import interruptible

        with interruptible():
            store._connection.execute(rows).fetchall()
        return 1

    reader = PastReader(lambda: Store.open(past.path, read_only=True))
    first = asyncio.create_task(reader.ask(slow))
    assert await come_to(begun.is_set)
    second = asyncio.create_task(reader.ask(slow))
    await asyncio.sleep(0)
    third = asyncio.create_task(reader.ask(lambda store: store.ended_count()))
    assert await come_to(third.done)
    assert (await first, await second, await third) == (None, None, 2)
    reader.close()
    assert await reader.ask(lambda store: 1) is None
    assert issubclass(Interrupted, Exception)


@pytest.mark.snapshot
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_past_in_each_size(past: Scene, snap_compare: Any, size: tuple[int, int]) -> None:
    past.leave()

    async def looked_for(pilot: Any) -> None:
        await pilot.press("F", "slash", *"pool")
        room = Room(pilot.app, pilot)
        await shown(room, "Past incidents  4")
        # With fewer letters of the word as many are found, and others marked.
        await room.until(lambda: all(each.is_finished for each in pilot.app.workers if each.group == "past"))
        await room.press("enter", "j")

    assert snap_compare(past.app(), terminal_size=size, run_before=looked_for)

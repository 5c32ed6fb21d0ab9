"""The replay: the war room as it stood at a moment, and no key of it that acts on the room as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from incident_console.config import Config
from incident_console.domain import actions, closing, ending, handover, handover_answers, response
from incident_console.domain.vocabulary import Remedy, Severity
from incident_console.keys.actions import Mode, in_mode
from incident_console.tui.app import IncidentConsole
from incident_console.tui.panes.incident_pane import IncidentPane
from incident_console.tui.panes.incident_panes import ActionsPane, ClockPane, RolesPane, StatePane
from incident_console.tui.panes.pane import Pane
from incident_console.tui.panes.procedure_panes import ProcedurePane
from incident_console.tui.panes.replay_list import ReplayList, ReplayTabs
from incident_console.tui.panes.timeline_pane import TimelinePane
from incident_console.tui.render import replay
from incident_console.tui.screens.detail_screen import Detail
from incident_console.tui.screens.entry_reading import EntryReading
from incident_console.tui.screens.help import HelpScreen
from incident_console.tui.screens.replay import ReplayScreen
from tests.tui.scene import POLICY, Room, Scene, at

CHECKOUT = "INC-7K3Q"


async def replayed(room: Room, *keys: str) -> ReplayScreen:
    """Open the replay of the chosen incident and press keys in it."""
    await room.app.go_on_with("replay")
    await room.until(lambda: isinstance(room.app.screen, ReplayScreen))
    await room.pilot.pause()
    await room.press(*keys)
    await all_read(room)
    screen = room.app.screen
    assert isinstance(screen, ReplayScreen)
    return screen


async def all_read(room: Room) -> None:
    """Wait until it is known what else was open."""
    await room.until(lambda: all(each.is_finished for each in room.app.workers if each.group == "past"))


def listed(screen: ReplayScreen) -> list[tuple[str, str, bool]]:
    """Reference, owner and whether it was open of each incident in the list."""
    return [(row.ref, row.owner, row.open) for row in screen.query_one(ReplayList).rows]


def bar(screen: ReplayScreen) -> list[str]:
    pane = screen.query_one("#replay-bar", Pane)
    return [pane.render_line(y).text.strip() for y in range(pane.size.height)]


def shown(screen: Any) -> list[str]:
    """What the panes say about an incident, whatever size they have."""
    lines: list[str] = []
    for kind in (StatePane, ClockPane, RolesPane):
        lines += [line.plain for line in screen.query_one(kind).draw(80, 9)]
    for pane in (
        screen.query_one(TimelinePane),
        screen.query_one(ActionsPane),
        screen.query_one(ProcedurePane),
    ):
        for row in pane.rows:
            lines += [line.plain for line in pane.draw_row(row, 80, chosen=False)]
    return lines


def end(scene: Scene, by: str, ref: str) -> None:
    desk = scene.desk(by)
    desk.act(ref, closing.resolve, remedy=Remedy.RESTORED)
    desk.act(ref, closing.confirm)
    desk.act(ref, closing.close, what="pool", customer_impact="none", prevention="an alert", posted=True)


async def test_the_panes_say_what_they_said_in_the_live_room_at_that_second(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    ref = scene.declare("alice", "Checkout errors", Severity.P1, client="ACME", impact="30 % fail")
    then: list[list[str]] = []

    async def look() -> None:
        async with scene.room() as room:
            then.append(shown(room.app.screen))

    scene.clock.advance(minutes=5)
    scene.update("alice", ref, at(13, 40))
    scene.desk("alice").act(ref, actions.add_action, what="Scale the pool", owner="oli")
    scene.clock.advance(seconds=10)
    await look()
    scene.clock.advance(minutes=5)
    scene.desk("alice").act(ref, handover.offer_handover, to="bob", status="scaling")
    scene.clock.advance(seconds=50)
    await look()
    scene.clock.advance(minutes=30)
    scene.desk("oli").act(ref, actions.finish_action, n=1)
    await look()
    async with scene.room() as room:
        screen = await replayed(room, "w")
        for seconds, said in zip((310, 660, 2460), then, strict=True):
            screen.replay.to_time(screen.replay.starts)
            screen.replay.go_on(seconds / screen.replay.speed)
            screen._show()
            assert shown(screen) == said
    scene.leave()


async def test_every_pane_of_a_replay_looks_at_its_moment(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room)
        panes = [pane for pane in screen.query(Pane) if isinstance(pane, IncidentPane)]
        assert len(panes) == 6
        assert [pane for pane in panes if pane.seen is not screen.moment] == []


async def test_the_bar_says_of_when_and_which_past_and_where_in_the_whole(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room, "right_square_bracket", "right_square_bracket", "full_stop")
        head, whole, beneath = bar(screen)
        assert head.startswith(f"REPLAY  {CHECKOUT}   Sat 21 Nov 13:42:00 UTC   as it happened   paused 60×")
        assert head.endswith("entry 10 of 14")
        assert whole.startswith("├■")
        assert whole.index("▲") < whole.index("▮") < whole.rindex("»")
        assert beneath.startswith("13:02")
        assert beneath.endswith("14:34")
        assert "alice: action 2: Vendor ticket 8812" in beneath
        await room.press("w")
        assert "as it was known" in bar(screen)[0]


async def test_however_narrow_the_bar_is_it_says_of_which_day_and_of_another_year(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room, "full_stop")
        screen.replay.speed = 600

        def head(width: int, years: int = 0) -> str:
            today = screen.moment.now.replace(year=screen.moment.now.year + years)
            view = screen.moment.view()
            return replay.head(screen.replay, CHECKOUT, view, width, playing=False, today=today).plain

        year = screen.moment.now.year
        for width in (116, 76, 56, 36):
            assert "21 Nov 13:03:00 UTC" in head(width)
            assert f"21 Nov {year} 13:03:00 UTC" in head(width, years=1)
        assert "happened" in head(56)


async def test_where_an_entry_names_no_author_nothing_stands_before_a_colon(scene: Scene) -> None:
    line = '{"at": "2025-01-02T09:00:00Z", "kind": "alert", "text": "only this"}'
    scene.desk("alice").import_past(line, name="one.jsonl")
    async with scene.room() as room:
        await room.press("F", "slash", *"only", "enter")
        await room.until(lambda: "only this" in room.screen)
        await room.press("r")
        await room.until(lambda: isinstance(room.app.screen, ReplayScreen))
        await room.pilot.pause()
        screen = room.app.screen
        assert isinstance(screen, ReplayScreen)
        head, _, beneath = bar(screen)
        assert "Thu 2 Jan 2025 09:00:00 UTC" in head
        assert "09:00  alert: only this" in beneath


async def test_playing_lets_time_pass_at_its_speed_and_ends_as_a_replay(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room, "plus", "space")
        await room.skip(5.05)
        assert "▸ 120×" in bar(screen)[0]
        # The last frame may be a while ago.
        assert 7 * 60 < (screen.replay.now - at(13, 2)).total_seconds() < 11 * 60
        await room.press("space")
        stood = screen.replay.now
        await room.skip(2)
        assert screen.replay.now == stood
        await room.press("space", "plus", "plus")
        await room.skip(12)
        assert bar(screen)[0].endswith("entry 14 of 14")
        assert room.app.screen is screen
        assert "paused 600×" in bar(screen)[0]
        await room.press("escape")
        assert room.app.screen.id == "live"


async def test_beside_it_stands_what_was_open_then_with_owner_and_clock_of_then(scene: Scene) -> None:
    scene.clock.step(at(14, 40))
    scene.desk("alice").act("INC-9BXW", handover_answers.accept_handover)
    scene.clock.step(at(14, 45))
    end(scene, "alice", "INC-9BXW")
    async with scene.room() as room:
        screen = await replayed(room)
        assert listed(screen) == [
            (CHECKOUT, "alice", True),
            ("INC-RPTS", "carol", True),
            ("INC-BACK", "dave", True),
        ]
        await room.press(*["right_square_bracket"] * 3, *["full_stop"] * 20)
        await all_read(room)
        assert listed(screen)[1] == ("INC-9BXW", "bob", True)
        assert "P2 Search is slow" in room.screen
        await room.press("G")
        await all_read(room)
        assert [row[0] for row in listed(screen)] == [CHECKOUT, "INC-RPTS", "INC-BACK"]
        assert "OVERDUE" in room.screen


async def test_enter_in_the_list_goes_over_to_another_incident_at_the_same_time(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room, "w", "G", "comma", "comma", "comma", "comma", "plus")
        assert f"{screen.replay.now:%H:%M:%S}" == "14:30:12"
        await room.press("shift+tab")
        while not isinstance(screen.focused, ReplayList):
            await room.press("shift+tab")
        await room.press("enter")
        assert f"{CHECKOUT} is the one that is shown." in room.said
        await room.press("j", "enter")
        await all_read(room)
        ref = screen.moment.incident.ref if screen.moment.incident else ""
        assert ref != CHECKOUT
        assert f"{ref}   Sat 21 Nov 14:30:12 UTC   as it was known   paused 120×" in bar(screen)[0]
        assert (CHECKOUT, "alice", True) in listed(screen)
        assert screen.query_one(StatePane).draw(80, 5)[0].plain.startswith("  ")
        await room.press("escape")
        assert room.app.chosen == CHECKOUT


async def test_at_its_end_an_incident_stands_below_what_was_open(scene: Scene) -> None:
    scene.clock.step(at(14, 45))
    end(scene, "dave", "INC-BACK")
    async with scene.room() as room:
        room.app.go_to("INC-BACK")
        screen = await replayed(room, "G")
        assert listed(screen)[-1] == ("INC-BACK", "dave", False)
        assert "3 open then" in room.screen
        assert "Ended" in room.screen
        picked = screen.query_one(ReplayList).picked
        assert picked is not None
        assert picked.ref == "INC-BACK"


async def test_where_it_is_narrow_what_was_open_is_a_line_of_tabs(scene: Scene) -> None:
    async with scene.room(size=(80, 24)) as room:
        screen = await replayed(room, "w", "G", "shift+tab")
        while not isinstance(screen.focused, ReplayTabs):
            await room.press("shift+tab")
        tabs = screen.query_one(ReplayTabs)
        assert "▌▲ 7K3Q" in tabs.render_line(0).text
        await room.press("j")
        assert "▌◆ 9BXW" in tabs.render_line(0).text
        await room.press("enter")
        assert "INC-9BXW" in bar(screen)[0]
        assert "▌◆ 9BXW" in tabs.render_line(0).text


async def test_of_what_goes_on_the_end_is_now(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room, "G")
        assert screen.replay.now == at(14, 34, 12)
        assert shown(screen) == shown(room.app.screen_stack[0])
        await room.press("right")
        assert "Nothing comes after this." in room.said
        assert screen.replay.now == at(14, 34, 12)


async def test_a_promise_that_passed_is_a_stop_and_stands_on_the_map(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room, "G", "left_square_bracket")
        assert f"{screen.replay.now:%H:%M:%S}" == "14:30:01"
        assert "OVERDUE" in room.screen
        assert "14:30  passed, and what was due is not there" in bar(screen)[2]
        await room.press("left_square_bracket")
        assert bar(screen)[1].count("!") == 1


async def test_what_is_recorded_meanwhile_joins_the_way_forward_and_the_moment_stays(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room, "G", "left", "left")
        stood = screen.replay.now
        assert bar(screen)[0].endswith("entry 13 of 14")
        scene.clock.step(at(14, 36))
        scene.desk("bob").act(CHECKOUT, response.note, what="the pool recovers")
        room.app.refresh_board()
        await room.until(lambda: bar(screen)[0].endswith("entry 13 of 15"))
        assert screen.replay.now == stood
        await room.press("G")
        assert "bob: the pool recovers" in bar(screen)[2]
        assert room.app.screen is screen


async def test_what_is_recorded_of_the_others_meanwhile_is_seen_without_a_step(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room, "G")
        assert "INC-9BXW" in [ref for ref, *_ in listed(screen)]
        scene.desk("bob").act("INC-9BXW", ending.stand_down, why="A false alarm", at=at(14, 33), posted=True)
        room.app.refresh_board()
        await room.until(lambda: "INC-9BXW" not in [ref for ref, *_ in listed(screen)])


async def test_no_key_of_the_live_room_acts_in_a_replay(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room, "right")
        mine = {key for action in in_mode(Mode.REPLAY) for key in action.key_list}
        before = scene.desk("bob").incident(CHECKOUT).seq
        chosen = room.app.chosen
        live = [action for action in in_mode(Mode.LIVE) if action.id != "suspend"]
        for key in [key for action in live for key in action.key_list if key not in mine]:
            await room.pilot.press(key)
            assert room.app.screen is screen, key
        await room.press("u")
        assert "u does nothing in the past; Esc leaves the replay" in room.said
        for action in live:
            await room.app.go_on_with(action.id)
            assert room.app.screen is screen, action.id
        assert room.app.chosen == chosen
        assert scene.desk("bob").incident(CHECKOUT).seq == before


async def test_no_key_of_a_replay_is_silent_at_its_ends(scene: Scene) -> None:
    async with scene.room() as room:
        screen = await replayed(room)
        silent = []
        for action in in_mode(Mode.REPLAY):
            if action.id in ("replay_leave", "replay_play"):
                continue
            for _ in range(2):
                room.app.notices.clear()
                before = (room.screen, room.app.screen, screen.focused, tuple(room.app._notifications))
                room.app.perform(action)
                await room.pilot.pause()
                if (room.screen, room.app.screen, screen.focused, tuple(room.app._notifications)) == before:
                    silent.append(action.id)
                while room.app.screen is not screen:
                    room.app.pop_screen()
        assert silent == []


async def test_from_an_entry_in_full_the_replay_begins_there_and_goes_back_to_it(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("T", "j", "j", "j", "enter")
        detail = room.app.screen
        assert isinstance(detail, EntryReading)
        assert f"entry {detail._here.seq}  13:41" in room.screen
        await room.press("r")
        screen = room.app.screen
        assert isinstance(screen, ReplayScreen)
        assert screen.replay.entry.id == detail._here.id
        await room.press("escape")
        assert room.app.screen is detail


async def test_from_what_was_found_in_the_past_the_replay_begins_at_that_entry(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("F", "slash", *"reindexing", "enter")
        await room.until(lambda: "1 incident " in room.screen)
        await room.press("r")
        screen = room.app.screen
        assert isinstance(screen, ReplayScreen)
        assert "INC-9BXW" in bar(screen)[0]
        assert "reindexing" in bar(screen)[2]
        assert room.app.chosen == CHECKOUT
        await room.press("escape")
        assert "Past incidents" in room.screen


async def test_an_entry_is_read_as_it_stood_and_help_shows_the_keys_of_a_replay(scene: Scene) -> None:
    async with scene.room() as room:
        await replayed(room)
        await room.press("enter")
        assert isinstance(room.app.screen, Detail)
        assert "entry 1  13:02" in room.screen
        await room.press("escape", "question_mark")
        assert isinstance(room.app.screen, HelpScreen)
        assert "Go on by one entry" in room.screen
        assert "Declare a new incident" not in room.screen


@pytest.mark.snapshot
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_how_it_looks(scene: Scene, snap_compare: Any, size: tuple[int, int]) -> None:
    async def open_it(pilot: Any) -> None:
        app: IncidentConsole = pilot.app
        # What dialogs look like is read behind the first frame, and so is this.
        await pilot.pause()
        room = Room(app, pilot)
        await replayed(
            room, "right_square_bracket", "right_square_bracket", "right_square_bracket", "full_stop"
        )

    app = scene.app(config=Config(policy=POLICY))
    assert snap_compare(app, terminal_size=size, run_before=open_it)

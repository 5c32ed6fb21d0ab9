"""The live screen as somebody in an incident uses it."""

import asyncio
import threading
from pathlib import Path

import pytest
from textual.widgets import Input

from incident_console.config import parse_config
from incident_console.desk import Desk, Done
from incident_console.domain import actions, declaring, ending, response
from incident_console.domain.vocabulary import Severity
from incident_console.tui.app import IncidentConsole, verbs
from incident_console.tui.dialogs.pause import PAUSE_SECONDS
from incident_console.tui.panes.incident_list import IncidentList
from incident_console.tui.room.typing_ahead import REST_SECONDS
from tests.tui.scene import Scene, at


async def test_first_glance_says_what_is_late_and_whose(scene: Scene) -> None:
    async with scene.room() as room:
        assert room.app.chosen == "INC-7K3Q"
        assert "1 overdue" in room.pane("#header")
        assert "OVERDUE" in room.pane("#clock")
        assert "promised 15:30 CET" in room.pane("#clock")
        assert "to ACME in update 2" in room.pane("#clock")
        assert "yours to keep" in room.pane("#clock")
        assert "alice (you)" in room.pane("#roles")


async def test_second_glance_says_what_is_true(scene: Scene) -> None:
    async with scene.room() as room:
        state = room.pane("#state")
        assert "▲ P1 Critical" in state
        assert "identified" in state
        assert "open 1 h 32 min" in state
        assert "30 % of EU checkouts fail with 502" in state
        assert "not out yet: update 3" in state


async def test_what_hangs_on_me_is_in_sight_whatever_is_chosen(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("G")
        listed = room.pane("#on-you").splitlines()
        assert [line.split()[0] for line in listed[1:5]] == ["!", "⇄", "✉", "⇄"]
        assert listed[1].split()[-2:] == ["7K3Q", "u"]
        assert "bob offers the IC" in listed[2]


async def test_where_it_has_no_room_it_is_a_count_that_a_key_unfolds(scene: Scene) -> None:
    async with scene.room(size=(80, 24)) as room:
        assert "4 on you (O)" in room.pane("#header")
        await room.press("O")
        assert "carol's yes, 7 min left" in room.pane("#on-you")
        await room.press("escape")
        assert "Next update" in room.screen


async def test_enter_goes_there_and_does_what_it_asks_for(scene: Scene) -> None:
    desk = scene.desk("carol")
    for what in ("Write to finance", "Count the lost reports"):
        desk.act("INC-RPTS", actions.add_action, what=what, owner="alice", due=at(14, 33))
    async with scene.room() as room:
        await room.press("O", "j", "j", "j", "enter")
        await room.until(lambda: "2  Count the lost reports" in room.screen and room.app.chosen == "INC-RPTS")
        await room.press("enter")
        await room.until(lambda: "Count the lost" not in room.pane("#on-you"))
        assert "Write to finance" in room.pane("#on-you")


async def test_the_standing_offer_says_to_whom_and_how_long(scene: Scene) -> None:
    async with scene.room() as room:
        assert "offered to carol" in room.pane("#roles")
        assert "7 min left" in room.pane("#roles")


async def test_the_countdown_is_due_minus_now_and_counts_on_when_overdue(scene: Scene) -> None:
    async with scene.room(size=(40, 10)) as room:
        assert "−04:12" in room.pane("#card")
        room.tick(60)
        assert "−05:12" in room.pane("#card")
        await room.press("j")
        assert "16:48" in room.pane("#card")
        room.tick(60 * 8)
        assert "soon" in room.pane("#card")
        room.tick(60 * 4)
        assert "very soon" in room.pane("#card")


async def test_a_deadline_that_passes_moves_its_incident_up(scene: Scene) -> None:
    async with scene.room() as room:
        room.tick(60 * 18)
        await room.pilot.pause()
        assert "2 overdue" in room.pane("#header")
        assert room.app.chosen == "INC-7K3Q"


async def test_the_filter_is_live_and_escape_takes_it_back(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("slash", *"slow")
        assert [row.ref for row in room.app.listed] == ["INC-9BXW"]
        assert room.app.chosen == "INC-9BXW"
        await room.press("enter")
        assert isinstance(room.app.focused, IncidentList)
        assert "1 of 4  /slow" in room.pane("#list")
        await room.press("escape")
        assert len(room.app.listed) == 4


async def test_letters_typed_faster_than_they_are_looked_at_are_all_in_the_filter(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("slash")
        field = room.app.screen.query_one("#filter", Input)
        for letter in "slow":
            field.insert_text_at_cursor(letter)
        await room.until(lambda: room.app.wanted == "slow")
        for _ in range(3):
            await room.pilot.pause()
        assert (field.value, room.app.wanted, room.app.chosen) == ("slow", "slow", "INC-9BXW")


async def test_letters_typed_into_the_filter_do_nothing_else(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("slash", *"qd1vH?:")
        assert room.app.is_running
        assert room.app.wanted == "qd1vH?:"
        assert len(room.app.screen_stack) == 1


async def test_enter_on_an_open_step_opens_what_it_lacks(scene: Scene) -> None:
    async with scene.room() as room:
        assert "6 of 9" in room.pane("#open-steps")
        assert "5 no Operations Lead · 7 next update due" in room.pane("#open-steps")
        await room.press("P", *"jjjj", "enter")
        await room.until(lambda: "Assign a role" in room.screen or "Roles of" in room.screen)


@pytest.mark.parametrize("size", [(160, 50), (120, 40), (80, 24), (60, 20), (40, 10)])
async def test_owner_countdown_and_severity_stay_in_every_size(scene: Scene, size: tuple[int, int]) -> None:
    async with scene.room(size=size) as room:
        for word in ("OVERDUE", "P1", "Checkout errors", "15:30 CET"):
            assert word in room.screen
        assert "you" in room.screen
        assert all(len(line) <= size[0] for line in room.screen.splitlines())


async def test_a_disabled_key_says_why_in_keys_not_in_commands(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("h")
        assert "offered to carol until 14:41; withdraw that first (W)" in room.said
        await room.skip(REST_SECONDS)
        await room.press("c")
        assert "resolve it first (v)" in room.said


async def test_another_consoles_change_shows_and_the_selection_stays(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("j")
        scene.desk("bob").act(
            "INC-9BXW", declaring.change_severity, severity=Severity.P1, why="it is down for all"
        )
        await room.until(lambda: "it is down for all" in room.pane("#timeline"))
        assert room.app.chosen == "INC-9BXW"
        scene.declare("dave", "Everything is down", Severity.P1)
        await room.until(lambda: "Everything is down" in room.pane("#list"))
        assert room.app.chosen == "INC-9BXW"


async def test_the_screen_says_saving_until_the_record_answered(scene: Scene) -> None:
    async with scene.room() as room:
        gate = threading.Event()

        def slow(desk: Desk) -> Done:
            gate.wait(5)
            return desk.act("INC-7K3Q", response.note, what="written slowly")

        task = asyncio.create_task(room.app.record(slow, told="noted"))
        await room.until(lambda: "saving" in room.pane("#header"))
        room.tick(1)
        assert "saving" in room.pane("#header")
        gate.set()
        await task
        assert "saving" not in room.pane("#header")
        assert "written slowly" in room.pane("#timeline")
        await room.until(lambda: "noted" in room.said)


async def test_a_refusal_is_told_and_nothing_is_recorded(scene: Scene) -> None:
    async with scene.room("bob") as room:
        answer = await room.app.record(
            lambda desk: desk.act("INC-7K3Q", declaring.change_severity, severity=Severity.P3, why="calmer")
        )
        assert answer is None
        await room.until(lambda: "only alice" in room.said)
        assert "UTC" not in room.said


async def test_what_goes_wrong_in_a_verb_is_shown_and_written_down(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(app: IncidentConsole) -> None:
        raise RuntimeError("a [b]wheel came off")

    monkeypatch.setitem(verbs(), "note", broken)
    async with scene.room() as room:
        await room.press("n")
        await room.until(lambda: "wheel" in room.said)
        assert room.app.is_running
    log = scene.path.with_name("incidents.db.failures.log")
    assert "a [b]wheel came off" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


async def test_leaving_is_from_the_top_and_says_what_is_unsent(scene: Scene) -> None:
    scene.desk("alice").store.save_draft("x", "update", "alice", {"impact": "…"}, scene.clock.now())
    async with scene.room() as room:
        await room.press("T", "q")
        assert isinstance(room.app.focused, IncidentList)
        await room.press("q")
        assert "Kept, and not sent: update" in room.said
        assert room.app.is_running
        await room.press("q")
        await room.until(lambda: room.app.return_code == 0)


async def test_y_is_for_what_is_offered_to_me_and_only_a_yes_goes_there(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("slash", *"checkout", "enter", "y")
        await room.until(lambda: "Take over INC-9BXW from bob" in room.screen)
        await room.press("escape")
        assert (room.app.chosen, room.app.wanted) == ("INC-7K3Q", "checkout")
        await room.press("N")
        await room.until(lambda: "Decline INC-9BXW" in room.screen)
        await room.press("escape", "y")
        await room.until(lambda: "Take over INC-9BXW from bob" in room.screen)
        await room.skip(PAUSE_SECONDS)
        await room.press("end", "y")
        await room.until(lambda: room.app.chosen == "INC-9BXW")
        assert scene.desk("alice").incident("INC-9BXW").owner == "alice"


async def test_ended_incidents_are_a_key_away(scene: Scene) -> None:
    scene.desk("dave").act("INC-BACK", ending.stand_down, why="it was the report that was wrong")
    async with scene.room() as room:
        assert "INC-BACK" not in {row.ref for row in room.app.board}
        await room.press("E")
        assert "stood down" in room.pane("#list")
        await room.press("E")
        assert "stood down" not in room.pane("#list")


async def test_enter_reads_an_entry_in_full(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("T", "enter")
        await room.until(lambda: len(room.app.screen_stack) == 2)
        assert "What we do next" in room.screen
        await room.press("escape")
        assert len(room.app.screen_stack) == 1


async def test_suspending_saves_first_and_is_no_key_of_fields(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    async def save() -> bool:
        done.append("saved")
        return True

    async with scene.room() as room:
        monkeypatch.setattr(type(room.app), "action_suspend_process", lambda _: done.append("suspended"))
        monkeypatch.setattr(type(room.app._driver), "can_suspend", True)
        room.app.savers.add(save)
        await room.press("ctrl+z")
        await room.until(lambda: "suspended" in done)
        assert done == ["saved", "suspended"]
        await room.press("slash", "x", "ctrl+z")
        assert "outside of fields only" in room.said
        assert done == ["saved", "suspended"]
        room.app.savers.clear()


async def test_an_empty_room_says_what_to_press(tmp_path: Path) -> None:
    async with Scene(tmp_path).room() as room:
        assert "No incident is open." in room.screen
        for words in ("Declare a new incident", "an incident under way", "Be led through one"):
            assert words in room.screen


async def test_remapped_keys_work_and_are_shown(scene: Scene) -> None:
    config = parse_config('[keymap]\nzoom = "f8"\nupdate = "z"\n', Path("config.toml"))
    async with scene.room(config=config) as room:
        assert "z Update" in room.pane("#footer")
        await room.press("T", "f8")
        assert "Roles" not in room.screen

"""What is new while somebody looks: in the timeline, in passing, and as the answer to an offer."""

import asyncio

import pytest

from incident_console.config import Config, Display
from incident_console.domain import handover, handover_answers, response
from incident_console.tui.app import IncidentConsole, verbs
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.forms.fields import Line
from incident_console.tui.screens.help import HelpScreen
from tests.tui.scene import POLICY, Scene


def note(scene: Scene, what: str) -> None:
    scene.clock.advance(seconds=5)
    scene.desk("oli").act("INC-7K3Q", response.note, what=what)


async def test_the_timeline_stays_at_the_newest_entry(scene: Scene) -> None:
    async with scene.room(size=(120, 40)) as room:
        for n in range(20):
            note(scene, f"finding number {n}.")
        room.app.refresh_board()
        await room.pilot.pause()
        assert "finding number 19." in room.pane("#timeline").splitlines()[1]
        assert "new above" not in room.pane("#timeline")


async def test_further_down_the_rule_says_how_many_are_new_above(scene: Scene) -> None:
    async with scene.room(size=(120, 40)) as room:
        await room.press("T", "j", "j")
        picked = room.app.screen.query_one("#timeline").picked.id  # type: ignore[attr-defined]
        for n in range(3):
            note(scene, f"finding number {n}.")
        room.app.refresh_board()
        await room.pilot.pause()
        assert room.app.screen.query_one("#timeline").picked.id == picked  # type: ignore[attr-defined]
        assert "3 new above" in room.pane("#timeline").splitlines()[0]
        await room.press("g")
        assert "new above" not in room.pane("#timeline")
        assert "finding number 2." in room.pane("#timeline").splitlines()[1]
        await room.press("j")
        assert "new above" not in room.pane("#timeline")


async def test_who_reads_far_down_keeps_the_lines_before_their_eyes(scene: Scene) -> None:
    for n in range(60):
        note(scene, f"finding number {n}.")
    async with scene.room() as room:
        await room.press("T", "pagedown", "pagedown", "pagedown")
        before = room.pane("#timeline").splitlines()[1:]
        note(scene, "one more")
        room.app.refresh_board()
        await room.pilot.pause()
        after = room.pane("#timeline").splitlines()
        assert "1 new above" in after[0]
        assert [line[:60] for line in after[1:]] == [line[:60] for line in before]


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rung: list[str] = []
    monkeypatch.setattr(IncidentConsole, "bell", lambda self: rung.append("bell"))
    return rung


async def test_the_giver_is_told_of_the_yes(scene: Scene, bells: list[str]) -> None:
    async with scene.room() as room:
        bells.clear()
        await room.press("j")
        scene.desk("carol").act("INC-7K3Q", handover_answers.accept_handover)
        await room.until(lambda: "carol took over 7K3Q" in room.said)
        assert not bells


async def test_the_giver_is_told_of_the_no_as_it_was_written(scene: Scene, bells: list[str]) -> None:
    async with scene.room() as room:
        bells.clear()
        scene.desk("carol").act(
            "INC-7K3Q", handover_answers.decline_handover, why="on a call: close to the end"
        )
        await room.until(lambda: "carol declined 7K3Q: on a call: close to the end" in room.said)
        assert "you still own it" in room.said
        assert bells == ["bell"]


async def test_the_giver_is_told_of_silence(scene: Scene, bells: list[str]) -> None:
    async with scene.room() as room:
        bells.clear()
        room.tick(60 * 6)
        assert "lapsed" not in room.said
        room.tick(60)
        await room.pilot.pause()
        assert "your offer of 7K3Q to carol lapsed: you still own it" in room.said
        room.tick(60)
        assert len(bells) == 1


async def test_a_bell_that_is_off_stays_silent(scene: Scene, bells: list[str]) -> None:
    config = Config(policy=POLICY, display=Display(bell=False))
    async with scene.room(config=config) as room:
        scene.clock.advance(minutes=8)
        room.app.refresh_board()
        assert "lapsed" in room.said
        assert not bells


async def test_an_offer_taken_back_and_one_made_anew_are_no_answers(scene: Scene) -> None:
    alice = scene.desk("alice")
    async with scene.room() as room:
        alice.act("INC-7K3Q", handover_answers.withdraw_handover)
        room.app.refresh_board()
        alice.act("INC-7K3Q", handover.offer_handover, to="dave", status="calm")
        room.app.refresh_board()
        assert room.said == ""


async def test_keys_behind_a_verb_that_opens_nothing_act_on_the_room_when_it_is_done(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()
    started: list[str] = []

    async def slow(app: IncidentConsole) -> None:
        started.append("note")
        await gate.wait()

    monkeypatch.setitem(verbs(), "note", slow)
    async with scene.room() as room:
        for key in ("n", "j", "question_mark", "j"):
            room.app.simulate_key(key)
        await room.until(lambda: bool(started))
        await room.skip(0.1)
        assert room.app.chosen == "INC-7K3Q"
        gate.set()
        await room.until(lambda: isinstance(room.app.screen, HelpScreen))
        assert room.app.chosen == "INC-9BXW"
        assert not room.said


async def test_keys_typed_before_a_dialog_is_up_are_typed_into_it(scene: Scene) -> None:
    async with scene.room() as room:
        for key in ("d", *"checkout", "tab"):
            room.app.simulate_key(key)
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        form = room.app.screen
        assert isinstance(form, FormDialog)
        await room.until(
            lambda: any(isinstance(field, Line) and field.text == "checkout" for field in form.fields)
        )
        assert len(room.app.screen_stack) == 2

"""What is told in passing: one notice, away from what it speaks of, gone with its cause."""

import pytest
from textual.widgets._toast import Toast

from incident_console.domain import handover, handover_answers
from incident_console.keys.actions import BY_ID
from incident_console.store.errors import StoreError
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.panes.bars import Footer
from incident_console.tui.room.notices import SECONDS
from tests.tui.scene import Room, Scene


def toasts(room: Room) -> list[Toast]:
    return list(room.app.screen.query(Toast))


async def test_one_notice_holds_what_was_told_last_each_once(scene: Scene) -> None:
    async with scene.room() as room:
        for text in ("one", "two", "two", "three", "four"):
            room.app.tell(text)
        room.app.tell("three", severity="warning")
        await room.pilot.pause()
        assert room.said == "two\nthree\nfour"
        assert len(toasts(room)) == 1


async def test_it_goes_when_its_time_is_up_and_stays_as_long_again_where_it_is_said_again(
    scene: Scene,
) -> None:
    async with scene.room() as room:
        room.app.tell("one")
        await room.skip(SECONDS - 1)
        room.app.tell("one")
        room.app.tell("two")
        await room.skip(2)
        assert room.said == "one\ntwo"
        await room.skip(SECONDS)
        assert room.said == ""
        assert not toasts(room)


async def test_what_answers_a_key_goes_with_the_next_and_an_error_stays(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("k")
        assert room.said == "Nothing more above."
        shown = toasts(room)
        await room.press("k")
        assert toasts(room) == shown
        room.app.report("it is written down", cause="failure", severity="error")
        await room.press("T")
        assert room.said == "it is written down"
        await room.press("L", "j")
        assert room.said == ""


async def test_a_call_is_told_until_it_is_answered(scene: Scene) -> None:
    async with scene.room() as room:
        scene.desk("carol").act("INC-7K3Q", handover_answers.decline_handover, why="on a call")
        await room.until(lambda: "carol declined 7K3Q" in room.said)
        await room.press("T")
        assert "carol declined 7K3Q" in room.said
        scene.desk("alice").act("INC-7K3Q", handover.offer_handover, to="dave", status="calm")
        await room.until(lambda: "carol declined 7K3Q" not in room.said)


async def test_a_record_that_can_be_read_again_is_no_trouble_any_more(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise StoreError("the disk does not answer")

    async with scene.room() as room:
        with monkeypatch.context() as patch:
            patch.setattr(room.app.reader.store, "board", broken)
            room.app.refresh_board()
            assert room.said == "the disk does not answer"
        room.app.refresh_board()
        assert room.said == ""


async def test_it_covers_neither_a_dialog_nor_another_incident(scene: Scene) -> None:
    async with scene.room() as room:
        room.app.report("about this one", cause="a")
        await room.press("j")
        await room.until(lambda: not room.said and not toasts(room))
        room.app.report("about that one", cause="a")
        await room.pilot.pause()
        await room.press("question_mark")
        assert len(room.app.screen_stack) == 2
        assert not room.said
        await room.press("escape")
        assert "about that one" not in room.screen


@pytest.mark.parametrize("size", [(120, 40), (60, 20)], ids=str)
async def test_it_stands_where_the_keys_are_and_over_a_dialog_at_the_top(
    scene: Scene, size: tuple[int, int]
) -> None:
    async with scene.room(size=size) as room:
        await room.press("c")
        await room.until(lambda: bool(toasts(room)) and toasts(room)[0].region.width == size[0])
        assert toasts(room)[0].region.bottom == room.app.screen.query_one(Footer).region.bottom
        room.app.perform(BY_ID["note"])
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        room.app.tell("about this form")
        await room.until(lambda: bool(toasts(room)) and toasts(room)[0].region.height == 1)
        assert toasts(room)[0].region.y == 0

"""A record that cannot be written is looked at in the war room, which says that it is a copy, and of when."""

import pytest

from incident_console.keys.actions import ACTIONS
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.keys.availability import reason
from incident_console.tui.room.record import opened
from incident_console.tui.room.typing_ahead import REST_SECONDS
from tests.tui.scene import Room, Scene


@pytest.fixture
def copy(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The evening, whose file cannot be written any more by who looks at it."""
    scene.leave()
    for place in ("store.open_file", "tui.room.record"):
        monkeypatch.setattr(f"incident_console.{place}.is_only_read", lambda path: path == scene.path)
    return scene


def app(scene: Scene) -> IncidentConsole:
    return IncidentConsole(opened(scene.path, None), person="alice", clock=scene.clock)


async def test_the_header_says_that_it_is_a_copy_and_of_when(copy: Scene) -> None:
    async with app(copy).run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        assert "copy of 14:31" in Room(pilot.app, pilot).screen.splitlines()[0]  # type: ignore[arg-type]


async def test_whatever_would_write_is_refused_at_its_key_and_all_else_goes_on(copy: Scene) -> None:
    before = copy.path.read_bytes()
    async with app(copy).run_test(size=(120, 40), notifications=True) as pilot:
        room = Room(pilot.app, pilot)  # type: ignore[arg-type]
        for key in ("u", "n", "d", "v", "y", "D"):
            await room.press(key)
            assert "incidents.db is a copy that cannot be written here" in room.said, key
            assert len(room.app.screen_stack) == 1
        await room.skip(REST_SECONDS)
        await room.press("F")
        await room.until(lambda: "4 incidents" in room.screen)
        await room.press("escape", "T", "enter")
        assert len(room.app.screen_stack) == 2
    assert copy.path.read_bytes() == before


async def test_every_verb_that_only_reads_is_to_be_had(copy: Scene) -> None:
    async with app(copy).run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        room = Room(pilot.app, pilot)  # type: ignore[arg-type]
        refused = {
            action.id
            for action in ACTIONS
            if "copy that cannot be written" in str(reason(room.app, action.id) or "")
        }
    assert refused >= {"update", "note", "declare", "drafts", "merge"}
    assert refused.isdisjoint(
        {"replay", "course", "log", "brief", "copy", "export", "save_copy", "demo", "drill"}
    )
    assert not {action.id for action in ACTIONS if action.in_room} & refused


async def test_the_past_of_a_copy_is_found_and_replayed(copy: Scene) -> None:
    async with app(copy).run_test(size=(120, 40), notifications=True) as pilot:
        room = Room(pilot.app, pilot)  # type: ignore[arg-type]
        await room.press("F")
        await room.until(lambda: "4 incidents" in room.screen)
        assert "Past incidents  4  copy of 14:31" in room.screen
        await room.press("r")
        await room.until(lambda: "REPLAY" in room.screen)
        await room.press("escape", "K")
        await room.until(lambda: "How it went" in room.screen)


def test_a_record_that_can_be_written_is_opened_for_that(scene: Scene) -> None:
    with opened(scene.path, None) as store:
        assert (store.read_only, store.is_copy) == (False, False)
    with Store.open(scene.path, read_only=True) as store:
        assert not store.is_copy

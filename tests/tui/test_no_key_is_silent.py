"""Each key of the table does something that is seen, or says why it does nothing, wherever the focus is."""

from pathlib import Path

import pytest

from incident_console.keys.actions import ACTIONS, Action, Mode
from incident_console.tui.keys import availability
from incident_console.tui.panes.incident_list import IncidentList
from incident_console.tui.room.typing_ahead import REST_SECONDS
from incident_console.tui.screens.detail_screen import Detail
from tests.tui.scene import Room, Scene

KEYS = [action for action in ACTIONS if action.in_room and action.mode is Mode.LIVE and action.id != "leave"]
PANES = ["#list", "#clock", "#timeline", "#actions"]
"""One of each kind: with the choice, of lines, of rows of several heights, of rows of one line."""


def seen(room: Room) -> object:
    app = room.app
    return room.screen, app.focused, app.screen, app.chosen, app.ended, tuple(app._notifications)


async def back(room: Room, selector: str | None) -> None:
    """Leave whatever came up, and put the focus where the next key is tried."""
    app = room.app
    while len(app.screen_stack) > 1:
        app.pop_screen()
    live = app.screen_stack[0]
    live.minimize()
    app.ended = False
    app.notices.clear()
    if selector is not None:
        live.query_one(selector).focus()
    await room.pilot.pause()


async def silent(room: Room, selector: str | None = None) -> list[str]:
    """Return the actions whose key neither did nor said anything."""
    found = []
    for action in KEYS:
        await back(room, selector)
        before = seen(room)
        room.app.perform(action)
        await room.pilot.pause()
        if seen(room) == before:
            found.append(action.id)
    return found


@pytest.mark.parametrize("selector", PANES)
async def test_in_every_pane(scene: Scene, selector: str) -> None:
    async with scene.room() as room:
        assert await silent(room, selector) == []


@pytest.mark.parametrize("size", [(80, 24), (40, 10)], ids=str)
async def test_where_there_is_no_room_for_panes(scene: Scene, size: tuple[int, int]) -> None:
    async with scene.room(size=size) as room:
        assert await silent(room) == []


async def test_where_nothing_matches_a_filter_and_where_nothing_is_open(scene: Scene, tmp_path: Path) -> None:
    async with scene.room() as room:
        room.app.wanted = "zz"
        assert await silent(room) == []
    (empty := tmp_path / "empty").mkdir()
    async with Scene(empty).room() as room:
        assert await silent(room) == []


async def test_what_stands_for_nothing_says_so_and_where_the_keys_are(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("Q")
        assert room.said == "Q does nothing here; ? shows the keys."


async def test_enter_on_the_list_and_on_the_tabs_opens_the_incident_in_full(scene: Scene) -> None:
    for size in ((120, 40), (80, 24), (40, 10)):
        async with scene.room(size=size) as room:
            await room.press("j", "enter")
            assert isinstance(room.app.screen, Detail), size
            assert "Search is slow" in room.screen


def acting(room: Room) -> list[Action]:
    """The actions that would write into the chosen incident, and are not refused."""
    mine = {"declare", "hand_over_all", "accept", "decline", "called"}
    anywhere = {*mine, "merge", "save_copy", "demo", "drill"}
    verbs = [action for action in ACTIONS if not action.in_room and action.id not in anywhere]
    return [action for action in verbs if availability.reason(room.app, action.id) is None]


async def test_a_filter_that_lets_nothing_through_shows_nothing_and_nothing_can_be_written(
    scene: Scene,
) -> None:
    async with scene.room() as room:
        await room.press("j", "slash", "z", "z", "enter")
        assert "Search is slow" not in room.screen
        assert acting(room) == []
        await room.press("n")
        assert room.said == "Note: nothing matches “zz”; Esc shows all"
        await room.skip(REST_SECONDS)
        await room.press("escape")
        assert room.app.chosen == "INC-9BXW"
        assert isinstance(room.app.focused, IncidentList)


async def test_the_card_says_that_nothing_matches(scene: Scene) -> None:
    async with scene.room(size=(40, 10)) as room:
        room.app.wanted = "zz"
        await room.pilot.pause()
        assert "nothing matches" in room.pane("#card")


async def test_what_somebody_goes_to_is_never_hidden_by_a_filter(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("slash", *"slow", "enter")
        room.app.chosen = "INC-RPTS"
        await room.pilot.pause()
        assert room.app.wanted == ""
        assert room.app.chosen == "INC-RPTS"
        assert "Reports delayed" in room.pane("#state")

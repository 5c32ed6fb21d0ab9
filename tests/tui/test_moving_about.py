"""Moving about on the live screen: lists, panes, the wheel, other sizes."""

from textual.events import MouseScrollDown, MouseScrollUp

from incident_console.domain import response
from incident_console.tui.panes.bars import Tabs
from incident_console.tui.panes.incident_list import IncidentList
from incident_console.tui.panes.timeline_pane import TimelinePane
from tests.tui.scene import Room, Scene


async def test_moving_through_the_list_takes_the_other_panes_along(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("j")
        assert room.app.chosen == "INC-9BXW"
        assert "Search is slow" in room.pane("#state")
        assert "bob offers you the IC" in room.pane("#state")
        assert "17:48" not in room.screen
        assert "18 min left" in room.pane("#clock")
        await room.press("G")
        assert room.app.chosen == "INC-BACK"
        await room.press("g")
        assert room.app.chosen == "INC-7K3Q"
        await room.press("down", "up", "end", "k")
        assert room.app.chosen == "INC-RPTS"


async def test_zoom_fills_the_screen_and_goes_back(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("T", "z")
        assert "pool at 100 %" in room.screen
        assert "Roles" not in room.screen
        await room.press("z")
        assert "Roles" in room.screen


async def test_a_pane_without_room_is_a_letter_away(scene: Scene) -> None:
    async with scene.room(size=(80, 24)) as room:
        assert "no Operations Lead since 13:02" not in room.screen
        await room.press("P")
        assert "no Operations Lead since 13:02" in room.screen
        await room.press("escape")
        assert "no Operations Lead since 13:02" not in room.screen
        assert isinstance(room.app.focused, Tabs)


async def test_the_tabs_of_a_narrow_screen_are_moved_through_like_the_list(scene: Scene) -> None:
    async with scene.room(size=(80, 24)) as room:
        await room.press("j")
        assert room.app.chosen == "INC-9BXW"
        await room.press("G")
        assert room.app.chosen == "INC-BACK"


async def test_resizing_loses_neither_selection_nor_focus(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("j")
        for size in ((80, 24), (40, 10), (60, 20), (160, 50)):
            await room.pilot.resize_terminal(*size)
            await room.pilot.pause()
            assert room.app.chosen == "INC-9BXW"
        assert isinstance(room.app.focused, IncidentList)
        await room.press("k")
        assert room.app.chosen == "INC-7K3Q"


async def wheel(room: Room, selector: str, way: type[MouseScrollDown | MouseScrollUp]) -> None:
    """Turn the mouse wheel by one notch over a pane."""
    x, y = room.app.screen.query_one(selector).region.center
    room.app.post_message(way(None, int(x), int(y), 0, 1, 0, False, False, False, int(x), int(y)))
    await room.pilot.pause()


async def test_the_wheel_scrolls_what_is_under_it_and_nothing_takes_that_back_but_a_key(scene: Scene) -> None:
    for n in range(60):
        scene.desk("oli").act("INC-7K3Q", response.note, what=f"finding number {n}.")
    async with scene.room() as room:
        first = room.pane("#timeline").splitlines()[1]
        for _ in range(5):
            await wheel(room, "#timeline", MouseScrollDown)
        away = room.pane("#timeline").splitlines()[1:]
        assert first not in away
        assert isinstance(room.app.focused, IncidentList)
        room.tick(20)
        await room.pilot.pause()
        assert room.pane("#timeline").splitlines()[1:] == away
        await wheel(room, "#timeline", MouseScrollUp)
        assert room.pane("#timeline").splitlines()[1:] != away
        await room.press("T", "g")
        assert "finding number 59." in room.pane("#timeline").splitlines()[1]


async def test_half_a_screen_at_a_time(scene: Scene) -> None:
    for n in range(60):
        scene.desk("oli").act("INC-7K3Q", response.note, what=f"finding number {n}.")
    async with scene.room() as room:
        await room.press("T", "ctrl+d")
        timeline = room.app.screen.query_one(TimelinePane)
        assert 0 < timeline.cursor <= timeline.page // 2
        await room.press("ctrl+u")
        assert timeline.cursor == 0

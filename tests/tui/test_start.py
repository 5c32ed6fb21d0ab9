"""The start: what is on the screen first, and what is not loaded for it."""

import subprocess
import sys
from typing import Any

import pytest
from textual.screen import Screen

from incident_console.tui.app import IncidentConsole
from tests.tui.scene import Scene

LOADED = """
import sys
import incident_console.tui.start.session, incident_console.tui.screens.live
print(*sys.modules)
"""


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_first_frame_is_the_whole_room(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    frames: list[str] = []

    def display(app: IncidentConsole, screen: Screen[Any], renderable: object) -> None:
        strips = screen._compositor.render_strips()
        frames.append("\n".join("".join(segment.text for segment in strip) for strip in strips))

    monkeypatch.setattr(IncidentConsole, "_display", display)
    async with scene.room(size=size):
        pass
    assert "7K3Q" in frames[0]
    assert "OVERDUE" in frames[0]
    assert "30 % of EU checkouts fail with 502" in frames[0]
    assert "Resolve" in frames[0]


@pytest.mark.parametrize("key", ["n", "u", "d", "y", "?", ":"])
async def test_what_a_key_opens_with_the_first_frame_looks_as_always(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    async def looks(early: bool) -> str:
        with monkeypatch.context() as patch:
            if early:
                later = IncidentConsole.call_after_refresh

                def held(app: IncidentConsole, call: Any, *more: Any) -> bool:
                    """Nothing but a key has the other styles read."""
                    return call == app._read_other_styles or later(app, call, *more)

                patch.setattr(IncidentConsole, "call_after_refresh", held)
            async with scene.room() as room:
                await room.press(key)
                await room.pilot.pause()
                return screen_of(room.app)

    assert await looks(early=True) == await looks(early=False)


def screen_of(app: IncidentConsole) -> str:
    """What is on the screen, without what steers a terminal."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def test_the_room_loads_nothing_that_it_can_do_without() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    assert "textual.app" in loaded
    dear = {"click", "pendulum", "sqlite_utils", "jinja2", "textual.widgets._data_table"}
    assert not dear.intersection(loaded)

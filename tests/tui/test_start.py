"""The start: what is on the screen first, and what is not loaded for it."""

import subprocess
import sys
from typing import Any

import msgspec
import pytest
from textual.screen import Screen
from textual.widget import Widget

from incident_console.config import Config
from incident_console.domain.colleagues import Colleagues, Listed, Person
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.start.session import WarRoom
from tests.tui.scene import POLICY, Scene

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


@pytest.mark.parametrize("key", ["d", "u", "question_mark", "colon", "Y"])
async def test_what_is_opened_before_its_styles_are_read_looks_as_it_does_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    looks = []
    read = IncidentConsole._read_other_styles
    for early in (True, False):
        with monkeypatch.context() as patch:
            if early:
                patch.setattr(IncidentConsole, "_read_other_styles", lambda _: None)
            async with scene.room() as room:
                await room.press(key)
                if early:
                    read(room.app)
                await room.skip(1)
                shown = (
                    widget for screen in room.app.screen_stack for widget in screen.walk_children(Widget)
                )
                looks.append([(str(each), each.region, each.styles.background) for each in shown])
    assert looks[0] == looks[1]


def test_the_room_loads_nothing_that_it_can_do_without() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    assert "textual.app" in loaded
    dear = {"click", "pendulum", "sqlite_utils", "jinja2", "textual.widgets._data_table"}
    assert not dear.intersection(loaded)


async def test_whoever_sits_here_by_a_name_that_nobody_has_is_told_so(scene: Scene) -> None:
    people = Listed([Person(name="carol"), Person(name="bob", names=("robert.m",))])
    agreed = msgspec.structs.replace(POLICY, colleagues=Colleagues(people=people))
    told = "nobody called carl; did you mean carol?; you act by that name"
    for person, said in (("carl", [told]), ("Robert.M", [])):
        config = Config(policy=agreed)
        app = WarRoom(Store.open(scene.path), person=person, config=config, clock=scene.clock)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await pilot.pause()
            shown = " ".join(notice.message for notice in app._notifications)
            assert [each for each in (told, "nobody called") if each in shown][:1] == said

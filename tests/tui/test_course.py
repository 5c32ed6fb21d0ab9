"""Reading how an incident went, in the war room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from incident_console.domain import response
from tests.tui.scene import Scene, at


async def test_a_key_shows_it_and_escape_leads_back(scene: Scene) -> None:
    async with scene.room(size=(80, 24)) as room:
        await room.press("K")
        assert "How it went: Checkout errors in the EU" in room.screen
        assert "first update out" in room.screen
        await room.press("escape")
        assert "How it went" not in room.screen


async def test_it_follows_what_others_record(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("K")
        assert "Recorded later" not in room.screen
        ref = room.app.chosen or ""
        scene.desk("oli").act(ref, response.note, what="a node was down", at=at(13, 30))
        await room.skip(1)
        await room.until(lambda: "Recorded later" in room.screen)


async def test_where_nothing_is_chosen_it_says_so(tmp_path: Path) -> None:
    (empty := tmp_path / "empty").mkdir()
    async with Scene(empty).room() as room:
        await room.press("K")
        assert len(room.app.screen_stack) == 1
        assert room.said


@pytest.mark.snapshot
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_how_it_looks(scene: Scene, snap_compare: Any, size: tuple[int, int]) -> None:
    scene.leave()
    assert snap_compare(scene.app(), terminal_size=size, press=["K"])

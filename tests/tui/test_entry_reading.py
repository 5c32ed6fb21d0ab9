"""Entries in full, one after the other: in order of occurrence, of all or of those that hold words."""

from __future__ import annotations

from typing import Any

import pytest

from incident_console.domain import response
from tests.tui.scene import Scene, at


async def test_the_arrows_go_through_them_as_they_happened(scene: Scene) -> None:
    scene.desk("oli").act("INC-7K3Q", response.note, what="a node was down", at=at(13, 5))
    async with scene.room() as room:
        await room.press("g", "T", "enter")
        assert "15 of 15" in room.screen
        await room.press("right")
        assert "This is the last entry." in room.said
        await room.press("left")
        assert "14 of 15" in room.screen
        await room.press(*["left"] * 12)
        assert "2 of 15" in room.screen
        await room.press("right")
        assert "3 of 15" in room.screen
        assert "a node was down" in room.screen
        assert "recorded 14:34" in room.screen


async def test_words_leave_a_person_or_a_kind(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("T", "enter", "slash", *"oli", "enter")
        assert "with “oli”" in room.screen
        await room.press(*["left"] * 5)
        assert "1 of 2 with “oli”" in room.screen
        assert "finding: pool at 100 %" in room.screen
        await room.press("slash", *"finding")
        assert "1 of 1 with “finding”" in room.screen
        await room.press("escape")
        assert "with “" not in room.screen
        await room.press("escape")
        assert len(room.app.screen_stack) == 1


async def test_a_key_that_does_nothing_says_so(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("T", "enter", "x")
        assert "x does nothing here; the keys stand below." in room.said
        await room.press("j")
        assert "Nothing more below." in room.said
        await room.press("slash", "x")
        assert "does nothing" not in room.said
        assert "no entry holds “x”" in room.screen or "with “x”" in room.screen


async def test_what_no_entry_holds_is_said_and_the_entry_stays(scene: Scene) -> None:
    async with scene.room() as room:
        await room.press("T", "enter")
        title = room.screen.splitlines()
        await room.press("slash", *"zzz")
        assert "no entry holds “zzz”" in room.screen
        assert any("entry 1" in line for line in title)
        await room.press("enter", "left")
        assert "This is the first entry with “zzz”." in room.said


async def test_a_struck_one_is_read_as_such(scene: Scene) -> None:
    alice = scene.desk("alice")
    finding = next(e for e in alice.incident("INC-7K3Q").entries if "pool at" in e.event.text)
    scene.desk("oli").act("INC-7K3Q", response.strike, seq=finding.seq, why="another pool")
    async with scene.room() as room:
        await room.press("T", "enter", "slash", *"struck", "space", *"100", "enter", "left")
        assert "struck by oli: another pool" in room.screen


@pytest.mark.snapshot
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_how_it_looks(scene: Scene, snap_compare: Any, size: tuple[int, int]) -> None:
    """A finding that was written down later and is struck, among those that hold a word."""
    oli = scene.desk("oli")
    oli.act("INC-7K3Q", response.note, what="the pool of a node was full", at=at(13, 5))
    oli.act("INC-7K3Q", response.strike, seq=oli.incident("INC-7K3Q").seq, why="another pool")
    scene.leave()
    keys = ["T", "enter", "slash", *"pool", "space", *"struck", "enter", "left"]
    assert snap_compare(scene.app(), terminal_size=size, press=keys)

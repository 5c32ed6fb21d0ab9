"""The log of an incident, read through: in order of occurrence, by person and by kind."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest

from incident_console.domain import response
from incident_console.tui.panes.log_list import LogList
from incident_console.tui.screens.entry_reading import EntryReading
from incident_console.tui.screens.log_reading import LogScreen
from incident_console.tui.screens.replay import ReplayScreen
from tests.tui.scene import Room, Scene, at

CHECKOUT = "INC-7K3Q"
S = TypeVar("S")


def lines(room: Room) -> list[str]:
    """All that the list says, in sight or not."""
    pane = room.app.screen.query_one(LogList)
    drawn = [pane.draw_row(row, 110, chosen=False) for row in pane.rows]
    return [line.plain.strip() for each in drawn for line in each]


@pytest.fixture
def told_late(scene: Scene) -> Scene:
    """Oli writes down at 14:34 what happened at 13:05, and strikes what was mistaken."""
    oli = scene.desk("oli")
    oli.act(CHECKOUT, response.note, what="a node was down", at=at(13, 5))
    finding = next(e for e in oli.incident(CHECKOUT).entries if "pool at" in e.event.text)
    oli.act(CHECKOUT, response.strike, seq=finding.seq, why="another pool")
    return scene


async def test_entries_stand_as_they_happened_with_the_time_of_recording_and_between_key_moments(
    told_late: Scene,
) -> None:
    async with told_late.room() as room:
        await room.press("J")
        assert isinstance(room.app.screen, LogScreen)
        said = lines(room)
        assert said[0].startswith("13:02  ── impact began") or said[0].startswith("13:02  ── declared")
        late = next(n for n, line in enumerate(said) if "a node was down" in line)
        assert said[late].endswith("recorded 14:34")
        assert said[late - 1].startswith("13:02")
        assert "13:10  ── first update out  +8 min" in said[late + 1 :]
        assert any("13:41  ── identified  +31 min" in line for line in said)
        assert any("struck: another pool" in line for line in said)
        assert "recorded" not in "".join(line for line in said if "a node was down" not in line)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("by:oli", 3),
        ("by:OLI kind:finding", 1),
        ("kind:update", 3),
        ('kind:"update written" 30', 3),
        ("pool", 7),
        ("pool by:oli", 2),
        ("struck", 2),
        ("by:nobody", 0),
    ],
)
async def test_words_kinds_and_people_leave_what_is_meant(told_late: Scene, typed: str, found: int) -> None:
    async with told_late.room() as room:
        await room.press("J", "slash")
        room.app.screen.query_one("#log-query").value = typed  # type: ignore[attr-defined]
        await room.pilot.pause()
        assert room.app.screen.query_one(LogList).found == found
        assert f"{found} of 16" in room.screen
        if not found:
            assert "no entry holds “by:nobody”; Esc shows all" in room.screen
        await room.press("enter", "escape")
        assert "16 entries" in room.screen
        await room.press("escape")
        assert room.app.screen.id == "live"


async def test_a_key_leaves_that_person_or_that_kind_and_takes_it_back(told_late: Scene) -> None:
    async with told_late.room() as room:
        await room.press("J", "slash", *"node", "enter", "b")
        assert '1 of 16  /node by:"oli"' in room.screen
        await room.press("slash", *["ctrl+u"], *"node", "enter", "t")
        assert '/node kind:"note"' in room.screen
        await room.press("t", "escape")
        assert "16 entries" in room.screen
        await room.press("g", "b")
        assert 'by:"alice"' in room.screen
        await room.press("b")
        assert "16 entries" in room.screen


def shown(room: Room, kind: type[S]) -> S:
    """The screen that is on top, which is of a kind."""
    screen = room.app.screen
    assert isinstance(screen, kind)
    return screen


async def test_from_a_line_to_the_entry_in_full_and_on_among_what_is_left(told_late: Scene) -> None:
    async with told_late.room() as room:
        await room.press("J", "slash", *"by:oli", "enter", "g", "enter")
        shown(room, EntryReading)
        assert "a node was down" in room.screen
        assert "1 of 3 with “by:oli”" in room.screen
        await room.press("right")
        assert "2 of 3" in room.screen
        await room.press("escape")
        entry = shown(room, LogScreen).listed.entry
        assert entry is not None
        assert entry.event.text == "pool at 100 % since 13:01"
        await room.press("r")
        assert shown(room, ReplayScreen).replay.entry.id == entry.id
        await room.press("escape")
        shown(room, LogScreen)


async def test_it_follows_the_record_and_no_key_is_silent(told_late: Scene) -> None:
    async with told_late.room() as room:
        await room.press("J", "G", "j")
        assert "Nothing more below." in room.said
        await room.press("u")
        assert "u does nothing here" in room.said
        told_late.clock.step(at(14, 36))
        told_late.desk("bob").act(CHECKOUT, response.note, what="the pool recovers")
        room.app.refresh_board()
        await room.until(lambda: "17 entries" in room.screen)
        await room.press("G")
        assert "the pool recovers" in room.screen


async def test_it_is_to_be_had_from_how_it_went_and_from_what_was_found(told_late: Scene) -> None:
    async with told_late.room() as room:
        await room.press("K", "J")
        shown(room, LogScreen)
        await room.press("escape", "r")
        assert shown(room, ReplayScreen).replay.place == 1
        await room.press("escape", "escape")
        await room.press("F", "slash", *"reindexing", "enter")
        await room.until(lambda: "1 incident" in room.screen)
        await room.press("J")
        screen = shown(room, LogScreen)
        assert screen.incident.ref == "INC-9BXW"
        entry = screen.listed.entry
        assert entry is not None
        assert "reindexing" in entry.event.text
        await room.press("escape")
        assert "Past incidents" in room.screen


@pytest.mark.snapshot
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_how_it_looks(told_late: Scene, snap_compare: Any, size: tuple[int, int]) -> None:
    told_late.leave()
    assert snap_compare(told_late.app(), terminal_size=size, press=["J", "j", "j", "j"])

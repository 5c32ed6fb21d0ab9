"""The clock's band: figures, the promise beside them, and a bar from the last update to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident_console.domain.deadlines import next_deadline
from incident_console.domain.policy import Policy
from incident_console.domain.promises import reschedule
from incident_console.keys.keymap import shown_keys
from incident_console.tui.render.clock import clock_band
from incident_console.tui.render.view import ASCII, SIGNS, Glyphs, View
from tests.domain.incident_life import Life, declared


def band(life: Life, width: int, height: int, glyphs: Glyphs = SIGNS) -> list[str]:
    deadline = next_deadline(life.incident)
    assert deadline is not None
    view = View(me="bob", now=life.now, policy=Policy(), glyphs=glyphs, keys=shown_keys({}))
    lines = clock_band(life.incident, deadline, view, width, height)
    assert all(line.cell_length <= width for line in lines)
    assert len(lines) <= height
    return [line.plain for line in lines]


def promised() -> Life:
    """An update at 14:00 that promises the next one for 14:30."""
    return declared(client="ACME").update(minutes=30)


@pytest.mark.parametrize("width", [42, 80])
@pytest.mark.parametrize("minutes", [12, 34, 95])
def test_figures_promise_and_bar_stand_together(width: int, minutes: int) -> None:
    lines = band(promised().wait(minutes=minutes), width, 4)
    assert any("█" in line for line in lines[:3])
    assert lines[0].endswith("14:30 UTC")
    assert "to ACME" in lines[1]
    assert "alice" in lines[2]
    assert "├━" in lines[3]
    assert width < 60 or "14:00 ├" in lines[3]


def test_the_bar_says_where_now_is_and_how_far_beyond_the_promise() -> None:
    bars = [band(promised().wait(minutes=minutes), 60, 4)[3] for minutes in (0, 15, 29, 34, 60)]
    begun, half, soon, late, long = (bar[bar.index("├") : bar.index(" 14:30")] for bar in bars)
    assert begun.strip("├┤─") == ""
    assert half.count("━") == half.count("─")
    assert soon.count("━") > 10 * max(soon.count("─"), 1)
    assert late.count("━") == len(late) - 2
    assert 0 < len(late.split("┤")[1]) < len(long.split("┤")[1])
    assert bars[3].endswith("14:30 +4 min")
    assert bars[4].endswith("14:30 +30 min")
    assert "+" not in bars[2]


def test_before_any_update_it_runs_from_the_declaration() -> None:
    lines = band(declared(client="ACME").wait(minutes=4), 60, 4)
    assert "due 14:10 UTC" in lines[0]
    assert "to ACME, nothing promised yet" in lines[1]
    assert "14:00 ├" in lines[3]


def test_who_watches_the_clock_stands_beside_who_keeps_it() -> None:
    life = promised()
    life.act(reschedule, due=life.now + timedelta(minutes=50), why="late", watcher="bob", posted=True)
    assert "alice keeps it, bob watches the clock" in band(life, 80, 4)[2]
    assert "in the new time" in band(life, 80, 4)[1]


def test_without_room_for_figures_a_line_says_it() -> None:
    lines = band(promised().wait(minutes=34), 42, 3)
    assert lines[0] == "−04:00  ! OVERDUE     alice keeps it"
    assert lines[1] == "promised 14:30 UTC to ACME in update 1"
    assert "14:00 ├" in lines[2]


def test_what_is_due_in_days_is_said_in_words() -> None:
    life = declared(client="ACME").update(minutes=60 * 50)
    lines = band(life, 42, 4)
    assert lines[0].startswith("2 d 2 h left")
    assert "Thu 3 Sep 16:00 UTC" in lines[1]


def test_ascii_has_no_other_signs_and_its_higher_figures_where_they_fit() -> None:
    for height in (4, 5, 6):
        lines = band(promised().wait(minutes=34), 60, height, ASCII)
        assert "".join(lines).isascii()
        assert "! OVERDUE" in "".join(lines)
        assert "14:30" in "".join(lines)
        assert any("####" in line for line in lines) == (height > 4)

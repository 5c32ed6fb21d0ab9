"""The map of a replay: in proportion, and readable although an analysis came days later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incident_console.domain.replaying import Replay
from incident_console.tui.render.replay_map import scale, scale_of
from tests.intake.written import EXPECTED, real

START = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
CELLS = 101


def minutes(*each: float) -> list[datetime]:
    return [START + timedelta(minutes=minute) for minute in each]


def columns(times: list[datetime], *asked: float) -> list[int]:
    return [scale(times).column(at, CELLS) for at in minutes(*asked)]


def test_what_has_no_silence_longer_than_all_the_rest_is_in_proportion() -> None:
    assert columns(minutes(0, 10, 20, 60, 100), 0, 10, 55, 100) == [0, 10, 55, 100]


def test_a_silence_longer_than_all_the_rest_leaves_it_four_fifths() -> None:
    times = minutes(0, 20, 40, 40 + 14_400)
    assert columns(times, 0, 20, 40, 40 + 7_200, 40 + 14_400) == [0, 40, 80, 90, 100]


def test_of_what_goes_on_the_silence_up_to_now_is_in_proportion() -> None:
    assert columns(minutes(0, 1, 2, 100), 2, 51, 100) == [2, 51, 100]


def test_everything_in_one_moment_or_with_nothing_else_is_drawn_as_it_is() -> None:
    assert columns(minutes(0, 0), 0) == [0]
    assert columns(minutes(0, 50), 0, 25, 50) == [0, 50, 100]


@pytest.mark.parametrize("name", EXPECTED)
def test_of_a_real_incident_its_life_takes_much_of_the_map_and_time_goes_on_in_it(name: str) -> None:
    incident = real(name)
    replay = Replay(incident.entries)
    drawn = scale_of(replay)
    assert incident.closed_at is not None
    assert drawn.column(incident.closed_at, CELLS) >= 40
    found = [drawn.column(at, CELLS) for at in replay.past.times]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0, CELLS - 1)

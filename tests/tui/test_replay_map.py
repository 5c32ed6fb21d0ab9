"""The map of a replay goes by time, and cuts long stretches short."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident_console.tui.render.replay_map import Scale, longest_shown
from tests.tui.scene import at

HOUR = 3600.0


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        ([1, 1, 1, 1], [1, 1, 1, 1]),
        ([1, 5], [1, 5]),
        ([0, 0, 0, 0], [0, 0, 0, 0]),
        ([1, 1, 1, 240], [1, 1, 1, 1]),
        ([1, 1, 1, 1, 1, 1, 240], [1, 1, 1, 1, 1, 1, 2]),
    ],
)
def test_no_stretch_takes_more_than_a_quarter_where_there_are_four(
    hours: list[float], shown: list[float]
) -> None:
    longest = longest_shown([each * HOUR for each in hours])
    assert [min(each, longest / HOUR) for each in hours] == pytest.approx(shown, abs=0.01)


def test_a_time_lies_between_its_moments_and_what_is_cut_is_marked() -> None:
    moments = [at(12, 0), at(13, 0), at(14, 0) + timedelta(days=10)]
    by_time = Scale(moments, [0, HOUR, 2 * HOUR])
    times = (at(11, 0), at(12, 0), at(12, 30), at(13, 0), at(13, 0) + timedelta(days=5), moments[-1])
    assert [by_time.cell(each, 101) for each in times] == [0, 0, 25, 50, 75, 100]
    assert by_time.cell(moments[-1] + timedelta(days=1), 101) == 100
    assert by_time.cuts(101) == {75}
    assert Scale([at(12, 0)] * 2, [0, 0]).cell(at(12, 0), 50) == 0

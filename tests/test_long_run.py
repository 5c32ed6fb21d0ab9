"""A long test goes on for as long as it was given, and does something in any time."""

import pytest

from tests.long_run import LongRun


@pytest.mark.parametrize(("seconds", "most", "rounds"), [(0, None, [0]), (0, 3, [0]), (3600, 3, [0, 1, 2])])
def test_it_ends_with_its_time_or_at_its_own_end(seconds: float, most: int | None, rounds: list[int]) -> None:
    assert list(LongRun(seconds).rounds(most)) == rounds

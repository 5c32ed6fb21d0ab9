"""How long a message waits until it is tried again."""

import pytest

from incident_console.postman.waits import LONGEST, wait_after


def test_waits_grow_to_five_minutes() -> None:
    waits = [wait_after(attempts) for attempts in range(1, 10)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (5, 300)


@pytest.mark.parametrize(("asked", "waited"), [(0, 5), (2, 5), (90, 90), (10**12, LONGEST)])
def test_a_service_that_asks_for_more_gets_it_within_reason(asked: float, waited: float) -> None:
    assert wait_after(1, asked) == waited

"""How long a long test goes on: for `INCIDENT_CONSOLE_FAULT_SECONDS`, an hour where nothing is said."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

SECONDS = float(os.environ.get("INCIDENT_CONSOLE_FAULT_SECONDS", "3600"))


class LongRun:
    """The time that a test has, from its making on."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.until = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether the time has passed."""
        return time.monotonic() >= self.until

    def rounds(self, most: int | None = None) -> Iterator[int]:
        """Count from 0 while there is time, at least one round and at most so many."""
        number = 0
        while number == 0 or not (self.over or number == most):
            yield number
            number += 1


@pytest.fixture
def long_run(request: pytest.FixtureRequest) -> LongRun:
    """The time of this case: what its test has, in equal parts for each of its cases."""
    function = request.function
    cases = sum(getattr(item, "function", None) is function for item in request.session.items)
    return LongRun(SECONDS / max(1, cases))

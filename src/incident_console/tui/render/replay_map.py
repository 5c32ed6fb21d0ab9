"""Where a time lies on the map of a replay: in proportion, but for silences that would take most of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import pairwise
from typing import NamedTuple

from incident_console.domain.replaying import Replay

MOST = 4
"""How many silences are shortened at most."""
LEAST = timedelta(days=1).total_seconds()
"""How long one is at least: of an incident that goes on, the silence up to now is what there is to see."""
SHARE = 1 / 4
"""Of all the rest, as much is left of a silence that is longer than that."""


class Silence(NamedTuple):
    """A time without any entry that is drawn shorter than it was; all in seconds from the beginning."""

    begins: float
    length: float
    drawn: float


class Scale(NamedTuple):
    """From when on a map goes, how long it is as it is drawn (seconds), and what is shortened in it."""

    starts: datetime
    length: float
    silences: tuple[Silence, ...]

    def column(self, at: datetime, cells: int) -> int:
        """Return in which of so many cells a time lies; all are one where everything is of one moment."""
        seconds = (at - self.starts).total_seconds()
        place = seconds - sum(
            min(max(seconds - silence.begins, 0), silence.length) * (1 - silence.drawn / silence.length)
            for silence in self.silences
        )
        return 0 if self.length <= 0 else min(max(round(place / self.length * (cells - 1)), 0), cells - 1)


def scale_of(replay: Replay) -> Scale:
    """Return the scale of a replay's map."""
    past = replay.past
    return scale([*past.times[past.first - 1 :], replay.ends])


def scale(times: Sequence[datetime]) -> Scale:
    """Return the scale from the first of some times to the last (in order, UTC).

    An analysis is published days after an incident of an hour, which would be one cell: a silence of a day or
    more that is longer than all the rest leaves it most of the map.
    """
    starts = times[0]
    length = (times[-1] - starts).total_seconds()
    gaps = ((later - time).total_seconds() for time, later in pairwise(times))
    silences: list[Silence] = []
    for gap, n in nlargest(MOST, zip(gaps, range(len(times)), strict=False)):
        rest = length - gap
        if gap < LEAST or not 0 < rest < gap:
            break
        silences.append(Silence((times[n] - starts).total_seconds(), gap, rest * SHARE))
        length = rest * (1 + SHARE)
    return Scale(starts, length, tuple(silences))

"""The map of a replay: the whole of an incident on one line, and where one is.

It goes by time, but that a long stretch without a key moment is cut short: an analysis that came ten days
later would press all that is to be seen into a few cells.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate, pairwise
from typing import NamedTuple

from textual.content import Content

from incident_console.domain.replaying import Replay
from incident_console.tui.render.content import Styled, join
from incident_console.tui.render.timeline import sign
from incident_console.tui.render.view import View

SHARE = 4
"""A stretch takes one of so many parts of the map at most."""
ROUNDS = 20
"""How often it is looked whether the longest stretches still take more than that."""


class Scale(NamedTuple):
    """Where times lie on a map: moments (UTC) in order, and how many seconds of it lie before each."""

    moments: Sequence[datetime]
    shown: Sequence[float]

    def cell(self, at: datetime, cells: int) -> int:
        """Return in which of so many cells a time lies; all are one where everything is of one moment."""
        whole = self.shown[-1]
        n = min(max(bisect_right(self.moments, at) - 1, 0), len(self.moments) - 2)
        begins, ends = self.moments[n], self.moments[n + 1]
        part = (at - begins) / (ends - begins) if ends > begins else 0.0
        seconds = self.shown[n] + min(max(part, 0.0), 1.0) * (self.shown[n + 1] - self.shown[n])
        return 0 if whole <= 0 else round(seconds / whole * (cells - 1))

    def cuts(self, cells: int) -> set[int]:
        """Return the cells in the middle of stretches that are cut short."""
        return {
            (self.cell(before, cells) + self.cell(after, cells)) // 2
            for (before, after), (begins, ends) in zip(
                pairwise(self.moments), pairwise(self.shown), strict=True
            )
            if ends - begins < (after - before).total_seconds() - 1
        }


def scale(replay: Replay) -> Scale:
    """Return where times lie on the map of a replay."""
    moments = sorted({replay.starts, *(each.at for each in replay.key_moments), replay.ends})
    if len(moments) < 2:
        moments *= 2
    seconds = [(after - before).total_seconds() for before, after in pairwise(moments)]
    longest = longest_shown(seconds)
    return Scale(moments, [0.0, *accumulate(min(each, longest) for each in seconds)])


def longest_shown(seconds: Sequence[float]) -> float:
    """Return how much of a stretch is shown at most, so that none takes more than its share."""
    longest = max(seconds)
    if len(seconds) < SHARE:
        return longest
    for _ in range(ROUNDS):
        share = sum(min(each, longest) for each in seconds) / SHARE
        if longest <= share:
            break
        longest = share
    return longest


def whole(replay: Replay, view: View, width: int) -> Content:
    """Return the map: key moments by their signs where they lie, and where one is."""
    glyphs, cells, by_time = view.glyphs, max(width - 2, 1), scale(replay)
    now = by_time.cell(replay.now, cells)
    signs: dict[int, Styled] = {
        n: (glyphs.rule, "$past") if n <= now else (glyphs.dot, "$dim") for n in range(cells)
    }
    signs |= dict.fromkeys(by_time.cuts(cells), (glyphs.cut, "$quiet"))
    # A deadline that passed is seen, whatever else lies in its cell.
    for at, _, entry in sorted(replay.key_moments, key=lambda each: each.entry is None):
        mark, ink = (glyphs.overdue, "$overdue") if entry is None else (sign(entry.event, glyphs), "$ink")
        signs[by_time.cell(at, cells)] = (mark, ink if at <= replay.now else "$quiet")
    signs[now] = (glyphs.now, "$past bold")
    ends = ((glyphs.bar_from, "$past"), (glyphs.bar_to, "$past"))
    return join(ends[0], *(signs[n] for n in range(cells)), ends[1])

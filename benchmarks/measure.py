"""Two things measured in turns, so that a busy machine is busy for both, and the table's rows made of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

import msgspec

Sample = Callable[[], float]
"""Does the thing once and returns what it took."""


class Pair(msgspec.Struct, frozen=True):
    """What was measured of ours and of its floor, in the same unit."""

    ours: list[float]
    floor: list[float]

    def scaled(self, factor: float) -> Pair:
        return Pair([value * factor for value in self.ours], [value * factor for value in self.floor])


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table. `reached` is None where there was nothing to reach."""

    what: str
    floor_name: str = ""
    ours: str
    floor: str = ""
    ratio: float | None = None
    to_reach: str = ""
    reached: bool | None = None
    note: str = ""


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def interleaved(ours: Sample, floor: Sample, rounds: int, warm: int = 1) -> Pair:
    """Do both so many times in turns, the first to go changing, after some that do not count."""
    for _ in range(warm):
        floor()
        ours()
    pair = Pair([], [])
    for n in range(rounds):
        for sample, values in ((ours, pair.ours), (floor, pair.floor))[:: 1 if n % 2 else -1]:
            values.append(sample())
    return pair


def shown(value: float, unit: str) -> str:
    """A figure with three places that count."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:,.{digits}f} {unit}"


def compared(
    what: str,
    floor_name: str,
    pair: Pair,
    unit: str,
    at_most: float,
    *,
    statistic: Callable[[Sequence[float]], float] = median,
    under: float | None = None,
    note: str = "",
) -> Row:
    """A row that compares ours with its floor.

    Args:
        at_most: the ratio to reach.
        statistic: median or p95, of both.
        under: a limit to ours alone, in the same unit.
    """
    ours, floor = statistic(pair.ours), statistic(pair.floor)
    ratio = ours / floor
    to_reach = f"{at_most:g} ×" + ("" if under is None else f", under {under:g} {unit}")
    name = "p95 " if statistic is p95 else ""
    if statistic is p95:
        middle = f"medians {shown(median(pair.ours), unit)} and {shown(median(pair.floor), unit)}"
        note = f"{middle}; {note}" if note else middle
    return Row(
        what=what,
        floor_name=floor_name,
        ours=name + shown(ours, unit),
        floor=name + shown(floor, unit),
        ratio=ratio,
        to_reach=to_reach,
        reached=ratio <= at_most and (under is None or ours < under),
        note=note,
    )


def against_limit(
    what: str, values: Sequence[float], unit: str, limit: float, limit_name: str, note: str = ""
) -> Row:
    """A row that compares the p95 with a limit."""
    ours = p95(values)
    return Row(
        what=what,
        floor_name=limit_name,
        ours=f"p95 {shown(ours, unit)}",
        floor=shown(limit, unit),
        ratio=ours / limit,
        to_reach=f"p95 at most {limit:g} {unit}",
        reached=ours <= limit,
        note=note or f"median {shown(median(values), unit)}",
    )

"""A plot as SVG: lines over two logarithmic axes, readable on light and dark pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 110, 50, 50
COLOURS = ("#1f77b4", "#d6604d", "#2a9d5c", "#9467bd", "#b8860b")
STYLE = "font-family: system-ui, sans-serif; font-size: 13px"
INK = "#808080"


class Line(NamedTuple):
    """A named line through its points."""

    name: str
    points: list[tuple[float, float]]


class Axis(NamedTuple):
    """A logarithmic axis from one power of ten to another, on pixels."""

    low: int
    high: int
    begin: float
    end: float

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def axis(values: Sequence[float], begin: float, end: float) -> Axis:
    """The axis that holds all the values between whole powers of ten."""
    low = math.floor(math.log10(min(values)))
    high = max(low + 1, math.ceil(math.log10(max(values))))
    return Axis(low, high, begin, end)


def draw(title: str, across: str, upward: str, lines: Sequence[Line]) -> str:
    """Return the plot; every value must be above zero."""
    horizontal = axis([x for line in lines for x, _ in line.points], LEFT, WIDTH - RIGHT)
    vertical = axis([y for line in lines for _, y in line.points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" style="{STYLE}">',
        f"<title>{escape(title)}</title>",
        text(LEFT, 24, title, "start"),
        *(rule(horizontal, vertical, tick) for tick in vertical.ticks),
        *(text(LEFT - 8, vertical.at(tick) + 4, f"{tick:g} {upward}", "end") for tick in vertical.ticks),
        *(text(horizontal.at(x), HEIGHT - BOTTOM + 20, f"{x:,.0f}", "middle") for x in horizontal.ticks),
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, across, "middle"),
    ]
    ends = apart([vertical.at(line.points[-1][1]) + 4 for line in lines])
    for n, line in enumerate(lines):
        colour = COLOURS[n % len(COLOURS)]
        places = [(horizontal.at(x), vertical.at(y)) for x, y in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        parts.append(text(places[-1][0] + 10, ends[n], line.name, "start", colour))
    return "\n".join([*parts, "</svg>", ""])


def rule(horizontal: Axis, vertical: Axis, tick: float) -> str:
    y = vertical.at(tick)
    line = f'x1="{horizontal.begin:.1f}" x2="{horizontal.end:.1f}" y1="{y:.1f}" y2="{y:.1f}"'
    return f'<line {line} stroke="{INK}" stroke-opacity="0.35"/>'


def text(x: float, y: float, words: str, anchor: str, colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def apart(heights: Sequence[float], least: float = 16.0) -> list[float]:
    """The heights moved down where two names would lie on each other."""
    moved = list(heights)
    last = -math.inf
    for n in sorted(range(len(moved)), key=lambda n: moved[n]):
        moved[n] = last = max(moved[n], last + least)
    return moved

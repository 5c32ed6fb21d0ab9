"""How list, open, append and search take more or no more time as the record grows."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import data, scratch
from benchmarks.measure import Row, median, shown
from benchmarks.plot import Line, draw
from benchmarks.scratch import Sizes
from incident_console.desk import Desk
from incident_console.domain.response import note

WORDS = ("cert", "exhausted", "cooling building", "eu-west rolled")
FLAT = 2.0
"""How many times the first a last figure may be and still be called flat."""


def growth(sizes: Sizes, plot: Path) -> Row:
    """Measure at each size, draw the plot, and say how much the last differs from the first."""
    found: dict[str, list[float]] = {"list": [], "open": [], "append": [], "search": []}
    for size in sizes.growth:
        path = data.copy(size, scratch.FOLDER / f"growth-{size}.db")
        with scratch.desk(path) as desk:
            for name, seconds in at_size(desk, sizes).items():
                found[name].append(seconds * 1000)
        path.unlink()
    lines = [Line(name, list(zip(sizes.growth, values, strict=True))) for name, values in found.items()]
    title = f"From {sizes.growth[0]:,} to {sizes.growth[-1]:,} incidents (twenty times as many events)"
    plot.write_text(draw(title, "incidents", "ms", lines), encoding="utf-8")
    factors = {name: values[-1] / values[0] for name, values in found.items()}
    said = "; ".join(
        f"{name} {shown(values[0], 'ms')} to {shown(values[-1], 'ms')}" for name, values in found.items()
    )
    return Row(
        what=f"growth from {sizes.growth[0]:,} to {sizes.growth[-1]:,} incidents",
        floor_name=f"itself at {sizes.growth[0]:,}",
        ours=", ".join(f"{name} {factor:.2g} ×" for name, factor in factors.items()),
        ratio=max(factors.values()),
        to_reach="flat",
        reached=max(factors.values()) < FLAT,
        note=said,
    )


def at_size(desk: Desk, sizes: Sizes) -> dict[str, float]:
    """The median seconds of each act on one file, each done often."""
    board = desk.store.board(desk.now())
    refs = [row.ref for row in desk.store.history(limit=200)] + [row.ref for row in board]

    def fresh(n: int) -> None:
        Desk(desk.store, desk.clock, desk.policy, desk.by).incident(refs[n % len(refs)])

    acts: dict[str, Callable[[int], object]] = {
        "list": lambda n: desk.store.board(desk.now()),
        "open": fresh,
        "append": lambda n: desk.act(board[n % 20].ref, note, what="Traffic moved away from eu-west."),
        "search": lambda n: desk.store.search(WORDS[n % len(WORDS)]),
    }
    return {name: timed(act, sizes.commits) for name, act in acts.items()}


def timed(act: Callable[[int], object], times: int) -> float:
    took = []
    for n in range(times + 10):
        began = time.perf_counter()
        act(n)
        took.append(time.perf_counter() - began)
    return median(took[10:])

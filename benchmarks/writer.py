"""One process that writes for some seconds and says how often: `writer.py desk|bare FILE BEGIN SECONDS`."""

from __future__ import annotations

import os
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from benchmarks import scratch
from benchmarks.floors import BareTable
from incident_console.domain.response import note

TEXT = "Connection pool of checkout is exhausted: 40 of 40 in use."


def by_desk(path: Path) -> tuple[Callable[[], object], Callable[[], None]]:
    """Notes, each console into incidents of its own as people do who work at once."""
    desk = scratch.desk_on(path, by=f"console {os.getpid()}")
    board = desk.store.board(desk.now())
    refs = [row.ref for row in board[os.getpid() % 8 :: 8]][:10]
    numbers = iter(range(1_000_000))
    return (lambda: desk.act(refs[next(numbers) % len(refs)], note, what=TEXT)), desk.store.close


def bare(path: Path) -> tuple[Callable[[], object], Callable[[], None]]:
    table = BareTable(path)
    return (lambda: table.insert(str(uuid.uuid4()), TEXT)), table.close


def main(kind: str, path: str, begin: str, seconds: str) -> None:
    write, close = (by_desk if kind == "desk" else bare)(Path(path))
    write()
    time.sleep(max(0.0, float(begin) - time.time()))
    until = time.perf_counter() + float(seconds)
    written = 0
    while time.perf_counter() < until:
        write()
        written += 1
    close()
    print(written)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Rows of the table about reading: opening a long incident, search, and the commands that only look."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import msgspec

from benchmarks import floors, processes, scratch
from benchmarks.data import LONG, LONG_REF
from benchmarks.measure import Pair, Row, compared, interleaved, median, p95, shown
from benchmarks.scratch import Sizes
from incident_console.desk import Desk
from incident_console.domain.events import decode
from incident_console.store import engine

WORDS = ("replication", "checkout", "certificate", "exhausted", "cooling building", "rolled back eu-west")
HITS = 50
AS_LONG = 6
SLOWEST = 30.0
HALF_A_FRAME = 1000 / 120


def long_incident(sizes: Sizes) -> Row:
    """Opening and folding the incident of 2,000 entries beside decoding their JSON."""
    path = scratch.large_file(sizes)
    with scratch.desk(path) as desk:
        incident = desk.store.find(LONG_REF)
        connection = engine.connect(str(path), read_only=True)
        sql = "SELECT body FROM events WHERE incident = ? ORDER BY place"
        bodies = [body for (body,) in connection.execute(sql, (incident,)).fetchall()]
        connection.close()

        def ours() -> float:
            opened = Desk(desk.store, desk.clock, desk.policy, desk.by)
            began = time.perf_counter()
            opened.incident(LONG_REF)
            return time.perf_counter() - began

        def floor() -> float:
            # As long as ours, so that a busy machine interrupts both as often.
            began = time.perf_counter()
            for _ in range(AS_LONG):
                for body in bodies:
                    decode(body)
            return (time.perf_counter() - began) / AS_LONG

        pair = interleaved(ours, floor, sizes.rounds * 3, warm=3)
    row = compared(
        f"opening and folding an incident of {LONG:,} events",
        "decoding its JSON with msgspec",
        pair.scaled(1000),
        "ms",
        math.inf,
        under=HALF_A_FRAME,
        note="reading it, its envelopes (five texts, two times), and the fold itself",
    )
    return msgspec.structs.replace(row, to_reach="under half a frame (8.3 ms)")


def search(sizes: Sizes) -> Row:
    """Each typed letter of some words: the store's search beside the bare full-text query."""
    path = scratch.large_file(sizes)
    letters = [word[:n] for word in WORDS for n in range(1, len(word) + 1) if word[:n].strip() == word[:n]]
    pair = Pair([], [])
    with scratch.desk(path) as desk:
        connection = engine.connect(str(path), read_only=True)
        for typed in letters:
            one = interleaved(*searching(desk, connection, typed), rounds=5)
            pair.ours.append(median(one.ours) * 1000)
            pair.floor.append(median(one.floor) * 1000)
        connection.close()
    slowest = letters[pair.ours.index(max(pair.ours))]
    row = compared(
        f"full-text search over {sizes.large:,} incidents, per typed letter",
        f"the bare query for {HITS} texts",
        pair,
        "ms",
        1.5,
        note=f"p95 {shown(p95(pair.ours), 'ms')}; the slowest, “{slowest}”, {shown(max(pair.ours), 'ms')}",
    )
    fast = max(pair.ours) < SLOWEST
    if sizes.small:
        # Fifty hits cost the same in every record, the bare query next to nothing in a small one.
        return msgspec.structs.replace(row, to_reach=f"each under {SLOWEST:g} ms", reached=fast)
    return msgspec.structs.replace(
        row, to_reach=f"1.5 ×, each under {SLOWEST:g} ms", reached=bool(row.reached) and fast
    )


def searching(
    desk: Desk, connection: engine.Connection, typed: str
) -> tuple[Callable[[], float], Callable[[], float]]:
    """The two ways to look for what was typed so far."""
    expression = " ".join(f'"{part}"' for part in typed.split()) + "*"

    def ours() -> float:
        began = time.perf_counter()
        desk.store.search(typed, HITS)
        return time.perf_counter() - began

    def floor() -> float:
        began = time.perf_counter()
        connection.execute(floors.SEARCH, (expression, HITS)).fetchall()
        return time.perf_counter() - began

    return ours, floor


def command(
    sizes: Sizes, what: str, arguments: tuple[str, ...], floor: tuple[str, ...], at_most: float, note: str
) -> Row:
    """A whole command beside an interpreter that imports one module."""
    path, around = scratch.large_file(sizes), scratch.environment()
    argv = scratch.console(path, *arguments)
    pair = interleaved(
        lambda: processes.run(argv, around), lambda: processes.run(floor, around), sizes.rounds * 2, warm=2
    )
    return compared(what, f"`python {' '.join(floor[1:])}`", pair.scaled(1000), "ms", at_most, note=note)


def statusline(sizes: Sizes) -> Row:
    note = "the interpreter, the SQLite module, one query"
    return command(sizes, "`statusline`", ("statusline",), floors.IMPORT_ENGINE, 1.6, note)


def list_command(sizes: Sizes) -> Row:
    note = "click, msgspec and the store's modules; 200 open incidents"
    return command(sizes, "`list`", ("list",), floors.IMPORT_CLICK, 2.0, note)


def show_command(sizes: Sizes) -> Row:
    with scratch.desk(scratch.large_file(sizes)) as desk:
        ref = desk.store.board(desk.now())[0].ref
    note = "as `list`, and the events of one incident folded"
    return command(sizes, "`show`", ("show", ref), floors.IMPORT_CLICK, 2.0, note)

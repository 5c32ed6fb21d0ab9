"""Rows of the table about the war room, on a real pseudo-terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import floors, processes, scratch
from benchmarks.measure import Row, against_limit, compared, interleaved, median, p95, shown
from benchmarks.scratch import Sizes
from benchmarks.terminal import Terminal
from incident_console.domain.declaring import assess
from incident_console.domain.summary import SummaryRow
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.store.store import Store

DOWN, UP = b"\x1b[B", b"\x1b[A"
FRAME = 1000 / 60
EMPTY_LIST = b"No incident is open"
"""What the incident list of an empty record shows."""
FLOOR_ROW = b"INC-0000"
LETTERS = 2_000
POLL = 100.0
"""Milliseconds between two looks for what other consoles recorded (`POLL_SECONDS` of the war room)."""


def empty_file() -> Path:
    """A record without incidents."""
    path = scratch.FOLDER / "empty.db"
    Store.open(path).close()
    return path


def board(sizes: Sizes) -> list[SummaryRow]:
    """The open incidents as the war room lists them now."""
    with scratch.desk(scratch.large_file(sizes)) as desk:
        return desk.store.board(desk.now())


def short(row: SummaryRow) -> bytes:
    """How the list shows a reference."""
    return row.ref.removeprefix("INC-").encode()


def started(argv: Sequence[str], text: bytes) -> Callable[[], float]:
    """Start a program and wait for a text on its screen."""

    def sample() -> float:
        with Terminal(argv, scratch.environment()) as terminal:
            took = terminal.until(text) - terminal.started
            terminal.settle(0.15)
        return took

    return sample


def start(sizes: Sizes) -> list[Row]:
    """From the command to the incident list on screen."""
    floor = started([*floors.TABLE_APP, "1"], FLOOR_ROW)
    empty = interleaved(started(scratch.console(empty_file()), EMPTY_LIST), floor, sizes.rounds)
    # The first reference is in the terminal's title before anything is drawn; the second only in the list.
    listed = short(board(sizes)[1])
    large = interleaved(started(scratch.console(scratch.large_file(sizes)), listed), floor, sizes.rounds)
    name = "the least Textual app with a table and a footer"
    return [
        compared("start of the war room, empty file", name, empty.scaled(1000), "ms", 1.3),
        compared(f"start, {sizes}", name, large.scaled(1000), "ms", 1.3),
    ]


def key(sizes: Sizes) -> Row:
    """Moving through the open incidents, beside the cursor of the least app's table."""
    rows = board(sizes)
    around = scratch.environment()
    with (
        Terminal(scratch.console(scratch.large_file(sizes)), around) as ours,
        Terminal([*floors.TABLE_APP, str(len(rows))], around) as floor,
    ):
        ours.until(short(rows[0]))
        floor.until(FLOOR_ROW)
        ours.settle()
        floor.settle()
        pair = interleaved(
            lambda: ours.press(DOWN), lambda: floor.press(DOWN), min(sizes.keys, len(rows) - 8), warm=2
        )
        follows(ours, rows)
    ours_p95 = p95(pair.ours) * 1000
    return compared(
        "key to the last byte, moving through the open incidents",
        "the same app's cursor key",
        pair.scaled(1000),
        "ms",
        1.5,
        statistic=p95,
        under=round(FRAME, 1),
        note=f"{ours_p95 / FRAME:.2f} of a frame; all panes follow every key",
    )


def follows(terminal: Terminal, rows: Sequence[SummaryRow]) -> None:
    """Make sure that the panes show the incident that the cursor came to.

    Raises:
        RuntimeError: they show the first one, or none that the cursor can have come to.
    """
    screen = "\n".join(terminal.screen())
    seen = [row for row in rows if f"{row.ref}  {row.title}" in screen]
    if len(seen) != 1 or seen[0] is rows[0]:
        raise RuntimeError(f"the chosen incident is not to be seen:\n{screen}")


def composer(sizes: Sizes) -> Row:
    """A letter in the composer that holds 2,000 characters, beside a bare text area with as many."""
    rows = board(sizes)
    around = scratch.environment()
    with (
        Terminal(scratch.console(scratch.large_file(sizes), by=rows[0].owner), around) as ours,
        Terminal([*floors.AREA_APP, str(LETTERS)], around) as floor,
    ):
        ours.until(short(rows[0]))
        floor.until(b"traffic")
        ours.settle()
        floor.settle()
        open_composer(ours)
        floor.type(b"\x1b[1;5F")
        floor.settle()
        pair = interleaved(lambda: ours.press(b"x"), lambda: floor.press(b"x"), sizes.keys, warm=3)
        if "xxx" not in "\n".join(ours.screen()):
            raise RuntimeError("the letters did not reach the composer:\n" + "\n".join(ours.screen()))
    return compared(
        f"key in the composer with a {LETTERS:,}-character update",
        "a bare TextArea",
        pair.scaled(1000),
        "ms",
        1.3,
        statistic=p95,
    )


def open_composer(terminal: Terminal) -> None:
    """Open it on the chosen incident and paste a long text into the part that has the focus."""
    terminal.type(b"u")
    terminal.settle(0.5)
    text = floors.long_text(LETTERS).encode().replace(b"\n", b"\r")
    terminal.type(b"\x1b[200~" + text + b"\x1b[201~")
    terminal.settle(0.8)


def idle(sizes: Sizes) -> list[Row]:
    """What the war room computes and writes while nobody touches it and a countdown shows every second."""
    around = scratch.environment()
    first = short(board(sizes)[0])
    with scratch.desk(scratch.large_file(sizes)) as desk:
        fresh = desk.declare(title="Idle", because=(Criterion.SLA,), severity=Severity.P1).incident.ref
    with (
        Terminal(scratch.console(scratch.large_file(sizes)), around) as ours,
        Terminal([*floors.TABLE_APP, "200"], around) as floor,
    ):
        ours.until(first)
        floor.until(FLOOR_ROW)
        ours.settle(0.2)
        floor.settle(0.2)
        for keys in (b"/", fresh.encode(), b"\r"):
            ours.type(keys)
            ours.settle()
        ours.drain(2.0)
        cpu, wire = quiet_seconds(ours, sizes.idle)
        floor_cpu, floor_wire = quiet_seconds(floor, sizes.idle)
    return [
        Row(
            what="idle with the live countdown: processor",
            floor_name="the same app, idle",
            ours=f"{cpu * 100:.2f} %",
            floor=f"{floor_cpu * 100:.2f} %",
            ratio=cpu / floor_cpu if floor_cpu else None,
            to_reach="under 1 % of a core",
            reached=cpu < 0.01,
            note="one redraw of the clocks a second, ten looks at the file; on-processor time of all threads",
        ),
        Row(
            what="idle: bytes on the wire",
            floor_name="the same app, idle",
            ours=f"{wire:.0f} a second",
            floor=f"{floor_wire:.0f} a second",
            to_reach="under 300 a second",
            reached=wire < 300,
        ),
    ]


def quiet_seconds(terminal: Terminal, seconds: float) -> tuple[float, float]:
    """Share of a core that is computed, and bytes written, a second."""
    before, began = processes.computed(terminal.pid), time.perf_counter()
    written = terminal.drain(seconds)
    took = time.perf_counter() - began
    return (processes.computed(terminal.pid) - before) / took, written / took


def memory(sizes: Sizes) -> list[Row]:
    """What the whole process tree holds once the list is on screen."""

    def held(argv: Sequence[str], text: bytes) -> Callable[[], float]:
        def sample() -> float:
            with Terminal(argv, scratch.environment()) as terminal:
                terminal.until(text)
                terminal.settle()
                return processes.memory(terminal.pid)

        return sample

    rounds = 2 if sizes.small else 5
    floor = held([*floors.TABLE_APP, "1"], FLOOR_ROW)
    empty = interleaved(held(scratch.console(empty_file()), EMPTY_LIST), floor, rounds, warm=0)
    first = short(board(sizes)[0])
    large = interleaved(held(scratch.console(scratch.large_file(sizes)), first), floor, rounds, warm=0)
    note = "the parent that owns the terminal is in it"
    name = "the same app"
    return [
        compared("memory of the process tree, empty file", name, empty, "MiB", 1.5, note=note),
        compared(f"memory, {sizes}", name, large, "MiB", 1.7),
    ]


def another_console(sizes: Sizes) -> Row:
    """From another console's commit to its text on this screen."""
    path = scratch.large_file(sizes)
    first = board(sizes)[0]
    delays = []
    with (
        Terminal(scratch.console(path), scratch.environment()) as terminal,
        scratch.desk(path, first.owner) as desk,
    ):
        terminal.until(short(first))
        terminal.settle()
        for n in range(sizes.rounds * 3):
            time.sleep(0.15 + (n * 37 % 100) / 1000)
            terminal.drain(0.05)
            # Every cell of it differs from the one before: only what differs goes over the wire.
            mark, before = chr(ord("A") + n % 26) * 8, len(terminal.received)
            desk.act(first.ref, assess, impact=f"{mark} of the requests fail.")
            began = time.perf_counter()
            delays.append((terminal.until(mark.encode(), after=before) - began) * 1000)
    limit = POLL + 50
    return against_limit(
        "another console's change on screen",
        delays,
        "ms",
        limit,
        "the poll interval and 50 ms",
        note=f"median {shown(median(delays), 'ms')}; polled every {POLL:g} ms",
    )

"""Rows of the table about recording: one command, eight consoles at once, an import."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from benchmarks import data, scratch
from benchmarks.data import SEED
from benchmarks.floors import BareEvents, BareTable
from benchmarks.measure import Pair, Row, against_limit, compared, interleaved, median, shown
from benchmarks.scratch import Sizes
from benchmarks.vocabulary import FINDINGS, NOTES, filled
from incident_console.domain.response import note
from incident_console.store import engine

CONSOLES = 8
LINES = 2_000
MERGED, MERGED_INTO = 500, 10_500
"""How many events another copy has that this record of so many has not."""
KINDS = ("finding", "action", "note", "decision", "client_update")
TEXT = "Connection pool of checkout is exhausted: 40 of 40 in use."


def one_command(sizes: Sizes) -> Row:
    """A note through the desk beside a bare insert and commit."""
    path = data.copy(1_000, scratch.FOLDER / "command.db")
    bare = BareTable(scratch.FOLDER / "bare.db")
    with scratch.desk(path) as desk:
        refs = [row.ref for row in desk.store.board(desk.now())][:20]
        numbers = count()

        def ours() -> float:
            ref = refs[next(numbers) % len(refs)]
            began = time.perf_counter()
            desk.act(ref, note, what=TEXT)
            return time.perf_counter() - began

        def floor() -> float:
            name = str(uuid.uuid4())
            began = time.perf_counter()
            bare.insert(name, TEXT)
            return time.perf_counter() - began

        pair = interleaved(ours, floor, sizes.commits, warm=40)
    bare.close()
    return compared(
        "one recorded command, from the desk",
        "a bare insert and commit, same pragmas",
        pair.scaled(1000),
        "ms",
        1.6,
        note="found, asked of its rule, hashed, chained and written into six indexes with the board's row",
    )


def eight_consoles(sizes: Sizes) -> Row:
    """What eight processes record in all within a time, beside one SQLite writer."""
    path = data.copy(1_000, scratch.FOLDER / "eight.db")
    pair = Pair([], [])
    for _ in range(3 if sizes.small else 5):
        pair.floor.append(throughput(1, "bare", scratch.FOLDER / "one.db", sizes.seconds))
        pair.ours.append(throughput(CONSOLES, "desk", path, sizes.seconds))
    alone = throughput(1, "desk", path, sizes.seconds)
    ours, floor = median(pair.ours), median(pair.floor)
    return Row(
        what="the same with eight consoles writing",
        floor_name="one SQLite writer, same pragmas",
        ours=shown(ours, "a second"),
        floor=shown(floor, "a second"),
        ratio=ours / floor,
        to_reach="0.8 of its throughput",
        reached=ours / floor >= 0.8,
        note=f"one console alone: {shown(alone, 'a second')}, so eight reach {ours / alone:.2f} of one",
    )


def throughput(processes: int, kind: str, path: Path, seconds: float) -> float:
    """Commits a second of so many processes that write at the same time."""
    begin = time.time() + 0.6 + 0.15 * processes
    command = [sys.executable, "-m", "benchmarks.writer", kind, str(path), str(begin), str(seconds)]
    root = Path(__file__).parents[1]
    running = [subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) for _ in range(processes)]
    written = 0
    for process in running:
        said, _ = process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"a writer ended with {process.returncode}")
        written += int(said)
    return written / seconds


def past_lines(count: int) -> str:
    """A past incident as other tools tell it, so many lines, an update to the client every fifth."""
    random = Random(SEED)
    at = datetime(2025, 3, 1, tzinfo=UTC)
    lines = []
    for n in range(count):
        at += timedelta(seconds=random.randrange(10, 600))
        line = {"at": at.isoformat(), "kind": KINDS[n % len(KINDS)], "text": filled(random, NOTES + FINDINGS)}
        if line["kind"] == "client_update":
            line["next_update_at"] = (at + timedelta(minutes=30)).isoformat()
        lines.append(json.dumps(line))
    return "\n".join(lines)


def one_import(sizes: Sizes) -> Row:
    """An import of 2,000 lines through the desk beside inserting the same rows."""
    path = data.copy(1_000, scratch.FOLDER / "import.db")
    text = past_lines(LINES)
    with scratch.desk(path) as desk:
        incident = desk.import_past(text).incident
        connection = engine.connect(str(path), read_only=True)
        rows = connection.execute("SELECT * FROM events WHERE incident = ?", (incident.id,)).fetchall()
        connection.close()
        bare = BareEvents(scratch.FOLDER / "bare-import.db")

        def ours() -> float:
            began = time.perf_counter()
            desk.import_past(text)
            return time.perf_counter() - began

        def floor() -> float:
            fresh = [(None, str(uuid.uuid4()), *row[2:]) for row in rows]
            began = time.perf_counter()
            bare.insert_all(fresh)
            return time.perf_counter() - began

        pair = interleaved(ours, floor, sizes.rounds)
        bare.close()
    return compared(
        f"import of {LINES:,} lines ({len(rows):,} events)",
        "bare executemany of the same rows",
        pair.scaled(1000),
        "ms",
        4.0,
        note="lines read and cleaned, events made, folded, hashed, indexed for search",
    )


def one_merge(sizes: Sizes) -> Row:
    """Bringing 500 events of another copy into a record of 10,500, order, verdicts and board anew."""
    here, other = scratch.FOLDER / "merge-here.db", scratch.FOLDER / "merge-other.db"
    data.copy(MERGED_INTO // data.PER_INCIDENT, here)
    shutil.copyfile(here, other)
    with scratch.desk(other, by="bob") as desk:
        refs = [row.ref for row in desk.store.board(desk.now())][:20]
        for number in range(MERGED):
            desk.act(refs[number % len(refs)], note, what=TEXT)
    with scratch.desk(here) as desk:
        # Apart, not behind: what was here already moves.
        for ref in refs:
            desk.act(ref, note, what=TEXT)
    taken = []
    for number in range(sizes.rounds):
        path = scratch.FOLDER / f"merge-{number}.db"
        shutil.copyfile(here, path)
        with scratch.desk(path) as desk:
            began = time.perf_counter()
            merged = desk.merge(other)
            taken.append(time.perf_counter() - began)
        if len(merged.ids) != MERGED:
            raise RuntimeError(f"{len(merged.ids)} events were merged instead of {MERGED}")
        path.unlink()
    return against_limit(
        f"merging {MERGED} events into {MERGED_INTO:,}",
        [one * 1000 for one in taken],
        "ms",
        500,
        "half a second",
    )

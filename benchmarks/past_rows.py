"""Rows of the table about the past: a letter in its search, its first page, and jumps in a long incident."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import msgspec

from benchmarks import data, floors, scratch
from benchmarks.lives import Life
from benchmarks.measure import Pair, Row, against_limit, compared, interleaved, median, p95, shown
from benchmarks.read_rows import SLOWEST, WORDS
from benchmarks.scratch import Sizes
from incident_console.desk import Desk
from incident_console.domain.past import Past, Which
from incident_console.store import engine
from incident_console.store.history_answers import Wanted
from incident_console.tui.room.open_then import OpenThen
from incident_console.tui.screens.past_asking import HITS_EACH, PAGE
from incident_console.tui.start.garbage import settle, tidy

FEW, THEIR_EVENTS = 100, 5_000
"""The small record that the first page of a large one is compared with."""
ENTRIES = 10_000
JUMPS = 60
FIRST_JUMPS = 20
FRAME = 16.7
"""Milliseconds."""
AT_MOST = 100.0
"""Milliseconds for a jump as it happened, for which no checkpoint holds."""
MOMENTS = 40
"""At how many times of a large record it is asked what was open."""
BESIDE = 200.0
"""Milliseconds for that, which is read beside the keys."""


def page(desk: Desk, words: str = "") -> Callable[[], float]:
    """The first page of the past as its screen asks for it."""

    def ours() -> float:
        began = time.perf_counter()
        desk.store.find_past(
            Wanted(words=words, beginnings=True),
            desk.now(),
            limit=PAGE,
            most=PAGE,
            hits_each=HITS_EACH,
        )
        return time.perf_counter() - began

    return ours


def letters(sizes: Sizes) -> Row:
    """Each typed letter of some words in the past's own search, beside the bare query for the same entries.

    A page names as many incidents as fill it, and looks at every entry that holds the words up to there.
    """
    pair, texts = Pair([], []), list[float]()
    with scratch.desk(scratch.large_file(sizes)) as desk:
        connection = engine.connect(str(desk.store.path), read_only=True)
        for typed in [word[:n] for word in WORDS for n in range(1, len(word) + 1) if word[n - 1] != " "]:
            expression = " ".join(f'"{part}"' for part in typed.split()) + "*"
            wanted = Wanted(words=typed, beginnings=True)
            found = desk.store.find_past(wanted, desk.now(), limit=PAGE, most=PAGE, hits_each=HITS_EACH)
            looked_at = sum(len(each.hits) + each.more for each in found.incidents)

            def bare(
                expression: str = expression, sql: str = floors.SEARCH_PAST, most: int = looked_at
            ) -> float:
                began = time.perf_counter()
                connection.execute(sql, (expression, most)).fetchall()
                return time.perf_counter() - began

            one = interleaved(page(desk, typed), bare, rounds=5)
            pair.ours.append(median(one.ours) * 1000)
            pair.floor.append(median(one.floor) * 1000)
            texts.append(median([bare(sql=floors.SEARCH, most=PAGE) for _ in range(5)]) * 1000)
        connection.close()
    row = compared(
        f"the past: a letter typed over {sizes.large:,} incidents",
        "the bare query for the same entries with their incidents",
        pair,
        "ms",
        1.5,
        note=f"p95 {shown(p95(pair.ours), 'ms')}, the slowest {shown(max(pair.ours), 'ms')}; "
        f"a bare query for {PAGE} texts, of however many incidents, {shown(median(texts), 'ms')}",
    )
    fast = max(pair.ours) < SLOWEST
    if sizes.small:
        # What is found costs the same in every record, the bare query next to nothing in a small one.
        return msgspec.structs.replace(row, to_reach=f"each under {SLOWEST:g} ms", reached=fast)
    reached = bool(row.reached) and fast
    return msgspec.structs.replace(row, to_reach=f"1.5 ×, each under {SLOWEST:g} ms", reached=reached)


def first_page(sizes: Sizes) -> Row:
    """The first page of the past of a large record beside that of a small one."""
    few = scratch.FOLDER / "few.db"
    shutil.copyfile(data.cached(FEW, THEIR_EVENTS), few)
    few.chmod(0o600)
    with scratch.desk(scratch.large_file(sizes)) as large, scratch.desk(few) as small:
        pair = interleaved(page(large), page(small), sizes.rounds * 3, warm=3)
    return compared(
        f"the past: the first {PAGE} of {sizes.large:,} incidents",
        f"the first {PAGE} of {FEW}",
        pair.scaled(1000),
        "ms",
        1.25,
    )


def jumps(sizes: Sizes) -> list[Row]:
    """Jumps to and fro in one long incident, in both pasts."""
    life = Life(Random(data.SEED), "INC-JMP2", datetime.fromisoformat("2026-01-05T09:00+00:00"), "console", 1)
    life.go_on(ENTRIES)
    # As in the room: garbage is looked for between keys.
    settle()
    rows = [first_jump(life)]
    limits = ((Which.KNOWN, FRAME, "one frame"), (Which.HAPPENED, AT_MOST, "a tenth of a second"))
    for which, limit, limit_name in limits:
        past, random = Past(life.entries, which), Random(data.SEED)
        past.at(len(past))
        took = []
        for _ in range(JUMPS):
            place = random.randint(past.first, len(past))
            began = time.perf_counter()
            past.at(place)
            took.append((time.perf_counter() - began) * 1000)
        name = f"replay: a jump in an incident of {len(past):,} entries, {which.value}"
        rows.append(against_limit(name, took, "ms", limit, limit_name))
    return rows


def first_jump(life: Life) -> Row:
    """The first jump in a long incident of which nothing is folded yet."""
    random, took = Random(data.SEED), []
    for _ in range(FIRST_JUMPS):
        past = Past(life.entries, Which.HAPPENED)
        place = random.randint(len(past) // 2, len(past))
        began = time.perf_counter()
        past.at(place)
        took.append((time.perf_counter() - began) * 1000)
        tidy()
    name = f"replay: the first jump in an incident of {len(past):,} entries, {Which.HAPPENED.value}"
    return against_limit(name, took, "ms", AT_MOST, "a tenth of a second")


def beside(sizes: Sizes) -> list[Row]:
    """What else was open at some moment of the past, asked for the first time, and a minute later."""
    random = Random(data.SEED)
    first, later, open_then = list[float](), list[float](), list[float]()
    with scratch.desk(scratch.large_file(sizes)) as desk:
        now = desk.now()
        for _ in range(MOMENTS):
            moment = now - timedelta(days=random.uniform(0, 365 * (data.YEARS - 1)))
            asked = OpenThen("")
            for at, took in ((moment, first), (moment + timedelta(minutes=1), later)):
                began = time.perf_counter()
                rows = asked.rows(desk.store, Which.HAPPENED, at)
                took.append((time.perf_counter() - began) * 1000)
            open_then.append(len(rows))
    name = f"replay: what else was open, {sizes.large:,} incidents"
    note = f"median {shown(median(first), 'ms')}, of {median(open_then):.0f} that were open; beside the keys"
    return [
        against_limit(name, first, "ms", BESIDE, "a fifth of a second", note),
        against_limit(f"{name}, a minute later", later, "ms", FRAME, "one frame"),
    ]

"""Several consoles on one file at once, and consoles that are killed: nothing acknowledged is lost."""

import random
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from incident_console.store.store import Store
from tests.faults.writers import OPENER, SHARED_WRITER, WRITER, finish, start
from tests.long_run import LongRun
from tests.store.scribe import declare


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "incidents.db"


def ids_in(path: Path) -> set[str]:
    with Store.open(path) as store:
        found = store.verify()
        assert found.whole, found.findings
        return {name for (name,) in store._connection.execute("SELECT id FROM events").fetchall()}


def killed_writers_lose_nothing(path: Path, rounds: Iterable[int], seed: int) -> None:
    """Kill a writer again and again, each after it was told at least once that something is recorded."""
    chance = random.Random(seed)
    acknowledged: set[str] = set()
    for number in rounds:
        process = start(WRITER, path, f"W{number}", 1_000_000)
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        assert len(first) == 36
        acknowledged.add(first)
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        rest, _ = process.communicate()
        acknowledged |= {line for line in rest.split("\n")[:-1] if len(line) == 36}
    assert acknowledged <= ids_in(path)


def test_a_killed_console_loses_nothing_that_was_acknowledged(path: Path) -> None:
    killed_writers_lose_nothing(path, range(5), seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_consoles_killed_many_times_lose_nothing(path: Path, seed: int, long_run: LongRun) -> None:
    killed_writers_lose_nothing(path, long_run.rounds(100), seed=seed)


def test_eight_consoles_write_at_once(path: Path) -> None:
    with Store.open(path) as store:
        shared = declare(store, ref="INC-SHARED")
    own = [start(WRITER, path, f"W{number}", 25) for number in range(4)]
    common = [start(SHARED_WRITER, path, f"S{number}", 25) for number in range(4)]
    acknowledged = [line for process in (*own, *common) for line in finish(process)]
    assert len(acknowledged) == 200
    assert set(acknowledged) <= ids_in(path)
    with Store.open(path) as store:
        entries = store.entries(shared)
        assert [entry.seq for entry in entries] == list(range(1, 102))
        for number in range(4):
            mine = [entry.event.text for entry in entries if entry.by == f"S{number}"]
            assert mine == [f"S{number} {n}" for n in range(25)]
        counts = [count for (count,) in store._connection.execute("SELECT count FROM events").fetchall()]
        assert sorted(counts) == list(range(1, len(counts) + 1))


@pytest.mark.long
def test_eight_consoles_write_for_long(path: Path, long_run: LongRun) -> None:
    for round_ in long_run.rounds(8):
        own = [start(WRITER, path, f"W{round_}{number}", 100) for number in range(8)]
        acknowledged = [line for process in own for line in finish(process)]
        assert len(acknowledged) == 800
        assert set(acknowledged) <= ids_in(path)


def test_eight_consoles_make_the_file_at_once(path: Path) -> None:
    at = time.time() + 0.5
    consoles = [finish(process) for process in [start(OPENER, path, at) for _ in range(8)]]
    assert len({console for (console,) in consoles}) == 1
    assert [name.name for name in path.parent.iterdir()] == [path.name]
    assert path.stat().st_nlink == 1
    assert ids_in(path) == set()


@pytest.mark.long
def test_a_console_killed_while_it_makes_the_file_leaves_the_way_free(
    tmp_path: Path, long_run: LongRun
) -> None:
    chance = random.Random(1)
    for number in long_run.rounds(60):
        path = tmp_path / str(number) / "incidents.db"
        process = start(OPENER, path, 0)
        time.sleep(chance.uniform(0.05, 0.35))
        process.kill()
        process.communicate()
        with Store.open(path) as store:
            assert store.verify().whole

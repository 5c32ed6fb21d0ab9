"""Several consoles on one file at once, and consoles that are killed: nothing acknowledged is lost."""

import random
import time
from pathlib import Path

import pytest

from incident_console.store.store import Store
from tests.faults.writers import OPENER, SHARED_WRITER, WRITER, finish, start
from tests.store.scribe import declare


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "incidents.db"


def ids_in(path: Path) -> set[str]:
    with Store.open(path) as store:
        found = store.verify()
        assert found.whole, found.findings
        return {name for (name,) in store._connection.execute("SELECT id FROM events").fetchall()}


def kill_writers(path: Path, rounds: int, seed: int) -> tuple[int, int]:
    """Kill a writer again and again; return how many events were acknowledged, and how many are lost."""
    chance = random.Random(seed)
    acknowledged: set[str] = set()
    for number in range(rounds):
        process = start(WRITER, path, f"W{number}", 1_000_000)
        assert process.stdout is not None
        acknowledged.add(process.stdout.readline().strip())
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        rest, _ = process.communicate()
        acknowledged |= {line for line in rest.split("\n")[:-1] if len(line) == 36}
    return len(acknowledged), len(acknowledged - ids_in(path))


def test_a_killed_console_loses_nothing_that_was_acknowledged(path: Path) -> None:
    acknowledged, lost = kill_writers(path, rounds=5, seed=1)
    assert acknowledged > 5
    assert lost == 0


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_consoles_killed_many_times_lose_nothing(path: Path, seed: int) -> None:
    acknowledged, lost = kill_writers(path, rounds=100, seed=seed)
    assert acknowledged > 100
    assert lost == 0


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
def test_eight_consoles_write_for_long(path: Path) -> None:
    own = [start(WRITER, path, f"W{number}", 800) for number in range(8)]
    acknowledged = [line for process in own for line in finish(process)]
    assert len(acknowledged) == 6400
    assert set(acknowledged) <= ids_in(path)


def test_eight_consoles_make_the_file_at_once(path: Path) -> None:
    at = time.time() + 0.5
    consoles = [finish(process) for process in [start(OPENER, path, at) for _ in range(8)]]
    assert len({console for (console,) in consoles}) == 1
    assert [name.name for name in path.parent.iterdir()] == [path.name]
    assert path.stat().st_nlink == 1
    assert ids_in(path) == set()


@pytest.mark.long
def test_a_console_killed_while_it_makes_the_file_leaves_the_way_free(tmp_path: Path) -> None:
    chance = random.Random(1)
    for number in range(60):
        path = tmp_path / str(number) / "incidents.db"
        process = start(OPENER, path, 0)
        time.sleep(chance.uniform(0.05, 0.35))
        process.kill()
        process.communicate()
        with Store.open(path) as store:
            assert store.verify().whole

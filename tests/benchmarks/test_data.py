"""The data of the benchmarks: seeded, of the size asked for, and what the store itself would have written."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from benchmarks.data import LONG, LONG_REF, lengths, lives, make_large
from benchmarks.lives import SHORTEST

from incident_console.domain.folding import fold
from incident_console.domain.vocabulary import Severity
from incident_console.store.store import Store
from tests.benchmarks.conftest import EVENTS, INCIDENTS, NOW


def test_it_has_the_size_that_was_asked_for_and_verifies(store: Store) -> None:
    found = store.verify()
    assert (found.findings, found.incidents, found.events) == ((), INCIDENTS, EVENTS)
    assert len(store.board(NOW)) == INCIDENTS // 2
    assert len(store.entries(store.find(LONG_REF))) == LONG


def test_the_open_ones_are_as_in_a_busy_week(store: Store) -> None:
    board = store.board(NOW)
    assert {row.severity for row in board} == {severity.value for severity in Severity}
    assert 0 < sum(row.unsent for row in board) < len(board) / 3
    assert 0 < sum(row.offered_to is not None for row in board) < len(board) / 3
    overdue = [row for row in board if row.clock_due_at is not None and row.clock_due_at < NOW]
    assert 0 < len(overdue) < len(board) / 2
    assert all(row.clock_due_at is not None for row in board)


def test_the_same_seed_makes_the_same_lives() -> None:
    def texts(seed: int) -> list[str]:
        return [entry.event.text for life in lives(20, 2_600, seed, NOW, "console") for entry in life]

    assert texts(3) == texts(3) != texts(4)


def test_every_life_can_be_folded_and_time_only_goes_forward() -> None:
    for life in lives(20, 2_600, 5, NOW, "console"):
        times = [entry.occurred_at for entry in life]
        assert times == sorted(times)
        assert times[-1] <= NOW
        assert fold(life).seq == len(life)


def test_lengths_differ_and_add_up() -> None:
    found = lengths(Random(1), 500, 10_000)
    assert sum(found) == 10_000
    assert min(found) >= SHORTEST
    assert max(found) > 3 * sorted(found)[250]


def test_too_few_events_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        make_large(tmp_path / "some.db", 1_000, 3_000)


def test_a_file_that_was_made_is_found_by_the_next_process() -> None:
    def edition(seed: str) -> str:
        command = [sys.executable, "-c", "from benchmarks.data import edition; print(edition())"]
        around = os.environ | {"PYTHONHASHSEED": seed}
        root = Path(__file__).parents[2]
        return subprocess.run(
            command, env=around, cwd=root, capture_output=True, text=True, check=True
        ).stdout

    assert edition("1") == edition("2")

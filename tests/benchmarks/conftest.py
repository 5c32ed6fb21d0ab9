"""A small record as the benchmarks make it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from benchmarks.data import make_large

from incident_console.store.store import Store

INCIDENTS, EVENTS = 120, 4_000
NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("benchmarks") / "made.db"
    make_large(path, INCIDENTS, EVENTS, seed=7, now=NOW)
    return path


@pytest.fixture
def store(made: Path) -> Iterator[Store]:
    with Store.open(made) as opened:
        yield opened

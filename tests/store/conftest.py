"""A record of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "incidents.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened

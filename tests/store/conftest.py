"""A record of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console.store.store import Store
from tests.store.parted import Apart


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "incidents.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apart]:
    made = Apart(tmp_path)
    yield made
    made.one.close()
    if hasattr(made, "other"):
        made.other.close()

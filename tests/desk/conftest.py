"""Consoles to sit at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.desk.consoles import Consoles


@pytest.fixture
def consoles(tmp_path: Path) -> Iterator[Consoles]:
    made = Consoles(tmp_path)
    yield made
    made.alice.store.close()
    made.bob.store.close()

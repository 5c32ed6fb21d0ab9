"""A team whose alarms go to a server that takes everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.delivery.web import Web, says, serving
from tests.postman.team import Team


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200)) as running:
        yield running


@pytest.fixture
def team(tmp_path: Path, web: Web) -> Iterator[Team]:
    made = Team(tmp_path / "incidents.db", web)
    yield made
    made.alice.store.close()

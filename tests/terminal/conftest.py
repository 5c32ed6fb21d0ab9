"""What the tests of the real terminal share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.tmux import Tmux, server


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    """A private tmux server; the test is skipped where tmux is missing."""
    with server(tmp_path) as running:
        yield running

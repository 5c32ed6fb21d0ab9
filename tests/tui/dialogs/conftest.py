"""A record to stand in."""

from pathlib import Path

import pytest

from incident_console.tui.dialogs import pause
from tests.tui.dialogs.room import World


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions can be answered at once, but where the pause itself is tested."""
    monkeypatch.setattr(pause, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An incident just declared; nobody has told the client yet."""
    return World(tmp_path)


@pytest.fixture
def told(world: World) -> World:
    """The same after a first update."""
    world.told()
    return world

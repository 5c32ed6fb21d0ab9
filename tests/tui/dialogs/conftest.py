"""A record to stand in."""

from pathlib import Path

import pytest

from incident_console.tui.dialogs import pause
from tests.tui.dialogs.room import World


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions can be answered at once, but where the pause itself is tested."""
    monkeypatch.setattr(pause, "PAUSE_SECONDS", 0.0)


@pytest.fixture(scope="session")
def declared(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A record with an incident just declared, closed; to be copied."""
    world = World(tmp_path_factory.mktemp("declared"))
    world.alice.store.close()
    return world


@pytest.fixture
def world(declared: World, tmp_path: Path) -> World:
    """An incident just declared; nobody has told the client yet."""
    return World(tmp_path, like=declared)


@pytest.fixture(scope="session")
def first_update(declared: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same record after a first update, closed; to be copied."""
    world = World(tmp_path_factory.mktemp("told"), like=declared)
    world.told()
    world.alice.store.close()
    return world


@pytest.fixture
def told(first_update: World, tmp_path: Path) -> World:
    """An incident whose client has read a first update."""
    return World(tmp_path, like=first_update)

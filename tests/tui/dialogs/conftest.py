"""A record to stand in."""

from pathlib import Path

import pytest

from tests.tui.dialogs.room import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An incident just declared; nobody has told the client yet."""
    return World(tmp_path)


@pytest.fixture
def told(world: World) -> World:
    """The same after a first update."""
    world.told()
    return world

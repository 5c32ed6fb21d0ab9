"""The room opens on a record with a damaged page of the board, and shows what the log says it held."""

import pytest

from tests.store.paging import pages, spoiled
from tests.tui.scene import Scene


@pytest.mark.parametrize("tree", ["incidents", "incidents_by_ref", "incidents_by_shelf"])
async def test_every_incident_is_there_and_can_be_looked_at(scene: Scene, tree: str) -> None:
    page = next(page for name, page in pages(scene.path) if name == tree)
    scene.path.write_bytes(spoiled(scene.path.read_bytes(), page, bytes(4096)))
    async with scene.room() as room:
        assert {row.ref for row in room.app.listed} == {"INC-BACK", "INC-RPTS", "INC-7K3Q", "INC-9BXW"}
        for ref in ("INC-RPTS", "INC-7K3Q"):
            room.app.chosen = ref
            await room.pilot.pause()
            assert room.app.incident is not None
            assert room.app.incident.ref == ref
            assert ref in room.pane("#state")
        await room.press("n")
        await room.press(*"more", "ctrl+s")
        assert room.app.is_running

"""The record's file is replaced, damaged or shared under an open room: it is seen at once, and said."""

import os
from pathlib import Path

from incident_console.desk import Desk
from incident_console.domain import response
from incident_console.store.store import Store
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.forms.fields import Line
from tests.store.scribe import some_file
from tests.store.test_verify import behind_its_back
from tests.tui.scene import POLICY, Scene


async def note(room, words: str) -> None:  # type: ignore[no-untyped-def]
    await room.press("n")
    await room.until(lambda: isinstance(room.app.screen, FormDialog))
    await room.press(*words)
    await room.press("ctrl+s")


async def test_a_restore_under_an_open_room_is_noticed_at_the_next_look(scene: Scene, tmp_path: Path) -> None:
    async with scene.room() as room:
        (tmp_path / "other").mkdir()
        some_file(tmp_path / "other").replace(scene.path)
        await room.until(lambda: "was replaced while open" in room.said)
        assert "save a copy of that" in room.said
        assert "(S)" in room.said


async def test_no_note_goes_into_the_file_that_took_its_place(scene: Scene, tmp_path: Path) -> None:
    async with scene.room() as room:
        (tmp_path / "other").mkdir()
        some_file(tmp_path / "other").replace(scene.path)
        held = scene.path.read_bytes()
        await note(room, "into nowhere")
        await room.until(lambda: "was replaced" in room.screen)
        assert isinstance(room.app.screen, FormDialog)
        assert "into nowhere" in room.screen
    assert scene.path.read_bytes() == held


async def test_what_the_room_held_is_saved_by_key(scene: Scene, tmp_path: Path) -> None:
    scene.desk("oli").act("INC-7K3Q", response.note, what="only in the file that went")
    for written in scene.desks.values():
        written.store.close()
    async with scene.room() as room:
        scene.path.unlink()
        await room.until(lambda: "was deleted while open" in room.said)
        await room.press("S")
        await room.until(lambda: isinstance(room.app.screen, FormDialog))
        path = room.app.screen.query_one(Line)
        assert path.text.startswith(f"{scene.path}.held-2026")
        path.restore(str(tmp_path / "saved.db"))
        await room.press("enter")
        await room.until(lambda: "Saved: " in room.said)
    with Store.open(tmp_path / "saved.db") as saved:
        entries = saved.entries(saved.find("INC-7K3Q"))
        assert entries[-1].event.text == "only in the file that went"


async def test_a_damaged_incident_is_shown_as_far_as_it_can_be_read(scene: Scene) -> None:
    for written in scene.desks.values():
        written.store.close()
    behind_its_back(
        scene.path,
        "UPDATE events SET occurred_at = 'X' WHERE place = 5"
        " AND incident = (SELECT id FROM incidents WHERE ref = 'INC-7K3Q')",
    )
    async with scene.room() as room:
        assert room.app.chosen == "INC-7K3Q"
        assert "INC-7K3Q is damaged at entry 5" in room.pane("#state")
        assert "severity is P1: it spreads" in room.pane("#timeline")
        await room.press("j")
        assert room.app.chosen != "INC-7K3Q"
        assert "damaged" not in room.pane("#state")


async def test_a_shared_record_tells_the_login_in_its_timeline_once(scene: Scene) -> None:
    oli = Desk(scene.desk("oli").store, scene.clock, POLICY, "oli", "olivia")
    oli.act("INC-7K3Q", response.note, what="first by that login")
    oli.act("INC-7K3Q", response.note, what="second by that login")
    async with scene.room(size=(160, 50)) as room:
        assert "olivia" not in room.pane("#timeline")
    scene.path.parent.chmod(0o2770)
    scene.path.chmod(0o660)
    os.chown(scene.path.parent, -1, scene.path.stat().st_gid)
    scene.path.parent.chmod(0o2770)
    async with scene.room(size=(160, 50)) as room:
        lines = [line for line in room.pane("#timeline").splitlines() if "by that login" in line]
        assert ["(login olivia)" in line for line in lines] == [False, True]

"""Bringing another copy in by the palette, and reading what did not hold and why."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from textual.widgets import Static

from incident_console.desk import Desk
from incident_console.domain.declaring import change_severity
from incident_console.domain.ownership import take_over
from incident_console.domain.response import escalate
from incident_console.domain.vocabulary import Severity
from incident_console.store.store import Store
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.render.record import entry_in_full
from incident_console.tui.render.state import state
from incident_console.tui.render.timeline import entry_lines
from tests.tui.dialogs.room import POLICY, World, room


def taken_over_on_a_copy(world: World, copy: Path) -> None:
    """Bob, on a copy, takes over from alice, who changes the severity on hers."""
    world.desk("bob").act(world.ref, escalate, to="alice", why="no answer")
    world.alice.store.checkpoint()
    shutil.copyfile(world.path, copy)
    world.clock.advance(minutes=6)
    with Store.open(copy) as store:
        Desk(store, world.clock, POLICY, "bob").act(world.ref, take_over, why="no answer")
    world.clock.advance(minutes=1)
    world.alice.act(world.ref, change_severity, severity=Severity.P1, why="iOS as well")


def test_a_copy_is_merged_by_name_and_what_does_not_hold_is_read(told: World, tmp_path: Path) -> None:
    taken_over_on_a_copy(told, tmp_path / "other.db")

    async def go() -> None:
        async with room(told) as here:
            await here.press("colon", *"merge a copy")
            await here.pilot.pause(0.5)
            await here.press("enter")
            await here.until(FormDialog)
            await here.press("ctrl+s")
            await here.settle()
            assert "the file is missing" in here.text
            await here.press(*str(tmp_path / "other.db"), "ctrl+s")
            await here.until(Reading)
            said = " ".join(str(part.render()) for part in here.reading.query(Static))
            assert "is owned by bob; until now this copy said alice" in said
            assert "This does not hold: bob owned it since" in said
            assert "This does not hold" in here.text
            await here.press("escape")
            await here.settle()
            assert "conflict" in here.text

    asyncio.run(go())
    assert told.read().owner == "bob"


def test_a_conflict_is_marked_in_the_timeline_and_in_the_state(told: World, tmp_path: Path) -> None:
    taken_over_on_a_copy(told, tmp_path / "other.db")
    told.alice.merge(tmp_path / "other.db")
    incident = told.read()

    async def go() -> None:
        async with room(told) as here:
            view = here.app.view()
            (entry,) = incident.conflicts
            line = entry_lines(entry, incident, view, 200)[0].plain
            assert "≠ alice" in line
            assert "conflict: severity is P1: iOS as well  does not hold: bob owned it since" in line
            _, full = entry_in_full(entry, incident, view)
            assert "conflict: does not hold: bob owned it since" in full.plain
            notices = [line.plain for line in state(incident, view, 120)]
            assert any(f"conflict: entry {entry.seq} of alice does not hold" in line for line in notices)

    asyncio.run(go())

"""The outbox folder by keys: as by command, it holds what waits to be posted and nothing else."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from incident_console.delivery.outbox import outbox_id
from incident_console.domain import promises
from incident_console.tui.dialogs.form import FormDialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.room.target import Target
from incident_console.tui.terminal import copying
from incident_console.tui.verbs.copying import copyable
from tests.tui.dialogs.room import Room, World, room


def folder(world: World) -> Path:
    return world.path.with_name(f"{world.path.name}.outbox")


async def write_an_update(here: Room) -> None:
    await here.press("u", "f2", "ctrl+s")
    await here.until(Reading)
    await here.press("end", "y")
    await here.until(FormDialog)


def test_a_file_that_cannot_be_written_is_said_and_the_update_stands(told: World) -> None:
    folder(told).write_text("in the way")

    async def go() -> None:
        async with room(told) as here:
            await write_an_update(here)
            assert len(told.read().waiting) == 1
            assert "not in a file" in here.text

    asyncio.run(go())


def test_a_file_that_cannot_be_removed_is_said_and_what_was_posted_is_out(
    told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    async def go() -> None:
        async with room(told) as here:
            await write_an_update(here)
            monkeypatch.setattr(Path, "unlink", refuse)
            await here.press("y")
            assert not told.read().waiting
            assert len([said for said in here.told if "not to be posted any more" in said]) == 1

    asyncio.run(go())


def test_what_another_console_posted_is_gone_from_the_folder(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            await write_an_update(here)
            await here.press("n")
            (message,) = told.read().waiting
            assert len(list(folder(told).iterdir())) == 1
            told.alice.posted(outbox_id(told.read(), message))
            assert list(folder(told).iterdir()) == []

    asyncio.run(go())


def test_a_copy_of_what_is_out_does_not_ask_to_be_posted(told: World) -> None:
    async def go() -> None:
        async with room(told) as here:
            incident = told.read()
            name, _, text, _ = copyable(Target(here.app, incident), incident)[-1]
            await copying.copy(here.app, text, name)
            (file,) = folder(told).iterdir()
            (message,) = incident.updates
            assert file.name == f"out-{outbox_id(incident, message)}-update.txt"

    asyncio.run(go())


def test_what_is_overtaken_is_shown_so_in_the_room_and_is_not_offered_as_posted(told: World) -> None:
    due = told.clock.now() + timedelta(hours=2)
    told.alice.act(told.ref, promises.reschedule, due=due, why="slow")
    told.told()

    async def go() -> None:
        async with room(told, size=(160, 45)) as here:
            assert "(overtaken)" in here.text
            here.app.action_act("posted")
            await here.settle()
            assert not isinstance(here.app.screen, FormDialog)
            assert any("write it anew" in said for said in here.told)

    asyncio.run(go())

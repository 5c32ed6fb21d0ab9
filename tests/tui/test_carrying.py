"""The postman of a war room, with real channels: what he brings is told in the room that wrote it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec
import pytest

from incident_console.domain.policy import ClientProfile
from incident_console.domain.ways import WayOut
from incident_console.postman.presence import somebody_carries
from incident_console.tui.start.carrying import Carrying
from tests.delivery.parcels import channel
from tests.tui.dialogs.ways_out import ByChannels
from tests.tui.quiet import come_to


class WithAFileAndAProgram(ByChannels):
    """ACME is told by a file, and by a program that is killed while it sends."""

    def __init__(self, folder: Path) -> None:
        program = folder / "page"
        program.write_text(
            f"#!{sys.executable} -S\nimport os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n"
        )
        program.chmod(0o700)
        ways = tuple(WayOut(channel=name) for name in ("file", "command"))
        super().__init__(folder, ClientProfile(name="ACME", ways=ways))
        self.channels = {
            "file": channel("file", path=str(folder / "told.txt")),
            "command": channel("command", run=("./page",), folder=folder),
        }


def test_what_the_postman_of_the_room_brings_is_told_there(tmp_path: Path) -> None:
    record = WithAFileAndAProgram(tmp_path)

    async def go() -> None:
        async with record.console() as here:
            carrying = Carrying(here.app)
            carrying.begin()
            try:
                record.update(posted=False)
                here.app.wake_postman()
                assert await come_to(lambda: "by command is uncertain" in "".join(here.told))
            finally:
                carrying.end()
            assert "Update 1 is out by file" in here.told[0]
            assert "signal 9" in here.told[0]

    asyncio.run(go())
    assert "Half of them fail" in (tmp_path / "told.txt").read_text()
    assert record.outcomes() == ["file delivered", "command uncertain"]


def test_what_is_written_is_looked_for_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("incident_console.postman.round.GLANCE", 60.0)
    record = WithAFileAndAProgram(tmp_path)

    async def go() -> None:
        async with record.console() as here:
            carrying = Carrying(here.app)
            carrying.begin()
            try:
                assert await come_to(lambda: somebody_carries(record.path))
                record.update(posted=False)

                def told() -> list[str]:
                    here.app.wake_postman()
                    return here.told

                assert await come_to(told)
            finally:
                carrying.end()

    asyncio.run(go())


def test_where_nothing_is_configured_nobody_carries(tmp_path: Path) -> None:
    record = WithAFileAndAProgram(tmp_path)
    record.channels = {}

    async def go() -> None:
        async with record.console() as here:
            carrying = Carrying(here.app)
            carrying.begin()
            record.update(posted=False)
            here.app.wake_postman()
            carrying.end()

    asyncio.run(go())
    assert record.outcomes() == ["file waiting", "command waiting"]


def test_a_trouble_of_a_channel_keeps_its_message_waiting(tmp_path: Path) -> None:
    record = WithAFileAndAProgram(tmp_path)
    record.channels["command"] = msgspec.structs.replace(record.channels["command"], trouble="run is missing")

    async def go() -> None:
        async with record.console() as here:
            carrying = Carrying(here.app)
            carrying.begin()
            try:
                record.update(posted=False)
                here.app.wake_postman()
                told = "Update 1 is out by file; still on its way by command."
                assert await come_to(lambda: here.told == [told])
            finally:
                carrying.end()

    asyncio.run(go())
    assert record.outcomes() == ["file delivered", "command waiting"]

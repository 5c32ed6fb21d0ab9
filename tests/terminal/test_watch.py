"""What the war room does about deadlines and its clock, second by second."""

import asyncio
import os
import stat
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from incident_console.clock import FixedClock
from incident_console.config import Display
from incident_console.demo import build_demo
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from incident_console.tui.terminal.alarms import Alarm
from incident_console.tui.terminal.attention import Attention
from incident_console.tui.terminal.watch import Watch

NOW = datetime(2026, 11, 21, 14, 34, 12, tzinfo=UTC)


class Heard(Attention):
    """Keeps the alarms and titles instead of giving them."""

    def __init__(self, app: IncidentConsole) -> None:
        super().__init__(app, Display())
        self.alarms: list[Alarm] = []
        self.titles: list[str] = []

    def give(self, alarm: Alarm) -> None:
        self.alarms.append(alarm)

    def show_title(self, title: str) -> None:
        self.titles.append(title)


async def in_the_demo(path: Path, then: Callable[[IncidentConsole, FixedClock], Awaitable[None]]) -> None:
    clock = FixedClock(NOW)
    build_demo(path, clock, "alice")
    app = IncidentConsole(Store.open(path, create=False), person="alice", clock=clock)
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        await then(app, clock)


def run(path: Path, then: Callable[[IncidentConsole, FixedClock], Awaitable[None]]) -> None:
    asyncio.run(in_the_demo(path, then))


async def first_note(app: IncidentConsole) -> str:
    """What the first toast says, when it comes."""
    for _ in range(400):
        for note in app._notifications:
            return note.message
        await asyncio.sleep(0.05)
    raise AssertionError("nothing was said")


def test_mine_are_loud_and_those_of_others_quiet(tmp_path: Path) -> None:
    async def watch(app: IncidentConsole, clock: FixedClock) -> None:
        heard = Heard(app)
        watched = Watch(app, heard)
        (mine,) = [row for row in app.board if row.owner == "alice"]
        late = app.board[0]
        watched.tick(clock.now(), clock.monotonic())
        assert [(alarm.reference, alarm.loud) for alarm in heard.alarms] == [(late.ref, False)]
        assert mine.clock_due_at is not None
        clock.advance(mine.clock_due_at - timedelta(minutes=5) - clock.now())
        watched.tick(clock.now(), clock.monotonic())
        assert [(alarm.reference, alarm.loud) for alarm in heard.alarms[1:]] == [(mine.ref, True)]
        assert heard.titles[-1].startswith(f"{late.ref} overdue")

    run(tmp_path / "a.db", watch)


@pytest.mark.parametrize(("step", "words"), [(3600, "jumped 1 h ahead"), (-3600, "set back by 1 h")])
def test_a_jump_of_the_clock_is_pointed_out(tmp_path: Path, step: int, words: str) -> None:
    async def jump(app: IncidentConsole, clock: FixedClock) -> None:
        watched = Watch(app, Heard(app))
        watched.tick(clock.now(), clock.monotonic())
        clock.advance(seconds=1)
        watched.tick(clock.now(), clock.monotonic())
        assert not app._notifications
        clock.step(clock.now() + timedelta(seconds=step))
        watched.tick(clock.now(), clock.monotonic())
        assert words in await first_note(app)

    run(tmp_path / "a.db", jump)


def test_the_war_room_looks_every_second(tmp_path: Path) -> None:
    async def wait(app: IncidentConsole, clock: FixedClock) -> None:
        clock.step(clock.now() + timedelta(hours=1))
        assert "jumped" in await first_note(app)

    run(tmp_path / "a.db", wait)


def test_messages_in_tmux_leave_no_zombie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = tmp_path / "said"
    stand_in = tmp_path / "tmux"
    stand_in.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {said}\n')
    stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    attention = Attention(cast("Any", SimpleNamespace(is_headless=False)), Display(), {"TMUX": "x"})
    attention.show_in_tmux("a client expects word now")
    end = time.monotonic() + 20
    while attention._messages and time.monotonic() < end:
        attention.tidy()
        time.sleep(0.01)
    assert not attention._messages
    assert said.read_text().split("\n")[:4] == [
        *("display-message", "-d", "5000", "incident-console: a client expects word now"),
    ]

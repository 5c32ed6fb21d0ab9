"""Watches killed at each step of an alarm, several at once: each alarm comes once, by somebody."""

from __future__ import annotations

import os
import pty
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from incident_console.clock import SystemClock
from incident_console.desk import Desk
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Criterion
from incident_console.store.store import Store
from tests.delivery.web import Received, Web, says, serving
from tests.long_run import LongRun
from tests.postman.post import SECRET

STEPS = ("noticed", "recorded", "taken", "sent", "before recording")
"""Where a watch goes: what is done by then is on the disk, or with the receiver; what is not is not."""

WATCH = """
import os, sys
from pathlib import Path
from incident_console.config import load_config
from incident_console.desk import Desk
from incident_console.postman import alarms, postman as carried
from incident_console.postman.watch import Watch
from incident_console.postman.watch_log import WatchLog
from incident_console.store.notices import Notices
from incident_console.store.store import Store
from tests.faults.postmen import LaterClock

step, path, config, minutes = sys.argv[1:]

def go(*given, **more):
    os._exit(9)

def goes_after(function):
    def done(*given, **more):
        function(*given, **more)
        go()
    return done

postman_init = carried.Postman.__init__
def init(self, *given, **more):
    postman_init(self, *given, **more)
    if step == "taken":
        self._send = go
    elif step == "sent":
        self._send = goes_after(self._send)
carried.Postman.__init__ = init
if step == "noticed":
    Notices.add = goes_after(Notices.add)
elif step == "recorded":
    give = alarms.Alarms.tick
    alarms.Alarms.tick = lambda self, now: give(self, now) and go()
elif step == "before recording":
    deliver = Desk.deliver
    Desk.deliver = lambda desk, attempts: go() if attempts else deliver(desk, attempts)

def opened(config):
    clock = LaterClock(int(minutes))
    return Desk(Store.open(Path(path), create=False), clock, config.policy, "watch")

Watch(opened, load_config(Path(config)), WatchLog(), "watch@host").once()
"""

CONFIG = """
[internal]
channels = ["hook"]
on = {on}
[channels.hook]
kind = "webhook"
audience = "internal"
url = "{url}"
secret = "env:HOOK_SECRET"
private = true
deadline = "2s"
"""


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200)) as running:
        yield running


def configured(folder: Path, web: Web, on: str = '["nears", "overdue", "five minutes overdue"]') -> Path:
    file = folder / "config.toml"
    file.write_text(CONFIG.format(url=web.url(), on=on), "utf-8")
    return file


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "HOOK_SECRET": SECRET}


def once(step: str, path: Path, config: Path, minutes: int) -> int:
    """Have a watch work once as in so many minutes, until it goes at a step; return its exit status."""
    argv = [sys.executable, "-c", WATCH, step, str(path), str(config), str(minutes)]
    done = subprocess.run(argv, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 9), done.stderr
    return done.returncode


def alarmed(received: list[Received]) -> Counter[str]:
    """How often each alarm came, by what its receiver knows it by."""
    return Counter(each.headers["webhook-id"] for each in received)


@pytest.mark.parametrize("step", STEPS)
def test_an_alarm_whose_watch_is_killed_comes_all_the_same(tmp_path: Path, web: Web, step: str) -> None:
    path, config = tmp_path / "incidents.db", configured(tmp_path, web)
    with Store.open(path) as store:
        desk = Desk(store, SystemClock(), Policy(), "alice")
        desk.declare(title="Checkout errors", because=[Criterion.PRODUCTION])
    assert once(step, path, config, 31) == 9
    for minutes in (32, 33):
        assert once("never", path, config, minutes) == 0
    assert len(alarmed(web.received)) == 1, "it came, and the receiver knows it again"
    with Store.open(path) as store:
        assert [row.outcome for row in store.deliveries.of()] == ["delivered"]
        assert store.verify().whole


class Watches:
    """Watches and war rooms, which are killed, suspended and told to end while promises fall due."""

    def __init__(self, path: Path, config: Path, seed: int) -> None:
        self.argv = [sys.executable, "-m", "incident_console", "--db", str(path), "--config", str(config)]
        self.argv += ["--as", "watch"]
        self.chance = random.Random(seed)
        self.terminals: list[int] = []
        self.all: list[subprocess.Popen[bytes]] = []
        self.going = [self.begin() for _ in range(3)]

    def begin(self) -> subprocess.Popen[bytes]:
        self.all.append(self.begun())
        return self.all[-1]

    def begun(self) -> subprocess.Popen[bytes]:
        """Begin a watch, or a war room in a terminal of its own; each leads a group of processes."""
        if self.chance.randrange(3):
            argv, quiet = [*self.argv, "watch"], subprocess.DEVNULL
            return subprocess.Popen(argv, env=environment(), stderr=quiet, start_new_session=True)
        outside, inside = pty.openpty()
        self.terminals.append(outside)
        threading.Thread(target=drained, args=(outside,), daemon=True).start()
        around = {**environment(), "TERM": "xterm-256color"}
        ends = {"stdin": inside, "stdout": inside, "stderr": inside}
        room = subprocess.Popen(self.argv, env=around, start_new_session=True, **ends)  # type: ignore[call-overload]
        os.close(inside)
        return room  # type: ignore[no-any-return]

    def disturb(self) -> None:
        """Kill one, have one end, or suspend one; another begins in its place, and one that slept wakes."""
        which = self.chance.randrange(len(self.going))
        send(self.chance.choice(self.all), signal.SIGCONT)
        send(self.going[which], self.chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP]))
        self.going[which] = self.begin()

    def wake(self) -> None:
        for watch in self.all:
            send(watch, signal.SIGCONT)

    def end(self) -> None:
        for watch in self.all:
            send(watch, signal.SIGKILL)
            watch.wait()
        for terminal in self.terminals:
            os.close(terminal)


def send(watch: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a process and all that it has begun."""
    with suppress(ProcessLookupError):
        os.killpg(watch.pid, number)


def drained(terminal: int) -> None:
    """Read what is written to a terminal, as a window does."""
    with suppress(OSError):
        while os.read(terminal, 65536):
            pass


@pytest.mark.long
def test_promises_fall_due_while_watches_are_killed(tmp_path: Path, web: Web, long_run: LongRun) -> None:
    path, config = tmp_path / "incidents.db", configured(tmp_path, web, '["overdue"]')
    with Store.open(path) as store:
        desk = Desk(store, SystemClock(), Policy(), "alice")
        watches = Watches(path, config, seed=15)
        due = 0
        try:
            for number in long_run.rounds(100):
                # What was declared so long ago is to be told in three seconds.
                began = desk.now() - timedelta(minutes=30) + timedelta(seconds=3)
                desk.declare(at=began, title=f"Incident {number}", because=[Criterion.PRODUCTION])
                due += 1
                for _ in range(3):
                    watches.disturb()
                    time.sleep(1)
            watches.wake()
            until = time.monotonic() + 60
            while time.monotonic() < until and len(alarmed(web.received)) < due:
                time.sleep(1)
        finally:
            watches.end()
        told = Counter(each.headers["webhook-id"] for each in web.received)
        assert len(told) == due, "each alarm, once for its receiver, within a minute"
        assert store.verify().whole

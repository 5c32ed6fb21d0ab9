"""A postman in a process of his own, who goes at a certain step of a send, as a killed console does."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from incident_console.clock import SystemClock

STEPS = ("before taking it", "taken", "sent", "before recording", "recorded")
"""Where he goes: what is done by then is on the disk, and with the service; what is not is not."""

POSTMAN = """
import os, sys
from pathlib import Path
from incident_console.clock import SystemClock
from incident_console.delivery import kinds
from incident_console.desk import Desk
from incident_console.domain.policy import Policy
from incident_console.postman.postman import Postman
from incident_console.store.deliveries import Deliveries
from incident_console.store.store import Store
from tests.delivery.parcels import channel

step, path, kind, url, secret = sys.argv[1:]
given = {"url": url} | ({"secret": secret} if kind == "webhook" else {})
if kind == "ticket":
    given |= {"create": {"url": f"{url}/new", "id": "id"}, "audience": "internal"}
desk = Desk(Store.open(Path(path)), SystemClock(), Policy(), "postman")

def go():
    os._exit(9)

def goes_before(function):
    return lambda *given, **more: go()

def goes_after(function):
    def done(*given, **more):
        function(*given, **more)
        go()
    return done

send = kinds.carry
if step == "before taking it":
    Deliveries.lease = goes_before(Deliveries.lease)
elif step == "taken":
    send = goes_before(send)
elif step == "sent":
    send = goes_after(send)
elif step == "before recording":
    deliver = Desk.deliver
    Desk.deliver = lambda desk, attempts: go() if attempts else deliver(desk, attempts)
elif step == "recorded":
    together = Desk.together
    def recorded(desk, acts):
        answer = together(desk, acts)
        if postman._back:
            go()
        return answer
    Desk.together = recorded
postman = Postman(desk, {kind: channel(kind, **given)}, send)
while postman.turn(5 if postman.busy else 0):
    pass
"""


class LaterClock(SystemClock):
    """The machine's clocks as they will be in so many minutes."""

    def __init__(self, minutes: int) -> None:
        self._ahead = timedelta(minutes=minutes)

    def now(self) -> datetime:
        """Return the wall time then, in UTC."""
        return super().now() + self._ahead

    def monotonic(self) -> float:
        """Return the seconds then."""
        return super().monotonic() + self._ahead.total_seconds()


def interrupted(step: str, path: Path, kind: str, url: str, secret: str) -> int:
    """Have a postman work on a record until he goes at a step; return his exit status."""
    postman = started(step, path, kind, url, secret)
    _, complaint = postman.communicate(timeout=60)
    assert postman.returncode in (0, 9), complaint
    return postman.returncode


def started(step: str, path: Path, kind: str, url: str, secret: str) -> subprocess.Popen[str]:
    """Start a postman who goes at a step; at another one he goes when nothing more is due."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    argv = [sys.executable, "-c", POSTMAN, step, str(path), kind, url, secret]
    return subprocess.Popen(argv, env=environment, stderr=subprocess.PIPE, text=True)

"""Three people with channels of their own, on one record: what each of them was told by which way."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from incident_console.store.delivery_rows import DeliveryRow
from incident_console.store.store import Store
from tests.delivery.web import Web
from tests.faults.test_watches import drained
from tests.postman.post import SECRET
from tests.terminal.house import House
from tests.terminal.pseudo import PATIENCE

CONFIG = """
{hooks}
[channels.carol-page]
kind = "command"
audience = "internal"
run = ["./page"]
deadline = "2s"
"""
HOOK = """
[channels.{name}-hook]
kind = "webhook"
audience = "internal"
url = "{url}"
secret = "env:HOOK_SECRET"
private = true
deadline = "2s"
"""
PERSON = """
[people.{name}]
channels = ["{channel}"]
"""
CHANNELS = {"alice": "alice-hook", "bob": "bob-hook", "carol": "carol-page"}
SOON_AGAIN = (
    "from datetime import timedelta",
    "import incident_console.postman.postman as postman",
    "postman.LEASE_MARGIN = 0.5",
    "postman.LOOK_AGAIN = timedelta(seconds=1)",
)
"""Statements by which what was being sent by a process that is gone is looked at after seconds."""
TAKES = 0.05
"""Seconds that each service takes for its answer, so that somebody can be killed meanwhile."""


PAGE = f"""#!/bin/sh
read -r line
[ "$line" ] || exit 1
sleep {TAKES}
printf '%s\\n' "$line" >> pages
"""
"""Says with one write what it was given whole: who is killed before it had that says nothing."""


class Team(House):
    """Consoles, watches and channels of three people, and what came by these."""

    def __init__(self, folder: Path, stack: ExitStack, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOOK_SECRET", SECRET)
        program = folder / "page"
        program.write_text(PAGE)
        program.chmod(0o755)
        hooks = "".join(HOOK.format(name=name, url=web.url(f"/{name}")) for name in ("alice", "bob"))
        people = "".join(PERSON.format(name=name, channel=channel) for name, channel in CHANNELS.items())
        config = folder / "config.toml"
        config.write_text(CONFIG.format(hooks=hooks) + people, "utf-8")
        self.web, self.pages = web, folder / "pages"
        self.carriers: list[subprocess.Popen[bytes]] = []
        super().__init__(folder / "incidents.db", stack, config, SOON_AGAIN)
        stack.callback(self.end)

    # Who carries besides the three consoles

    def watch(self) -> subprocess.Popen[bytes]:
        """Begin a watch that may be killed, in a group of its own with all that it begins."""
        quiet = subprocess.DEVNULL
        self.carriers.append(
            subprocess.Popen([*self.oli, "watch"], stderr=quiet, start_new_session=True),
        )
        return self.carriers[-1]

    def room(self) -> subprocess.Popen[bytes]:
        """Begin a war room of somebody whom nobody calls, which may be killed as a watch may."""
        outside, inside = pty.openpty()
        self.stack.callback(os.close, outside)
        threading.Thread(target=drained, args=(outside,), daemon=True).start()
        around = {**os.environ, "TERM": "xterm-256color"}
        ends = {"stdin": inside, "stdout": inside, "stderr": inside}
        self.carriers.append(subprocess.Popen(self.oli, env=around, start_new_session=True, **ends))  # type: ignore[call-overload]
        os.close(inside)
        return self.carriers[-1]

    @property
    def oli(self) -> list[str]:
        """The command of who only carries."""
        program = "; ".join((*SOON_AGAIN, "from incident_console.__main__ import main", "import sys"))
        argv = [sys.executable, "-c", f"{program}; sys.exit(main())", "--db", str(self.record)]
        return [*argv, "--config", str(self.config), "--as", "oli"]

    def kill(self, carrier: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(carrier.pid, signal.SIGKILL)
        carrier.wait()

    def end(self) -> None:
        for carrier in self.carriers:
            self.kill(carrier)

    # What came of it

    def rows(self) -> list[DeliveryRow]:
        with Store.open(self.record) as store:
            return [row for row in store.deliveries.of() if row.inside]

    @property
    def at_rest(self) -> bool:
        """Whether nothing more is to be sent."""
        return not any(row.came == "waiting" and row.state != "needless" for row in self.rows())

    def until(self, met: Callable[[], bool]) -> bool:
        """Wait until something is so, and tell whether it came to that; the consoles go on meanwhile."""
        end = time.monotonic() + PATIENCE
        while not met() and time.monotonic() < end:
            for _, console in self.consoles:
                console.read(0.05)
        return met()

    def told(self) -> Counter[tuple[str, str, str]]:
        """How often each was told what: the person, the subject, and by which its receiver knows it again."""
        heard: Counter[tuple[str, str, str]] = Counter()
        for received in list(self.web.received):
            said = json.loads(received.body)
            heard[received.path.removeprefix("/"), said["title"], received.headers["webhook-id"]] += 1
        for line in self.pages.read_text("utf-8").splitlines() if self.pages.exists() else []:
            said = json.loads(line)
            heard["carol", said["title"], said["id"]] += 1
        return heard

    def once_by_each_way(self, wanted: Counter[tuple[str, str]]) -> None:
        """Each was told by their channel what they should be, once, and nothing else.

        A receiver that knows a second try by its key may get one. One that does not gets none: where its
        sender was killed it is seen that nobody knows whether it arrived.
        """
        self.until(lambda: not wanted - self.had() and self.at_rest)
        had, told = self.had(), self.told()
        assert had == wanted, f"never: {wanted - had}; too often: {had - wanted}; {self.rows()}"
        assert all(count == 1 for (who, _, _), count in told.items() if who == "carol"), told

    def had(self) -> Counter[tuple[str, str]]:
        """How often each was told what, or may have been, where it is seen that nobody knows."""
        told = self.told()
        unknown = [row for row in self.rows() if row.came == "uncertain" and row.channel == "carol-page"]
        open_ends = [
            ("carol", self.subject(row)) for row in unknown if not any(row.id in key for key in told)
        ]
        return Counter((who, subject) for who, subject, _ in told) + Counter(open_ends)

    def subject(self, row: DeliveryRow) -> str:
        with Store.open(self.record) as store:
            notice = store.notices.notice(row.message)
        assert notice is not None
        return notice.subject


def slowly(answer: Callable[..., None]) -> Callable[..., None]:
    """Answer only after a moment."""

    def answered(*given: object) -> None:
        threading.Event().wait(TAKES)
        answer(*given)

    return answered

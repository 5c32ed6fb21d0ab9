"""Consoles of several people on real pseudo-terminals, and what they rang for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from incident_console.clock import FixedClock, SystemClock
from incident_console.config import load_config
from incident_console.desk import Desk
from incident_console.domain import communication
from incident_console.domain.call import Why
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.store.store import Store
from incident_console.tui.terminal.attention import CALLS
from tests.terminal.pseudo import Pseudo, incident_console

FAR = timedelta(hours=5)


class Console(Pseudo):
    """Somebody's war room, and what it rang for."""

    def __init__(self, record: Path, person: str, config: Path | None, *changes: str) -> None:
        words = [*incident_console(*changes), "--db", str(record), "--as", person]
        words += [] if config is None else ["--config", str(config)]
        super().__init__(words, columns=120, rows=40)

    @property
    def bells(self) -> int:
        """How often it rang: a BEL that only ends another sequence is none."""
        return re.sub(rb"\x1b\][^\x1b\a]*(\a|\x1b\\)", b"", self.written).count(b"\a")

    @property
    def title(self) -> str:
        """What the terminal's title says now."""
        return [str(said.decode()) for said in re.findall(rb"\x1b\]2;([^\x1b]*)\x1b\\", self.written)][-1]

    def rung(self, ref: str) -> list[str]:
        """What the desktop was told of an incident, in order."""
        found = re.findall(rb"\x1b\]9;incident-console: ([^\x1b]*)\x1b\\", self.written)
        told = [said.decode() for said in found]
        return [said.removeprefix(f"{ref}: ") for said in told if said.startswith(ref)]


class House:
    """A record, the people who act on it from elsewhere, and the consoles that stand open."""

    def __init__(
        self, record: Path, stack: ExitStack, config: Path | None = None, changes: Sequence[str] = ()
    ) -> None:
        """Take a record.

        Args:
            config: what the consoles, and who acts, go by.
            changes: statements that change the program in the consoles: how long it waits, say.
        """
        self.record = record
        self.stack = stack
        self.config = config
        self.changes = changes
        self.policy = Policy() if config is None else load_config(config).policy
        self.consoles: list[tuple[str, Console]] = []

    def open(self, person: str) -> Console:
        console = self.stack.enter_context(Console(self.record, person, self.config, *self.changes))
        self.consoles.append((person, console))
        return console

    def desk(self, person: str, *, ago: float = 0) -> Desk:
        """Somebody who acts elsewhere; with `ago` on a clock that is so many minutes behind."""
        store = self.stack.enter_context(Store.open(self.record))
        now = datetime.now(UTC) - timedelta(minutes=ago)
        return Desk(store, FixedClock(now) if ago else SystemClock(), self.policy, person)

    def declared(self, by: str, *, ago: float = 0, **said: Any) -> str:
        """An incident whose client was told, with the next word in five hours; nobody is called by it."""
        desk = self.desk(by, ago=ago)
        because = [Criterion.PRODUCTION]
        told = {"title": "Checkout", "severity": Severity.P3, **said}
        ref = desk.declare(because=because, **told).incident.ref
        self.update(desk, ref, FAR)
        return ref

    def update(self, desk: Desk, ref: str, until: timedelta) -> None:
        said: dict[str, Any] = {
            "impact": "all",
            "done": "found",
            "next_steps": "fix",
            "next_update": desk.now() + until,
        }
        desk.act(ref, communication.send_update, posted=True, **said)

    def hear(self, ref: str, why: Why, *meant: str) -> None:
        """Every console of those who are meant rings for it, once; the others not at all."""
        for person, console in self.consoles:
            if person in meant:
                console.until(lambda c=console: CALLS[why] in c.rung(ref), f"{why} at {person}'s")  # type: ignore[misc]
        # All in the same moment: what is not meant to ring has had as long as what is.
        self.consoles[0][1].read_for(0.3)
        for person, console in self.consoles:
            console.take_in()
            heard = [said for said in console.rung(ref) if said == CALLS[why]]
            assert heard == [CALLS[why]] * (person in meant), (why, person, console.rung(ref))

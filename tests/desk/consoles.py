"""Two people at consoles of their own, on one record, and what they usually do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from incident_console.clock import FixedClock
from incident_console.delivery.outbox import outbox_id
from incident_console.desk import Desk, Done
from incident_console.domain.communication import send_update
from incident_console.domain.policy import Policy
from incident_console.domain.response import note
from incident_console.domain.vocabulary import Criterion
from incident_console.store.store import Store

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Consoles:
    """Alice's and bob's, with one incident that alice declared."""

    def __init__(self, folder: Path, policy: Policy | None = None) -> None:
        self.path = folder / "incidents.db"
        self.outbox = folder / "incidents.db.outbox"
        self.clock = FixedClock(NOON)
        self.policy = policy or Policy()
        self.alice, self.bob = self.sit_down("alice"), self.sit_down("bob")
        self.ref = self.declare()

    def sit_down(self, name: str) -> Desk:
        return Desk(Store.open(self.path), self.clock, self.policy, name)

    def declare(self, title: str = "Checkout answers 502") -> str:
        return self.alice.declare(title=title, because=[Criterion.PRODUCTION]).incident.ref

    def update(self, desk: Desk, ref: str = "", *, posted: bool = False) -> Done:
        """An update, which waits where nothing else is said."""
        return desk.act(
            ref or self.ref,
            send_update,
            impact="30 % fail",
            done="rolled back",
            next_steps="scale the pool",
            next_update=desk.now() + timedelta(minutes=30),
            posted=posted,
        )

    def note(self, desk: Desk, what: str = "pool at 100 %", ref: str = "") -> Done:
        return desk.act(ref or self.ref, note, what=what)

    @property
    def files(self) -> list[str]:
        """What is in the outbox folder."""
        return sorted(path.name for path in self.outbox.iterdir()) if self.outbox.exists() else []

    def file_of(self, done: Done) -> str:
        """What the file of the message that waits is called."""
        assert done.waiting is not None
        name = outbox_id(done.incident, done.waiting)
        return f"{name}-{done.waiting.kind.replace('_', '-')}.txt"


Fails = Callable[[Consoles, Callable[[Desk], object]], None]
"""Has alice do something in a transaction that fails at its end."""

"""One incident on two copies of the record that know nothing of each other."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from incident_console.domain.closing import close, confirm, resolve
from incident_console.domain.communication import send_update
from incident_console.domain.objections import Ground
from incident_console.domain.vocabulary import Criterion, Remedy, Severity
from tests.store.apart import BEGIN, Copy
from tests.store.merge_invariants import held, whole

WORDS: dict[str, Any] = {"impact": "Half fail", "done": "Rolled back", "next_steps": "Scale"}


WRAP_UP: dict[str, Any] = {"what": "A release", "customer_impact": "An hour", "prevention": "Stages"}


class Apart:
    """One incident that alice owns, on two copies: hers and bob's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.one = Copy(folder / "one.db", BEGIN)
        done = self.one.desk("alice").declare(
            title="Checkout answers 502", because=[Criterion.PRODUCTION], severity=Severity.P2, owner="alice"
        )
        self.ref, self.id = done.incident.ref, done.incident.id
        self.other: Copy

    def part(self, ahead: timedelta = timedelta()) -> None:
        """From here on the two know nothing of each other."""
        self.other = self.one.copied(self.folder / "other.db", ahead)

    def later(self, minutes: float = 1) -> None:
        self.one.clock.advance(minutes=minutes)
        if hasattr(self, "other"):
            self.other.clock.advance(minutes=minutes)

    def told(self, copy: Copy, by: str = "alice", minutes: int = 30) -> None:
        copy.desk(by).act(self.ref, send_update, **WORDS, next_update=copy.later(minutes), posted=True)

    def end(self, copy: Copy, by: str = "alice", **said: Any) -> None:
        copy.desk(by).act(self.ref, resolve, remedy=Remedy.RESTORED)
        copy.desk(by).act(self.ref, confirm)
        copy.desk(by).act(self.ref, close, **{**WRAP_UP, "posted": True, **said})

    def together(self) -> list[tuple[str, Ground]]:
        """Merge both ways; the objections that both give alike."""
        self.one.merge(self.other)
        self.other.merge(self.one)
        assert held(self.one.store) == held(self.other.store)
        whole(self.one.store)
        return [
            (type(entry.event).__name__, entry.objection.ground)
            for entry in self.one.desk("alice").incident(self.ref).conflicts
            if entry.objection is not None
        ]

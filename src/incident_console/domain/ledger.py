"""What one client was told and promised: each client of an incident has their own (C, Communication).

An update that is out to one ends that client's promise, kept or late, and nobody else's.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import datetime

import msgspec

from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import Outcome, PromiseKind


# It refers to nothing that could refer back to it: the collector need not look at thousands of them.
class Promise(msgspec.Struct, kw_only=True, gc=False):
    """A committed time that a client has read."""

    kind: PromiseKind
    made_at: datetime
    due_at: datetime
    keeper: str
    client: str | None = None
    watcher: str = ""
    made_by: str = ""
    cadence_due: datetime | None = None
    """By when the cadence of that day asked for it, where it is an update's."""
    outcome: Outcome = Outcome.OPEN
    late_seconds: int | None = None
    fulfilled_at: datetime | None = None

    @property
    def longer_than_cadence(self) -> bool:
        """Whether it was promised later than the cadence of that day asked for."""
        return self.cadence_due is not None and self.due_at > self.cadence_due


def outcomes(promises: Sequence[Promise]) -> dict[str, int]:
    """Return how many promises were made, and what became of them."""
    counts = {outcome.value: sum(p.outcome is outcome for p in promises) for outcome in Outcome}
    return {"made": len(promises), **{name: counts[name] for name in ("kept", "late", "moved", "open")}}


class Ledger(msgspec.Struct, kw_only=True):
    """One client's promises, and what they were told last. All times are UTC.

    `client` is None for the one client of an incident in which nobody is named. `n` is its number among the
    ledgers, from 0. Without an open promise the client hears first by `first_update_due`.
    """

    n: int = 0
    client: str | None = None
    since: datetime | None = None
    """Since when it is a client of this incident."""
    first_update_due: datetime | None = None
    promises: list[Promise] = msgspec.field(default_factory=list)
    last_out_at: datetime | None = None
    last_update_at: datetime | None = None
    over_at: datetime | None = None
    """When it was told that it is over, in the present life of the incident."""
    over_by: str = ""
    """The message that said so."""
    dropped_at: datetime | None = None
    """Since when it is no client of this incident any more."""

    @property
    def key(self) -> str:
        """What all spellings of its client's name have in common."""
        return name_key(self.client or "")

    @property
    def concerned(self) -> bool:
        """Whether it is a client of the incident now."""
        return self.dropped_at is None

    def was_concerned(self, at: datetime) -> bool:
        """Whether it was a client of the incident at a time (UTC), and not told that it is over by then."""
        ends = (end for end in (self.dropped_at, self.over_at) if end is not None)
        return (self.since is None or self.since <= at) and all(end > at for end in ends)

    @property
    def listens(self) -> bool:
        """Whether it was neither dropped nor told that it is over."""
        return self.dropped_at is None and self.over_at is None

    @property
    def told_at(self) -> datetime | None:
        """When something last reached it, here or in a duplicate that promised it something (UTC)."""
        return self.last_out_at or (self.promises[-1].made_at if self.promises else None)

    @property
    def was_told(self) -> bool:
        """Whether anything ever reached it."""
        return self.told_at is not None

    @property
    def update_promise(self) -> Promise | None:
        """The one open promise of an update."""
        return self.open_promise(PromiseKind.UPDATE)

    @property
    def analysis_promise(self) -> Promise | None:
        """The one open promise of an analysis."""
        return self.open_promise(PromiseKind.ANALYSIS)

    @property
    def word_due(self) -> datetime | None:
        """When it hears next: as was promised, else the first update; None where nothing is due."""
        promise = self.update_promise
        return self.first_update_due if promise is None else promise.due_at

    def open_promise(self, kind: PromiseKind) -> Promise | None:
        # From the end: at most one of a kind is open, and it is among the last.
        for promise in reversed(self.promises):
            if promise.kind is kind and promise.outcome is Outcome.OPEN:
                return promise
        return None

    def owe(self, promise: Promise) -> None:
        """Open a promise. Who is promised another update waits for it, whatever they were told before."""
        self.promises.append(promise)
        if promise.kind is PromiseKind.UPDATE:
            self.dropped_at, self.over_at, self.over_by = None, None, ""

    def end_promise(self, kind: PromiseKind, at: datetime, *, moved: bool = False) -> Promise | None:
        """End the open promise of a kind by what went out at that time: kept, late by so much, or moved."""
        promise = self.open_promise(kind)
        if promise is None:
            return None
        # A new time that comes after the old one has passed excuses nothing. To the second is kept.
        if at > promise.due_at:
            promise.outcome = Outcome.LATE
            promise.late_seconds = int((at - promise.due_at).total_seconds())
            promise.fulfilled_at = at
        elif moved:
            promise.outcome = Outcome.MOVED
        else:
            promise.outcome = Outcome.KEPT
            promise.fulfilled_at = at
        return promise

    def move_promise(self) -> Promise | None:
        """End the open promise of an update, whenever it was due: it stands elsewhere now."""
        promise = self.update_promise
        if promise is not None:
            promise.outcome = Outcome.MOVED
        return promise

    def bring_forward(self, due_at: datetime | None) -> None:
        """Have the first update, where one is due, by another time."""
        if due_at is not None and self.first_update_due is not None:
            self.first_update_due = due_at

    def begin_again(self, due_at: datetime | None) -> None:
        """Hear anew: the client was told that it is over, and it goes on."""
        self.over_at, self.over_by, self.first_update_due = None, "", due_at

    def be_called(self, client: str) -> None:
        """Give the client its name; what it was told and promised stays."""
        self.client = client
        for promise in self.promises:
            promise.client = client

    def twin(self) -> Ledger:
        """A copy that shares nothing with this one that can change."""
        twin = copy(self)
        twin.promises = [copy(promise) for promise in self.promises]
        return twin

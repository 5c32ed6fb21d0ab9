"""What one person is called for, and which of it this console has rung for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from incident_console.domain.call import Why
from incident_console.store.store import Store
from incident_console.store.turns import CalledRow

AHEAD = timedelta(minutes=10)
"""How far ahead of the time at hand calls are read that time alone will make."""


class MyCalls:
    """The calls of one person, between one look at the record and the next."""

    def __init__(self, store: Store, person: str) -> None:
        self.store = store
        self.person = person
        self.held: list[CalledRow] = []
        self._until: datetime | None = None
        self._rung: set[tuple[object, ...]] = set()

    def read(self, now: datetime) -> None:
        """Read what the person is called for now, or will be soon (UTC).

        Raises:
            StoreError: the record cannot be read.
        """
        self._until = now + AHEAD
        self.held = self.store.called(self.person, self._until)

    def standing(self, now: datetime) -> tuple[CalledRow, ...]:
        """Return what calls at a time (UTC), the longest first; it is read again beyond what was read.

        Offers come last: they are shown by themselves too.
        """
        if self._until is None or now > self._until:
            self.read(now)
        standing = (row for row in self.held if row.call.stands(now))
        return tuple(sorted(standing, key=lambda row: row.call.why is Why.OFFERED))

    def fresh(self, standing: Iterable[CalledRow]) -> list[CalledRow]:
        """Return those for which this console has not rung yet; from now on it has."""
        new = [row for row in standing if key(row) not in self._rung]
        self._rung.update(key(row) for row in new)
        return new


def key(row: CalledRow) -> tuple[object, ...]:
    """What makes a call the same one at each look."""
    call = row.call
    return row.incident, call.why, call.event, call.since, call.n

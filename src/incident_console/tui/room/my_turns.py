"""What waits for one person over all incidents, between one look at the record and the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from incident_console.desk import Desk
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.summary import SummaryRow
from incident_console.domain.turns import Asked, Turn, Work, speaks_for, turns
from incident_console.store.turns import CalledRow


class MyTurns:
    """What is on the person of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._work: list[Work] = []
        self._asked: list[Asked] = []
        self._looked: dict[str, tuple[int, bool]] = {}
        """By incident: up to which entry it was looked through, and whether a client ever asked there."""

    def read(self, rows: Iterable[SummaryRow]) -> None:
        """Read the open work, and what clients ask in the open incidents that this person speaks for.

        Raises:
            StoreError: the record cannot be read.
        """
        self._work = self.desk.store.work()
        mine = [row for row in rows if row.open and not row.damaged and speaks_for(row, self.desk.by)]
        self._looked = {row.id: self._looked.get(row.id, (0, False)) for row in mine}
        self._asked = [asked for row in mine if self._ever_asked(row) for asked in self._open(row)]

    def _ever_asked(self, row: SummaryRow) -> bool:
        """Return whether a client asked anything there; only what is new is looked through."""
        upto, asked = self._looked[row.id]
        if not asked and row.version > upto:
            asked = self.desk.store.asks(row.id, upto)
        self._looked[row.id] = row.version, asked
        return asked

    def _open(self, row: SummaryRow) -> Iterable[Asked]:
        for each in open_inquiries(self.desk.incident(row.ref)):
            yield Asked(row.id, row.ref, each.who, each.text, each.asked_at)

    def standing(
        self, rows: Sequence[SummaryRow], called: Iterable[CalledRow], now: datetime
    ) -> tuple[Turn, ...]:
        """Return what waits at a time (UTC), the most urgent first."""
        calls = ((each.ref, each.call) for each in called)
        return tuple(turns(self.desk.by, rows, calls, self._work, self._asked, now))

"""The incidents that were open at a moment of the past, each in the row that a board had of it then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_console.domain.entry import Entry
from incident_console.domain.past import Past, Which
from incident_console.domain.summarising import summary
from incident_console.domain.summary import SummaryRow


class PastBoard:
    """The logs of several incidents, and what they make at a time."""

    def __init__(self) -> None:
        self._logs: dict[str, Sequence[Entry]] = {}
        self._pasts: dict[tuple[str, Which], Past] = {}
        self._rows: dict[tuple[str, Which], tuple[int, SummaryRow | None]] = {}
        """At which place of its past an incident was looked at last, and its row there."""

    def __contains__(self, incident: str) -> bool:
        return incident in self._logs

    def __len__(self) -> int:
        return len(self._logs)

    def add(self, incident: str, log: Sequence[Entry]) -> None:
        """Take all entries of an incident, in the order of their places."""
        self._logs[incident] = log

    def clear(self) -> None:
        """Forget all logs."""
        self._logs.clear()
        self._pasts.clear()
        self._rows.clear()

    def row(self, incident: str, which: Which, at: datetime) -> SummaryRow | None:
        """Return the row of an incident at a time (UTC); None where it was not there yet."""
        key = incident, which
        if key not in self._pasts:
            self._pasts[key] = Past(self._logs[incident], which)
        past = self._pasts[key]
        place = past.place(at)
        if self._rows.get(key, (-1, None))[0] != place:
            there = 0 < past.first <= place
            self._rows[key] = place, summary(past.at(place)) if there else None
        return self._rows[key][1]

    def open(self, incidents: Sequence[str], which: Which, at: datetime) -> list[SummaryRow]:
        """Return the rows of those that were open at a time (UTC), the most urgent first."""
        rows = [row for name in incidents if (row := self.row(name, which, at)) is not None and row.open]
        return sorted(rows, key=lambda row: row.rank(at))

"""What else was open beside an incident that is replayed; asked of the past's reader, on its thread alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from incident_console.domain.past import Which
from incident_console.domain.past_board import PastBoard
from incident_console.domain.summary import SummaryRow
from incident_console.store.history_open import OpenSpan
from incident_console.store.stamps import stamp
from incident_console.store.store import Store

AROUND = timedelta(days=1)
"""How far before and after a time it is read at once which incidents were open."""
AT_ONCE = 50
"""How many logs are read at a time: those stay read though another question comes first."""
MOST_KEPT = 1_000
"""How many logs are kept."""
NEVER = datetime.max.replace(tzinfo=UTC)


class OpenThen:
    """The incidents that were open at a time, but for the one that is replayed."""

    def __init__(self, but: str) -> None:
        """Leave one incident out, by its id."""
        self._but = but
        self._spans: list[OpenSpan] = []
        self._since = self._until = NEVER
        self._board = PastBoard()

    def rows(self, store: Store, which: Which, at: datetime) -> list[SummaryRow]:
        """Return what was open at a time (UTC) in one of the pasts, the most urgent first.

        Raises:
            Interrupted: another question came first.
        """
        if not self._since <= at <= self._until:
            since, until = at - AROUND, at + AROUND
            self._spans = store.open_between(since, until)
            self._since, self._until = since, until
        spans = [span for span in self._spans if span.id != self._but and may_be_open(span, which, at)]
        if len(self._board) > MOST_KEPT:
            self._board.clear()
        missing = [span for span in spans if span.id not in self._board]
        for n in range(0, len(missing), AT_ONCE):
            for incident, log in store.logs(missing[n : n + AT_ONCE]).items():
                self._board.add(incident, log)
        return self._board.open([span.id for span in spans], which, at)


def may_be_open(span: OpenSpan, which: Which, at: datetime) -> bool:
    """Whether an incident can have been open at a time (UTC), as far as its row on the board tells."""
    moment = stamp(at)
    if span.since > moment:
        return False
    known = span.known_until if which is Which.KNOWN else None
    return span.until is None or max(span.until, known or "") >= moment

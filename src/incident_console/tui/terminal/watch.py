"""What is looked at every second: deadlines that call for attention, and a clock that jumped."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from incident_console.domain.text import same_person
from incident_console.store.projection import SummaryRow
from incident_console.tui.terminal.alarms import Alarm, ClockJump, Kind, Watched, alarms, clock_jump
from incident_console.tui.terminal.attention import Attention, title_of

if TYPE_CHECKING:
    from incident_console.tui.app import IncidentConsole

GRAVEST = (Kind.OVERDUE, Kind.DUE, Kind.HEADS_UP)


class Watch:
    """Watches the board's deadlines for one war room."""

    def __init__(self, app: IncidentConsole, attention: Attention | None = None) -> None:
        self.app = app
        self.attention = attention or Attention(app, app.config.display)
        self._before: tuple[datetime, float] | None = None

    def tick(self, now: datetime, monotonic: float) -> None:
        """Look at everything once a second.

        Args:
            now: wall time, UTC.
            monotonic: running time in seconds, as `Clock.monotonic` gives it.
        """
        before, self._before = self._before, (now, monotonic)
        jump = None if before is None else clock_jump(before, self._before)
        if jump is not None:
            self.point_out(jump)
        rows = [row for row in self.app.board if row.open and row.clock_due_at is not None]
        given = alarms(None if before is None else before[0], now, map(self.watched, rows))
        if given:
            self.attention.give(most_grave(given))
        self.attention.show_title(title(rows, now))
        self.attention.tidy()
        if self.app.drill is not None:
            self.app.drill.tick(now)

    def point_out(self, jump: ClockJump) -> None:
        """Say that the clock jumped, and read the board again: what is most urgent may have changed."""
        self.app.tell(jump.words, severity="warning")
        self.app.refresh_board()

    def watched(self, row: SummaryRow) -> Watched:
        assert row.clock_due_at is not None
        person = self.app.person
        mine = same_person(row.owner, person) or same_person(row.cl, person)
        return Watched(reference=row.ref, due_at=row.clock_due_at, mine=mine)


def most_grave(given: list[Alarm]) -> Alarm:
    """Of several alarms in one second the one to give: a loud one, the longest overdue."""
    return min(given, key=lambda alarm: (not alarm.loud, GRAVEST.index(alarm.kind), -alarm.minutes))


def title(rows: list[SummaryRow], now: datetime) -> str:
    """The title for the most urgent of the open incidents: overdue, then by severity and time left."""

    def urgency(row: SummaryRow) -> tuple[bool, str, datetime]:
        due = row.clock_due_at or now
        return due >= now, row.severity or "P9", due

    first = min(rows, key=urgency, default=None)
    if first is None or first.clock_due_at is None:
        return title_of(None, None)
    return title_of(first.ref, (first.clock_due_at - now).total_seconds())

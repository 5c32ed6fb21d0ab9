"""What is looked at every second: deadlines that call for attention, and a clock that jumped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

import msgspec

from incident_console.desk import Desk
from incident_console.domain import response
from incident_console.domain.incident import Incident
from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import NAME_LIMIT, same_person
from incident_console.store.turns import CalledRow
from incident_console.tui.room import failures
from incident_console.tui.room.room import Room
from incident_console.tui.terminal.alarms import (
    MINUTE,
    Alarm,
    ClockJump,
    Kind,
    Watched,
    alarms,
    clock_jump,
    seconds_of_alarms,
)
from incident_console.tui.terminal.attention import Attention, called_title, joined, title_of

TOGETHER_SECONDS = 1.0
"""Within how much time a call and an alarm ring once."""

GRAVEST = (Kind.OVERDUE, Kind.DUE, Kind.HEADS_UP)


class Watch:
    """Watches the board's deadlines for one war room."""

    def __init__(self, app: Room, attention: Attention | None = None) -> None:
        self.app = app
        self.attention = attention or Attention(app, app.config.display)
        self._before: tuple[datetime, float] | None = None
        self._called = self._alarmed = -math.inf
        """When it last rang for a call, and for an alarm, by the running clock."""

    def tick(self, now: datetime, monotonic: float) -> None:
        """Look at everything once a second.

        Args:
            now: wall time, UTC.
            monotonic: running time in seconds, as `Clock.monotonic` gives it.
        """
        before, self._before = self._before, (now, monotonic)
        jump = None if before is None else clock_jump(before, self._before)
        if before is not None and jump is not None:
            self.point_out(jump, before[0], now)
        previous = None if before is None else before[0]
        # Only what can call now is looked at closely: the row “idle with the live countdown: processor”.
        seconds = seconds_of_alarms(previous, now)
        due = [each for each in self.watched() if each.due_at.second in seconds]
        given = alarms(previous, now, due)
        if given:
            self.alarm(most_grave(given))
        self.show_title(now)
        self.attention.tidy()

    def alarm(self, alarm: Alarm) -> None:
        """Give an alarm; one that comes with a call is quiet, for it has rung."""
        monotonic = self.app.clock.monotonic()
        if alarm.loud and monotonic - self._called < TOGETHER_SECONDS:
            alarm = msgspec.structs.replace(alarm, loud=False)
        elif alarm.loud:
            self._alarmed = monotonic
        self.attention.give(alarm)

    def call(self, rows: Sequence[CalledRow]) -> None:
        """Ring for what this person is called for, once for all of it; not where an alarm has just rung."""
        monotonic = self.app.clock.monotonic()
        rings = monotonic - self._alarmed >= TOGETHER_SECONDS
        if rings:
            self._called = monotonic
        self.attention.call(rows[0].ref, rows[0].call.why, others=len(rows) - 1, rings=rings)
        self.show_title(self.app.clock.now())

    def show_title(self, now: datetime) -> None:
        """Say in the title how the most urgent deadline stands, and what calls this person."""
        called = self.app.called
        calls = called_title(called[0].ref) if called else ""
        self.attention.show_title(joined(title(self.running(), now), calls))

    def running(self) -> list[SummaryRow]:
        """Return the open incidents whose clock runs."""
        return [row for row in self.app.board if row.open and row.clock_due_at is not None]

    def watched(self) -> Iterator[Watched]:
        """The clocks of open incidents, and of the analyses that this person owes."""
        for row in self.running():
            assert row.clock_due_at is not None
            yield Watched(reference=row.ref, due_at=row.clock_due_at, mine=row.is_watched_by(self.app.person))
        for row in self.app.owing:
            if row.awaited_at is not None and row.is_watched_by(self.app.person):
                yield Watched(reference=row.ref, due_at=row.awaited_at)

    def point_out(self, jump: ClockJump, before: datetime, now: datetime) -> None:
        """Say that the clock jumped, and read the board again: what is most urgent may have changed."""
        app = self.app
        app.report(jump.words, cause="clock", severity="warning")
        app.refresh_board()
        mine = [row.ref for row in self.running() if same_person(row.owner, app.person)]
        if mine and not app.reader.store.read_only:
            noting = partial(self.put_on_record, mine, jump.noted(before, now), min(before, now))
            app.in_background(noting, group="clock")

    async def put_on_record(self, references: list[str], what: str, at: datetime) -> None:
        """Note a jump where I keep a promise by this clock: a review asks what it showed."""

        def note(desk: Desk) -> None:
            for reference in references:
                note_jump(desk, reference, what, at)

        try:
            await self.app.record(note)
        except Exception as error:
            place = failures.write(self.app.reader.store.path, "noting a jump of the clock", error)
            sentence = f"The jump is not on record: {error}. Details: {place}"
            self.app.report(sentence, cause="clock", severity="error")


def note_jump(desk: Desk, reference: str, what: str, at: datetime) -> None:
    """Note in an incident that the clock jumped, unless another room of this person on this machine just did.

    The console says so, by a name of its own and as a machine's word: by the name of the owner it would count
    as their act, and keep others from taking over while they sleep. `at` (UTC) is the earlier of both times.
    """
    console = Desk(desk.store, desk.clock, desk.policy, f"console of {desk.by}"[:NAME_LIMIT], desk.login)

    def once(console: Desk) -> None:
        if not noted_already(console, console.incident(reference)):
            console.act(
                reference,
                response.note,
                at=min(at, console.now()),
                what=what,
                kind=response.NoteKind.ALERT,
            )

    console.together(once)


def noted_already(console: Desk, incident: Incident) -> bool:
    """Return whether this machine has noted a jump in that incident within the last minute."""
    return any(
        (entry.by, entry.console) == (console.by, console.store.console)
        and abs(entry.recorded_at - console.now()) < MINUTE
        for entry in incident.entries
    )


def most_grave(given: list[Alarm]) -> Alarm:
    """Of several alarms in one second the one to give: a loud one, the longest overdue."""
    return min(given, key=lambda alarm: (not alarm.loud, GRAVEST.index(alarm.kind), -alarm.minutes))


def title(rows: list[SummaryRow], now: datetime) -> str:
    """Return the title for the most urgent of the open incidents: overdue, then by severity and time left."""

    first = min(rows, key=lambda row: row.rank(now), default=None)
    if first is None or first.clock_due_at is None:
        return title_of(None, None)
    return title_of(first.ref, (first.clock_due_at - now).total_seconds())

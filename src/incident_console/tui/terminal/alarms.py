"""When to call for attention: before a deadline, at it, and again and again once it is past."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from incident_console.words import length

MINUTE = timedelta(minutes=1)
STAMP = "%Y-%m-%d %H:%M:%S"


class Kind(StrEnum):
    """Where a deadline stands."""

    HEADS_UP = "heads_up"
    DUE = "due"
    OVERDUE = "overdue"


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline to watch (UTC); `mine` where it falls to the person at the keyboard."""

    reference: str
    due_at: datetime
    mine: bool = True


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How often an alarm is given: at whole minutes before and after the deadline."""

    heads_up: tuple[timedelta, ...] = (10 * MINUTE, 5 * MINUTE)
    """How long before the deadline."""
    repeat: timedelta = MINUTE
    """From one to the next once it is past; it never stops."""
    loud_at_first: timedelta = 5 * MINUTE
    """For how long each of them rings."""
    loud_every: timedelta = 5 * MINUTE
    """How often one of them rings after that."""


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """A call for attention; a loud one rings and reaches the desktop, a quiet one is shown."""

    kind: Kind
    reference: str
    minutes: int
    """Whole minutes left, or over."""
    loud: bool


def alarms(
    previous: datetime | None, now: datetime, deadlines: Iterable[Watched], pace: Pace | None = None
) -> list[Alarm]:
    """Return the alarms whose moments came after `previous`, up to now: of each deadline the last one only.

    A clock that was set back gives none, and they come again when their time does. Those of others are quiet.

    Args:
        previous: when this was last asked (UTC); None at first, which tells of what is overdue already.
        now: UTC.
        deadlines: what is watched.
        pace: how often.
    """
    given = (alarm(previous, now, watched, pace or Pace()) for watched in deadlines)
    return [found for found in given if found is not None]


def seconds_of_alarms(previous: datetime | None, now: datetime) -> Container[int]:
    """Return at which seconds of their minute deadlines are that may call between two moments."""
    if previous is None or not timedelta() <= now - previous < MINUTE:
        return range(60)
    gone = int((now - previous).total_seconds())
    return {(previous.second + n) % 60 for n in range(gone + 2)}


def alarm(previous: datetime | None, now: datetime, watched: Watched, pace: Pace) -> Alarm | None:
    """Return the alarm of one deadline, if a moment for one has come."""
    over = now - watched.due_at
    if over >= timedelta():
        rounds = over // pace.repeat
        moment = watched.due_at + rounds * pace.repeat
        kind = Kind.OVERDUE if rounds else Kind.DUE
        gone = rounds * pace.repeat
        loud = gone <= pace.loud_at_first or gone % pace.loud_every < pace.repeat
    else:
        reached = [before for before in pace.heads_up if -over <= before]
        if not reached or previous is None:
            return None
        moment, kind, loud = watched.due_at - min(reached), Kind.HEADS_UP, True
    if previous is not None and not previous < moment <= now:
        return None
    minutes = round(abs(moment - watched.due_at) / MINUTE)
    return Alarm(kind=kind, reference=watched.reference, minutes=minutes, loud=loud and watched.mine)


class ClockJump(msgspec.Struct, frozen=True, kw_only=True):
    """The wall clock moved by itself: it was set, or the machine slept."""

    seconds: float
    """How far ahead; negative where it was set back."""

    @property
    def words(self) -> str:
        drift = length(timedelta(seconds=round(abs(self.seconds))))
        if self.seconds < 0:
            return f"The clock was set back by {drift}. Look at every deadline again."
        return f"The clock jumped {drift} ahead (set, or after sleep). Look at every deadline again."

    def noted(self, before: datetime, after: datetime) -> str:
        """Return the same for the record, with the times (UTC) between which it happened."""
        drift = length(timedelta(seconds=round(abs(self.seconds))))
        way = "back (set)" if self.seconds < 0 else "ahead (set, or after sleep)"
        return f"the console's clock jumped {drift} {way}, from {before:{STAMP}} to {after:{STAMP}} UTC"


JUMP_SECONDS = 2.0
"""How far wall time and running time may drift apart between two ticks."""


def clock_jump(before: tuple[datetime, float], after: tuple[datetime, float]) -> ClockJump | None:
    """Tell whether the wall clock (UTC) jumped between two looks at it and at the running clock (seconds)."""
    drift = (after[0] - before[0]).total_seconds() - (after[1] - before[1])
    return ClockJump(seconds=drift) if abs(drift) > JUMP_SECONDS else None

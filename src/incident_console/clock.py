"""The clock, and what is made from time and chance: ids of events, references of incidents."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from incident_console.domain.naming import PREFIX, REFERENCE_ALPHABET

if TYPE_CHECKING:
    from random import Random


class Clock(Protocol):
    """Wall time for the record, and a second hand that no one can set."""

    def now(self) -> datetime:
        """Return the wall time, in UTC."""

    def monotonic(self) -> float:
        """Return seconds from some fixed point, never fewer than before."""


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """Return the wall time, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds from some fixed point, never fewer than before."""
        return time.monotonic()


class FixedClock:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime) -> None:
        """Stand at an aware moment."""
        self._now = at.astimezone(UTC)
        self._monotonic = 0.0

    def now(self) -> datetime:
        """Return the moment at which the clock stands, in UTC."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds that it was advanced by in all."""
        return self._monotonic

    def advance(self, length: timedelta = timedelta(), *, seconds: float = 0, minutes: float = 0) -> datetime:
        """Let time pass, on both hands, and return the new moment."""
        length += timedelta(seconds=seconds, minutes=minutes)
        if length < timedelta():
            raise ValueError("Time passes forwards: use step to set the clock back.")
        self._now += length
        self._monotonic += length.total_seconds()
        return self._now

    def step(self, at: datetime) -> datetime:
        """Set the wall clock, as an administrator or a time server does; no time passes."""
        self._now = at.astimezone(UTC)
        return self._now


_last_id = 0
_lock = threading.Lock()


def new_id(now_ms: int | None = None) -> str:
    """Return a new UUIDv7 in canonical text, greater than any that this process made before.

    Args:
        now_ms: milliseconds since 1970 in UTC; by default the machine's.
    """
    global _last_id  # noqa: PLW0603 - one sequence for the whole process is the point
    milliseconds = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    with _lock:
        # 48 bits of time, then 74 of chance, kept as one number so that a later id is simply a greater one.
        drawn = int.from_bytes(os.urandom(10))
        fresh = (milliseconds << 74) | (drawn >> 7)
        _last_id = fresh if fresh > _last_id else _last_id + 1 + (drawn & 0xFFFFFFFF)
        number = _last_id
    time_bits, high, low = number >> 74, (number >> 62) & 0xFFF, number & ((1 << 62) - 1)
    made = f"{(time_bits << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low:032x}"
    return f"{made[:8]}-{made[8:12]}-{made[12:16]}-{made[16:20]}-{made[20:]}"


def new_reference(random: "Random | None" = None, *, length: int = 4) -> str:
    """Return a reference for people, such as INC-7K3Q; whether it is free, the store knows."""
    from random import SystemRandom

    chosen = (random or SystemRandom()).choices(REFERENCE_ALPHABET, k=length)
    return PREFIX + "".join(chosen)

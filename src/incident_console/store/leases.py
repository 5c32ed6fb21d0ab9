"""Leases: who has something in hand for a while, by the machine's boot and a beat that nobody can set.

The wall clock may be stepped in the middle of an attempt, and a laptop may sleep through one. The monotonic
clock stands still with whoever holds the lease, and is the same for all processes since the machine started.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec

from incident_console.clock import Clock

BOOT_FILE = Path("/proc/sys/kernel/random/boot_id")


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """The time at hand by every clock: `at` is the wall's (UTC), `beat` monotonic seconds since this boot."""

    boot: str
    beat: float
    at: datetime

    @classmethod
    def of(cls, clock: Clock) -> Beat:
        """Return what a clock of this machine says now."""
        return cls(boot=boot_id(), beat=clock.monotonic(), at=clock.now())


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has something in hand since a beat, for so many seconds, by the wall `until` (UTC)."""

    by: str
    boot: str
    beat: float
    seconds: float
    until: datetime

    def is_over(self, now: Beat) -> bool:
        """Whether whoever holds it can no longer be at work on it.

        On the boot in which it was taken the beat alone decides. One of another boot is over: its holder went
        with the machine. Where no boot is known, or the beat is of another clock, the wall time decides.
        """
        if self.boot and now.boot:
            if self.boot != now.boot:
                return True
            if now.beat >= self.beat:
                return now.beat - self.beat >= self.seconds
        return not self.until - timedelta(seconds=self.seconds) <= now.at < self.until


def taken(by: str, now: Beat, seconds: float) -> Lease:
    """Return a lease of so many seconds that begins now."""
    until = now.at + timedelta(seconds=seconds)
    return Lease(by=by, boot=now.boot, beat=now.beat, seconds=seconds, until=until)


@cache
def boot_id() -> str:
    """Return what names this boot of the machine; empty where the system has no name for it."""
    try:
        return BOOT_FILE.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""

"""Deadlines as the command line says them: what, on whose clock, how far away."""

from __future__ import annotations

from datetime import datetime, timedelta

from incident_console.words import Clocks, left, length

OURS = frozenset(("review", "follow_up"))
"""Which of them no client waits for."""


def due_in_full(kind: str, moment: datetime, clocks: Clocks) -> str:
    """When something is due, in full: on the client's clock what they wait for, on mine what is ours."""
    return clocks.ours_in_full(moment) if kind in OURS else clocks.told_in_full(moment)


def away_from(moment: datetime, now: datetime) -> str:
    """How far a deadline is: `in 24 min`, `overdue by 4 min`."""
    if now > moment:
        return f"overdue by {length(now - moment)}"
    return f"in {left(moment - now)}" if moment - now >= timedelta(seconds=1) else "now"

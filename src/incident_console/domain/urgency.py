"""What can be due, and how near its time is: all that a list needs to know of deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class DeadlineKind(StrEnum):
    """What the clock counts down to."""

    FIRST_UPDATE = "first_update"
    NEXT_UPDATE = "next_update"
    BACK = "back"
    WRAP_UP = "wrap_up"
    ANALYSIS = "analysis"
    REVIEW = "review"


class OwedKind(StrEnum):
    UPDATE = "next_update"
    """A word that a client was promised beyond the end, as a merge may bring it."""
    ANALYSIS = "analysis"
    REVIEW = "review"
    FOLLOW_UP = "follow_up"


OWED_ANSWERS = {
    OwedKind.UPDATE: "say_told",
    OwedKind.ANALYSIS: "send_analysis",
    OwedKind.REVIEW: "review",
    OwedKind.FOLLOW_UP: "finish_action",
}
"""The rule that answers each kind of what is owed."""


def answer_to(kind: str) -> str:
    """Return the rule by which a client gets what a deadline of an open incident is for."""
    return {DeadlineKind.WRAP_UP: "close", DeadlineKind.BACK: "come_back"}.get(
        DeadlineKind(kind), "send_update"
    )


NEAR = timedelta(minutes=10)
"""How long before its time a deadline is near."""

PRESSING = timedelta(minutes=5)
"""How long before its time a deadline presses."""


class Urgency(StrEnum):
    """How a deadline stands."""

    ON_TIME = "on_time"
    NEAR = "near"
    PRESSING = "pressing"
    OVERDUE = "overdue"


def urgency(due_at: datetime, now: datetime) -> Urgency:
    """Return how urgent something is that is due at a time (both UTC)."""
    left = due_at - now
    if left < timedelta():
        return Urgency.OVERDUE
    if left <= PRESSING:
        return Urgency.PRESSING
    return Urgency.NEAR if left <= NEAR else Urgency.ON_TIME

"""How far a deadline has come when people are alarmed about it."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """How far a deadline has come."""

    NEARS = "nears"
    OVERDUE = "overdue"
    FIVE_MINUTES = "five minutes overdue"

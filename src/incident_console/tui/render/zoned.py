"""Times as they are said on one clock, in one zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from incident_console import words


class Zoned:
    """One of the two clocks, mine or the client's, on which a form reads and shows times."""

    def __init__(self, now: Callable[[], datetime], zone: tzinfo) -> None:
        self.now = now
        self.zone = zone

    def clock(self, moment: datetime) -> str:
        """Return a time in a list: `14:30`, `yesterday 15:05`."""
        return words.clock(moment, self.zone, self.now())

    def said(self, moment: datetime) -> str:
        """Return a time in a sentence: `14:30 GMT`, `tomorrow 15:05 BST`."""
        return words.clock(moment, self.zone, self.now(), with_zone=True)

    def full(self, moment: datetime) -> str:
        """Return a time with its date and zone: `tomorrow, 15:05 BST (UTC+1), Sun 22 Nov`."""
        days = (moment.astimezone(self.zone).date() - self.now().astimezone(self.zone).date()).days
        day = {-1: "yesterday, ", 0: "today, ", 1: "tomorrow, "}.get(days, "")
        return f"{day}{words.in_full(moment, self.zone, self.now())}"

"""Times and deadlines as the command line says them: in full, on the client's clock."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from incident_console.words import client_time, length


def full(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """A time that nobody can misread: clock, zone, offset, day, and the year where it is another."""
    local = moment.astimezone(zone)
    year = f" {local.year}" if local.year != now.astimezone(zone).year else ""
    return client_time(moment, zone) + year


def away_from(moment: datetime, now: datetime) -> str:
    """How far a deadline is: `in 24 min`, `overdue by 4 min`."""
    if now > moment:
        return f"overdue by {length(now - moment)}"
    return f"in {length(moment - now)}" if moment - now >= timedelta(seconds=1) else "now"

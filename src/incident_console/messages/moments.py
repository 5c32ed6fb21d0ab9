"""Times as a client reads them: on their own clock, with the zone's name and its offset."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A time on the client's clock. As text it names the date only where that is not today's."""

    clock: str
    zone: str
    date: str
    iso: str
    today: bool

    def __str__(self) -> str:
        at = f"{self.clock} {self.zone}"
        return at if self.today else f"{self.date}, {at}"


def moment(when: datetime, zone: ZoneInfo, seen: datetime) -> Moment:
    """A time as it reads to somebody who reads it at the moment `seen`; both aware."""
    local, today = when.astimezone(zone), seen.astimezone(zone)
    date = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"
    if local.year != today.year:
        date = f"{date} {local.year}"
    return Moment(
        clock=f"{local:%H:%M}",
        zone=zone_name(local, zone),
        date=date,
        iso=local.isoformat(timespec="minutes"),
        today=local.date() == today.date(),
    )


def zone_name(local: datetime, zone: ZoneInfo) -> str:
    """The zone's name and offset, such as `BST (UTC+1)`; zones without an abbreviation go by their city."""
    name = local.tzname() or zone.key
    if name == "UTC":
        return name
    if name[0] in "+-":
        name = f"{zone.key.rpartition('/')[2].replace('_', ' ')} time"
    return f"{name} ({offset(local.utcoffset() or timedelta())})"


def offset(ahead: timedelta) -> str:
    """How far a clock is ahead of UTC, such as `UTC+5:45`."""
    minutes = int(ahead.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


def length(time: timedelta) -> str:
    """A length of time in words, such as `1 hour 32 minutes`."""
    minutes = int(time.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    said = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n][:2]
    return " ".join(said) or "less than a minute"

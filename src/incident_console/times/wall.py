"""What a wall time means in a zone: one moment, two where the clocks are set back, none where they jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Readings(NamedTuple):
    """The moments that a wall time can mean, in order, on the zone's clock.

    Of a time that the clocks skip they are the two beside it: by the clock before the change, and after.
    """

    moments: tuple[datetime, ...]
    skipped: bool = False


def readings(wall: datetime, zone: tzinfo) -> Readings:
    """Return what a wall time without a zone means on the clocks of one."""
    if not isinstance(zone, ZoneInfo):
        return Readings((wall.replace(tzinfo=zone),))
    from pendulum import timezone
    from pendulum.tz.exceptions import AmbiguousTime, NonExistingTime

    try:
        return Readings((timezone(zone.key).convert(wall, raise_on_unknown_times=True).replace(tzinfo=zone),))
    except AmbiguousTime:
        return Readings(_both(wall, zone))
    except NonExistingTime:
        return Readings(_both(wall, zone), skipped=True)


def _both(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    both = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return tuple(moment.astimezone(zone) for moment in sorted(both))


def first_minute(day: date, zone: tzinfo) -> datetime | None:
    """Return when a day begins on the clocks of a zone, in UTC; None for one that they leave out."""
    return _found(day, zone, range(24 * 60), 0)


def last_minute(day: date, zone: tzinfo) -> datetime | None:
    """Return the last minute of a day on the clocks of a zone, in UTC; None for one that they leave out."""
    return _found(day, zone, range(24 * 60 - 1, -1, -1), -1)


def _found(day: date, zone: tzinfo, minutes: range, which: int) -> datetime | None:
    midnight = datetime.combine(day, time())
    for minute in minutes:
        found = readings(midnight + timedelta(minutes=minute), zone)
        if not found.skipped:
            return found.moments[which].astimezone(UTC)
    return None

"""What a day without a time of day means, by what it is given for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from incident_console.times.grammar import MONTHS, WEEKDAYS, TimeNotUnderstood
from incident_console.times.wall import first_minute, last_minute

if TYPE_CHECKING:
    from incident_console.domain.business_time import BusinessCalendar

Day = Callable[[date, tzinfo], datetime]
"""What a day without a time of day means on the clocks of a zone, in UTC."""

_A_MINUTE = timedelta(minutes=1)
_FARTHEST = 15
"""Days in which another business day is looked for: longer than any run of holidays."""


def day_begins(day: date, zone: tzinfo) -> datetime:
    """Return its midnight, or the first time that its clocks show: for what has happened."""
    return _there(first_minute(day, zone), day, zone)


def day_ends(day: date, zone: tzinfo) -> datetime:
    """Return its 23:59, or the last minute that its clocks show: when an action is due, and what `eod` is."""
    return _there(last_minute(day, zone), day, zone)


def after_the_day(day: date, zone: tzinfo) -> datetime:
    """Return the moment that is no longer part of it: up to which a search looks."""
    return _there(last_minute(day, zone), day, zone) + _A_MINUTE


def exact_time_only(day: date, zone: tzinfo) -> datetime:
    """Refuse it: the client is told the exact time (C, Regular updates).

    Raises:
        TimeNotUnderstood: always, with an example.
    """
    example = f"{day.isoformat()}T14:30 or {in_words(day)} 14:30"
    raise TimeNotUnderstood(
        f"{in_words(day)} names no time of day, and the client is told the exact time: give {example}."
    )


def close_of_business(calendar: BusinessCalendar) -> Day:
    """Return what a day means for a promised analysis: when the client's business closes on it.

    The calendar's own zone counts. Business that closes at midnight closes with the day's last minute.
    """

    def closes(day: date, zone: tzinfo) -> datetime:
        hours = calendar.hours(day)
        if hours is None:
            open_days = " or ".join(
                f"{each.isoformat()} ({in_words(each)})" for each in _beside(day, calendar)
            )
            raise TimeNotUnderstood(
                f"{in_words(day)} is no business day of the client: give {open_days}, "
                f"or the time too, such as {day.isoformat()}T17:00."
            )
        return hours[1] - _A_MINUTE if calendar.closes == time() else hours[1]

    return closes


def in_words(day: date) -> str:
    """Return a day as it can be typed: `Thu 26 Nov 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _beside(day: date, calendar: BusinessCalendar) -> list[date]:
    """Return the business days before and after, as far as there are any nearby."""
    before, after = (
        [day + timedelta(days=step * count) for count in range(1, _FARTHEST)] for step in (-1, 1)
    )
    found = (next((each for each in days if calendar.hours(each)), None) for days in (before, after))
    return [each for each in found if each is not None]


def _there(moment: datetime | None, day: date, zone: tzinfo) -> datetime:
    if moment is None:
        raise TimeNotUnderstood(f"{in_words(day)} is left out by the clocks of {zone}: give another day.")
    return moment

"""Business hours and days, and durations that are counted in them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

MIDNIGHT = time(0)


class BusinessCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """When an office works: weekdays (Monday is 0), hours on its own clock, holidays.

    `closes` at 00:00 means the end of the day.

    Raises:
        ValueError: no working day, or hours that end before they begin.
    """

    zone: str = "UTC"
    days: frozenset[int] = frozenset(range(5))
    opens: time = time(9)
    closes: time = time(17)
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse an office that never opens."""
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError("Business days are one or more of Monday (0) to Sunday (6).")
        if self.closes != MIDNIGHT and self.opens >= self.closes:
            raise ValueError("Business hours must open before they close, on the same day.")

    def hours(self, day: date) -> tuple[datetime, datetime] | None:
        """Return opening and closing of a local date in UTC, or None where it is not a business day."""
        if day.weekday() not in self.days or day in self.holidays:
            return None
        zone = ZoneInfo(self.zone)
        opens = datetime.combine(day, self.opens, zone).astimezone(UTC)
        last = day + timedelta(days=1) if self.closes == MIDNIGHT else day
        closes = datetime.combine(last, self.closes, zone).astimezone(UTC)
        # A zone that jumps over the date line has dates that never happened.
        if opens >= closes or opens.astimezone(zone).date() != day:
            return None
        return opens, closes

    def hours_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the business hours of each day that has not closed at a moment, in order, in UTC."""
        moment = moment.astimezone(UTC)
        # Hours that end at midnight still belong to the day before.
        day = moment.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=1)
        while True:
            hours = self.hours(day)
            if hours is not None and hours[1] >= moment:
                yield hours
            day += timedelta(days=1)

    def minutes_after(self, since: datetime, minutes: int) -> datetime:
        """Return when so many minutes of business hours have passed, in UTC."""
        left = timedelta(minutes=minutes)
        for opens, closes in self.hours_from(since):
            start = max(opens, since.astimezone(UTC))
            if left <= closes - start:
                return start + left
            left -= closes - start
        raise AssertionError("an endless calendar ended")

    def days_after(self, since: datetime, days: int) -> datetime:
        """Return the same clock time so many business days later, kept within that day's hours, in UTC.

        Outside business hours the count starts at the next opening.
        """
        zone = ZoneInfo(self.zone)
        opens, closes = next(self.hours_from(since))
        local = max(opens, since.astimezone(UTC)).astimezone(zone)
        day = opens.astimezone(zone).date()
        midnights = (local.date() - day).days
        while days:
            day += timedelta(days=1)
            hours = self.hours(day)
            if hours is not None:
                opens, closes = hours
                days -= 1
        moment = datetime.combine(day + timedelta(days=midnights), local.timetz()).astimezone(UTC)
        return min(max(moment, opens), closes)


class Unit(StrEnum):
    """What a duration is counted in."""

    MINUTES = "minutes"
    BUSINESS_MINUTES = "business minutes"
    BUSINESS_DAYS = "business days"


class Duration(msgspec.Struct, frozen=True):
    """A length of time on the wall clock, or in somebody's business hours or days.

    Raises:
        ValueError: an amount below one.
    """

    amount: int
    unit: Unit = Unit.MINUTES

    def __post_init__(self) -> None:
        """Refuse nothing and less than nothing."""
        if self.amount < 1:
            raise ValueError("A duration is at least one minute, business hour or business day.")

    @classmethod
    def minutes(cls, amount: int) -> "Duration":
        """Return minutes of wall time."""
        return cls(amount)

    @classmethod
    def business_hours(cls, amount: int) -> "Duration":
        return cls(amount * 60, Unit.BUSINESS_MINUTES)

    @classmethod
    def business_days(cls, amount: int) -> "Duration":
        return cls(amount, Unit.BUSINESS_DAYS)

    def __mul__(self, times: int) -> "Duration":
        """Return the duration several times over."""
        return Duration(self.amount * times, self.unit)

    def after(self, since: datetime, calendar: BusinessCalendar) -> datetime:
        """Return the moment, in UTC, at which this much time has passed since another."""
        if self.unit == Unit.BUSINESS_DAYS:
            return calendar.days_after(since, self.amount)
        if self.unit == Unit.BUSINESS_MINUTES:
            return calendar.minutes_after(since, self.amount)
        return since.astimezone(UTC) + timedelta(minutes=self.amount)

    def __str__(self) -> str:
        """Return the duration as people, and the configuration, write it."""
        if self.unit == Unit.BUSINESS_DAYS:
            return _counted(self.amount, "business day")
        hours, minutes = divmod(self.amount, 60)
        if self.unit == Unit.BUSINESS_MINUTES:
            return _counted(self.amount, "business minute") if minutes else _counted(hours, "business hour")
        return f"{hours}h{minutes}m" if hours and minutes else f"{hours}h" if hours else f"{minutes}m"


def _counted(amount: int, what: str) -> str:
    return f"{amount} {what}{'' if amount == 1 else 's'}"

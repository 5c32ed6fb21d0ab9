"""What a team agreed on beforehand: cadence, business hours, clients, how long an offer stands."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Self
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import force_setattr, replace

from incident_console.domain.colleagues import Colleagues
from incident_console.domain.text import name_key
from incident_console.domain.ways import Way, WayOut

MIDNIGHT = time(0)
QUIET_STATUSES = frozenset({"monitoring", "resolved"})
"""Statuses in which service is back as far as anybody knows, so that updates may come less often."""

# C: what looks like an incident is treated like one. Nobody waits a day for word of it, as with a P4.
_ASSUMED_SEVERITY = "P2"


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


class Cadence(msgspec.Struct, frozen=True, kw_only=True):
    """How soon a client hears first, then how often, and how often while the fix is being watched."""

    first: Duration
    next: Duration
    monitoring: Duration


CADENCE: Mapping[str, Cadence] = MappingProxyType(
    {
        "P1": Cadence(first=Duration.minutes(10), next=Duration.minutes(30), monitoring=Duration.minutes(60)),
        "P2": Cadence(
            first=Duration.minutes(30), next=Duration.minutes(60), monitoring=Duration.minutes(120)
        ),
        "P3": Cadence(
            first=Duration.business_hours(4),
            next=Duration.business_days(1),
            monitoring=Duration.business_days(1),
        ),
        "P4": Cadence(
            first=Duration.business_days(1),
            next=Duration.business_days(5),
            monitoring=Duration.business_days(5),
        ),
    }
)
"""The cadence of a team that configured none (R 7; C, Regular updates)."""


class ClientProfile(msgspec.Struct, frozen=True, kw_only=True):
    """What is agreed with one client; what is None or missing is as for everybody."""

    name: str = ""
    zone: str | None = None
    channel: str | None = None
    language: str | None = None
    cadence: Mapping[str, Cadence] = MappingProxyType({})
    calendar: BusinessCalendar | None = None
    templates: str | None = None
    ways: tuple[WayOut, ...] = ()
    """The channels by which it is told; as for everybody where there are none."""
    told: str = "any"
    """Whether it is told when `any` of its channels has a message, or only when `all` have it."""
    ladder: str | None = None
    """By which ladder its incidents are escalated; the first one where it names none."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The agreements in force when a rule is asked; `clients` are found by name in any case.

    `zone`, `channel` and `usual_ways` stand for clients that have none of their own.
    """

    on_call: str | None = None
    zone: str = "UTC"
    channel: str | None = None
    usual_ways: tuple[WayOut, ...] = ()
    clients: Mapping[str, ClientProfile] = MappingProxyType({})
    cadence: Mapping[str, Cadence] = CADENCE
    calendar: BusinessCalendar = BusinessCalendar()
    offer_stands: timedelta = timedelta(minutes=10)
    take_after: timedelta = timedelta(minutes=5)
    # R 9 says “significant incidents”; which these are, a team may say otherwise.
    reviewed: frozenset[str] = frozenset({"P1", "P2"})
    review_within: Duration = Duration(5, Unit.BUSINESS_DAYS)

    colleagues: Colleagues = Colleagues()
    """What is agreed about the inside, and who the people are."""

    def __post_init__(self) -> None:
        """File the clients under what all spellings of their names share."""
        filed = {
            name_key(name): profile if profile.channel else replace(profile, channel=self.channel)
            for name, profile in self.clients.items()
        }
        force_setattr(self, "clients", MappingProxyType(filed))

    def client(self, name: str | None) -> ClientProfile:
        """Return what is agreed with a client; the defaults for one that nobody configured, or for none."""
        return self.clients.get(name_key(name or "")) or ClientProfile(name=name or "", channel=self.channel)

    def by_hand(self) -> Self:
        """Return these agreements without any channel: what is written is posted by hand."""
        clients = {key: replace(each, ways=()) for key, each in self.clients.items()}
        return replace(self, usual_ways=(), clients=clients, colleagues=Colleagues())

    def ways(self, name: str | None) -> tuple[WayOut, ...]:
        """Return the channels by which a client is told, its own or those of all; none: posted by hand."""
        return self.client(name).ways or self.usual_ways

    def ways_to(self, name: str | None) -> tuple[Way, ...]:
        """Return how a message written now goes out to a client."""
        profile = self.client(name)
        return tuple(
            Way(
                channel=way.channel,
                client=name or "",
                recipients=way.recipients,
                proof=way.proof,
                needed=profile.told == "all",
            )
            for way in self.ways(name)
        )

    def zone_for(self, client: str | None) -> ZoneInfo:
        """Return the zone in which a client reads times."""
        return ZoneInfo(self.client(client).zone or self.zone)

    def calendar_for(self, client: str | None) -> BusinessCalendar:
        """Return a client's business calendar: their own, else the common hours on their clock."""
        # Business hours are those in which the client is there to read: nine o'clock is nine on their clock.
        return self.client(client).calendar or replace(self.calendar, zone=self.zone_for(client).key)

    def cadence_for(self, severity: str | None, client: str | None) -> Cadence:
        """Return the cadence of a severity for a client; one that is not known counts as P2."""
        known = severity if severity is not None and severity in self.cadence else _ASSUMED_SEVERITY
        return self.client(client).cadence.get(known) or self.cadence[known]

    def cadence_length(self, severity: str | None, status: str, client: str | None) -> Duration:
        """Return the time from one update to the next."""
        cadence = self.cadence_for(severity, client)
        return cadence.monitoring if status in QUIET_STATUSES else cadence.next

    def cadence_after(
        self, severity: str | None, status: str, client: str | None, since: datetime, *, times: int = 1
    ) -> datetime:
        """Return when the cadence has passed so many times over, exactly, in UTC (twice: R 6.8)."""
        length = self.cadence_length(severity, status, client) * times
        return length.after(since, self.calendar_for(client))

    def first_update_due(self, severity: str | None, client: str | None, since: datetime) -> datetime:
        """Return when the first update is due after taking ownership, exactly, in UTC (C, Communication)."""
        return self.cadence_for(severity, client).first.after(since, self.calendar_for(client))

    def next_update_due(
        self, severity: str | None, status: str, client: str | None, since: datetime
    ) -> datetime:
        """Return a time to propose for the next update: on the client's next five minutes, in UTC."""
        due = self.cadence_after(severity, status, client, since)
        # Upwards, and the same for what is proposed and for what a promise is held against: whoever takes the
        # proposal is never told that it is longer than the cadence.
        return up_to_five_minutes(due, self.zone_for(client))

    def review_due(self, client: str | None, closed_at: datetime) -> datetime:
        """Return when the review of an incident is due, in UTC (R 9)."""
        return self.review_within.after(closed_at, self.calendar_for(client))


def up_to_five_minutes(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment itself or the next at which a clock in the zone shows whole five minutes, in UTC."""
    local = moment.astimezone(zone)
    past = timedelta(minutes=local.minute % 5, seconds=local.second, microseconds=local.microsecond)
    return moment.astimezone(UTC) + (timedelta(minutes=5) - past if past else timedelta())

"""What a team agreed on beforehand: cadence, business hours, clients, how long an offer stands."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Self
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import force_setattr, replace

from incident_console.domain.business_time import BusinessCalendar, Duration, Unit
from incident_console.domain.colleagues import Colleagues
from incident_console.domain.text import name_key
from incident_console.domain.ways import Way, WayOut

QUIET_STATUSES = frozenset({"monitoring", "resolved"})
"""Statuses in which service is back as far as anybody knows, so that updates may come less often."""

# C: what looks like an incident is treated like one. Nobody waits a day for word of it, as with a P4.
_ASSUMED_SEVERITY = "P2"


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

    @property
    def engineer_on_call(self) -> str | None:
        """Who is on call, by the name under which they are recorded."""
        return None if self.on_call is None else self.colleagues.people.spelt(self.on_call)

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

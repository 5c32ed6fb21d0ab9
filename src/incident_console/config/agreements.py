"""The part of the configuration that rules depend on: cadence, business hours, clients, handover, review."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import time, timedelta
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from incident_console.config.channels import Channel, told, ways
from incident_console.config.table import Table, zone_named
from incident_console.domain.business_time import BusinessCalendar, Duration, Unit
from incident_console.domain.colleagues import Colleagues
from incident_console.domain.policy import CADENCE, Cadence, ClientProfile, Policy
from incident_console.domain.text import clean_name, name_key

NOBODY = Colleagues()
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_REST_OF_DAYS = ("day", "sday", "nesday", "rsday", "day", "urday", "day")
LONGEST = timedelta(days=31)

# Patterns as texts: `re` compiles and keeps them at their first use, which most starts do without.
_WALL = r"(?a:(?:(\d{1,4}) ?(?:d|days?))? ?(?:(\d{1,4}) ?(?:h|hours?))? ?(?:(\d{1,6}) ?(?:m|min|minutes?))?)"
_BUSINESS = r"(?a:(\d{1,6}) ?business ?(minute|hour|day)s?)"
_HOURS = r"(?a:(\d{1,2}):(\d{2}) ?[-–] ?(\d{1,2}):(\d{2}))"
_ACCEPTED = 'give "30m", "2h", "1h30m", "4 business hours" or "1 business day"'


def read_policy(
    top: Table,
    channels: dict[str, Channel],
    listed: Table | None = None,
    colleagues: Colleagues = NOBODY,
) -> Policy:
    """Return the agreements of a configuration, with the defaults for all that it leaves out.

    Args:
        top: the configuration.
        channels: by which clients may be told; where one is named that is not there, it is added as broken.
        listed: what holds the `channels` of every client that lists none of its own.
        colleagues: what is agreed about the inside.
    """
    handover, review, business = top.table("handover"), top.table("review"), top.table("business")
    handover.only("offer_stands", "take_after")
    review.only("severities", "due")
    business.only("days", "hours", "holidays")
    zone = top.zone("zone") or system_zone()
    calendar = _calendar(business, BusinessCalendar(zone=zone))
    cadence = _cadence(top.table("cadence"), dict(CADENCE))
    usual = Policy()
    return Policy(
        on_call=top.name("on_call"),
        zone=zone,
        channel=top.text("channel"),
        usual_ways=() if listed is None else ways(listed, "channels", channels),
        colleagues=colleagues,
        clients=_clients(top.table("clients"), cadence, calendar, channels, colleagues),
        cadence=MappingProxyType(cadence),
        calendar=calendar,
        offer_stands=_wait(handover, "offer_stands", usual.offer_stands),
        take_after=_wait(handover, "take_after", usual.take_after),
        reviewed=_severities(review, "severities", usual.reviewed),
        review_within=duration(review, "due") or usual.review_within,
    )


def duration(table: Table, key: str) -> Duration | None:
    """Return a duration, or None if it is not there; more than LONGEST is not understood."""
    given = table.text(key)
    if given is None:
        return None
    text = given.lower()
    if match := re.fullmatch(_BUSINESS, text):
        amount = int(match[1]) * (60 if match[2] == "hour" else 1)
        unit = Unit.BUSINESS_DAYS if match[2] == "day" else Unit.BUSINESS_MINUTES
        length = timedelta(days=amount) if match[2] == "day" else timedelta(minutes=amount)
    elif match := re.fullmatch(_WALL, text):
        days, hours, minutes = (int(each or 0) for each in match.groups())
        length = timedelta(days=days, hours=hours, minutes=minutes)
        amount, unit = length // timedelta(minutes=1), Unit.MINUTES
    else:
        table.mistake(key, f"“{text}” is no duration; {_ACCEPTED}")
        return None
    if not timedelta() < length <= LONGEST:
        table.mistake(key, f"“{text}” is not between a minute and {LONGEST.days} days; {_ACCEPTED}")
        return None
    return Duration(amount, unit)


def system_zone(environ: Mapping[str, str] = os.environ, root: Path = Path("/etc")) -> str:
    """Return the name of this machine's time zone, or UTC where it tells none."""
    candidates = [environ.get("TZ", "").removeprefix(":")]
    link = root / "localtime"
    if link.is_symlink():
        named = os.path.realpath(link).partition("zoneinfo/")[2]
        candidates.append(named.removeprefix("posix/").removeprefix("right/"))
    for name in candidates:
        # What the machine says may be no zone that we have; the next one may be.
        with suppress(ValueError):
            return zone_named(name)
    return "UTC"


def _wait(table: Table, key: str, usual: timedelta) -> timedelta:
    length = duration(table, key)
    if length is None:
        return usual
    if length.unit != Unit.MINUTES:
        table.mistake(key, 'this runs round the clock; give a duration such as "10m" or "1h"')
        return usual
    return timedelta(minutes=length.amount)


def _severities(table: Table, key: str, usual: frozenset[str]) -> frozenset[str]:
    given = table.texts(key, '["P1", "P2"]')
    if given is None:
        return usual
    for each in given:
        if each not in CADENCE:
            table.mistake(key, f"unknown severity {each}; there are {', '.join(CADENCE)}")
    return frozenset(given) & frozenset(CADENCE)


def _cadence(table: Table, common: dict[str, Cadence]) -> dict[str, Cadence]:
    """Return the cadences that a table gives, on top of the common ones."""
    cadences = dict(common)
    for severity in table:
        if table.is_misplaced(severity):
            continue
        if severity not in CADENCE:
            table.mistake(severity, f"unknown severity; there are {', '.join(CADENCE)}")
            continue
        given = table.table(severity)
        given.only("first", "next", "monitoring")
        usual = common[severity]
        following = duration(given, "next")
        cadences[severity] = Cadence(
            first=duration(given, "first") or usual.first,
            next=following or usual.next,
            monitoring=duration(given, "monitoring") or following or usual.monitoring,
        )
    return cadences


def _calendar(table: Table, usual: BusinessCalendar) -> BusinessCalendar:
    if days := _days(table):
        usual = replace(usual, days=days)
    if hours := _hours(table):
        usual = replace(usual, opens=hours[0], closes=hours[1])
    holidays = table.dates("holidays")
    return usual if holidays is None else replace(usual, holidays=holidays)


def _days(table: Table) -> frozenset[int]:
    """Return the days that a table gives, by number; none where it gives none."""
    names = table.texts("days", '["Mon", "Tue"]')
    if names == []:
        table.mistake("days", f"no day is left to work on; give one or more of {', '.join(DAYS)}")
    days = set()
    for name in names or ():
        for number, (short, rest) in enumerate(zip(DAYS, _REST_OF_DAYS, strict=True)):
            if name.title() in (short, short + rest):
                days.add(number)
                break
        else:
            table.mistake("days", f"unknown day {name}; give {', '.join(DAYS)}")
    return frozenset(days)


def _hours(table: Table) -> tuple[time, time] | None:
    """Return from when to when people work, or None if it is not there."""
    text = table.text("hours")
    if text is None:
        return None
    match = re.fullmatch(_HOURS, text)
    try:
        if match is None:
            raise ValueError("another form")
        hour, minute, last_hour, last_minute = (int(each) for each in match.groups())
        opens = time(hour, minute)
        closes = time(0) if (last_hour, last_minute) == (24, 0) else time(last_hour, last_minute)
        BusinessCalendar(opens=opens, closes=closes)
    except ValueError:
        table.mistake("hours", f"“{text}” are no hours of one day; give them as 09:00-17:00 or 00:00-24:00")
        return None
    return opens, closes


def _clients(
    table: Table,
    cadence: dict[str, Cadence],
    calendar: BusinessCalendar,
    channels: dict[str, Channel],
    colleagues: Colleagues,
) -> dict[str, ClientProfile]:
    clients: dict[str, ClientProfile] = {}
    for name in table:
        try:
            cleaned = clean_name(name)
        except ValueError as problem:
            table.mistake(name, str(problem).rstrip("."))
            continue
        if name_key(cleaned) in clients:
            table.mistake(name, "this client stands in the file twice, however it is spelt")
            continue
        clients[name_key(cleaned)] = _client(
            table.table(name), cleaned, cadence, calendar, channels, colleagues
        )
    return clients


def _language(table: Table) -> str | None:
    given = table.text("language")
    if given is None:
        return None
    from incident_console.languages import known, spoken

    language = spoken(given)
    if language is None:
        table.mistake("language", f"unknown language {given}; give one of {', '.join(known())}")
    return language


def _ladder(table: Table, colleagues: Colleagues) -> str | None:
    name = table.text("ladder")
    if name is None or name in colleagues.ladders:
        return name
    there = ", ".join(colleagues.ladders)
    known = f"there are {there}" if there else f"it needs a table [ladders.{name}]"
    table.mistake("ladder", f"there is no ladder {name}; {known}")
    return None


def _client(
    table: Table,
    name: str,
    cadence: dict[str, Cadence],
    calendar: BusinessCalendar,
    channels: dict[str, Channel],
    colleagues: Colleagues,
) -> ClientProfile:
    table.only(
        "zone", "channel", "channels", "told", "language", "templates", "days", "hours", "holidays", "ladder",
        "cadence",
    )  # fmt: skip
    zone, language = table.zone("zone"), _language(table)
    own = _calendar(table, replace(calendar, zone=zone or calendar.zone))
    given, templates = table.table("cadence"), table.file("templates")
    cadences = _cadence(given, cadence)
    return ClientProfile(
        name=name,
        zone=zone,
        channel=table.text("channel"),
        language=language,
        cadence=MappingProxyType(
            {severity: cadences[severity] for severity in given if severity in cadences}
        ),
        calendar=own if {"days", "hours", "holidays"} & set(table) else None,
        templates=None if templates is None else str(templates),
        ways=ways(table, "channels", channels),
        told=told(table),
        ladder=_ladder(table, colleagues),
    )

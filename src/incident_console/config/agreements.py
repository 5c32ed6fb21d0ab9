"""The part of the configuration that rules depend on: cadence, business hours, clients, handover, review."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import time, timedelta
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from incident_console.config.table import Table, zone_named
from incident_console.domain.policy import (
    CADENCE,
    BusinessCalendar,
    Cadence,
    ClientProfile,
    Duration,
    Policy,
    Unit,
)
from incident_console.domain.text import clean_name, name_key

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_REST_OF_DAYS = ("day", "sday", "nesday", "rsday", "day", "urday", "day")
LONGEST = timedelta(days=31)

# Patterns as texts: `re` compiles and keeps them at their first use, which most starts do without.
_WALL = r"(?a:(?:(\d{1,4}) ?(?:d|days?))? ?(?:(\d{1,4}) ?(?:h|hours?))? ?(?:(\d{1,6}) ?(?:m|min|minutes?))?)"
_BUSINESS = r"(?a:(\d{1,6}) ?business ?(minute|hour|day)s?)"
_HOURS = r"(?a:(\d{1,2}):(\d{2}) ?[-–] ?(\d{1,2}):(\d{2}))"
_ACCEPTED = 'give "30m", "2h", "1h30m", "4 business hours" or "1 business day"'


def read_policy(top: Table) -> Policy:
    """Return the agreements of a configuration, with the defaults for all that it leaves out.

    Raises:
        ConfigError: anything in it that is not understood.
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
        clients=_clients(top.table("clients"), cadence, calendar),
        cadence=MappingProxyType(cadence),
        calendar=calendar,
        offer_stands=_wait(handover, "offer_stands", usual.offer_stands),
        take_after=_wait(handover, "take_after", usual.take_after),
        reviewed=_severities(review, "severities", usual.reviewed),
        review_within=duration(review, "due") or usual.review_within,
    )


def duration(table: Table, key: str) -> Duration | None:
    """Return a duration, or None if it is not there.

    Raises:
        ConfigError: no duration, nothing, or more than LONGEST.
    """
    if key not in table:
        return None
    text = (table.text(key) or "").lower()
    if match := re.fullmatch(_BUSINESS, text):
        amount = int(match[1]) * (60 if match[2] == "hour" else 1)
        unit = Unit.BUSINESS_DAYS if match[2] == "day" else Unit.BUSINESS_MINUTES
        length = timedelta(days=amount) if match[2] == "day" else timedelta(minutes=amount)
    elif match := re.fullmatch(_WALL, text):
        days, hours, minutes = (int(each or 0) for each in match.groups())
        length = timedelta(days=days, hours=hours, minutes=minutes)
        amount, unit = length // timedelta(minutes=1), Unit.MINUTES
    else:
        raise table.error(key, f"“{text}” is no duration; {_ACCEPTED}")
    if not timedelta() < length <= LONGEST:
        raise table.error(key, f"“{text}” is not between a minute and {LONGEST.days} days; {_ACCEPTED}")
    return Duration(amount, unit)


def system_zone(environ: Mapping[str, str] = os.environ, root: Path = Path("/etc")) -> str:
    """Return the name of this machine's time zone, or UTC where it tells none."""
    candidates = [environ.get("TZ", "").removeprefix(":")]
    link = root / "localtime"
    if link.is_symlink():
        named = os.path.realpath(link).partition("zoneinfo/")[2]
        candidates.append(named.removeprefix("posix/").removeprefix("right/"))
    for name in candidates:
        with suppress(ValueError):
            return zone_named(name)
    return "UTC"


def _wait(table: Table, key: str, usual: timedelta) -> timedelta:
    length = duration(table, key)
    if length is None:
        return usual
    if length.unit != Unit.MINUTES:
        raise table.error(key, 'this runs round the clock; give a duration such as "10m" or "1h"')
    return timedelta(minutes=length.amount)


def _severities(table: Table, key: str, usual: frozenset[str]) -> frozenset[str]:
    given = table.texts(key, '["P1", "P2"]')
    if given is None:
        return usual
    for each in given:
        if each not in CADENCE:
            raise table.error(key, f"unknown severity {each}; there are {', '.join(CADENCE)}")
    return frozenset(given)


def _cadence(table: Table, common: dict[str, Cadence]) -> dict[str, Cadence]:
    """Return the cadences that a table gives, on top of the common ones."""
    cadences = dict(common)
    for severity in table:
        if severity not in CADENCE:
            raise table.error(severity, f"unknown severity; there are {', '.join(CADENCE)}")
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
    days = table.texts("days", '["Mon", "Tue"]')
    if days == []:
        raise table.error("days", f"no day is left to work on; give one or more of {', '.join(DAYS)}")
    if days is not None:
        usual = replace(usual, days=frozenset(_day(table, each) for each in days))
    if (hours := table.text("hours")) is not None:
        opens, closes = _hours(table, hours)
        usual = replace(usual, opens=opens, closes=closes)
    holidays = table.dates("holidays")
    return usual if holidays is None else replace(usual, holidays=holidays)


def _day(table: Table, name: str) -> int:
    for number, (short, rest) in enumerate(zip(DAYS, _REST_OF_DAYS, strict=True)):
        if name.title() in (short, short + rest):
            return number
    raise table.error("days", f"unknown day {name}; give {', '.join(DAYS)}")


def _hours(table: Table, text: str) -> tuple[time, time]:
    match = re.fullmatch(_HOURS, text)
    try:
        if match is None:
            raise ValueError("another form")
        hour, minute, last_hour, last_minute = (int(each) for each in match.groups())
        opens = time(hour, minute)
        closes = time(0) if (last_hour, last_minute) == (24, 0) else time(last_hour, last_minute)
        BusinessCalendar(opens=opens, closes=closes)
    except ValueError as problem:
        sentence = f"“{text}” are no hours of one day; give them as 09:00-17:00 or 00:00-24:00"
        raise table.error("hours", sentence) from problem
    return opens, closes


def _clients(
    table: Table, cadence: dict[str, Cadence], calendar: BusinessCalendar
) -> dict[str, ClientProfile]:
    clients: dict[str, ClientProfile] = {}
    for name in table:
        try:
            cleaned = clean_name(name)
        except ValueError as problem:
            raise table.error(name, str(problem).rstrip(".")) from problem
        if name_key(cleaned) in clients:
            raise table.error(name, "this client stands in the file twice, however it is spelt")
        clients[name_key(cleaned)] = _client(table.table(name), cleaned, cadence, calendar)
    return clients


def _language(table: Table) -> str | None:
    given = table.text("language")
    if given is None:
        return None
    from incident_console.languages import known, spoken

    language = spoken(given)
    if language is None:
        raise table.error("language", f"unknown language {given}; give one of {', '.join(known())}")
    return language


def _client(
    table: Table, name: str, cadence: dict[str, Cadence], calendar: BusinessCalendar
) -> ClientProfile:
    table.only("zone", "channel", "language", "templates", "days", "hours", "holidays", "cadence")
    zone, language = table.zone("zone"), _language(table)
    own = _calendar(table, replace(calendar, zone=zone or calendar.zone))
    given, templates = table.table("cadence"), table.file("templates")
    cadences = _cadence(given, cadence)
    return ClientProfile(
        name=name,
        zone=zone,
        channel=table.text("channel"),
        language=language,
        cadence=MappingProxyType({severity: cadences[severity] for severity in given}),
        calendar=own if {"days", "hours", "holidays"} & set(table) else None,
        templates=None if templates is None else str(templates),
    )

"""Times as a client reads them: in their language, on their own clock, with zone and offset."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from incident_console import languages, words

_GERMAN_ZONES = {
    "CET": "MEZ",
    "CEST": "MESZ",
    "EET": "OEZ",
    "EEST": "OESZ",
    "WET": "WEZ",
    "WEST": "WESZ",
}


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A time on the client's clock. In a template it reads `15:05 BST (UTC+1)`, or with its date.

    `day` is its date in words with the year, in the client's language.
    """

    clock: str
    zone: str
    iso: str
    text: str
    day: str

    def __str__(self) -> str:
        return self.text


def moment(when: datetime, zone: ZoneInfo, seen: datetime, language: str = languages.ENGLISH) -> Moment:
    """A time as it reads to somebody who reads it at the moment `seen`; both aware."""
    local, spoken = when.astimezone(zone), languages.base(language)
    clock, name = f"{local:%H:%M}", words.zone_name(when, zone)
    if spoken == languages.GERMAN:
        text = _in_german(when, zone, seen)
        name = _GERMAN_ZONES.get(name, name)
    else:
        text = words.client_time(when, zone, when)
        if local.date() != seen.astimezone(zone).date():
            with_year = spoken != languages.ENGLISH or local.year != seen.astimezone(zone).year
            text += f", {languages.day_in_words(local, language, with_year=with_year)}"
    return Moment(
        clock=clock,
        zone=name,
        iso=local.isoformat(timespec="minutes"),
        text=text,
        day=languages.day_in_words(local, language),
    )


def span(since: datetime, until: datetime, zone: ZoneInfo, language: str) -> tuple[str, Moment]:
    """When something begins and when it ends, as read when it begins.

    The beginning names its own day and zone, unless both are those of the end.
    """
    begins, ends = since.astimezone(zone), until.astimezone(zone)
    end = moment(until, zone, since, language)
    if begins.date() == ends.date() and begins.utcoffset() == ends.utcoffset():
        return f"{begins:%H:%M}", end
    # Read on another day than its own, it is said with its date.
    elsewhere = since + timedelta(days=2) if begins.date() != ends.date() else since
    return str(moment(since, zone, elsewhere, language)), end


def _in_german(when: datetime, zone: ZoneInfo, seen: datetime) -> str:
    local, today = when.astimezone(zone), seen.astimezone(zone)
    exact = words.client_time(when, zone, when)
    clock, _, named = exact.partition(" ")
    name, _, offset = named.partition(" ")
    text = " ".join(filter(None, (clock, "Uhr", _GERMAN_ZONES.get(name, name), offset)))
    if local.date() == today.date():
        return text
    day = languages.day_in_words(local, languages.GERMAN, with_year=local.year != today.year)
    return f"{day}, {text}"

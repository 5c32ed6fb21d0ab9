"""Times as they stand in what is printed, each read back as somebody would type it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

import msgspec

from incident_console.domain.incident import Incident
from incident_console.domain.promises import to_the_minute
from incident_console.times import TimeNotUnderstood, parse_time

_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATE = rf"(?:{_WEEKDAY} )?\d{{1,2}} {_MONTH}(?: \d{{4}})?"
_ZONE = r"(?: (?:UTC(?:[+-]\d{1,2}(?::\d\d)?)?|[A-Z]{3,4})\b(?: \(UTC[+-][\d:]+\))?|Z|[+-]\d\d:\d\d)?"
_CLOCK = r"(?<![\d:.+-])\d{1,2}:\d\d(?::\d\d)?(?![\d:)])"
PRINTED = re.compile(
    rf"(?:(?:today|tomorrow|yesterday),? |{_DATE} |\d{{4}}-\d\d-\d\d[ T])?{_CLOCK}{_ZONE}(?:, {_DATE})?"
)
DAY = re.compile(rf"^{_WEEKDAY} \d{{1,2}} {_MONTH} \d{{4}}, (?P<zone>\S+)$")
COUNTED = re.compile(r"[−-]\d\d:\d\d|\d\d:\d\d(?=  [✓◷!])")
"""Counts of minutes and seconds, which look like times of day and are none."""


TOLD_FIELD = re.compile(r"▌ (?=(?:Next at|New time|Back|Analysis by) {2})")
NOT_MEANT = re.compile(r"(?:e\.g\.|give) [^│\n]*|[^│┃\n]{0,30}…")
"""Examples, and what was cut short where a line had no more room."""


def known(incidents: Iterable[Incident], *further: datetime) -> set[datetime]:
    """All moments that the record holds, to the minute (UTC)."""
    found = {to_the_minute(moment) for moment in further}
    for incident in incidents:
        found |= {
            to_the_minute(moment)
            for moment in _moments(msgspec.to_builtins(incident, builtin_types=(datetime,)))
        }
    return found


def _moments(value: object) -> Iterator[datetime]:
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _moments(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _moments(each)


def printed(text: str) -> Iterator[str]:
    """Every time in a text as it would be typed.

    A time of day alone is of the day, and in the zone, of the heading above it, or of the time with which its
    line begins.
    """
    heading_day = heading_zone = ""
    # A line that was broken is one again.
    for line in re.sub(r"(?<=\S)\n {6,}(?=\S)", " ", text).splitlines():
        if heading := DAY.match(line.strip()):
            heading_day, heading_zone = line.strip().partition(",")[0], heading["zone"]
            continue
        day, zone = heading_day, heading_zone
        for place, found in enumerate(PRINTED.finditer(COUNTED.sub("", line))):
            before, clock, after = _parts(found[0])
            if not before and "," not in after:
                yield " ".join(filter(None, (day, clock, after or zone)))
            else:
                yield found[0]
            if not place and not day:
                day, zone = before, after if before else ""


def _parts(text: str) -> tuple[str, str, str]:
    """A time's day, its time of day, and what stands behind that."""
    found = re.search(_CLOCK, text)
    assert found is not None
    return text[: found.start()].rstrip(", T"), found[0], text[found.end() :].strip()


def strays(
    text: str, now: datetime, zone: tzinfo, meant: set[datetime], *, fields: tzinfo | None = None
) -> list[str]:
    """The times in a text that, typed on the clock of a zone, mean no moment of the record.

    What stands in a field for what the client is told is read on their clock, `fields`.
    """
    lines = NOT_MEANT.sub("", text).splitlines()
    told = [line for line in lines if TOLD_FIELD.search(line)]
    others = "\n".join(line for line in lines if line not in told)
    found = [each for each in printed(others) if not _read(each, now, zone) & meant]
    in_fields = printed("\n".join(TOLD_FIELD.sub("", line) for line in told))
    return found + [each for each in in_fields if not _read(each, now, fields or zone) & meant]


def _read(text: str, now: datetime, zone: tzinfo) -> set[datetime]:
    found = set()
    for past in (True, False):
        try:
            found.add(to_the_minute(parse_time(text, now=now, zone=zone, past=past)))
        except TimeNotUnderstood:
            continue
    return found

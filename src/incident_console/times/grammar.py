"""The forms in which a time may be typed: what stands there, before it is asked which moment is meant."""

import re
from datetime import UTC, date, time, timedelta, timezone, tzinfo
from typing import NamedTuple

ACCEPTED = (
    "14:30, 2:30pm, tomorrow 9:00, Mon 09:00, 26 Nov 14:30, 2026-11-26T14:30, 14:30Z, +30m, +1h30m or -5m"
)
"""The forms that are understood, by example."""

LONGEST = 80
"""Characters: no time is longer, and what is would take long to be refused."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NEARBY = {"yesterday": -1, "today": 0, "tomorrow": 1}

# Patterns as texts: `re` compiles and keeps them at their first use.
_RELATIVE = r"(?P<sign>[+-])(?:(?P<d>\d{1,4})d)?(?:(?P<h>\d{1,5})h)?(?:(?P<m>\d{1,6})m(?:in)?)?"
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\.?"
)
_MONTH = (
    r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY_OF_MONTH = r"(?P<day{0}>\d{{1,2}})(?:st|nd|rd|th|\.)?"
_IN_WORDS = (
    rf"(?:{_WEEKDAY},? ?)?"
    rf"(?:{_DAY_OF_MONTH.format(1)} {_MONTH.format(1)}|{_MONTH.format(2)} {_DAY_OF_MONTH.format(2)})"
    r"(?:,? (?P<year>\d{4}))?"
)
_DAY = (
    r"(?:(?P<nearby>yesterday|today|tomorrow)|(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|{_IN_WORDS}|{_WEEKDAY.replace('weekday', 'bare')})"
)
_CLOCK = (
    r"(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?|(?P<plain>\d{1,2}) ?(?P<of_day>[ap])\.?m\.?)"
)
_OFFSET = r"(?:z|utc|utc[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}(?::?\d{2})?)"
_NO_NAME = rf"(?!(?:{re.sub('P<.*?>', ':', _WEEKDAY)}|{re.sub('P<.*?>', ':', _MONTH)}|{'|'.join(NEARBY)})\b)"
_NAME = rf"{_NO_NAME}(?P<name>[a-z]{{2,6}})(?: ?\((?P<behind>{_OFFSET})\))?"
_ZONE = rf"(?: ?(?P<offset>{_OFFSET})| ?{_NAME})?"
_FORMS = (
    rf"(?:{_DAY}(?:(?<=\d)t|,? (?:at )?))?{_CLOCK}{_ZONE}",
    rf"(?:(?P<also>yesterday|today|tomorrow),? )?{_CLOCK}{_ZONE},? {_DAY}",
    rf"(?:{_DAY} )?(?P<eod>eod)",
    _DAY,
    r"(?P<compact>\d{8})t(?P<digits>\d{4}(?:\d{2})?) ?(?P<offset>z|utc|[+-]\d{2}(?::?\d{2})?)?",
)


class TimeNotUnderstood(ValueError):
    """A time that cannot be read, or can be read twice; the sentence says what would be accepted."""


class TypedDay(NamedTuple):
    """A day as it was typed: near today, or by any of weekday, day and month, and year."""

    nearby: int | None = None
    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None


class Typed(NamedTuple):
    """A time as it was typed: a length from now, or a day, a time of day and a zone, each if it was there.

    `also` is the day near today that was typed beside its date.
    """

    text: str
    length: timedelta | None = None
    day: TypedDay | None = None
    clock: time | None = None
    end_of_day: bool = False
    offset: tzinfo | None = None
    zone_name: str | None = None
    also: int | None = None


def read(text: str) -> Typed:
    """Return what was typed, in the forms of `ACCEPTED`; whatever the text is, nothing else comes of it.

    Raises:
        TimeNotUnderstood: another form, or a time that is on no clock and in no calendar.
    """
    wanted = " ".join(text.replace("\N{MINUS SIGN}", "-").split()) if len(text) <= 10 * LONGEST else ""
    if 0 < len(wanted) <= LONGEST:
        try:
            if match := re.fullmatch(_RELATIVE, wanted.replace(" ", ""), re.ASCII | re.IGNORECASE):
                return Typed(text, length=_length(match, text))
            for form in _FORMS:
                if match := re.fullmatch(form, wanted, re.ASCII | re.IGNORECASE):
                    return _typed(match, text)
        except (OverflowError, ValueError) as problem:
            if isinstance(problem, TimeNotUnderstood):
                raise
            raise nowhere(text) from problem
    raise TimeNotUnderstood(f"{quoted(text)} is not a time this console reads: give {ACCEPTED}.")


def nowhere(text: str) -> TimeNotUnderstood:
    """What is said of a time that no clock and no calendar shows."""
    return TimeNotUnderstood(f"{quoted(text)} is no time on any clock: give {ACCEPTED}.")


def quoted(text: str) -> str:
    """What was typed, on one short line that can do no harm."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in text[:1000]).split())
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"


def _length(match: re.Match[str], text: str) -> timedelta:
    days, hours, minutes = match["d"], match["h"], match["m"]
    if days is hours is minutes is None:
        raise TimeNotUnderstood(f"{quoted(text)} lacks a unit: give +30m, +2h, +1d or +1h30m.")
    length = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))
    return length if match["sign"] == "+" else -length


def _typed(match: re.Match[str], text: str) -> Typed:
    found = {name: value.lower() for name, value in match.groupdict().items() if value is not None}
    if "compact" in found:
        shown, digits = date.fromisoformat(found["compact"]), found["digits"].ljust(6, "0")
        clock = time(int(digits[:2]), int(digits[2:4]), int(digits[4:]))
        day = TypedDay(day=shown.day, month=shown.month, year=shown.year)
        return Typed(text, day=day, clock=clock, offset=_offset(found.get("offset")))
    return Typed(
        text,
        day=_day(found),
        clock=_clock(found),
        end_of_day="eod" in found,
        offset=_offset(found.get("offset") or found.get("behind")),
        zone_name=found.get("name"),
        also=NEARBY[found["also"]] if "also" in found else None,
    )


def _day(found: dict[str, str]) -> TypedDay | None:
    if "nearby" in found:
        return TypedDay(nearby=NEARBY[found["nearby"]])
    if "iso" in found:
        given = date.fromisoformat(found["iso"])
        return TypedDay(day=given.day, month=given.month, year=given.year)
    weekday = found.get("weekday") or found.get("bare")
    number = None if weekday is None else WEEKDAYS.index(weekday[:3].title())
    if month := found.get("month1") or found.get("month2"):
        day = int(found.get("day1") or found["day2"])
        year = int(found["year"]) if "year" in found else None
        in_year = MONTHS.index(month[:3].title()) + 1
        # Refuses a day that the month never has: 2000 was a leap year.
        date(year or 2000, in_year, day)
        return TypedDay(weekday=number, day=day, month=in_year, year=year)
    return None if number is None else TypedDay(weekday=number)


def _clock(found: dict[str, str]) -> time | None:
    hour = found.get("hour") or found.get("plain")
    if hour is None:
        return None
    half, given = found.get("half") or found.get("of_day"), int(hour)
    if half is not None:
        if not 1 <= given <= 12:
            raise ValueError("twelve hours make half a day")
        given = given % 12 + (12 if half == "p" else 0)
    fraction = int(found.get("fraction", "0").ljust(6, "0")[:6])
    return time(given, int(found.get("minute", 0)), int(found.get("second", 0)), fraction)


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    given = text.removeprefix("utc")
    if given in ("", "z"):
        return UTC
    sign = -1 if given[0] == "-" else 1
    hours, minutes = (*given[1:].split(":"), "")[:2]
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    if int(minutes or 0) > 59:
        raise ValueError("an offset has at most 59 minutes")
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes or 0)))

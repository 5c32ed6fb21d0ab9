"""Times as people type them, read strictly: what could mean two things is asked back."""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

ACCEPTED = "2026-11-21T14:30, 2026-11-21T14:30Z, 14:30, +30m, +1h30m or -5m"
"""The forms that are understood, by example."""

_OFFSET = r"(?P<offset>Z|UTC|[+-]\d{2}(?::?\d{2})?)?"
_RELATIVE = re.compile(
    r"(?P<sign>[+-])(?:(?P<d>\d{1,4})d)?(?:(?P<h>\d{1,5})h)?(?:(?P<m>\d{1,6})m(?:in)?)?", re.ASCII
)
_CLOCK = re.compile(r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))? ?" + _OFFSET, re.ASCII)
_TIME = r"(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)"
_DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})(?:(?:T| +)" + _TIME + " ?" + _OFFSET + ")?", re.ASCII)
_COMPACT = re.compile(r"(?P<date>\d{8})T(?P<time>\d{4}(?:\d{2})?)" + _OFFSET, re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


class TimeNotUnderstood(ValueError):
    """A time that cannot be read, or can be read twice; the sentence says what would be accepted."""


def parse_time(
    text: str, *, now: datetime, zone: tzinfo, past: bool = False, since: datetime | None = None
) -> datetime:
    """Return the moment that somebody means, in UTC.

    Args:
        text: ISO 8601 with or without offset (a date alone is its midnight), a clock time, or a
            relative time such as `+1h30m`; days in it are 24 hours long.
        now: the moment at which it was typed, with a zone.
        zone: the zone in force where the text names no offset.
        past: whether it has happened: a clock time is then the latest such, else the next.
        since: when that happened which the time belongs to, where it was earlier than now: the next clock
            time is then the next after that, and what is added is added to that. What is taken off is
            always taken off now.

    Raises:
        TimeNotUnderstood: another form, a time the clocks of the zone skip, or one they show twice.
    """
    now = now.astimezone(UTC)
    since = now if since is None or past else since.astimezone(UTC)
    wanted = text.strip().replace("\N{MINUS SIGN}", "-").upper()
    try:
        if match := _RELATIVE.fullmatch(wanted.replace(" ", "").lower()):
            moment = _relative(match, since if match["sign"] == "+" else now, text)
        elif match := _CLOCK.fullmatch(wanted):
            moment = _clock(match, since, zone, past)
        elif match := _DATED.fullmatch(wanted) or _COMPACT.fullmatch(wanted):
            moment = _dated(match, zone)
        else:
            raise TimeNotUnderstood(f"{_quoted(text)} is not a time this console reads: give {ACCEPTED}.")
    except (OverflowError, ValueError) as problem:
        if isinstance(problem, TimeNotUnderstood):
            raise
        raise TimeNotUnderstood(f"{_quoted(text)} is no time on any clock: give {ACCEPTED}.") from problem
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise TimeNotUnderstood(f"{_quoted(text)} lies too far away: give {ACCEPTED}.")
    return moment


def _relative(match: re.Match[str], now: datetime, text: str) -> datetime:
    days, hours, minutes = match["d"], match["h"], match["m"]
    if days is hours is minutes is None:
        raise TimeNotUnderstood(f"{_quoted(text)} lacks a unit: give +30m, +2h, +1d or +1h30m.")
    length = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))
    return now + length if match["sign"] == "+" else now - length


def _clock(match: re.Match[str], now: datetime, zone: tzinfo, past: bool) -> datetime:
    zone = _offset(match["offset"]) or zone
    local = now.astimezone(zone)
    hour = time(int(match["h"]), int(match["m"]), int(match["s"] or 0))
    days = (1, 0, -1) if past else (-1, 0, 1)
    typed = (datetime.combine(local.date() + timedelta(days=each), hour) for each in days)
    return _only(next(each for each in typed if _comes(each, now, zone, past)), zone)


def _comes(typed: datetime, now: datetime, zone: tzinfo, past: bool) -> bool:
    """Whether a local time lies on the side of now that is meant, in any of its readings."""
    readings = _readings(typed, zone)
    if _skipped(typed, readings, zone):
        shown = now.astimezone(zone).replace(tzinfo=None)
        return typed <= shown if past else typed > shown
    return any(reading <= now if past else reading > now for reading in readings)


def _dated(match: re.Match[str], zone: tzinfo) -> datetime:
    hour = match["time"] or "00:00"
    typed = datetime.fromisoformat(f"{match['date']}T{hour.zfill(5) if hour[1] == ':' else hour}")
    return _only(typed, _offset(match["offset"]) or zone)


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in ("Z", "UTC"):
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "").ljust(4, "0")
    if int(digits[2:]) > 59:
        raise ValueError("an offset has at most 59 minutes")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _readings(typed: datetime, zone: tzinfo) -> list[datetime]:
    """Return what a local time means in UTC: once, or by the clock before and the clock after a change."""
    both = (typed.replace(tzinfo=zone, fold=0), typed.replace(tzinfo=zone, fold=1))
    return sorted({reading.astimezone(UTC) for reading in both})


def _skipped(typed: datetime, readings: list[datetime], zone: tzinfo) -> bool:
    return all(reading.astimezone(zone).replace(tzinfo=None) != typed for reading in readings)


def _only(typed: datetime, zone: tzinfo) -> datetime:
    readings = _readings(typed, zone)
    if len(readings) == 1:
        return readings[0]
    precision = "auto" if typed.second else "minutes"
    asked = " or ".join(reading.astimezone(zone).isoformat(timespec=precision) for reading in readings)
    skipped = _skipped(typed, readings, zone)
    what = "is skipped by the clocks of" if skipped else "comes twice on the clocks of"
    raise TimeNotUnderstood(f"{typed:%Y-%m-%d %H:%M} {what} {zone}: give {asked}.")


def _quoted(text: str) -> str:
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"

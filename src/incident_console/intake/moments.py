"""Times as other tools write them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

SHORTEST_TIME = len("20260801T10Z")
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

DATE = r"\d{4}-\d\d-\d\d|\d{8}"
TIME = rf"(?P<date>{DATE})[Tt ](?P<hour>\d\d)(?P<minute>:?\d\d)(?P<second>:?\d\d)?(?P<rest>.*)"


def moment(written: str, name: str) -> datetime:
    """Return a time with its offset, in UTC and whole seconds; a date alone is its midnight in UTC.

    24:00 is the next day's midnight, and a leap second the second after it.

    Raises:
        ValueError: where it is none, or names no offset.
    """
    try:
        read, later = _read(written.strip())
    except ValueError as error:
        raise ValueError(f"{name} {written[:40]!r} is no time") from error
    if read.tzinfo is None:
        raise ValueError(f"{name} {written[:40]!r} names no offset; UTC is written with a Z")
    utc = read.astimezone(UTC).replace(microsecond=0) + later
    if utc < EARLIEST:
        raise ValueError(f"{name} {written[:40]!r} lies too far back")
    return utc


def is_date(written: str) -> bool:
    """Whether it is a date without a time."""
    return len(written) < SHORTEST_TIME and re.fullmatch(DATE, written.strip(), re.ASCII) is not None


def _read(written: str) -> tuple[datetime, timedelta]:
    """Return a time that the calendar of Python knows, and how much later the one is that was written."""
    if is_date(written):
        return datetime.fromisoformat(written).replace(tzinfo=UTC), timedelta()
    with suppress(ValueError):
        # As nearly all are written.
        return datetime.fromisoformat(written), timedelta()
    later = timedelta()
    if (parts := re.fullmatch(TIME, written, re.ASCII)) is not None:
        hour, minute, second = parts["hour"], parts["minute"], parts["second"] or ""
        if hour == "24" and not (minute + second).strip(":0"):
            hour, later = "00", timedelta(days=1)
        if second.endswith("60"):
            second, later = second.replace("60", "59"), later + timedelta(seconds=1)
        written = f"{parts['date']}T{hour}{minute}{second}{parts['rest'].upper()}"
    return datetime.fromisoformat(written), later

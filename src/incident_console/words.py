"""Durations and times in words, for people who are tired."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

_MINUS = "\N{MINUS SIGN}"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def countdown(seconds: float) -> str:
    """Return the time left, or with a minus the time over: `04:12`, `−04:12`, `2 h 05`, `3 d 4 h`, `3 d`.

    Seconds begun count while time is left, seconds gone once it is over: 00:00 is the last one.
    """
    sign, whole = _whole(seconds, _MINUS)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    if not hours:
        return f"{sign}{minute:02}:{second:02}"
    days, hour = divmod(hours, 24)
    return f"{sign}{in_hours(days, hour, minute)}"


def in_hours(days: int, hours: int, minutes: int) -> str:
    """Return an hour or more by its two largest units, the second one left out where it is zero."""
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    return f"{hours} h {minutes:02}" if minutes else f"{hours} h"


def digits(seconds: float) -> str:
    """Return the same time as a running clock for large digits: `04:12`, `-04:12`, `1:02:03`."""
    sign, whole = _whole(seconds, "-")
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{sign}{hours}:{minute:02}:{second:02}" if hours else f"{sign}{minute:02}:{second:02}"


def ago(length: timedelta) -> str:
    """Return how long ago something was, roughly: `just now`, `4 min ago`, `2 h ago`, `3 days ago`.

    What lies ahead, as after a clock was set back, is `in 4 min`.
    """
    minutes = abs(length) // timedelta(minutes=1)
    if not minutes:
        return "just now"
    hours, days = minutes // 60, minutes // (24 * 60)
    rough = _days(days) if days else f"{hours} h" if hours else f"{minutes} min"
    return f"{rough} ago" if length > timedelta() else f"in {rough}"


def length(time: timedelta) -> str:
    """Return a duration by its two largest units: `35 s`, `12 min`, `1 h 32 min`, `3 days 4 h`."""
    whole = max(int(time.total_seconds()), 0)
    days, hours, minutes = whole // 86400, whole // 3600 % 24, whole // 60 % 60
    if days:
        return f"{_days(days)} {hours} h" if hours else _days(days)
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{whole} s"


def left(time: timedelta) -> str:
    """Return how much time is left, by its two largest units: seconds in the last minute, else minutes begun.

    A promise is a whole minute: what was typed as `+20m` is cut to it, and still 20 minutes away.
    """
    minute = timedelta(minutes=1)
    return length(time if time < minute else -(-time // minute) * minute)


def late(seconds: float) -> str:
    """Return by how much a promise was missed: `35 s late`, `4 min late`; `on time` if it was not."""
    return f"{length(timedelta(seconds=seconds))} late" if seconds >= 1 else "on time"


def clock(moment: datetime, zone: tzinfo, now: datetime, *, with_zone: bool = False) -> str:
    """Return a time on a zone's clock, with its day unless that is today's: `14:30`, `tomorrow 09:00`.

    Further away it is `Mon 23 Nov 09:00`, with the year where that is another. The zone stands behind it,
    `14:30 BST`, where its offset differs from now's, where the clocks show that time twice, and wherever
    `with_zone` asks for it. It can be typed as it is printed.
    """
    return _on_the_clock(moment, zone, now, "%H:%M", with_zone)


def to_the_second(moment: datetime, zone: tzinfo, now: datetime, *, with_zone: bool = False) -> str:
    """Return a time as `clock` does, with its seconds: for what follows within a minute."""
    return _on_the_clock(moment, zone, now, "%H:%M:%S", with_zone)


def _on_the_clock(moment: datetime, zone: tzinfo, now: datetime, shape: str, with_zone: bool) -> str:
    local, seen = moment.astimezone(zone), now.astimezone(zone)
    days = (local.date() - seen.date()).days
    day = {0: "", 1: "tomorrow ", -1: "yesterday "}.get(days)
    if day is None:
        day = (
            f"{date_in_words(local)} " if local.year == seen.year else f"{date_in_words(local)} {local.year} "
        )
    return f"{day}{local.strftime(shape)}{zone_behind(moment, zone, now, with_zone=with_zone)}"


def dated(moment: datetime, zone: tzinfo, now: datetime, *, with_zone: bool = False) -> str:
    """Return a time with its date, for what is read later: `2026-11-21 14:30`, with seconds unless whole.

    The zone stands behind it as in `clock`.
    """
    local = moment.astimezone(zone)
    shown = f"{local:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    return f"{shown}{zone_behind(moment, zone, now, with_zone=with_zone)}"


class Clocks(NamedTuple):
    """The two clocks on which times are printed, each on the one on which it would be typed.

    Mine for what happened and for actions, the client's for what the client is told. Whoever shows several
    names my zone once; what the client is told bears theirs wherever the two differ.
    """

    mine: tzinfo
    client: tzinfo
    now: datetime

    def ours(self, moment: datetime, say: "Said" = clock, *, with_zone: bool = False) -> str:
        """Return when something happened or is to be done, as `say` writes it."""
        return say(moment, self.mine, self.now, with_zone=with_zone)

    def told(self, moment: datetime, say: "Said" = clock, *, with_zone: bool = False) -> str:
        """Return a time that the client is told, as `say` writes it."""
        theirs, mine = moment.astimezone(self.client).utcoffset(), self.now.astimezone(self.mine).utcoffset()
        return say(moment, self.client, self.now, with_zone=with_zone or theirs != mine)

    def ours_in_full(self, moment: datetime) -> str:
        """Return when something happened or is to be done, so that nobody can misread it."""
        return in_full(moment, self.mine, self.now)

    def told_in_full(self, moment: datetime) -> str:
        """Return a time that the client is told, so that nobody can misread it."""
        return in_full(moment, self.client, self.now)

    @property
    def named(self) -> str:
        """The name of my zone now, to stand once above a block of times: `CET`, `UTC+5:45`."""
        return zone_name(self.now, self.mine)


Said = Callable[..., str]
"""`clock` or `dated`."""


def client_time(moment: datetime, zone: tzinfo, now: datetime | None = None) -> str:
    """Return a time as a client reads it: `15:05 BST (UTC+1), Sat 21 Nov`.

    The date is left out where it is the same as that of `now` in the zone; without `now` it is there.
    """
    local = moment.astimezone(zone)
    name, offset = zone_name(moment, zone), _offset(local)
    exact = f"{local:%H:%M} {name}" if name in (offset, "UTC") else f"{local:%H:%M} {name} ({offset})"
    if now is not None and now.astimezone(zone).date() == local.date():
        return exact
    year = f" {local.year}" if now is not None and now.astimezone(zone).year != local.year else ""
    return f"{exact}, {date_in_words(local)}{year}"


def in_full(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """Return a time that nobody can misread: clock, zone, offset, day, and the year where it is another."""
    year = moment.astimezone(zone).year
    return client_time(moment, zone) + (f" {year}" if year != now.astimezone(zone).year else "")


def comes_twice(local: datetime) -> bool:
    """Return whether the clocks of its zone show a local time twice."""
    both = (local.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return len(set(both)) > 1


def zone_name(moment: datetime, zone: tzinfo) -> str:
    """Return what a zone is called at a moment, `BST`, or its offset where it has no name: `UTC+5:45`."""
    local = moment.astimezone(zone)
    name = local.tzname() or ""
    return name if name.isalpha() and name.isascii() else _offset(local)


def _offset(local: datetime) -> str:
    offset = local.utcoffset() or timedelta()
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}:{minutes:02}" if minutes else f"UTC{sign}{hours}"


def zone_behind(moment: datetime, zone: tzinfo, now: datetime, *, with_zone: bool = False) -> str:
    """Return the zone as it stands behind a time, ` BST`, where it does (`clock`); else nothing."""
    local = moment.astimezone(zone)
    named = with_zone or local.utcoffset() != now.astimezone(zone).utcoffset() or comes_twice(local)
    return f" {zone_name(moment, zone)}" if named else ""


def _whole(seconds: float, minus: str) -> tuple[str, int]:
    whole = math.ceil(seconds)
    return (minus, -whole) if whole < 0 else ("", whole)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def date_in_words(local: datetime) -> str:
    """Return the day of a local time: `Sat 21 Nov`."""
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"


def flat(text: str) -> str:
    """A text of several lines on one."""
    return " / ".join(line.strip() for line in text.splitlines() if line.strip())


def counted(number: int, what: str) -> str:
    """Return how many there are of something: `1 entry`, `2 entries`."""
    several = f"{what.removesuffix('y')}ies" if what.endswith("ry") else f"{what}s"
    return f"{number} {what if number == 1 else several}"

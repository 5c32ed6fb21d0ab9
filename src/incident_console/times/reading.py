"""Which moment is meant by what was typed: in UTC, on the side of now that it is given for."""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from incident_console.times.days import Day, day_begins, day_ends, in_words
from incident_console.times.grammar import ACCEPTED, TimeNotUnderstood, Typed, TypedDay, nowhere, quoted, read
from incident_console.times.wall import readings

_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_END_OF_DAY = time(23, 59)


class _Side(NamedTuple):
    """The side of a moment on which lies what is meant: at or before it, or after it."""

    now: datetime
    of: datetime
    past: bool

    def has(self, moment: datetime) -> bool:
        return moment <= self.of if self.past else moment > self.of


def parse_time(
    text: str,
    *,
    now: datetime,
    zone: tzinfo,
    past: bool = False,
    since: datetime | None = None,
    day: Day = day_begins,
) -> datetime:
    """Return the moment that somebody means, in UTC.

    Args:
        text: ISO 8601 with or without offset, a time of day with or without its day, or a relative time
            such as `+1h30m`; days in that are 24 hours long. A zone's abbreviation is read where the
            zone in force has it then.
        now: the moment at which it was typed, with a zone.
        zone: the zone in force where the text names no offset.
        past: whether it has happened: what can be several moments is then the latest such, else the next.
        since: when that happened which the time belongs to, where it was earlier than now: the next clock
            time is then the next after that, and what is added is added to that. What is taken off is
            always taken off now.
        day: what a day without a time of day means; where it is its end, `eod` is read as well.

    Raises:
        TimeNotUnderstood: another form, a time the clocks of the zone skip, or one they show twice.
    """
    now = now.astimezone(UTC)
    side = _Side(now, now if since is None or past else since.astimezone(UTC), past)
    typed = read(text)
    try:
        moment = _meant(typed, side, zone, day).astimezone(UTC)
    except (OverflowError, ValueError) as problem:
        if isinstance(problem, TimeNotUnderstood):
            raise
        raise nowhere(text) from problem
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise TimeNotUnderstood(f"{quoted(text)} lies too far away: give {ACCEPTED}.")
    return moment


def _meant(typed: Typed, side: _Side, zone: tzinfo, day: Day) -> datetime:
    if typed.length is not None:
        return (side.of if typed.length >= timedelta() else side.now) + typed.length
    if typed.end_of_day and day is not day_ends:
        raise TimeNotUnderstood(
            f"{quoted(typed.text)} is read for an action only: give the time, such as 17:00 or tomorrow 9:00."
        )
    if typed.clock is None:
        return day(_date(typed, side, zone), zone)
    zone_typed = typed.offset or zone
    moment = _only(_wall(typed.day, typed.clock, side, zone_typed), typed, side, zone_typed)
    if typed.zone_name and typed.offset:
        _agree(typed, moment, zone)
    shown = moment.astimezone(zone_typed).date()
    if typed.also is not None and shown != _today(side, zone_typed) + timedelta(days=typed.also):
        raise TimeNotUnderstood(f"{quoted(typed.text)} names two days: give {in_words(shown)}, or the other.")
    return moment


def _today(side: _Side, zone: tzinfo) -> date:
    return side.now.astimezone(zone).date()


def _date(typed: Typed, side: _Side, zone: tzinfo) -> date:
    """Return the day that is meant by one without a time of day."""
    today = _today(side, zone)
    if typed.day is None:
        return today if day_ends(today, zone) > side.now else today + timedelta(days=1)
    found = _wall(typed.day, time.min if side.past else time.max, side, zone).date()
    if found == today and typed.day.day is None and typed.day.nearby is None:
        other = in_words(found + timedelta(days=-7 if side.past else 7))
        raise TimeNotUnderstood(f"{quoted(typed.text)} is today: give today, or {other}.")
    return found


def _wall(day: TypedDay | None, clock: time, side: _Side, zone: tzinfo) -> datetime:
    """Return what the clock shows then: the nearest such on the meant side, else the nearest at all.

    Raises:
        TimeNotUnderstood: a weekday that the date does not have.
    """
    walls = [datetime.combine(each, clock) for each in _days(day, side, zone)]
    nearest = next((each for each in walls if _comes(each, zone, side)), None)
    this_year = [each for each in walls if each.year == side.of.astimezone(zone).year] or walls
    found = nearest or this_year[0]
    if day is None or day.day is None or day.weekday in (None, found.weekday()):
        return found
    # What is printed without a year is of this one.
    if this_year[0].weekday() == day.weekday:
        return this_year[0]
    raise TimeNotUnderstood(f"the weekday is another one: give {in_words(found)}, or leave the weekday away.")


def _days(day: TypedDay | None, side: _Side, zone: tzinfo) -> list[date]:
    """Return the days that can be meant, by the side of now, the nearest that may lie on it first."""
    shown = side.of.astimezone(zone).date()
    step = -1 if side.past else 1
    if day is None:
        return [shown + timedelta(days=step * count) for count in (-1, 0, 1)]
    if day.nearby is not None:
        return [_today(side, zone) + timedelta(days=day.nearby)]
    if day.day is None or day.month is None:
        near = (shown + timedelta(days=step * count) for count in range(8))
        return [each for each in near if each.weekday() == day.weekday]
    if day.year is not None:
        return [date(day.year, day.month, day.day)]
    leap = (day.month, day.day) == (2, 29)
    years = (shown.year + step * count for count in (range(-4, 9) if leap else range(-1, 2)))
    return [date(year, day.month, day.day) for year in years if not leap or isleap(year)]


def _comes(wall: datetime, zone: tzinfo, side: _Side) -> bool:
    """Whether a wall time lies on the side of now that is meant, in any of its readings."""
    found = readings(wall, zone)
    if found.skipped:
        shown = side.of.astimezone(zone).replace(tzinfo=None)
        return wall <= shown if side.past else wall > shown
    return any(side.has(each) for each in found.moments)


def _only(wall: datetime, typed: Typed, side: _Side, zone: tzinfo) -> datetime:
    """Return the one moment that a wall time can mean on the meant side of now.

    Raises:
        TimeNotUnderstood: one that the clocks skip or show twice there, or a name that they do not bear then.
    """
    found = readings(wall, zone)
    moments = found.moments
    if typed.zone_name and not typed.offset and not found.skipped:
        moments = _named(typed, wall, zone, moments)
    ahead = tuple(each for each in moments if side.has(each))
    if not found.skipped and (len(ahead) < 2 or len(moments) == 1):
        # With none there, whoever asked says why the other side of now cannot be.
        return (ahead or moments)[0]
    meant = ahead or moments
    precision = "auto" if wall.second else "minutes"
    asked = " or ".join(each.isoformat(timespec=precision) for each in meant)
    what = "is skipped by the clocks of" if found.skipped else "comes twice on the clocks of"
    raise TimeNotUnderstood(f"{wall:%Y-%m-%d %H:%M} {what} {zone}: give {asked}.")


def _named(typed: Typed, wall: datetime, zone: tzinfo, moments: tuple[datetime, ...]) -> tuple[datetime, ...]:
    """Return the readings at which the zone bears the name that was typed."""
    name = (typed.zone_name or "").upper()
    named = tuple(each for each in moments if (each.tzname() or "").upper() == name)
    if not named:
        exact = moments[0].isoformat(timespec="minutes")
        raise TimeNotUnderstood(
            f"{quoted(typed.text)}: the clocks of {zone} are not on {name} then: give {wall:%H:%M} alone for "
            f"{exact}, or the time with its offset, such as {wall:%H:%M}Z."
        )
    return named


def _agree(typed: Typed, moment: datetime, zone: tzinfo) -> None:
    """Refuse an offset behind a name that the zone in force bears then with another offset."""
    here = moment.astimezone(zone)
    if (here.tzname() or "").upper() == (
        typed.zone_name or ""
    ).upper() and here.utcoffset() != moment.utcoffset():
        raise TimeNotUnderstood(
            f"{quoted(typed.text)} names two offsets: give {here.isoformat(timespec='minutes')} "
            f"or {moment.isoformat(timespec='minutes')}."
        )

"""Cadence and business time: right over weekends, holidays and changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_console.domain.business_time import BusinessCalendar, Duration, Unit
from incident_console.domain.policy import CADENCE, Cadence, ClientProfile, Policy, up_to_five_minutes

LONDON = BusinessCalendar(zone="Europe/London", holidays=frozenset({date(2026, 12, 25), date(2026, 12, 28)}))
ZONES = ["UTC", "Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"]


def utc(text: str) -> datetime:
    """Read an ISO time; without an offset it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


moments = st.timedeltas(timedelta(), timedelta(days=365 * 19)).map(utc("2011-12-20").__add__)
waits = st.timedeltas(timedelta(), timedelta(days=3))
calendars = st.builds(
    BusinessCalendar,
    zone=st.sampled_from(ZONES),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    opens=st.sampled_from([time(0), time(1, 15), time(2, 15)]),
    closes=st.sampled_from([time(2, 45), time(17), time(0)]),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=9),
)


@pytest.mark.parametrize(
    ("since", "hours", "due"),
    [
        ("2026-11-20T10:00", 4, "2026-11-20T14:00"),
        ("2026-11-20T15:30", 4, "2026-11-23T11:30"),
        ("2026-11-20T13:00", 4, "2026-11-20T17:00"),
        ("2026-11-20T17:00", 4, "2026-11-23T13:00"),
        ("2026-11-21T03:00", 4, "2026-11-23T13:00"),
        ("2026-11-20T07:59:59", 4, "2026-11-20T13:00"),
        ("2026-12-24T16:00", 4, "2026-12-29T12:00"),
        ("2026-11-20T16:59:30.5", 8, "2026-11-23T16:59:30.5"),
        # London's clocks go back on 25 October and forward on 29 March.
        ("2026-10-23T15:00", 4, "2026-10-26T12:00"),
        ("2026-03-27T16:00", 4, "2026-03-30T11:00"),
    ],
)
def test_business_hours(since: str, hours: int, due: str) -> None:
    assert Duration.business_hours(hours).after(utc(since), LONDON) == utc(due)


@pytest.mark.parametrize(
    ("since", "days", "due"),
    [
        ("2026-11-19T10:17:05", 1, "2026-11-20T10:17:05"),
        ("2026-11-20T10:00", 1, "2026-11-23T10:00"),
        ("2026-11-20T20:00", 1, "2026-11-24T09:00"),
        ("2026-11-20T08:00", 1, "2026-11-23T09:00"),
        ("2026-11-20T17:00", 1, "2026-11-23T17:00"),
        ("2026-12-24T10:00", 1, "2026-12-29T10:00"),
        ("2026-12-21T10:00", 5, "2026-12-30T10:00"),
        ("2026-10-23T10:00", 1, "2026-10-26T11:00"),
        ("2026-03-27T10:00", 1, "2026-03-30T09:00"),
    ],
)
def test_business_days_keep_the_clock_time(since: str, days: int, due: str) -> None:
    assert Duration.business_days(days).after(utc(since), LONDON) == utc(due)


def test_a_clock_time_that_the_day_lacks_moves_into_its_hours() -> None:
    early = BusinessCalendar(
        zone="Europe/London", days=frozenset({5, 6}), opens=time(0, 30), closes=time(2, 10)
    )
    assert early.days_after(utc("2026-03-28T01:50"), 1) == utc("2026-03-29T01:10")
    night = BusinessCalendar(zone="Europe/London", days=frozenset({5, 6}), opens=time(0), closes=time(0))
    assert night.days_after(utc("2026-03-28T01:30"), 1) == utc("2026-03-29T01:30")
    assert night.days_after(utc("2026-03-28T23:59"), 1) == utc("2026-03-29T22:59")


def test_the_end_of_the_day_as_closing_time() -> None:
    calendar = BusinessCalendar(closes=time(0))
    assert calendar.hours(date(2026, 11, 20)) == (utc("2026-11-20T09:00"), utc("2026-11-21T00:00"))
    assert calendar.minutes_after(utc("2026-11-20T23:00"), 90) == utc("2026-11-23T09:30")
    assert calendar.days_after(utc("2026-11-21T00:00"), 1) == utc("2026-11-24T00:00")


def test_a_date_that_never_happened_has_no_hours() -> None:
    apia = BusinessCalendar(zone="Pacific/Apia")
    assert apia.hours(date(2011, 12, 30)) is None
    assert apia.hours(date(2011, 12, 29)) is not None


@given(calendars, moments, st.integers(0, 3000), st.integers(0, 3000))
def test_business_minutes_add_up(calendar: BusinessCalendar, since: datetime, one: int, more: int) -> None:
    due = calendar.minutes_after(since, one)
    assert due >= since
    assert calendar.minutes_after(due, more) == calendar.minutes_after(since, one + more)
    worked = sum(
        (
            max(min(closes, due) - max(opens, since), timedelta())
            for opens, closes in _until(calendar, since, due)
        ),
        timedelta(),
    )
    assert worked == timedelta(minutes=one)


@given(
    calendars,
    moments,
    st.integers(0, 400),
    st.integers(0, 400),
    st.timedeltas(timedelta(), timedelta(days=3)),
)
def test_later_is_never_due_earlier(
    calendar: BusinessCalendar, since: datetime, minutes: int, more: int, wait: timedelta
) -> None:
    assert calendar.minutes_after(since, minutes) <= calendar.minutes_after(since + wait, minutes + more)


@given(calendars, moments, st.integers(1, 8))
def test_business_days_end_on_the_right_day_within_hours(
    calendar: BusinessCalendar, since: datetime, days: int
) -> None:
    due = calendar.days_after(since, days)
    counted = calendar.hours_from(since)
    for _ in range(days):
        next(counted)
    opens, closes = next(counted)
    assert opens <= due <= closes


@given(moments, st.sampled_from(ZONES))
def test_rounding_goes_up_to_five_minutes_on_that_clock(moment: datetime, zone: str) -> None:
    rounded = up_to_five_minutes(moment, ZoneInfo(zone))
    local = rounded.astimezone(ZoneInfo(zone))
    assert (local.minute % 5, local.second, local.microsecond) == (0, 0, 0)
    assert timedelta() <= rounded - moment < timedelta(minutes=5)
    assert up_to_five_minutes(rounded, ZoneInfo(zone)) == rounded


@pytest.mark.parametrize(
    ("severity", "first", "investigating", "monitoring"),
    [
        ("P1", "2026-11-21T14:12:10", "2026-11-21T14:35", "2026-11-21T15:05"),
        ("P2", "2026-11-21T14:32:10", "2026-11-21T15:05", "2026-11-21T16:05"),
        ("P3", "2026-11-23T13:00", "2026-11-24T09:00", "2026-11-24T09:00"),
        ("P4", "2026-11-24T09:00", "2026-11-30T09:00", "2026-11-30T09:00"),
        (None, "2026-11-21T14:32:10", "2026-11-21T15:05", "2026-11-21T16:05"),
    ],
)
def test_the_default_cadence(severity: str | None, first: str, investigating: str, monitoring: str) -> None:
    policy = Policy()
    since = utc("2026-11-21T14:02:10")
    assert policy.first_update_due(severity, None, since) == utc(first)
    assert policy.next_update_due(severity, "investigating", "anybody", since) == utc(investigating)
    assert policy.next_update_due(severity, "monitoring", None, since) == utc(monitoring)
    assert policy.next_update_due(severity, "resolved", None, since) == utc(monitoring)


def test_a_client_has_a_zone_a_cadence_and_a_calendar_of_their_own() -> None:
    often = Cadence(first=Duration(5), next=Duration(15), monitoring=Duration.business_hours(2))
    policy = Policy(
        zone="Europe/London",
        clients={
            "ACME": ClientProfile(name="ACME", zone="Asia/Kathmandu", cadence={"P1": often}),
            "Umbra": ClientProfile(
                name="Umbra", calendar=BusinessCalendar(zone="America/New_York", days=frozenset({5}))
            ),
        },
    )
    since = utc("2026-11-20T02:16")
    assert policy.client("  acme").name == "ACME"
    assert policy.client("other") == ClientProfile(name="other")
    assert policy.zone_for("acme").key == "Asia/Kathmandu"
    assert policy.zone_for(None).key == "Europe/London"
    assert policy.first_update_due("P1", "acme", since) == utc("2026-11-20T02:21")
    assert policy.next_update_due("P1", "identified", "acme", since) == utc("2026-11-20T02:35")
    assert policy.cadence_after("P1", "monitoring", "acme", since, times=2) == utc("2026-11-20T07:15")
    assert policy.first_update_due("P2", "acme", since) == utc("2026-11-20T02:46")
    assert policy.first_update_due("P3", "umbra", since) == utc("2026-11-21T18:00")
    assert policy.cadence_length("P3", "identified", "umbra") == Duration.business_days(1)


def test_twice_the_cadence_is_exact() -> None:
    since = utc("2026-11-21T14:02:10")
    assert Policy().cadence_after("P1", "identified", None, since, times=2) == since + timedelta(hours=1)


def test_the_review_is_due_five_business_days_after_closing() -> None:
    policy = Policy(calendar=LONDON, zone="Europe/London")
    assert policy.review_due(None, utc("2026-12-23T11:00")) == utc("2027-01-01T11:00")
    assert policy.reviewed == {"P1", "P2"}


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (Duration(30), "30m"),
        (Duration(120), "2h"),
        (Duration(95), "1h35m"),
        (Duration.business_hours(1), "1 business hour"),
        (Duration.business_hours(4), "4 business hours"),
        (Duration(90, Unit.BUSINESS_MINUTES), "90 business minutes"),
        (Duration.business_days(1), "1 business day"),
        (Duration.business_days(5), "5 business days"),
    ],
)
def test_durations_in_words(duration: Duration, words: str) -> None:
    assert str(duration) == words


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Duration(0)
    with pytest.raises(ValueError, match="Business days"):
        BusinessCalendar(days=frozenset())
    with pytest.raises(ValueError, match="open before"):
        BusinessCalendar(opens=time(17), closes=time(9))


def test_every_default_covers_all_severities() -> None:
    assert list(CADENCE) == ["P1", "P2", "P3", "P4"]


def _until(calendar: BusinessCalendar, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    days = (until - since).days + 3
    start = since.astimezone(ZoneInfo(calendar.zone)).date()
    hours = (calendar.hours(start + timedelta(days=day)) for day in range(-1, days))
    return [each for each in hours if each is not None]

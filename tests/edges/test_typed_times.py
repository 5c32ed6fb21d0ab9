"""Times as people say them: with their day, in half days, with a zone; and days without a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incident_console import words
from incident_console.domain.business_time import BusinessCalendar
from incident_console.times import (
    Day,
    TimeNotUnderstood,
    after_the_day,
    close_of_business,
    day_begins,
    day_ends,
    exact_time_only,
    parse_time,
)

BERLIN, KATHMANDU = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kathmandu")
# A Saturday: 15:34 in Berlin, 20:19 in Kathmandu.
NOW = datetime(2026, 11, 21, 14, 34, tzinfo=UTC)


def at(text: str) -> datetime:
    """Read an ISO time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def meant(text: str, zone: tzinfo = BERLIN, now: datetime = NOW, **how: object) -> datetime:
    return parse_time(text, now=now, zone=zone, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("tomorrow 9:00", "2026-11-22T08:00"),
        ("Tomorrow at 9:00", "2026-11-22T08:00"),
        ("today 23:00", "2026-11-21T22:00"),
        ("yesterday 9:05", "2026-11-20T08:05"),
        ("Mon 09:00", "2026-11-23T08:00"),
        ("monday, 09:00", "2026-11-23T08:00"),
        ("Sat 15:00", "2026-11-28T14:00"),
        ("Sat 16:00", "2026-11-21T15:00"),
        ("2:30pm", "2026-11-22T13:30"),
        ("4pm", "2026-11-21T15:00"),
        ("4:05 p.m.", "2026-11-21T15:05"),
        ("12am", "2026-11-21T23:00"),
        ("12:15 PM", "2026-11-22T11:15"),
        ("tomorrow 2:30 pm", "2026-11-22T13:30"),
        ("17:00 CET", "2026-11-21T16:00"),
        ("17:00 cet", "2026-11-21T16:00"),
        ("17:00 UTC", "2026-11-21T17:00"),
        ("17:00 UTC+5:45", "2026-11-22T11:15"),
        ("20:30 UTC+5:45", "2026-11-21T14:45"),
        ("10:00 UTC-4", "2026-11-22T14:00"),
        ("Thu 26 Nov 14:30", "2026-11-26T13:30"),
        ("Thursday, 26 November, 14:30", "2026-11-26T13:30"),
        ("26 Nov 14:30", "2026-11-26T13:30"),
        ("Nov 26 2:30pm", "2026-11-26T13:30"),
        ("Nov 26, 2026 2:30pm", "2026-11-26T13:30"),
        ("26th Nov 14:30", "2026-11-26T13:30"),
        ("4 Jan 9:00", "2027-01-04T08:00"),
        ("Mon 4 Jan 9:00", "2027-01-04T08:00"),
        ("29 Feb 9:00", "2028-02-29T08:00"),
        ("26 Nov 2025 14:30", "2025-11-26T13:30"),
        ("Wed 26 Nov 2025 14:30", "2025-11-26T13:30"),
        ("Thu 26 Nov 14:30 UTC+5:45", "2026-11-26T08:45"),
        ("26 Nov 2025 14:30 UTC+5:45", "2025-11-26T08:45"),
        ("tomorrow 9:00 UTC+5:45", "2026-11-22T03:15"),
        ("2026-11-26 2:30pm", "2026-11-26T13:30"),
        ("17:00 CET (UTC+1)", "2026-11-21T16:00"),
        ("17:00 CET (UTC+1), Thu 26 Nov", "2026-11-26T16:00"),
        ("14:30 GMT (UTC+0), Thu 26 Nov 2026", "2026-11-26T14:30"),
        ("20:15 UTC+5:45, Thu 26 Nov", "2026-11-26T14:30"),
        ("9:00 tomorrow", "2026-11-22T08:00"),
        ("tomorrow, 15:05 CET (UTC+1), Sun 22 Nov", "2026-11-22T14:05"),
        # Printed without its year it is of this one, though it has passed.
        ("Fri 20 Nov 14:30", "2026-11-20T13:30"),
    ],
)
def test_understood_as_what_is_to_come(text: str, moment: str) -> None:
    assert meant(text) == at(moment)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("yesterday 9:00", "2026-11-20T08:00"),
        ("Mon 09:00", "2026-11-16T08:00"),
        ("Sat 16:00", "2026-11-14T15:00"),
        ("Sat 15:00", "2026-11-21T14:00"),
        ("2:30pm", "2026-11-21T13:30"),
        ("17:00 CET", "2026-11-20T16:00"),
        ("26 Nov 14:30", "2025-11-26T13:30"),
        ("20 Nov 14:30", "2026-11-20T13:30"),
        ("Wed 26 Nov 2025 14:30", "2025-11-26T13:30"),
        ("29 Feb 9:00", "2024-02-29T08:00"),
        ("yesterday", "2026-11-19T23:00"),
        ("20 Nov", "2026-11-19T23:00"),
        ("Fri", "2026-11-19T23:00"),
        ("2026-11-20", "2026-11-19T23:00"),
    ],
)
def test_understood_as_what_has_happened(text: str, moment: str) -> None:
    assert meant(text, past=True) == at(moment)


@pytest.mark.parametrize(
    ("text", "zone", "said"),
    [
        ("17:00 CEST", BERLIN, "are not on CEST then: give 17:00 alone for 2026-11-21T17:00+01:00"),
        ("17:00 CET", KATHMANDU, "the clocks of Asia/Kathmandu are not on CET then"),
        ("17:00 CET", UTC, "not on CET then"),
        ("17:00 CET (UTC+2)", BERLIN, "names two offsets: give 2026-11-21T16:00+01:00 or"),
        ("Fri 26 Nov 14:30", BERLIN, "the weekday is another one: give Thu 26 Nov 2026"),
        ("Fri 26 Nov 2026 14:30", BERLIN, "the weekday is another one"),
        ("today, 15:05 CET (UTC+1), Sun 22 Nov", BERLIN, "names two days: give Sun 22 Nov 2026"),
        ("Sat", BERLIN, "is today: give today, or Sat 28 Nov 2026"),
        ("14:30pm", BERLIN, "no time on any clock"),
        ("0pm", BERLIN, "no time on any clock"),
        ("31 Feb 14:30", BERLIN, "no time on any clock"),
        ("29 Feb 2027 14:30", BERLIN, "no time on any clock"),
        ("17:00 UTC+5:75", BERLIN, "no time on any clock"),
        ("eod", BERLIN, "is read for an action only"),
        ("tomorrow eod", BERLIN, "is read for an action only"),
        ("next week", BERLIN, "not a time"),
        ("Mon", BERLIN, ""),
        ("2", BERLIN, "not a time"),
        ("14:30 tomorrow Mon", BERLIN, "not a time"),
        ("tomorrowt9:00", BERLIN, "not a time"),
        ("26/11 14:30", BERLIN, "not a time"),
        ("14:30 26/11/2026", BERLIN, "not a time"),
        ("\u017fat 14:30", BERLIN, "not a time"),
        ("mon" * 4000, BERLIN, "not a time"),
        (" " * 5000 + "14:30", BERLIN, "not a time"),
    ],
)
def test_what_could_mean_something_else_is_asked_back(text: str, zone: tzinfo, said: str) -> None:
    if not said:
        assert meant(text, zone) == at("2026-11-22T23:00")
        return
    with pytest.raises(TimeNotUnderstood, match=said.replace("+", r"\+").replace("(", r"\(")) as refused:
        meant(text, zone)
    assert "give" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_in_the_hour_that_comes_twice_only_the_meant_side_of_now_counts() -> None:
    between = at("2026-10-25T01:05")
    assert meant("02:50", now=between) == at("2026-10-25T01:50")
    assert meant("2026-10-25 02:50", now=between) == at("2026-10-25T01:50")
    assert meant("Sun 2:50", now=between) == at("2026-10-25T01:50")
    assert meant("02:50", now=between, past=True) == at("2026-10-25T00:50")
    assert meant("2026-10-25T02:50", now=between, past=True) == at("2026-10-25T00:50")
    assert meant("02:50 CEST", now=between, past=True) == at("2026-10-25T00:50")


@pytest.mark.parametrize("text", ["02:50", "tomorrow 02:50", "25 Oct 2:50", "2026-10-25T02:50"])
def test_with_both_ahead_it_is_asked_back_with_answers_that_are_accepted(text: str) -> None:
    before = at("2026-10-24T20:50")
    with pytest.raises(TimeNotUnderstood, match="comes twice on the clocks of Europe/Berlin") as refused:
        meant(text, now=before)
    answers = str(refused.value).rstrip(".").partition("give ")[2].split(" or ")
    assert [meant(each, now=before) for each in answers] == [at("2026-10-25T00:50"), at("2026-10-25T01:50")]
    assert meant(f"{text} CET", now=before) == at("2026-10-25T01:50")
    assert meant(f"{text} CEST", now=before) == at("2026-10-25T00:50")


def test_a_skipped_time_is_answered_only_by_what_lies_on_the_meant_side() -> None:
    with pytest.raises(TimeNotUnderstood, match="skipped") as refused:
        meant("02:30", now=at("2026-03-29T00:45"))
    assert str(refused.value).endswith("give 2026-03-29T03:30+02:00.")
    with pytest.raises(TimeNotUnderstood, match=r"give 2026-03-29T01:30\+01:00\.$"):
        meant("2026-03-29 02:30", now=at("2026-03-29T00:45"), past=True)


def test_both_readings_on_the_other_side_are_left_to_who_says_why_that_cannot_be() -> None:
    assert meant("2026-10-25 02:50") == at("2026-10-25T00:50")
    assert meant("2027-10-31 02:50", past=True) == at("2027-10-31T00:50")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("eod", "2026-11-21T22:59"),
        ("EOD", "2026-11-21T22:59"),
        ("tomorrow eod", "2026-11-22T22:59"),
        ("Mon eod", "2026-11-23T22:59"),
        ("26 Nov eod", "2026-11-26T22:59"),
        ("2026-11-26", "2026-11-26T22:59"),
        ("today", "2026-11-21T22:59"),
        ("tomorrow", "2026-11-22T22:59"),
        ("Mon", "2026-11-23T22:59"),
    ],
)
def test_an_action_is_due_at_the_end_of_a_day(text: str, moment: str) -> None:
    assert meant(text, day=day_ends) == at(moment)


def test_an_end_of_day_that_is_here_is_tomorrows() -> None:
    assert meant("eod", now=at("2026-11-21T22:59:30"), day=day_ends) == at("2026-11-22T22:59")


@pytest.mark.parametrize(
    ("day", "zone", "begins", "ends"),
    [
        (date(2026, 11, 26), "Europe/Berlin", "2026-11-25T23:00", "2026-11-26T22:59"),
        # Midnight is skipped, and there is no 23:59.
        (date(2026, 4, 24), "Africa/Cairo", "2026-04-23T22:00", "2026-04-24T20:59"),
        (date(2025, 3, 29), "America/Scoresbysund", "2025-03-29T02:00", "2025-03-30T00:59"),
        # Midnight comes twice; so does 23:59.
        (date(2026, 11, 1), "America/Havana", "2026-11-01T04:00", "2026-11-02T04:59"),
        (date(2024, 3, 23), "America/Asuncion", "2024-03-23T03:00", "2024-03-24T03:59"),
    ],
)
def test_a_day_where_its_midnight_is_skipped_or_comes_twice(
    day: date, zone: str, begins: str, ends: str
) -> None:
    assert day_begins(day, ZoneInfo(zone)) == at(begins)
    assert day_ends(day, ZoneInfo(zone)) == at(ends)
    assert after_the_day(day, ZoneInfo(zone)) == at(ends) + timedelta(minutes=1)


@pytest.mark.parametrize("of", [day_begins, day_ends, after_the_day])
def test_a_day_that_never_was_is_refused(of: Day) -> None:
    with pytest.raises(TimeNotUnderstood, match="Fri 30 Dec 2011 is left out by the clocks of Pacific/Apia"):
        meant("2011-12-30", ZoneInfo("Pacific/Apia"), day=of)


@pytest.mark.parametrize("text", ["2026-11-30", "tomorrow", "Mon", "30 Nov"])
def test_where_the_client_is_told_the_exact_time_a_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(
        TimeNotUnderstood, match="the client is told the exact time: give 2026-11-"
    ) as refused:
        meant(text, day=exact_time_only)
    for each in str(refused.value).rstrip(".").partition("give ")[2].split(" or "):
        assert meant(each, day=exact_time_only) > NOW


def test_a_promised_analysis_comes_by_the_close_of_the_clients_business_that_day() -> None:
    closes = close_of_business(
        BusinessCalendar(zone="Asia/Kathmandu", holidays=frozenset({date(2026, 11, 27)}))
    )
    assert meant("2026-11-30", KATHMANDU, day=closes) == at("2026-11-30T11:15")
    assert meant("2026-11-30T12:00", KATHMANDU, day=closes) == at("2026-11-30T06:15")
    with pytest.raises(
        TimeNotUnderstood,
        match=r"Sat 28 Nov 2026 is no business day of the client: give 2026-11-26 .*or 2026-11-30 ",
    ):
        meant("2026-11-28", KATHMANDU, day=closes)
    around = BusinessCalendar(zone="Asia/Kathmandu", opens=time(0), closes=time(0), days=frozenset(range(7)))
    assert meant("2026-11-28", KATHMANDU, day=close_of_business(around)) == at("2026-11-28T18:14")


anywhere = st.sampled_from(
    [
        "UTC",
        "Europe/London",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "America/St_Johns",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "Europe/Dublin",
        "America/Havana",
    ]
).map(ZoneInfo)
instants = st.datetimes(datetime(2010, 1, 1), datetime(2034, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
nearby = st.timedeltas(timedelta(days=-500), timedelta(days=500))
pieces = st.sampled_from(
    [
        "14:30",
        "2:30pm",
        "9",
        "09:00:15",
        "tomorrow",
        "today",
        "Mon",
        "Thu,",
        "26",
        "Nov",
        "29",
        "Feb",
        "2026",
        "2025-10-26",
        "T",
        "Z",
        "UTC+5:45",
        "+05:45",
        "CET",
        "(UTC+1)",
        ",",
        "eod",
        "at",
        "+1h",
        "-5m",
        "am",
    ]
)


@given(
    st.one_of(st.text(max_size=100), st.lists(pieces, max_size=6).map(" ".join)),
    anywhere,
    instants,
    st.booleans(),
)
@example("٢:30pm", UTC, NOW, False)
def test_whatever_is_typed_is_read_or_refused_in_one_line(
    text: str, zone: tzinfo, now: datetime, past: bool
) -> None:
    for day in (day_begins, day_ends, after_the_day, exact_time_only, close_of_business(BusinessCalendar())):
        try:
            moment = parse_time(text, now=now, zone=zone, past=past, day=day)
        except TimeNotUnderstood as refused:
            assert str(refused).isprintable()  # noqa: PT017 - most draws raise
            assert "give" in str(refused)  # noqa: PT017
        else:
            assert moment.utcoffset() == timedelta()


@given(instants, nearby, anywhere, st.booleans())
@example(at("2026-04-04T15:10"), timedelta(minutes=10), ZoneInfo("Australia/Lord_Howe"), True)
@example(at("2026-04-04T14:50"), timedelta(minutes=60), ZoneInfo("Australia/Lord_Howe"), False)
def test_what_is_printed_can_be_typed(
    now: datetime, away: timedelta, zone: ZoneInfo, with_zone: bool
) -> None:
    moment = (now + away).replace(second=0, microsecond=0)
    past = moment <= now
    for printed in (
        words.clock(moment, zone, now, with_zone=with_zone),
        words.client_time(moment, zone, now),
        words.in_full(moment, zone, now),
    ):
        assert parse_time(printed, now=now, zone=zone, past=past) == moment, printed


def test_the_offset_behind_a_name_decides() -> None:
    assert meant("17:00 EST (UTC-5)", KATHMANDU) == datetime(
        2026, 11, 21, 17, 0, tzinfo=timezone(timedelta(hours=-5))
    )

"""Durations and times in words."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.renderables.digits import DIGITS

from incident_console.words import ago, client_time, clock, countdown, digits, late, left, length, zone_name

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 21, 14, 34, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words", "large"),
    [
        (252, "04:12", "04:12"),
        (251.2, "04:12", "04:12"),
        (0.4, "00:01", "00:01"),
        (0, "00:00", "00:00"),
        (-0.4, "00:00", "00:00"),
        (-1, "−00:01", "-00:01"),
        (-252.9, "−04:12", "-04:12"),
        (3599.5, "1 h", "1:00:00"),
        (3723, "1 h 02", "1:02:03"),
        (-7500, "−2 h 05", "-2:05:00"),
        (273_600, "3 d 4 h", "76:00:00"),
    ],
)
def test_countdown(seconds: float, words: str, large: str) -> None:
    assert countdown(seconds) == words
    assert digits(seconds) == large


@given(st.floats(-1e8, 1e8))
def test_large_digits_exist_and_add_up(seconds: float) -> None:
    shown = digits(seconds)
    assert set(shown) <= set(DIGITS)
    total = 0
    for part in shown.lstrip("-").split(":"):
        total = total * 60 + int(part)
    assert (-total if shown.startswith("-") else total) == math.ceil(seconds)
    assert countdown(seconds).startswith("−") == shown.startswith("-")


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(minutes=4, seconds=50), "4 min ago"),
        (timedelta(minutes=119), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1, hours=23), "1 day ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(minutes=-4), "in 4 min"),
    ],
)
def test_ago(since: timedelta, words: str) -> None:
    assert ago(since) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (35.9, "35 s"),
        (60, "1 min"),
        (5520, "1 h 32 min"),
        (7200, "2 h"),
        (86_400, "1 day"),
        (273_600, "3 days 4 h"),
        (-5, "0 s"),
    ],
)
def test_length(seconds: float, words: str) -> None:
    assert length(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (35.2, "35 s"),
        (60, "1 min"),
        (60.5, "2 min"),
        (19 * 60 + 0.5, "20 min"),
        (20 * 60, "20 min"),
        (2 * 3600 - 40, "2 h"),
        (86_400 - 1, "1 day"),
    ],
)
def test_minutes_begun_count_while_time_is_left(seconds: float, words: str) -> None:
    assert left(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(35, "35 s late"), (252, "4 min late"), (7500, "2 h 5 min late"), (0, "on time")]
)
def test_late(seconds: int, words: str) -> None:
    assert late(seconds) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-21T14:30", "14:30"),
        ("2026-11-22T09:00", "tomorrow 09:00"),
        ("2026-11-20T09:05", "yesterday 09:05"),
        ("2026-11-23T09:00", "Mon 23 Nov 09:00"),
        ("2027-01-04T09:00", "Mon 4 Jan 2027 09:00"),
    ],
)
def test_clock(moment: str, words: str) -> None:
    assert clock(datetime.fromisoformat(moment).replace(tzinfo=UTC), LONDON, NOW) == words


def test_the_day_is_that_of_the_zone() -> None:
    late_evening = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    assert clock(late_evening, LONDON, late_evening) == "00:30"
    assert clock(late_evening, LONDON, late_evening - timedelta(hours=1)) == "tomorrow 00:30"
    assert clock(late_evening, LONDON, late_evening, with_zone=True) == "00:30 BST"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "15:05 BST (UTC+1)"),
        ("America/New_York", "10:05 EDT (UTC-4)"),
        ("Asia/Kathmandu", "19:50 UTC+5:45"),
        ("America/Sao_Paulo", "11:05 UTC-3"),
        ("Asia/Kolkata", "19:35 IST (UTC+5:30)"),
        ("UTC", "14:05 UTC"),
        ("Africa/Accra", "14:05 GMT (UTC+0)"),
    ],
)
def test_a_client_reads_the_exact_time(zone: str, words: str) -> None:
    moment = datetime(2026, 7, 4, 14, 5, tzinfo=UTC)
    assert client_time(moment, ZoneInfo(zone), moment) == words
    assert client_time(moment, ZoneInfo(zone)) == f"{words}, Sat 4 Jul"
    assert client_time(moment, ZoneInfo(zone), moment - timedelta(days=2)) == f"{words}, Sat 4 Jul"
    assert client_time(moment, ZoneInfo(zone), moment - timedelta(days=365)) == f"{words}, Sat 4 Jul 2026"


def test_zone_names() -> None:
    assert zone_name(NOW, LONDON) == "GMT"
    assert zone_name(NOW, ZoneInfo("Asia/Dubai")) == "UTC+4"

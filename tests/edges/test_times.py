"""Times as people type them: read one way, or asked back."""

import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_console.clock import FixedClock, SystemClock, new_id, new_reference
from incident_console.domain.naming import REFERENCE_ALPHABET
from incident_console.times import TimeNotUnderstood, parse_time

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 21, 14, 34, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    """Read an ISO time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("+30m", "2026-11-21T15:04:12"),
        ("+2h", "2026-11-21T16:34:12"),
        ("+1d", "2026-11-22T14:34:12"),
        ("-5m", "2026-11-21T14:29:12"),
        ("−5m", "2026-11-21T14:29:12"),
        ("+1h30m", "2026-11-21T16:04:12"),
        (" + 1h 30min ", "2026-11-21T16:04:12"),
        ("+1d2h3m", "2026-11-22T16:37:12"),
        ("+90m", "2026-11-21T16:04:12"),
        ("15:00", "2026-11-21T15:00"),
        ("9:05", "2026-11-22T09:05"),
        ("14:34", "2026-11-22T14:34"),
        ("14:34:13", "2026-11-21T14:34:13"),
        ("14:30Z", "2026-11-22T14:30"),
        ("16:00+01:00", "2026-11-21T15:00"),
        ("2026-11-21T14:30", "2026-11-21T14:30"),
        ("2026-11-21 14:30", "2026-11-21T14:30"),
        ("2026-11-21 9:30", "2026-11-21T09:30"),
        ("2026-11-21T14:30:15", "2026-11-21T14:30:15"),
        ("2026-11-21T14:30:15.250Z", "2026-11-21T14:30:15.250"),
        ("2026-11-21t14:30z", "2026-11-21T14:30"),
        ("2026-11-21 14:30 UTC", "2026-11-21T14:30"),
        ("2026-11-21T14:30+05:45", "2026-11-21T08:45"),
        ("2026-11-21T14:30-0500", "2026-11-21T19:30"),
        ("2026-11-21T14:30+01", "2026-11-21T13:30"),
        ("20261121T143015Z", "2026-11-21T14:30:15"),
        ("20261121T1430", "2026-11-21T14:30"),
        ("2026-11-21", "2026-11-21T00:00"),
        ("2026-07-01 14:30", "2026-07-01T13:30"),
    ],
)
def test_understood(text: str, moment: str) -> None:
    assert parse_time(text, now=NOW, zone=LONDON) == at(moment)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "30m",
        "+30",
        "+",
        "+m",
        "+1.5h",
        "+1w",
        "1430",
        "14.30",
        "T14:30",
        "P1D",
        "2026-W47-6",
        "2026-325",
        "2026",
        "2026-11",
        "21/11/2026 14:30",
        "2026-11-21T",
        "1795271412",
        "1430m",
        "+-5m",
        "١٤:٣٠",
    ],
)
def test_other_forms_are_refused_with_examples(text: str) -> None:
    with pytest.raises(TimeNotUnderstood, match=r"\+30m") as refused:
        parse_time(text, now=NOW, zone=LONDON)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "25:00",
        "24:00",
        "14:60",
        "2026-02-29",
        "2026-13-01 10:00",
        "2026-11-21T14:30+25:00",
        "2026-11-21T14:30+01:75",
        "9999-12-31T23:59-23:00",
        "0206-11-21 14:30",
        "+9999d99999h",
        "-9999d",
        "1066-10-14",
        "2026-11-21 99:99",
    ],
)
def test_impossible_times_are_refused(text: str) -> None:
    with pytest.raises(TimeNotUnderstood, match=r"no time on any clock|too far away"):
        parse_time(text, now=at("1971-01-01" if text.startswith("-") else "2190-01-01"), zone=LONDON)


def test_what_is_quoted_is_one_short_harmless_line() -> None:
    with pytest.raises(TimeNotUnderstood) as refused:
        parse_time("\x1b]0;x\x07\n" + "y" * 5000, now=NOW, zone=LONDON)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("14:30", "2026-11-21T14:30"),
        ("14:34:12", "2026-11-21T14:34:12"),
        ("14:35", "2026-11-20T14:35"),
        ("23:50", "2026-11-20T23:50"),
        ("-5m", "2026-11-21T14:29:12"),
    ],
)
def test_the_past(text: str, moment: str) -> None:
    assert parse_time(text, now=NOW, zone=LONDON, past=True) == at(moment)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12:25", "2026-11-21T12:25"),
        ("12:10", "2026-11-22T12:10"),
        ("14:34", "2026-11-21T14:34"),
        ("+30m", "2026-11-21T12:40"),
        ("-60m", "2026-11-21T13:34:12"),
        ("2026-11-21T12:00", "2026-11-21T12:00"),
    ],
)
def test_what_belongs_to_something_earlier_counts_from_that(text: str, moment: str) -> None:
    since = at("2026-11-21T12:10")
    assert parse_time(text, now=NOW, zone=LONDON, since=since) == at(moment)
    assert parse_time("+30m", now=NOW, zone=LONDON, past=True, since=since) == NOW + timedelta(minutes=30)


def test_a_clock_time_is_read_on_the_clock_of_the_zone() -> None:
    late = at("2026-06-01T22:50")
    assert parse_time("23:55", now=late, zone=LONDON) == at("2026-06-01T22:55")
    assert parse_time("14:30", now=late, zone=LONDON) == at("2026-06-02T13:30")
    assert parse_time("00:10", now=late, zone=ZoneInfo("Asia/Kathmandu")) == at("2026-06-02T18:25")


@pytest.mark.parametrize(
    ("text", "zone", "readings"),
    [
        ("2026-03-29 01:30", "Europe/London", ("2026-03-29T00:30+00:00", "2026-03-29T02:30+01:00")),
        ("2026-10-25T01:30", "Europe/London", ("2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00")),
        ("2026-03-08T02:15", "America/New_York", ("2026-03-08T01:15-05:00", "2026-03-08T03:15-04:00")),
        (
            "2026-10-04 02:15:30",
            "Australia/Lord_Howe",
            ("2026-10-04T01:45:30+10:30", "2026-10-04T02:45:30+11:00"),
        ),
        ("2011-12-30 10:00", "Pacific/Apia", ("2011-12-29T10:00-10:00", "2011-12-31T10:00+14:00")),
    ],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_asked_back(
    text: str, zone: str, readings: tuple[str, str]
) -> None:
    with pytest.raises(TimeNotUnderstood) as refused:
        parse_time(text, now=at("2010-01-01"), zone=ZoneInfo(zone))
    assert str(refused.value).endswith(f"give {readings[0]} or {readings[1]}.")
    for reading in readings:
        assert parse_time(reading, now=NOW, zone=ZoneInfo(zone)) == datetime.fromisoformat(reading)


@pytest.mark.parametrize(
    ("now", "past", "answer"),
    [
        ("2026-03-28T23:00", False, "skipped"),
        ("2026-03-29T01:10", False, "2026-03-30T00:30"),
        ("2026-03-29T01:10", True, "skipped"),
        ("2026-03-29T00:50", True, "2026-03-28T01:30"),
        ("2026-10-24T23:00", False, "twice"),
        ("2026-10-25T00:40", False, "2026-10-25T01:30"),
        ("2026-10-25T01:40", False, "2026-10-26T01:30"),
        ("2026-10-25T01:40", True, "twice"),
        ("2026-10-25T00:40", True, "2026-10-25T00:30"),
        ("2026-10-25T00:20", True, "2026-10-24T00:30"),
    ],
)
def test_half_past_one_around_a_change_of_the_clocks(now: str, past: bool, answer: str) -> None:
    if answer in ("skipped", "twice"):
        with pytest.raises(TimeNotUnderstood, match=answer):
            parse_time("01:30", now=at(now), zone=LONDON, past=past)
    else:
        assert parse_time("01:30", now=at(now), zone=LONDON, past=past) == at(answer)


nows = st.timedeltas(timedelta(), timedelta(days=9000)).map(at("2010-01-01").__add__)
zones = st.sampled_from(["UTC", "Europe/London", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns"])


@given(nows, zones.map(ZoneInfo), st.integers(0, 23), st.integers(0, 59), st.booleans())
def test_a_clock_time_is_the_nearest_of_its_kind(
    now: datetime, zone: ZoneInfo, hour: int, minute: int, past: bool
) -> None:
    try:
        moment = parse_time(f"{hour}:{minute:02}", now=now, zone=zone, past=past)
    except TimeNotUnderstood as refused:
        assert "give" in str(refused)  # noqa: PT017 - most draws do not raise
        return
    local = moment.astimezone(zone)
    assert (local.hour, local.minute, local.second) == (hour, minute, 0)
    assert timedelta() <= (now - moment if past else moment - now) <= timedelta(days=2)
    step = timedelta(minutes=1)
    between = (min(now, moment) + step * n for n in range(int(abs(now - moment) / step)))
    same = [
        each
        for each in between
        if (each.astimezone(zone).hour, each.astimezone(zone).minute) == (hour, minute)
    ]
    assert len(same) <= 1


@given(nows, zones.map(ZoneInfo))
def test_iso_with_offset_reads_back(now: datetime, zone: ZoneInfo) -> None:
    assert parse_time(now.astimezone(zone).isoformat(), now=NOW, zone=LONDON) == now


@pytest.mark.parametrize("text", ["+30m", "2026-11-21T14:30Z", "14:30 UTC+5:45"])
def test_what_needs_no_zone_loads_no_library(text: str) -> None:
    code = (
        "import sys; from datetime import *; from incident_console.times import parse_time;"
        f"parse_time({text!r}, now=datetime.now(UTC), zone=UTC);"
        "sys.exit(any(m.split('.')[0] in ('pendulum','msgspec','click','textual') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_clocks() -> None:
    system = SystemClock()
    assert system.now().utcoffset() == timedelta()
    assert system.monotonic() <= system.monotonic()
    fixed = FixedClock(datetime.fromisoformat("2026-11-21T14:34:12+01:00"))
    assert fixed.now() == at("2026-11-21T13:34:12")
    assert fixed.advance(timedelta(minutes=1), seconds=3) == at("2026-11-21T13:35:15")
    assert fixed.monotonic() == 63
    assert fixed.step(at("2026-11-21T12:00")) == fixed.now() == at("2026-11-21T12:00")
    assert fixed.monotonic() == 63
    with pytest.raises(ValueError, match="forwards"):
        fixed.advance(seconds=-1)


def test_ids_are_version_seven_and_grow() -> None:
    made = [new_id() for _ in range(2000)] + [new_id(1_000) for _ in range(50)]
    assert made == sorted(set(made))
    for text in made:
        parsed = uuid.UUID(text)
        assert str(parsed) == text
        assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)


def test_an_id_tells_its_time() -> None:
    ahead = int(datetime.now(UTC).timestamp() * 1000) + 60_000
    assert uuid.UUID(new_id(ahead)).int >> 80 == ahead


def test_ids_of_threads_never_meet() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_id(), range(4000)))
    assert len(set(made)) == 4000


def test_references() -> None:
    made = {new_reference(Random(seed)) for seed in range(500)}
    assert len(made) > 490
    assert all(
        len(each) == 8 and each.startswith("INC-") and set(each[4:]) <= set(REFERENCE_ALPHABET)
        for each in made
    )
    assert not set(REFERENCE_ALPHABET) & set("AEIOU01LSZG8")
    assert len(new_reference(length=5)) == 9

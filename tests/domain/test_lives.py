"""Each reopening begins another life; spans are taken in each, and the closed time is in none."""

from datetime import timedelta

from tests.domain.incident_life import Life, clock, declared

from incident_console.domain.declaring import change_severity
from incident_console.domain.ending import stand_down
from incident_console.domain.lives import impact_lasted, lives, open_for
from incident_console.domain.reopening import reopen
from incident_console.domain.vocabulary import Severity
from incident_console.reports.metrics import of
from incident_console.reports.views import show


def two_lives() -> Life:
    """Fifteen minutes, two days of rest, ten minutes."""
    life = declared(severity=Severity.P2).update(90).wait(minutes=15).close()
    life.shift.now = clock("14:15", 3)
    life.act(reopen, why="Errors are back")
    return life.update(90).wait(minutes=10).close()


def test_the_closed_time_is_in_no_span() -> None:
    life = two_lives()
    assert open_for(life.incident, life.now + timedelta(days=9)) == timedelta(minutes=25)
    figures = of(life.incident, life.now)
    assert (figures["impact_minutes"], figures["longest_silence_minutes"]) == (25, 15)
    assert (figures["update_gaps_minutes"], figures["unowned_seconds"]) == ([15, 10], 0)


def test_updates_are_numbered_through_all_lives_and_say_in_which() -> None:
    life = two_lives()
    shown = show(life.incident, life.now)
    assert [(row["n"], row["life"]) for row in shown["updates"]] == [(1, 1), (2, 1), (3, 2), (4, 2)]
    assert shown["life_spans"] == [
        {"from": "2026-09-01T14:00:00Z", "to": "2026-09-01T14:15:00Z"},
        {"from": "2026-09-03T14:15:00Z", "to": "2026-09-03T14:25:00Z"},
    ]


def test_a_wrap_up_that_waits_shares_its_number_with_no_update() -> None:
    life = declared().update(30).resolve().confirm().close(posted=False).update(30, posted=False)
    numbers = [row["n"] for row in show(life.incident, life.now)["updates"]]
    assert len(set(numbers)) == 3


def test_a_resolution_sent_back_is_the_same_life() -> None:
    life = declared().update(30).wait(minutes=10).resolve().wait(minutes=5)
    life.act(reopen, why="Errors are back")
    assert "its impact goes on" in declared().resolve().refused(reopen, why="x", started_at=clock("14:00"))
    life.wait(minutes=5).close()
    assert len(lives(life.incident)) == 1
    assert impact_lasted(life.incident) == timedelta(minutes=20)


def test_a_reopening_may_say_since_when_the_impact_is_back() -> None:
    life = declared().wait(minutes=15).close().wait(hours=2)
    assert "a later started at" in life.refused(reopen, why="x", started_at=clock("14:14"))
    assert "still to come" in life.refused(reopen, why="x", started_at=clock("16:16"))
    life.act(reopen, why="Errors are back", started_at=clock("16:00"))
    assert of(life.incident, life.now)["impact_minutes"] is None, "it goes on"
    life.wait(minutes=5).close()
    assert of(life.incident, life.now)["impact_minutes"] == 35
    assert open_for(life.incident, life.now) == timedelta(minutes=20)


def test_a_false_alarm_adds_no_impact() -> None:
    life = declared().wait(minutes=15).close().wait(hours=2)
    life.act(reopen, why="Errors are back")
    life.wait(minutes=5).act(stand_down, why="They were not", posted=True)
    assert of(life.incident, life.now)["impact_minutes"] == 15


def test_a_clock_that_was_set_back_counts_no_time_twice() -> None:
    life = declared().wait(minutes=15).close().wait(minutes=-5)
    life.act(reopen, why="Errors are back")
    life.wait(minutes=10).close()
    assert open_for(life.incident, life.now) == timedelta(minutes=20)


def test_the_highest_severity_of_the_life_that_ends_calls_for_a_review() -> None:
    life = declared(severity=Severity.P1).update(30)
    life.act(change_severity, severity=Severity.P3, why="Mitigated")
    life.close()
    assert life.incident.review.due_at is not None
    assert show(life.incident, life.now)["highest_severity"] == "P1"
    assert of(life.incident, life.now)["highest_severity"] == "P1"


def test_a_life_that_stood_lower_all_along_calls_for_no_review() -> None:
    life = declared(severity=Severity.P1).update(30)
    life.act(change_severity, severity=Severity.P3, why="Mitigated")
    life.close()
    life.act(reopen, why="Errors are back")
    life.close()
    assert life.incident.review.due_at is None
    assert life.incident.highest_severity is Severity.P1

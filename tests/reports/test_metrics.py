"""Figures follow from the record alone; what cannot be had is null."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from tests.domain.incident_life import Life, Shift, clock, declared

from incident_console.domain import ownership, promises, response
from incident_console.domain.vocabulary import MessageKind, PromiseKind, Severity
from incident_console.reports.metrics import of, of_all


def test_a_fresh_incident_has_figures_that_say_so() -> None:
    life = declared()
    assert of(life.incident, clock("14:05")) == {
        "updates": 0,
        "promises": {"made": 0, "kept": 0, "late": 0, "moved": 0, "open": 0},
        "late_seconds": [],
        "updates_without_promise": 0,
        "update_gaps_minutes": [],
        "longest_silence_minutes": None,
        "highest_severity": "P1",
        "impact_minutes": None,
        "first_update_minutes": None,
        "reports": 0,
        "handovers": 0,
        "takeovers": 0,
        "promises_never_answered": 0,
        "longer_than_cadence": 0,
        "owners": [{"name": "alice", "from": "2026-09-01T14:00:00Z", "to": None}],
        "unowned_seconds": 0,
    }


def test_promises_add_up_and_gaps_are_whole_minutes() -> None:
    life = declared().wait(seconds=119).update(minutes=30)
    life.wait(minutes=40, seconds=59).update(minutes=30)
    life.act(promises.reschedule, due=clock("16:00"), why="x", posted=True)
    life.wait(minutes=5).update(minutes=30).wait(minutes=10).close(analysis_by=clock("12:00", 4))
    figures = of(life.incident, life.now)
    assert figures["promises"] == {"made": 5, "kept": 2, "late": 1, "moved": 1, "open": 1}
    assert figures["late_seconds"] == [11 * 60 + 58]
    assert figures["update_gaps_minutes"] == [40, 5, 10]
    assert (figures["longest_silence_minutes"], figures["first_update_minutes"]) == (40, 1)
    assert (figures["updates"], figures["updates_without_promise"]) == (4, 0)


def test_only_what_is_out_counts_and_in_the_order_it_went_out() -> None:
    life = declared().update(minutes=30, posted=False).wait(minutes=7)
    assert of(life.incident, life.now)["updates"] == 0
    life.update(minutes=30).wait(minutes=5).post(MessageKind.UPDATE)
    figures = of(life.incident, life.now)
    assert (figures["updates"], figures["first_update_minutes"]) == (2, 7)
    assert figures["update_gaps_minutes"] == [5]


def test_impact_runs_from_its_start_to_restoration() -> None:
    life = declared(started_at=clock("13:30")).update().wait(minutes=60)
    assert of(life.incident, life.now)["impact_minutes"] is None
    life.resolve(restored_at=clock("14:45"))
    figures = of(life.incident, life.now)
    assert (figures["impact_minutes"], figures["first_update_minutes"]) == (75, 30)


def test_without_a_start_the_declaration_counts() -> None:
    life = declared().wait(minutes=60).resolve()
    assert of(life.incident, life.now)["impact_minutes"] == 60


def test_an_end_before_its_beginning_gives_no_figure() -> None:
    life = declared(started_at=clock("13:50")).update().wait(minutes=60).resolve()
    life.incident.started_at = clock("14:01")
    life.incident.restored_at = clock("14:00")
    figures = of(life.incident, life.now)
    assert figures["impact_minutes"] is figures["first_update_minutes"] is None
    life.incident.restored_at = life.incident.started_at
    assert of(life.incident, life.now)["impact_minutes"] == 0


def test_a_median_is_whole_and_rounded_down() -> None:
    lives = [finished(Severity.P1, 2), finished(Severity.P1, 5)]
    medians = of_all([life.incident for life in lives], clock("20:00"))["medians"]
    assert medians["first_update_minutes"] == 3
    assert isinstance(medians["first_update_minutes"], int)


def test_handovers_and_takeovers_are_counted_with_their_owners() -> None:
    life = declared().update().wait(minutes=5).hand_over("bob")
    life.act(response.escalate, by="carol", to="bob", why="no answer")
    life.wait(minutes=6).act(ownership.take_over, by="carol", why="no answer")
    figures = of(life.incident, life.now)
    assert (figures["handovers"], figures["takeovers"], figures["unowned_seconds"]) == (1, 1, 0)
    assert [(owner["name"], owner["from"], owner["to"]) for owner in figures["owners"]] == [
        ("alice", "2026-09-01T14:00:00Z", "2026-09-01T14:05:00Z"),
        ("bob", "2026-09-01T14:05:00Z", "2026-09-01T14:11:00Z"),
        ("carol", "2026-09-01T14:11:00Z", None),
    ]


def test_a_hole_in_ownership_would_show() -> None:
    life = declared().update().wait(minutes=5).hand_over("bob").wait(minutes=5)
    life.incident.tenures[0].until = clock("14:04")
    life.incident.tenures[1].until = clock("14:09")
    assert of(life.incident, clock("14:10"))["unowned_seconds"] == 120
    life.incident.tenures[0].since = clock("14:01")
    assert of(life.incident, clock("14:10"))["unowned_seconds"] == 180


def test_overlapping_owners_are_not_counted_twice() -> None:
    life = declared().update().wait(minutes=5).hand_over("bob")
    life.incident.tenures[0].until = clock("14:08")
    assert of(life.incident, clock("14:10"))["unowned_seconds"] == 0


def test_an_owner_within_another_ones_time_leaves_no_hole() -> None:
    life = declared().update().wait(minutes=2).hand_over("bob")
    life.incident.tenures[0].until = clock("14:10")
    life.incident.tenures[1].until = clock("14:05")
    assert of(life.incident, clock("14:10"))["unowned_seconds"] == 0


def finished(severity: Severity, minutes: int, **said: object) -> Life:
    """Declared, updated after so many minutes, and over an hour later."""
    life = declared(Shift(), severity=severity, **said).wait(minutes=minutes)
    return life.update(minutes=90).wait(minutes=60).close()


def test_all_together_in_sum_and_by_severity_without_drills() -> None:
    lives = [finished(Severity.P1, 2), finished(Severity.P1, 4), finished(Severity.P3, 10)]
    lives += [finished(Severity.P1, 50, drill=True)]
    figures = of_all([life.incident for life in lives], clock("20:00"))
    assert (figures["incidents"], figures["updates"], figures["promises"]["made"]) == (3, 6, 3)
    assert figures["promises"]["kept"] == 3
    assert figures["impact_minutes"] == 62 + 64 + 70
    assert figures["first_update_minutes"] == [2, 4, 10]
    assert figures["medians"]["first_update_minutes"] == 4
    assert figures["by_severity"].keys() == {"P1", "P3"}
    assert figures["by_severity"]["P1"]["medians"]["impact_minutes"] == 63
    assert figures["by_severity"]["P3"]["medians"]["late_seconds"] is None


def test_no_incident_at_all_is_no_error() -> None:
    figures = of_all([], clock("14:00"))
    assert (figures["incidents"], figures["updates"], figures["by_severity"]) == (0, 0, {})
    assert figures["longest_silence_minutes"] is None


def test_an_unknown_severity_is_called_so() -> None:
    incident = declared().incident
    incident.severity = None
    incident.highest_severity = None
    assert list(of_all([incident], clock("14:01"))["by_severity"]) == ["unknown"]


def test_an_analysis_is_a_promise_too() -> None:
    life = finished(Severity.P1, 2)
    assert all(promise.kind is PromiseKind.UPDATE for promise in life.incident.promises)
    with_analysis = declared().update().close(analysis_by=clock("12:00", 4))
    assert of(with_analysis.incident, with_analysis.now)["promises"]["open"] == 1
    assert msgspec.json.encode(of(with_analysis.incident, with_analysis.now + timedelta(days=1)))

"""The internal report: for colleagues, with a quiet countdown; it keeps no promise to a client (R 4, CL)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.domain.incident_life import Life, clock, declared

from incident_console.domain import reporting
from incident_console.domain.deadlines import next_deadline
from incident_console.domain.ownership import assign
from incident_console.domain.response import NoteKind, note, strike
from incident_console.domain.vocabulary import Role

SAID = {"conditions": "pool exhausted", "actions": "rolled back", "needs": "somebody who knows the driver"}


def report(life: Life, **more: Any) -> Life:
    life.act(reporting.write_report, by="carol", **{**SAID, **more})
    return life


def test_a_report_leaves_the_clients_clock_and_figures_alone() -> None:
    life = declared()
    before = next_deadline(life.incident)
    report(life, next_report=clock("14:30"))
    assert next_deadline(life.incident) == before
    assert life.incident.updates == []
    assert [entry.event.text for entry in life.incident.reports] == [
        "pool exhausted\nrolled back\nsomebody who knows the driver"
    ]


def test_the_next_report_is_that_of_the_last_one_and_ends_with_the_incident() -> None:
    life = report(declared(), next_report=life_time(20))
    due = reporting.next_report(life.incident)
    assert due is not None
    assert (due.due_at, due.keeper) == (life_time(20), "alice"), "who holds the lead until it is assigned"
    life.act(assign, role=Role.CL, name="dan")
    assert getattr(reporting.next_report(life.incident), "keeper", None) == "dan"
    report(life)
    assert reporting.next_report(life.incident) is None
    report(life, next_report=life_time(20))
    life.resolve().confirm().close()
    assert reporting.next_report(life.incident) is None
    assert "is closed" in life.refused(reporting.write_report, by="carol", **SAID)


def life_time(minutes: int) -> datetime:
    return clock("14:00") + timedelta(minutes=minutes)


def test_every_part_is_needed_and_the_next_time_is_to_come() -> None:
    life = declared()
    for part in SAID:
        assert "is missing" in life.refused(reporting.write_report, **{**SAID, part: " "})
    assert "not in the future" in life.refused(reporting.write_report, **SAID, next_report=clock("13:59"))


def test_it_is_begun_from_what_was_logged_since_the_last() -> None:
    life = declared()
    life.act(note, by="oli", what="pool at 100 %", kind=NoteKind.FINDING)
    life.act(note, by="oli", what="wrong incident")
    life.act(strike, by="oli", seq=len(life.entries), why="wrong")
    assert reporting.proposed_report(life.incident).actions == "oli: pool at 100 %"
    report(life)
    life.act(note, by="bob", what="driver is old")
    draft = reporting.proposed_report(life.incident)
    assert draft.actions == "bob: driver is old"
    assert draft.conditions.startswith("P")

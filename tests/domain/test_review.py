"""The review: due after significant incidents, about causes, its follow-ups tracked to completion."""

from typing import Any

import pytest
from tests.domain.incident_life import Shift, clock, declared

from incident_console.domain.actions import add_action, finish_action, overdue_actions
from incident_console.domain.policy import Policy
from incident_console.domain.posting import MessagePosted
from incident_console.domain.reopening import reopen
from incident_console.domain.response import strike
from incident_console.domain.review import review
from incident_console.domain.vocabulary import MessageKind, Severity

WHOLE: dict[str, Any] = {
    "root_cause": "A pool",
    "factors": ["Load"],
    "recommendations": ["None"],
    "follow_ups": "None",
}


@pytest.mark.parametrize(("severity", "due"), [("P1", True), ("P2", True), ("P3", False), ("P4", False)])
def test_p1_and_p2_are_reviewed_five_business_days_after_closing(severity: str, due: bool) -> None:
    life = declared(severity=Severity(severity)).close()
    assert life.incident.review.due_at == (clock("14:00", 8) if due else None)
    if due:
        assert life.clock == ("review", clock("14:00", 8))
        assert not life.due.promised


def test_which_severities_are_reviewed_is_configurable() -> None:
    life = declared(Shift(policy=Policy(reviewed=frozenset({"P4"}))), severity=Severity.P4).close()
    assert life.incident.review.due_at is not None


def test_the_analysis_and_the_review_are_due_one_after_the_other() -> None:
    life = declared().close(analysis_by=clock("12:00", 4))
    assert life.clock == ("analysis", clock("12:00", 4))
    life = declared().close(analysis_by=clock("12:00", 20))
    assert life.clock == ("review", clock("14:00", 8))


def test_it_is_written_bit_by_bit() -> None:
    life = declared()
    life.act(review, root_cause="A pool that was too small", factors=["No alert on it"])
    life.act(review, factors=["No staging"], recommendations=["Alert at 80 %"])
    written = life.incident.review
    assert written.root_cause == "A pool that was too small"
    assert (written.factors, written.recommendations) == (["No alert on it", "No staging"], ["Alert at 80 %"])


def test_a_review_says_something() -> None:
    life = declared()
    assert "nothing is said" in life.refused(review)
    assert "the factor is missing" in life.refused(review, factors=[" "])
    assert "the recommendation is missing" in life.refused(review, recommendations=[""])


def test_it_is_completed_after_the_end_with_a_root_cause_once() -> None:
    life = declared()
    assert "after the end" in life.refused(review, root_cause="A pool", complete=True)
    life.close()
    missing = life.refused(review, complete=True)
    for section in ("root cause", "contributing factors", "follow-up actions", "preventative recommend"):
        assert section in missing
    assert "causes, not people" in missing
    left = life.refusal(review, root_cause="A pool", factors=["None"], complete=True)
    assert left.about == "follow_ups"
    assert "preventative" in str(left)
    assert "contributing" not in str(left)
    life.act(add_action, what="Alert at 80 %", owner="oscar")
    life.act(review, root_cause="A pool", factors=["None"], recommendations=["None"], complete=True)
    assert life.incident.review.completed_at == clock("14:00")
    assert "complete already" in life.refused(review, complete=True)


def test_a_complete_review_is_on_no_clock() -> None:
    from incident_console.domain.deadlines import next_deadline

    life = declared().close()
    life.act(review, complete=True, **WHOLE)
    assert next_deadline(life.incident) is None


def test_a_reopened_incident_keeps_what_was_written_and_is_reviewed_after_its_next_end() -> None:
    life = declared().close()
    life.act(review, complete=True, **WHOLE)
    life.act(reopen, why="Errors are back")
    assert (life.incident.review.root_cause, life.incident.review.completed_at) == ("A pool", None)
    assert life.close().incident.review.due_at == clock("14:00", 8)


def test_follow_ups_are_tracked_to_completion_after_the_end_and_overdue_ones_are_visible() -> None:
    life = declared().close()
    life.act(add_action, what="Alert at 80 %", owner="oscar", due=clock("12:00", 3))
    life.act(add_action, what="Write it up", owner="bob")
    assert all(action.follow_up for action in life.incident.actions)
    assert overdue_actions(life.incident, clock("12:00", 3)) == []
    assert [action.n for action in overdue_actions(life.incident, clock("12:01", 3))] == [1]
    life.act(finish_action, n=1)
    assert overdue_actions(life.incident, clock("12:01", 3)) == []


def test_a_review_of_an_end_that_was_a_mistake_is_not_complete() -> None:
    life = declared().update(30).close()
    life.act(review, complete=True, **WHOLE)
    posted = next(e.seq for e in reversed(life.entries) if isinstance(e.event, MessagePosted))
    life.act(strike, seq=posted, why="The wrap-up was a draft")
    assert life.incident.review.completed_at is None
    life.post(MessageKind.WRAP_UP)
    assert life.clock[0] == "review"
    assert life.act(review, complete=True), "what was written is still there"

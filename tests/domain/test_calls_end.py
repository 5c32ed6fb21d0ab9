"""Each way in which a call ends, and what is no answer to one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.domain.incident_life import Life, Shift, clock
from tests.domain.who_is_called import at_rest, why

from incident_console.domain.actions import add_action, drop_action, finish_action
from incident_console.domain.calls import called
from incident_console.domain.closing import send_analysis
from incident_console.domain.duplicates import mark_duplicate
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import accept_handover, decline_handover, withdraw_handover
from incident_console.domain.ownership import assign, take_over
from incident_console.domain.promises import reschedule
from incident_console.domain.reopening import reopen
from incident_console.domain.response import NoteKind, escalate, note, strike
from incident_console.domain.review import review
from incident_console.domain.vocabulary import Role, Severity


def calling(kind: str) -> tuple[Life, str]:
    """A life in which somebody was called a minute ago for this alone, and who it was; 14:01."""
    life = at_rest()
    who = "bob"
    if kind == "escalated":
        life.act(escalate, by="carol", to=who, why="Help")
    elif kind == "offered":
        life.act(offer_handover, to=who, status="Fine")
    elif kind == "declined":
        who = "alice"
        life.act(offer_handover, to="bob", status="Fine")
        life.act(decline_handover, by="bob", why="Shift over")
    elif kind == "lapsed":
        who = "alice"
        life.act(offer_handover, to="bob", status="Fine")
        life.wait(minutes=11)
    elif kind == "assigned":
        life.act(assign, role=Role.OL, name=who)
    elif kind == "given":
        life.act(add_action, what="Scale", owner=who)
    elif kind == "declared":
        life, who = Life(Shift()).declare(by="bob", owner="olga", severity=Severity.P3), "olga"
    elif kind == "nears":
        life.act(reschedule, due=clock("14:09"), why="Sooner", watcher=who, posted=True)
    elif kind == "passed":
        life.act(reschedule, due=clock("14:01"), why="Sooner", watcher=who, posted=True)
    elif kind == "owed":
        who = "alice"
        life.close(analysis_by=clock("15:00"))
        life.wait(minutes=90)
    life.wait(minutes=1)
    assert why(life, who), kind
    return life, who


KINDS = [
    "escalated",
    "offered",
    "declined",
    "lapsed",
    "assigned",
    "given",
    "declared",
    "nears",
    "passed",
    "owed",
]


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_act_of_whoever_is_called_ends_it(kind: str) -> None:
    life, who = calling(kind)
    life.note(by=who.upper(), at=life.now - timedelta(seconds=1))
    assert why(life, who) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_others_or_the_program_record_is_no_answer(kind: str) -> None:
    life, who = calling(kind)
    before = why(life, who)
    life.note(by="eve")
    life.act(note, by=who, what="the clock jumped", kind=NoteKind.ALERT)
    assert why(life, who) == before


def test_an_act_before_the_call_within_the_same_second_is_no_answer() -> None:
    life = at_rest().note(by="bob")
    life.act(escalate, to="bob", why="Help")
    assert why(life, "bob") == ["escalated"]


def test_a_call_ends_with_its_cause() -> None:
    life, who = calling("escalated")
    life.act(strike, by="carol", seq=life.incident.seq, why="Wrong person")
    assert why(life, who) == []
    life, who = calling("offered")
    life.act(withdraw_handover)
    assert why(life, who) == []
    life, who = calling("assigned")
    life.act(assign, role=Role.OL, name="carol")
    assert why(life, who) == []
    answers: dict[Any, dict[str, Any]] = {finish_action: {}, drop_action: {"why": "Not needed"}}
    for rule, said in answers.items():
        life, who = calling("given")
        life.act(rule, n=1, **said)
        assert why(life, who) == []
    life, who = calling("declared")
    life.act(escalate, by="bob", to="olga", why="No answer")
    life.wait(minutes=5).act(take_over, by="bob", why="No answer")
    assert "incident_declared" not in why(life, who)
    life, who = calling("passed")
    life.update(30)
    assert why(life, who) == []
    life, who = calling("owed")
    life.act(send_analysis, what="The cause", posted=True)
    assert why(life, who) == []


def test_a_lapse_is_forgotten_by_the_next_owner() -> None:
    life, who = calling("lapsed")
    life.act(offer_handover, to="carol", status="Fine")
    life.act(accept_handover, by="carol")
    assert why(life, who) == []


def test_the_end_ends_what_called_before_it_but_not_work() -> None:
    life = at_rest()
    life.act(escalate, to="dan", why="Help")
    life.act(assign, role=Role.OL, name="bob")
    life.act(add_action, what="Scale", owner="carol")
    life.close(analysis_by=clock("12:00", 4))
    assert why(life, "dan") == why(life, "bob") == []
    assert why(life, "carol") == ["action_assigned"]


def test_what_called_before_an_end_does_not_come_back_with_the_next_life() -> None:
    life = at_rest()
    life.act(escalate, to="dan", why="Help")
    life.close()
    life.act(reopen, by="bob", why="Errors are back")
    assert why(life, "dan") == []


def test_calls_made_while_something_is_owed_stand_until_nothing_is() -> None:
    life = at_rest(severity=Severity.P3).close(analysis_by=clock("12:00", 4))
    life.act(escalate, by="bob", to="alice", why="Where is the analysis?")
    assert why(life, "alice") == ["escalated"]
    life.act(offer_handover, by="alice", to="bob", status="Fine")
    assert why(life, "bob") == ["handover_offered"]
    life.act(decline_handover, by="bob", why="On holiday")
    assert why(life, "alice") == ["handover_declined"]
    life.act(escalate, by="bob", to="carol", why="Where is the analysis?")
    life.act(send_analysis, what="The cause", posted=True)
    assert called(life.incident, life.now) == []


def test_a_completed_review_calls_nobody() -> None:
    life = at_rest(severity=Severity.P1).close()
    due = life.incident.review.due_at
    assert why(life, "alice", due) == ["owed_overdue"]
    life.act(
        review,
        by="bob",
        root_cause="A pool",
        factors=["none"],
        recommendations=["none"],
        follow_ups="none",
        complete=True,
    )
    assert why(life, "alice", due) == []


def test_a_duplicate_calls_for_nothing_any_more() -> None:
    shift = Shift()
    survivor = Life(shift, "INC-9WXY").declare(client="Acme")
    life = Life(shift).declare(client="Acme", by="bob", owner="olga")
    life.act(mark_duplicate, survivor=survivor.incident)
    assert called(life.incident, life.now) == []

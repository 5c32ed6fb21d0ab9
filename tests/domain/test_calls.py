"""Who is called, by which act or at which time."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from tests.domain.incident_life import Life, Shift, clock, declared
from tests.domain.who_is_called import at_rest, standing, why

from incident_console.domain.absence import go_away
from incident_console.domain.actions import add_action, reassign_action
from incident_console.domain.call import Why
from incident_console.domain.calling import HEARD
from incident_console.domain.calls import called, calls
from incident_console.domain.clients import ClientDropped
from incident_console.domain.delivering import DeliveryEnded
from incident_console.domain.duplicates import DuplicateWritten, mark_duplicate
from incident_console.domain.ending import StandDownWritten, stand_down
from incident_console.domain.events import AnyEvent
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import decline_handover
from incident_console.domain.ownership import assign, take_over
from incident_console.domain.posting import MessagePosted
from incident_console.domain.promises import reschedule
from incident_console.domain.reopening import reopen
from incident_console.domain.response import escalate
from incident_console.domain.settling import DeliverySettled
from incident_console.domain.vocabulary import Role, Severity


def test_the_fold_keeps_apart_just_what_may_call_somebody() -> None:
    ends = {
        *(MessagePosted, DeliveryEnded, DeliverySettled),
        *(StandDownWritten, DuplicateWritten, ClientDropped),
    }
    assert set(HEARD) | ends == {kind for kind in get_args(AnyEvent) if kind.turns}


# By an act


def test_who_owns_what_somebody_else_declared() -> None:
    life = Life().declare(by="bob", owner="olga")
    (call,) = [call for call in standing(life, "olga") if call.why is Why.DECLARED]
    assert (call.since, call.by, call.answer) == (clock("14:00"), "bob", "send_update")
    assert call.event == life.entries[0].id
    assert why(life, "bob") == []


def test_nobody_is_called_by_what_they_declare_themselves() -> None:
    assert called(declared().incident, clock("14:05")) == []


def test_who_is_escalated_to_since_it_was_recorded() -> None:
    life = at_rest().wait(minutes=10)
    life.act(escalate, by="bob", to="@Dan", why="No progress", at=clock("14:02"))
    (call,) = standing(life, "Dan")
    assert (call.why, call.since, call.by, call.text) == (Why.ESCALATED, clock("14:10"), "bob", "No progress")
    assert why(life, "alice") == []


def test_who_is_offered_a_handover_while_it_stands() -> None:
    life = at_rest()
    life.act(offer_handover, to="bob", status="Fine")
    (call,) = standing(life, "bob")
    assert (call.why, call.about, call.answer) == (Why.OFFERED, "IC", "accept_handover")
    assert (call.since, call.until) == (clock("14:00"), clock("14:10"))
    assert why(life, "bob", clock("14:10")) == ["handover_offered"]
    assert why(life, "bob", clock("14:10:01")) == []


def test_who_gave_it_when_it_is_declined() -> None:
    life = at_rest()
    life.act(offer_handover, to="bob", status="Fine")
    life.act(decline_handover, by="bob", why="Shift over")
    (call,) = standing(life, "alice")
    assert (call.why, call.by, call.text, call.answer) == (
        Why.DECLINED,
        "bob",
        "Shift over",
        "offer_handover",
    )
    assert why(life, "bob") == []


def test_who_gave_it_when_it_lapses() -> None:
    life = at_rest()
    life.act(offer_handover, to="bob", status="Fine")
    assert why(life, "alice", clock("14:09:59")) == []
    (call,) = standing(life, "alice", clock("14:10"))
    assert (call.why, call.since, call.text) == (Why.LAPSED, clock("14:10"), "bob")


def test_both_sides_when_the_offer_loses_a_role() -> None:
    life = at_rest()
    life.act(assign, role=Role.CL, name="carol")
    life.act(offer_handover, by="carol", to="bob", roles=[Role.CL], status="Fine")
    life.act(assign, role=Role.CL, name="dan")
    assert why(life, "bob") == ["handover_changed"], "the offer itself is gone"
    assert why(life, "dan") == ["role_assigned"]
    assert [(call.why, call.answer) for call in standing(life, "carol")] == [(Why.CHANGED, "note")]


def test_an_offer_that_lost_one_of_two_roles_still_stands() -> None:
    life = at_rest()
    life.act(assign, role=Role.CL, name="alice")
    life.act(offer_handover, to="bob", roles=[Role.IC, Role.CL], status="Fine")
    life.wait(minutes=1)
    life.act(assign, role=Role.CL, name="dan")
    assert why(life, "bob") == ["handover_offered", "handover_changed"]
    assert standing(life, "bob")[1].answer == "accept_handover"
    assert life.incident.offer is not None
    assert life.incident.offer.roles == (Role.IC,)
    assert why(life, "alice") == [], "who acts hears nothing about themselves"


def test_both_sides_when_another_offer_displaces_it() -> None:
    life = at_rest()
    life.act(assign, role=Role.CL, name="carol")
    life.act(offer_handover, by="carol", to="bob", roles=[Role.CL], status="Fine")
    life.act(offer_handover, to="dan", status="Fine")
    assert why(life, "bob") == ["handover_changed"]
    assert why(life, "carol") == ["handover_changed"]
    assert why(life, "dan") == ["handover_offered"]


def test_whom_it_was_offered_to_when_somebody_takes_over() -> None:
    life = at_rest()
    life.act(escalate, by="carol", to="alice", why="No answer")
    life.act(offer_handover, by="alice", to="bob", status="Fine")
    life.act(escalate, by="carol", to="alice", why="No answer")
    life.wait(minutes=6).act(take_over, by="carol", why="No answer")
    assert why(life, "bob") == ["handover_changed"]
    assert why(life, "carol") == []


def test_whom_it_was_offered_to_when_the_incident_ends_as_long_as_it_would_have_stood() -> None:
    life = declared()
    life.act(offer_handover, to="bob", status="Fine")
    life.act(stand_down, why="A false alarm")
    assert why(life, "bob") == ["handover_changed"]
    assert why(life, "bob", clock("14:10:01")) == []


@pytest.mark.parametrize("role", [Role.CL, Role.OL])
def test_who_is_given_a_role(role: Role) -> None:
    life = at_rest()
    life.act(assign, role=role, name="bob")
    (call,) = standing(life, "bob")
    assert (call.why, call.about, call.by) == (Why.ROLE, role.value, "alice")


def test_an_owner_whom_somebody_else_names_formally() -> None:
    life = at_rest()
    life.act(assign, by="bob", role=Role.IC, name="alice")
    assert why(life, "alice") == ["role_assigned"]


def test_who_is_given_an_action_and_then_who_it_goes_on_to() -> None:
    life = at_rest()
    life.act(add_action, what="Scale the pool", owner="bob")
    (call,) = standing(life, "bob")
    assert (call.why, call.n, call.text, call.answer) == (Why.ACTION, 1, "Scale the pool", "finish_action")
    life.act(reassign_action, n=1, owner="carol")
    assert why(life, "bob") == []
    assert [(call.why, call.text) for call in standing(life, "carol")] == [(Why.ACTION, "Scale the pool")]
    life.wait(minutes=1).act(reassign_action, n=1, owner="bob")
    assert [call.since for call in standing(life, "bob")] == [clock("14:01")], "once, from then on"
    assert why(life, "carol") == []


def test_work_taken_upon_oneself_calls_nobody() -> None:
    life = at_rest()
    life.act(add_action, by="bob", what="Scale the pool", owner="@Bob")
    assert called(life.incident, life.now) == []


def test_the_owner_of_what_somebody_else_reopens() -> None:
    life = at_rest().close()
    life.act(reopen, by="bob", why="Errors are back")
    assert why(life, "alice")[0] == "incident_reopened"
    assert why(life, "bob") == []


def test_sending_a_resolution_back_calls_nobody() -> None:
    life = at_rest().resolve()
    life.act(reopen, why="Errors are back")
    assert called(life.incident, life.now) == []


# By a time


def test_who_watches_a_clock_that_nears_or_passes_its_time_and_the_owner_and_the_lead() -> None:
    life = declared().update(60)
    life.act(assign, role=Role.CL, name="carol")
    life.act(reschedule, due=clock("15:10"), why="Slow", watcher="zed", posted=True)
    for who, answer in (("alice", "send_update"), ("carol", "send_update"), ("zed", "escalate")):
        before = [call for call in standing(life, who, clock("14:59:59")) if call.why is not Why.ROLE]
        assert before == []
        (call,) = [call for call in standing(life, who, clock("15:00")) if call.why is Why.NEARS]
        assert (call.since, call.answer, call.about) == (clock("15:00"), answer, "next_update")
        (call,) = [call for call in standing(life, who, clock("15:10")) if call.why is not Why.ROLE]
        assert (call.why, call.since) == (Why.PASSED, clock("15:10"))


def test_a_clock_calls_for_the_first_update_too() -> None:
    life = declared(severity=Severity.P2)
    assert why(life, "alice", clock("14:19:59")) == []
    assert why(life, "alice", clock("14:20")) == ["clock_nears"]
    assert why(life, "alice", clock("14:30")) == ["clock_overdue"]


def test_a_clock_that_is_set_near_its_time_nears_from_then_on() -> None:
    life = at_rest().note(by="zed")
    life.wait(minutes=1).act(reschedule, due=clock("14:06"), why="Soon", watcher="zed", posted=True)
    assert [(call.why, call.since) for call in standing(life, "zed")] == [(Why.NEARS, clock("14:01"))]


def test_a_first_word_that_came_with_a_duplicate_nears_from_when_it_came() -> None:
    survivor = Life(Shift()).declare(client="Acme", severity=Severity.P3).update(300)
    twin = Life(survivor.shift, "INC-9WXY")
    survivor.wait(minutes=20)
    twin.declare(by="bob", client="Acme").wait(minutes=5)
    twin.act(mark_duplicate, survivor=survivor.incident)
    assert survivor.clock == ("first_update", clock("14:30"))
    found = [(call.why, call.since, call.event) for call in standing(survivor, "alice")]
    assert found == [(Why.NEARS, clock("14:25"), survivor.entries[-1].id)]


def test_a_return_is_watched_too() -> None:
    life = declared().update(30)
    life.act(go_away, until=clock("16:00"), expect="Mail is read", posted=True)
    (call,) = standing(life, "alice", clock("15:50"))
    assert (call.why, call.about, call.answer) == (Why.NEARS, "back", "come_back")


def test_who_owes_what_is_overdue_after_the_end() -> None:
    life = at_rest(severity=Severity.P1).update(30)
    life.act(add_action, what="Test the failover", owner="bob", due=clock("12:00", 3), follow_up=True)
    life.note(by="bob")
    life.close(analysis_by=clock("12:00", 4))
    due = life.incident.review.due_at
    assert due is not None
    found = [(call.who, call.about, call.since) for call in calls(life.incident) if call.why is Why.OWED]
    assert found == [
        ("bob", "follow_up", clock("12:00", 3)),
        ("alice", "analysis", clock("12:00", 4)),
        ("alice", "review", due),
    ]
    assert why(life, "alice", clock("11:50", 4)) == ["clock_nears"]
    assert why(life, "alice", due) == ["owed_overdue", "owed_overdue"]
    assert why(life, "bob", due) == ["owed_overdue"]


def test_who_watches_for_the_analysis_is_called_with_its_owner() -> None:
    life = at_rest(severity=Severity.P3).close(analysis_by=clock("12:00", 4))
    life.act(reschedule, due=clock("12:00", 8), why="Logs come late", watcher="zed", posted=True)
    for who in ("alice", "zed"):
        assert why(life, who, clock("11:50", 8)) == ["clock_nears"]
        assert why(life, who, clock("12:00", 8)) == ["owed_overdue"]


# Who takes part


def test_a_drill_calls_only_who_has_acted_in_it() -> None:
    life = Life().declare(by="bob", owner="olga", drill=True)
    life.act(escalate, by="bob", to="dan", why="Help")
    assert called(life.incident, life.now) == []
    life.note(by="olga")
    life.act(escalate, by="bob", to="olga", why="Help")
    assert why(life, "olga") == ["escalated"]


def test_a_clock_that_is_set_back_silences_no_act() -> None:
    life = at_rest()
    life.act(escalate, to="bob", why="Help")
    assert why(life, "bob", life.now - timedelta(hours=1)) == ["escalated"]

"""One clearly named owner at all times: roles, terms, and taking over from somebody who does not answer."""

import re
from datetime import timedelta

import pytest
from tests.domain.incident_life import Life, Shift, clock, declared

from incident_console.domain.absence import go_away
from incident_console.domain.closing import resolve
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import accept_handover
from incident_console.domain.ownership import OwnershipTaken, assign, take_over
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Act, Part
from incident_console.domain.response import escalate, strike
from incident_console.domain.vocabulary import Remedy, Role


def test_naming_the_owner_as_commander_makes_it_formal() -> None:
    life = declared()
    assert not life.incident.owner_assigned
    (entry,) = life.act(assign, by="bob", role=Role.IC, name="ALICE")
    assert entry.event.text == "alice"
    assert (life.incident.owner, life.incident.terms, life.incident.owner_assigned) == ("alice", 1, True)
    assert "already" in life.refused(assign, role=Role.IC, name="alice")


def test_naming_anybody_else_as_commander_is_refused_with_offer_a_handover() -> None:
    life = declared()
    refusal = life.refusal(assign, role=Role.IC, name="bob")
    assert (refusal.about, refusal.then) == (Part.NAME, (Act("offer_handover", "INC-7K3Q", to="bob"),))
    assert "offer a handover" in life.refused(assign, by="bob", role=Role.IC, name="bob")


def test_the_owner_holds_the_roles_that_nobody_was_assigned() -> None:
    incident = declared().incident
    assert [incident.holder(role) for role in Role] == ["alice", "alice", "alice"]


def test_the_owner_assigns_the_leads_and_one_person_may_hold_several_roles() -> None:
    life = declared()
    life.act(assign, role=Role.CL, name="carol")
    life.act(assign, role=Role.OL, name="carol")
    assert [life.incident.holder(role) for role in Role] == ["alice", "carol", "carol"]
    life.act(assign, role=Role.OL, name="alice")
    assert life.incident.holder(Role.OL) == "alice"


def test_assigning_a_lead_again_is_refused() -> None:
    life = declared()
    life.act(assign, role=Role.CL, name="carol")
    assert "Carol is the CL of INC-7K3Q already" in life.refused(assign, role=Role.CL, name="@Carol")


@pytest.mark.parametrize(
    ("role", "duties"),
    [
        (Role.IC, "declares classifies impact severity assigns coordinates escalates hands confirms"),
        (Role.CL, "client updates colleagues ask Commander"),
        (Role.OL, "investigates cause mitigates tools engineering remedy Commander"),
    ],
)
def test_each_role_says_what_it_is_there_to_do(role: Role, duties: str) -> None:
    said = re.findall(r"\w+", " ".join(role.duties))
    assert set(duties.split()) <= set(said), "as the handbook lists its responsibilities"


def test_each_change_of_owner_begins_a_new_term() -> None:
    life = declared().wait(minutes=5).hand_over("bob").wait(minutes=5).hand_over("carol")
    assert life.incident.terms == 3
    assert [(tenure.name, tenure.since, tenure.until) for tenure in life.incident.tenures] == [
        ("alice", clock("14:00"), clock("14:05")),
        ("bob", clock("14:05"), clock("14:10")),
        ("carol", clock("14:10"), None),
    ]


def test_an_entry_carries_the_term_it_was_decided_under() -> None:
    life = declared().hand_over("bob").note()
    first, second = life.entries[0].id, life.entries[2].id
    assert [entry.term for entry in life.entries] == [first, first, first, second]


def called(minutes: float = 5) -> Life:
    """Escalated to its owner alice by bob at 14:01, and so many minutes later."""
    life = declared().wait(minutes=1)
    life.act(escalate, by="bob", to="@Alice", why="No answer")
    return life.wait(minutes=minutes)


def test_whoever_takes_over_owns_it_at_once() -> None:
    life = called()
    life.act(take_over, by="bob", why="No answer by phone")
    assert isinstance(life.last, OwnershipTaken)
    assert (life.incident.owner, life.incident.terms, life.incident.owner_assigned) == ("bob", 2, True)
    assert [(tenure.name, tenure.how) for tenure in life.incident.tenures] == [
        ("alice", "declared"),
        ("bob", "taken"),
    ]
    assert (life.last.taken_from, life.last.text) == ("alice", "No answer by phone")


def test_taking_over_needs_a_reason() -> None:
    assert "the reason is missing" in called().refused(take_over, by="bob", why=" ")


def test_taking_over_needs_an_escalation_to_the_owner() -> None:
    life = declared().wait(minutes=30)
    call = Act("escalate", "INC-7K3Q", to="alice", why="no answer")
    assert call in life.refusal(take_over, by="bob", why="No answer").then
    life.act(escalate, by="bob", to="dave", why="No answer")
    life.wait(minutes=30)
    call = Act("escalate", "INC-7K3Q", to="alice", why="no answer")
    assert call in life.refusal(take_over, by="bob", why="No answer").then


def test_taking_over_waits_five_minutes_from_the_escalation() -> None:
    life = called(4)
    assert "you may take over from 2026-09-01 14:06 UTC" in life.refused(take_over, by="bob", why="No answer")
    life.wait(minutes=1)
    assert life.act(take_over, by="bob", why="No answer")


def test_how_long_an_owner_has_to_answer_is_configurable() -> None:
    life = declared(Shift(policy=Policy(take_after=timedelta(minutes=15))))
    life.act(escalate, by="bob", to="alice", why="No answer")
    assert "14:15" in life.wait(minutes=14).refused(take_over, by="bob", why="No answer")
    assert life.wait(minutes=1).act(take_over, by="bob", why="No answer")


def test_any_act_of_the_owner_after_the_call_answers_it() -> None:
    life = called(3).note(by="alice").wait(minutes=10)
    assert "has acted since" in life.refused(take_over, by="bob", why="No answer")


def test_an_act_recorded_after_the_call_answers_it_even_where_it_is_older() -> None:
    life = called(3).note(by="alice", at=clock("13:50")).wait(minutes=10)
    assert "has acted since" in life.refused(take_over, by="bob", why="No answer")


def test_an_act_that_happened_after_a_backdated_call_answers_it() -> None:
    life = declared().wait(minutes=5).note(by="alice").wait(minutes=5)
    life.act(escalate, by="bob", at=clock("14:02"), to="alice", why="No answer")
    assert "has acted since" in life.refused(take_over, by="bob", why="No answer")


def test_an_act_of_the_same_second_but_before_the_call_is_no_answer() -> None:
    life = declared()
    life.act(escalate, by="bob", to="alice", why="No answer")
    assert life.wait(minutes=5).act(take_over, by="bob", why="No answer")


def test_a_backdated_call_counts_from_when_it_was_recorded() -> None:
    life = declared().wait(minutes=10)
    life.act(escalate, by="bob", at=clock("14:04"), to="alice", why="Phoned twice")
    assert "you may take over from 2026-09-01 14:15 UTC" in life.refused(take_over, by="bob", why="No answer")
    life.wait(minutes=5)
    assert life.act(take_over, by="bob", why="No answer")


def test_acts_of_others_are_no_answer() -> None:
    assert called().note(by="carol").act(take_over, by="bob", why="No answer")


def test_calling_again_does_not_begin_the_wait_anew() -> None:
    life = called(4)
    life.act(escalate, by="carol", to="alice", why="Still no answer")
    assert life.wait(minutes=1).act(take_over, by="bob", why="No answer")


def test_a_struck_escalation_does_not_count() -> None:
    life = called()
    life.act(strike, by="bob", seq=2, why="Called somebody else")
    assert "was not escalated to" in life.refused(take_over, by="bob", why="No answer")


def test_calling_oneself_is_no_call() -> None:
    life = declared()
    life.act(escalate, by="alice", to="alice", why="I am here")
    assert "was not escalated to" in life.wait(minutes=9).refused(take_over, by="bob", why="No answer")


def test_the_owner_cannot_take_what_they_own() -> None:
    assert "you own INC-7K3Q already" in called().refused(take_over, by="alice", why="Mine")


def test_a_call_to_an_earlier_owner_does_not_unseat_the_next_one() -> None:
    life = called(1)
    life.hand_over("carol").wait(minutes=10)
    assert "carol was not escalated to" in life.refused(take_over, by="bob", why="No answer")


def test_taking_over_ends_the_absence_and_keeps_its_promise() -> None:
    life = declared().update(30)
    life.act(go_away, until=clock("16:00"), expect="Mail is read", posted=True)
    life.act(escalate, by="bob", to="alice", why="The fix failed")
    life.wait(minutes=5)
    life.act(take_over, by="bob", why="Nobody covers")
    assert life.incident.away is None
    assert life.clock == ("next_update", clock("16:00"))
    assert life.due.keeper == "bob"


def test_an_open_promise_passes_to_who_took_over() -> None:
    life = declared().update(30)
    life.act(escalate, by="bob", to="alice", why="No answer")
    life.wait(minutes=5)
    life.act(take_over, by="bob", why="No answer")
    promise = life.incident.update_promise
    assert promise is not None
    assert (promise.keeper, promise.due_at) == ("bob", clock("14:30"))


def test_an_offer_made_before_cannot_be_accepted_after_a_take_over() -> None:
    life = called(0)
    life.act(offer_handover, to="carol", status="Fine")
    life.act(escalate, by="bob", to="alice", why="No answer")
    life.wait(minutes=5)
    life.act(take_over, by="bob", why="No answer")
    assert "to carol is offered any more: bob took over from alice at" in life.refused(
        accept_handover, by="carol"
    )


def test_everybody_may_say_that_it_is_resolved_and_it_stays_the_owners() -> None:
    life = declared()
    life.act(resolve, by="bob", remedy=Remedy.RESTORED)
    assert life.incident.owner == "alice"


@pytest.mark.parametrize("name", ["", "@", "x" * 81])
def test_a_lead_has_a_name(name: str) -> None:
    assert "name" in declared().refused(assign, role=Role.OL, name=name)

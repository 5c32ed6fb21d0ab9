"""Whom a ladder proposes: a rung at a time, each as long as it has for an answer (R 6.8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.domain.incident_life import Life, Shift, clock

from incident_console.domain.absence import go_away
from incident_console.domain.colleagues import Colleagues, Ladder, Listed, Person
from incident_console.domain.escalating import Escalation, whom_to_escalate_to
from incident_console.domain.ownership import take_over
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.procedure import StepState, procedure
from incident_console.domain.reopening import reopen
from incident_console.domain.response import escalate, note, strike

SRE = Ladder(name="sre", rungs=(("bob",), ("carol", "dan"), ("erin",)), wait=timedelta(minutes=5))
PEOPLE = Listed(
    [Person(name="bob", names=("robert.m",), deputy="frank"), Person(name="alice", deputy="Grace")]
)
COLLEAGUES = Colleagues(people=PEOPLE, ladders={"sre": SRE, "vip": Ladder(name="vip", rungs=(("zoe",),))})


def life(**agreed: object) -> Life:
    return Life(Shift(policy=Policy(colleagues=COLLEAGUES, **agreed))).declare()  # type: ignore[arg-type]


def proposed(life: Life, by: str = "alice") -> Escalation:
    found = whom_to_escalate_to(life.incident, life.shift.policy, by, life.now)
    assert found is not None
    return found


def test_the_first_rung_comes_first_and_whoever_asks_is_passed_over() -> None:
    here = life()
    assert (proposed(here).rung, proposed(here).names) == (1, ("bob",))
    assert (proposed(here, by="Bob").rung, proposed(here, by="Bob").names) == (2, ("carol", "dan"))


def test_a_rung_has_its_wait_for_an_answer_and_then_the_next_is_proposed() -> None:
    here = life()
    here.act(escalate, to="bob", why="no progress")
    waits = proposed(here.wait(minutes=4))
    assert (waits.rung, waits.names, waits.next_at) == (1, ("bob",), clock("14:05"))
    assert [(each.name, each.since) for each in waits.unanswered] == [("bob", clock("14:00"))]
    above = proposed(here.wait(minutes=1))
    assert (above.rung, above.names, above.waited_out) == (2, ("carol", "dan"), True)


def test_of_a_rung_of_two_the_other_is_proposed_meanwhile() -> None:
    here = life()
    here.act(escalate, to="carol", why="no progress")
    assert (proposed(here).rung, proposed(here).names) == (2, ("dan",))
    here.act(escalate, to="dan", why="no progress")
    assert proposed(here).names == ("carol", "dan")
    here.wait(minutes=5)
    assert proposed(here).names == ("erin",)


def test_at_the_top_it_stays_at_the_top() -> None:
    here = life()
    here.act(escalate, to="erin", why="no progress")
    here.wait(minutes=30)
    assert (proposed(here).rung, proposed(here).names, proposed(here).next_at) == (3, ("erin",), None)


def test_where_they_have_answered_more_help_is_one_rung_up() -> None:
    here = life()
    here.act(escalate, to="bob", why="no progress")
    here.wait(minutes=1).act(note, by="bob", what="looking")
    assert (proposed(here).rung, proposed(here).unanswered, proposed(here).waited_out) == (2, (), False)


def test_a_struck_escalation_and_one_of_an_earlier_life_do_not_count() -> None:
    here = life()
    here.act(escalate, to="bob", why="no progress")
    here.act(strike, seq=len(here.entries), why="wrong incident")
    assert proposed(here).rung == 1
    here.act(escalate, to="bob", why="no progress")
    here.resolve().confirm().close()
    here.wait(minutes=10).act(reopen, why="errors are back")
    assert (proposed(here).rung, proposed(here).unanswered) == (1, ())


def test_for_an_owner_who_is_away_their_deputy_is_proposed() -> None:
    here = Life(Shift(policy=Policy(colleagues=COLLEAGUES))).declare(by="bob")
    assert proposed(here).names == ("bob",)
    here.act(go_away, by="bob", until=here.now + timedelta(hours=1), expect="mail is answered")
    assert proposed(here).names == ("frank",)


def test_a_client_has_its_own_ladder_and_without_any_nobody_is_proposed() -> None:
    own = Policy(colleagues=COLLEAGUES, clients={"ACME": ClientProfile(name="ACME", ladder="vip")})
    here = Life(Shift(policy=own)).declare(clients=["ACME"])
    assert (proposed(here).ladder, proposed(here).names) == ("vip", ("zoe",))
    assert whom_to_escalate_to(here.incident, Policy(), "alice", here.now) is None


def test_step_8_is_open_when_a_rung_did_not_answer_in_time() -> None:
    here = life()
    here.act(escalate, to="bob", why="no progress")
    assert procedure(here.incident, here.wait(minutes=4).now, here.shift.policy)[7].state is StepState.DONE
    step = procedure(here.incident, here.wait(minutes=1).now, here.shift.policy)[7]
    assert (step.state, step.since) == (StepState.OPEN, clock("14:00"))
    assert step.missing == "no answer from bob; call carol, dan"


def test_step_8_names_whom_the_ladder_proposes_where_nothing_goes_on() -> None:
    quiet = life()
    quiet.wait(hours=2)
    assert procedure(quiet.incident, quiet.now, quiet.shift.policy)[7].missing == (
        "no progress logged; escalate to bob"
    )
    quiet.hand_over("bob").wait(hours=2)
    assert procedure(quiet.incident, quiet.now, quiet.shift.policy)[7].missing == (
        "no progress logged; escalate to carol or dan"
    ), "the owner does not call themselves"


def test_an_escalation_to_the_owner_by_the_ladder_lets_others_take_over() -> None:
    here = Life(Shift(policy=Policy(colleagues=COLLEAGUES))).declare(by="bob")
    here.act(escalate, by="alice", to=proposed(here).names[0], why="no answer")
    here.wait(minutes=5).act(take_over, by="alice", why="no answer")
    assert here.incident.owner == "alice"


@pytest.mark.parametrize(
    ("phone", "text", "left"),
    [
        ("+49 555 0199 123", "no such number +495550199123", "no such number …"),
        ("+49 555 0199 123", "550 5.1.1 0555-0199123 unknown", "550 5.1.1 0… unknown"),
        ("0199", "404 from 0199", "404 from …"),
        ("12 or 7700 1234", "call 12: 7700-1234 failed", "call 12: … failed"),
        ("+49 5550 1, at night +49 170 1234567", "49 170 123 45 67, 4955501", "…, …"),
        (None, "no such number 0199", "no such number 0199"),
        ("112", "HTTP 112", "HTTP 112"),
    ],
)
def test_a_text_without_somebodys_number(phone: str | None, text: str, left: str) -> None:
    assert Person(name="bob", phone=phone).without_phone(text) == left

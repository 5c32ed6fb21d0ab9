"""What is said now counts now: a clock that was set back loses no act, and order is the sequence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.domain.incident_life import Life, clock, declared

from incident_console.domain import (
    absence,
    actions,
    closing,
    communication,
    declaring,
    drafting,
    duplicates,
    ending,
    handover,
    handover_answers,
    ownership,
    promises,
    reopening,
    response,
    review,
)
from incident_console.domain.vocabulary import MessageKind, Remedy, Role, Severity, Status
from incident_console.messages import words
from incident_console.reports import metrics

Act = Callable[[Life], object]

WHOLE_LIFE: list[Act] = [
    lambda life: life.act(declaring.assess, impact="all fails", scope="EU"),
    lambda life: life.act(declaring.change_severity, severity=Severity.P2, why="half"),
    lambda life: life.act(declaring.change_severity, severity=Severity.P1, why="all"),
    lambda life: life.act(declaring.link_ticket, ticket="SUP-1"),
    lambda life: life.act(ownership.assign, role=Role.IC, name="alice"),
    lambda life: life.act(ownership.assign, role=Role.CL, name="carol"),
    lambda life: life.act(response.escalate, by="bob", to="alice", why="no progress"),
    lambda life: life.act(response.change_status, status=Status.IDENTIFIED),
    lambda life: life.act(response.change_status, status=Status.MONITORING),
    lambda life: life.act(actions.add_action, what="scale", owner="bob"),
    lambda life: life.act(actions.reassign_action, n=1, owner="oli"),
    lambda life: life.act(actions.finish_action, n=1),
    lambda life: life.note(),
    lambda life: life.act(response.strike, seq=life.incident.seq, why="wrong"),
    lambda life: life.update(),
    lambda life: life.update(posted=False),
    lambda life: life.post(MessageKind.UPDATE),
    lambda life: life.act(
        promises.reschedule, due=life.now + timedelta(hours=9), why="a restart", posted=True
    ),
    lambda life: life.act(absence.go_away, until=life.now + timedelta(hours=9), expect="mail", posted=True),
    lambda life: life.act(absence.come_back),
    lambda life: life.act(handover.offer_handover, to="dan"),
    lambda life: life.act(handover_answers.decline_handover, by="dan", why="asleep"),
    lambda life: life.act(handover.offer_handover, to="dan"),
    lambda life: life.act(handover_answers.withdraw_handover),
    lambda life: life.act(handover.offer_handover, to="dan"),
    lambda life: life.act(handover_answers.accept_handover, by="dan"),
    lambda life: life.update(),
    lambda life: life.resolve(),
    lambda life: life.act(reopening.reopen, why="errors are back"),
    lambda life: life.resolve(remedy=Remedy.MITIGATED),
    lambda life: life.confirm(),
    lambda life: life.close(posted=False, analysis_by=life.now + timedelta(days=9)),
    lambda life: life.post(MessageKind.WRAP_UP),
    lambda life: life.act(closing.send_analysis, what="a full pool", posted=True),
    lambda life: life.act(review.review, root_cause="a full pool"),
    lambda life: life.act(reopening.reopen, by="bob", why="it is back"),
    lambda life: life.act(ending.stand_down, why="it was the alarm", posted=True),
]


@pytest.mark.parametrize("step", [timedelta(seconds=2), timedelta(hours=1)], ids=str)
@pytest.mark.parametrize("back_before", range(len(WHOLE_LIFE)))
def test_whatever_is_said_after_the_clock_was_set_back_is_recorded(back_before: int, step: timedelta) -> None:
    life = declared()
    for place, act in enumerate(WHOLE_LIFE):
        if place == back_before:
            life.shift.now -= step
        act(life)
        life.wait(seconds=1)
    assert life.incident.status is Status.STOOD_DOWN
    assert [entry.seq for entry in life.entries] == list(range(1, len(life.entries) + 1))
    figures = metrics.of(life.incident, life.now)
    assert figures["unowned_seconds"] == 0
    assert all(gap >= 0 for gap in figures["update_gaps_minutes"])


def test_set_back_before_each_act_all_are_recorded() -> None:
    life = declared()
    for act in WHOLE_LIFE:
        life.shift.now -= timedelta(seconds=2)
        act(life)
    assert life.incident.status is Status.STOOD_DOWN


def test_a_duplicate_is_marked_after_the_clock_was_set_back() -> None:
    survivor = declared()
    life = Life(survivor.shift, "INC-9BXW").declare().update()
    life.shift.now -= timedelta(minutes=5)
    life.act(duplicates.mark_duplicate, survivor=survivor.incident, posted=True)
    assert life.incident.duplicate_of == survivor.ref


def test_what_is_backdated_is_still_refused_where_it_is_too_old() -> None:
    life = declared().wait(minutes=10).update().wait(minutes=10)
    life.act(response.change_status, status=Status.IDENTIFIED)
    early = clock("14:05")
    monitoring = {"at": early, "status": Status.MONITORING}
    assert "it was last set at" in life.refused(response.change_status, **monitoring)
    parts = {"impact": "x", "done": "x", "next_steps": "x", "next_update": clock("16:00")}
    assert "the previous message went out at" in life.refused(
        communication.send_update, at=early, posted=True, **parts
    )
    assert "was declared at" in life.refused(response.escalate, at=clock("13:00"), to="bob", why="x")


def test_service_is_not_restored_before_the_impact_began() -> None:
    life = declared(started_at=clock("14:00"))
    life.shift.now -= timedelta(seconds=2)
    life.resolve()
    assert life.incident.restored_at == clock("14:00")
    assert metrics.of(life.incident, life.now)["impact_minutes"] == 0


def test_the_new_owner_is_named_and_introduced_once() -> None:
    life = declared().update(minutes=300).wait(minutes=1)
    life.hand_over("carol")
    life.shift.now -= timedelta(minutes=2)
    assert ownership.handover_notice_due(life.incident)
    life.update(minutes=200)
    assert not ownership.handover_notice_due(life.incident)
    event = life.incident.updates[-1].event
    assert "carol" not in words(life.incident, event, life.shift.policy, life.incident.tenure.since)


def test_what_was_done_since_the_update_is_proposed() -> None:
    life = declared()
    life.act(actions.add_action, what="scale the pool", owner="oli")
    life.update(minutes=300)
    life.shift.now -= timedelta(minutes=1)
    life.act(actions.finish_action, n=1)
    proposed = drafting.proposed_update(life.incident, life.request())
    assert proposed.done == "scale the pool"

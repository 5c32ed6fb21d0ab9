"""The end in three gates: resolved, confirmed, closed by the wrap-up; and standing down."""

from typing import Any

import pytest
from tests.domain.incident_life import clock, declared

from incident_console.domain.actions import add_action
from incident_console.domain.closing import (
    WrapUpWritten,
    close,
    confirm,
    resolve,
    send_analysis,
    wrap_up_from,
)
from incident_console.domain.ending import stand_down
from incident_console.domain.posting import discard_message, say_posted
from incident_console.domain.promises import reschedule
from incident_console.domain.refusal import Act, Part
from incident_console.domain.reopening import reopen
from incident_console.domain.response import change_status, strike
from incident_console.domain.vocabulary import MessageKind, Outcome, PromiseKind, Remedy, Severity, Status

WORDS = {"what": "A release broke it", "customer_impact": "An hour of failed checkouts"}


@pytest.mark.parametrize("remedy", list(Remedy))
def test_each_of_the_three_criteria_resolves_it(remedy: Remedy) -> None:
    incident = declared().resolve(remedy=remedy).incident
    assert (incident.status, incident.remedy) == (Status.RESOLVED, remedy)
    assert incident.resolved_at == clock("14:00")


def test_service_is_restored_when_it_is_resolved_unless_somebody_says_when() -> None:
    life = declared(started_at=clock("13:30")).wait(minutes=20)
    assert life.resolve().incident.restored_at == clock("14:20")
    life = declared().wait(minutes=20)
    assert life.resolve(restored_at=clock("13:50")).incident.restored_at == clock("13:50")


def test_a_workaround_may_go_without_a_restoration() -> None:
    assert declared().resolve(remedy=Remedy.WORKAROUND).incident.restored_at is None
    life = declared().resolve(remedy=Remedy.WORKAROUND, restored_at=clock("14:00"))
    assert life.incident.restored_at == clock("14:00")


def test_service_is_not_restored_in_the_future_or_before_it_failed() -> None:
    life = declared(started_at=clock("13:30"))
    late, early = (
        life.refusal(resolve, remedy=Remedy.RESTORED, restored_at=clock(time)) for time in ("14:01", "13:29")
    )
    assert late.about is early.about is Part.RESTORED_AT
    assert "the impact began at 2026-09-01 13:30 UTC" in str(early)


def test_resolving_changes_no_promise() -> None:
    life = declared().update(30).wait(minutes=10).resolve()
    assert (life.outcomes, life.clock) == (["open"], ("next_update", clock("14:30")))
    life.update(60)
    assert life.clock == ("next_update", clock("15:10"))


def test_resolving_twice_is_refused() -> None:
    assert "resolved already" in declared().resolve().refused(resolve, remedy=Remedy.MITIGATED)


def test_only_what_is_resolved_is_confirmed_once() -> None:
    life = declared()
    assert "resolve it first" in life.refused(confirm)
    life.resolve().confirm()
    assert life.incident.confirmed_at == clock("14:00")
    assert "is confirmed since" in life.refused(confirm)


def test_it_is_confirmed_after_it_was_resolved_and_closed_after_that() -> None:
    life = declared().wait(minutes=10).resolve().wait(minutes=10)
    assert "resolved at 2026-09-01 14:10 UTC" in life.refused(confirm, at=clock("14:09"))
    life.confirm().wait(minutes=5)
    assert "confirmed at 2026-09-01 14:20 UTC" in life.refused(
        close, at=clock("14:19"), **WORDS, prevention="x"
    )


def test_the_confirmation_makes_the_wrap_up_the_clock_at_the_open_promise() -> None:
    life = declared().update(30).resolve().confirm()
    assert life.clock == ("wrap_up", clock("14:30"))
    assert life.due.promised


def test_without_a_promise_the_wrap_up_is_due_when_the_first_update_was() -> None:
    assert declared().resolve().confirm().clock == ("wrap_up", clock("14:10"))


def test_it_is_not_closed_before_both_gates() -> None:
    life = declared()
    assert "resolve and confirm it first" in life.refused(close, **WORDS, prevention="x")
    life.resolve()
    assert "its owner confirms first" in life.refused(close, **WORDS, prevention="x")


def test_the_wrap_up_says_what_happened_the_impact_and_what_prevents_it_or_when_the_analysis_comes() -> None:
    life = declared().resolve().confirm()
    assert "what happened is missing" in life.refused(close, **{**WORDS, "what": ""}, prevention="x")
    assert "customer impact is missing" in life.refused(
        close, **{**WORDS, "customer_impact": ""}, prevention="x"
    )
    refusal = life.refusal(close, **WORDS)
    assert refusal.about is Part.PREVENTION
    assert "what prevents a recurrence" in str(refusal)
    assert "or when the analysis comes" in str(refusal)
    assert "is not in the future" in life.refused(close, **WORDS, analysis_by=clock("14:00"))


@pytest.mark.parametrize(
    "said",
    [
        {"prevention": "Stages"},
        {"prevention": None, "analysis_by": clock("12:00", 4)},
        {"prevention": "Stages", "analysis_by": clock("12:00", 4)},
    ],
    ids=["prevention", "analysis", "both"],
)
def test_prevention_an_analysis_date_or_both_close_it(said: dict[str, Any]) -> None:
    life = declared().update(30).close(**said)
    assert (life.incident.status, life.incident.closed_at) == (Status.CLOSED, clock("14:00"))
    assert (life.incident.analysis_promise is not None) == ("analysis_by" in said)


def test_it_is_closed_when_the_wrap_up_is_out_not_when_it_is_written() -> None:
    life = declared().update(30).close(posted=False)
    assert (life.incident.status, life.clock) == (Status.RESOLVED, ("wrap_up", clock("14:30")))
    assert isinstance(wrap_up_from(life.incident), WrapUpWritten)
    life.wait(minutes=31).post(MessageKind.WRAP_UP, by="bob")
    assert (life.incident.status, life.incident.closed_at) == (Status.CLOSED, clock("14:31"))
    assert [(promise.outcome, promise.late_seconds) for promise in life.incident.promises] == [
        (Outcome.LATE, 60)
    ]
    assert wrap_up_from(life.incident) is None


def test_the_wrap_up_counts_as_an_update() -> None:
    life = declared().update(30).wait(minutes=5).close()
    assert [message.kind for message in life.incident.updates] == [MessageKind.UPDATE, MessageKind.WRAP_UP]
    assert life.incident.last_update_at == clock("14:05")


def test_open_actions_do_not_block_closing_and_go_on_as_follow_ups() -> None:
    life = declared()
    life.act(add_action, what="Scale the pool", owner="oscar")
    life.close()
    written = next(e.event for e in life.entries if isinstance(e.event, WrapUpWritten))
    assert [(action.n, action.text, action.owner) for action in written.follow_ups] == [
        (1, "Scale the pool", "oscar")
    ]
    assert life.incident.actions[0].follow_up
    assert life.incident.actions[0].open


def test_the_wrap_up_says_when_service_was_restored() -> None:
    life = declared().resolve(restored_at=clock("13:55")).close()
    written = next(e.event for e in life.entries if isinstance(e.event, WrapUpWritten))
    assert written.restored_at == clock("13:55")


def test_a_promised_analysis_has_its_own_countdown_after_closing() -> None:
    life = declared(severity=Severity.P3).update(30).close(analysis_by=clock("12:00:30", 4))
    assert life.clock == ("analysis", clock("12:00", 4))
    assert life.due.promised
    assert [promise.kind for promise in life.incident.promises] == [PromiseKind.UPDATE, PromiseKind.ANALYSIS]


def test_the_analysis_keeps_its_promise_when_it_is_out() -> None:
    life = declared(severity=Severity.P3).close(analysis_by=clock("12:00", 4))
    life.act(send_analysis, what="The cause, and what changes")
    assert life.clock == ("analysis", clock("12:00", 4))
    life.post(MessageKind.ANALYSIS)
    assert life.outcomes == ["kept"]


def test_a_late_analysis_is_late_by_so_much() -> None:
    life = declared(severity=Severity.P3).close(analysis_by=clock("15:00"))
    life.wait(hours=2).act(send_analysis, what="The cause", posted=True)
    assert [(promise.outcome, promise.late_seconds) for promise in life.incident.promises] == [
        (Outcome.LATE, 3600)
    ]


def test_a_reschedule_moves_the_analysis_after_the_end() -> None:
    life = declared(severity=Severity.P3).update(30).close(analysis_by=clock("12:00", 4))
    life.act(reschedule, due=clock("12:00", 8), why="The vendor's logs come on Monday", posted=True)
    assert (life.outcomes, life.clock) == (["kept", "moved", "open"], ("analysis", clock("12:00", 8)))


def test_without_a_promised_analysis_there_is_none_to_move_and_none_is_sent_while_open() -> None:
    life = declared()
    assert "has promised no analysis" in life.refused(send_analysis, what="The cause")
    life.close()
    assert "owes its client no analysis" in life.refused(reschedule, due=clock("12:00", 4), why="Slow")
    assert life.act(send_analysis, what="The cause all the same", posted=True)


def test_the_end_takes_a_waiting_reschedule_of_the_update_with_it_but_not_one_of_the_analysis() -> None:
    life = declared().update(30).close(analysis_by=clock("12:00", 4))
    life.act(reschedule, due=clock("12:00", 8), why="Slow")
    analysis = life.waiting(MessageKind.RESCHEDULE).id
    life.act(reopen, why="Errors are back")
    life.update(30)
    life.act(reschedule, due=clock("14:40"), why="Slow")
    life.close()
    assert [message.id for message in life.incident.waiting] == [analysis]
    life.act(say_posted, message=analysis)
    assert life.incident.analysis_promise is not None
    assert life.incident.analysis_promise.due_at == clock("12:00", 8)


def test_a_false_alarm_nobody_heard_of_is_over_at_once() -> None:
    life = declared()
    assert "the reason is missing" in life.refused(stand_down, why="")
    life.act(stand_down, why="The alert was wrong")
    assert (life.incident.status, life.incident.closed_at) == (Status.STOOD_DOWN, clock("14:00"))
    assert (life.incident.waiting, life.last.text) == ([], "The alert was wrong")


def test_standing_down_needs_a_message_where_the_client_was_told_anything() -> None:
    life = declared().update(30).wait(minutes=5)
    life.act(stand_down, why="The alert was wrong")
    assert (life.incident.status, life.clock) == (Status.INVESTIGATING, ("next_update", clock("14:30")))
    life.post(MessageKind.STAND_DOWN)
    assert (life.incident.status, life.outcomes) == (Status.STOOD_DOWN, ["kept"])


def test_standing_down_and_posting_it_is_one_act() -> None:
    life = declared().update(30).wait(minutes=40)
    life.act(stand_down, why="The alert was wrong", posted=True)
    assert (life.incident.status, life.outcomes) == (Status.STOOD_DOWN, ["late"])


def test_a_message_that_waits_is_no_word_to_the_client() -> None:
    life = declared().update(30, posted=False)
    life.act(stand_down, why="The alert was wrong")
    assert life.incident.status is Status.STOOD_DOWN
    assert life.incident.waiting == []


def test_a_stand_down_in_waiting_may_be_discarded_or_sent_back() -> None:
    life = declared().update(30)
    life.act(stand_down, why="The alert was wrong")
    life.act(discard_message, message=life.waiting(MessageKind.STAND_DOWN).id, why="It is real")
    assert life.incident.waiting == []
    life.act(stand_down, why="The alert was wrong")
    life.act(reopen, why="It is real")
    assert (life.incident.waiting, life.clock) == ([], ("next_update", clock("14:30")))


def test_an_ended_incident_is_not_worked_on() -> None:
    life = declared().close()
    for rule, said in (
        (resolve, {"remedy": Remedy.RESTORED}),
        (confirm, {}),
        (close, {**WORDS, "prevention": "x"}),
        (stand_down, {"why": "A false alarm"}),
        (change_status, {"status": Status.IDENTIFIED}),
    ):
        refusal = life.refusal(rule, **said)
        assert "is closed; reopen it first" in str(refusal)
        assert refusal.then == (Act("reopen", "INC-7K3Q"),)


def test_a_mistaken_word_that_the_wrap_up_was_posted_opens_the_last_gate_again() -> None:
    life = declared().update(30).close(analysis_by=clock("12:00", 4))
    life.act(strike, seq=life.incident.seq, why="It was a draft")
    assert (life.incident.status, life.incident.closed_at) == (Status.RESOLVED, None)
    assert (life.outcomes, life.clock) == (["open"], ("wrap_up", clock("14:30")))
    life.wait(minutes=5).post(MessageKind.WRAP_UP)
    assert life.incident.closed_at == clock("14:05")

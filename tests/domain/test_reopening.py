"""Reopening appends and clears nothing from the record."""

from tests.domain.incident_life import Life, clock, declared

from incident_console.domain.actions import add_action
from incident_console.domain.deadlines import next_deadline
from incident_console.domain.declaring import IncidentDeclared
from incident_console.domain.drafting import proposed_update
from incident_console.domain.ending import HistoryEnded, stand_down
from incident_console.domain.reopening import reopen
from incident_console.domain.vocabulary import MessageKind, Severity, Status


def test_a_closed_incident_goes_on() -> None:
    life = declared().update(30).close().wait(hours=2)
    kept = list(life.entries)
    life.act(reopen, by="bob", why="Errors are back")
    incident = life.incident
    assert life.entries[:-1] == kept
    assert (incident.status, incident.lives) == (Status.INVESTIGATING, 2)
    assert (incident.resolved_at, incident.confirmed_at, incident.closed_at) == (None, None, None)
    assert (incident.restored_at, incident.remedy, incident.review.due_at) == (None, None, None)
    assert life.last.text == "Errors are back"


def test_a_reopening_needs_a_reason() -> None:
    assert "the reason is missing" in declared().close().refused(reopen, why="")


def test_the_last_owner_owns_it() -> None:
    life = declared().hand_over("bob").close()
    life.act(reopen, by="carol", why="Errors are back")
    assert (life.incident.owner, life.incident.terms, len(life.incident.tenures)) == ("bob", 2, 2)


def test_the_client_hears_by_the_cadence_from_now() -> None:
    life = declared().update(30).close().wait(hours=2)
    life.act(reopen, why="Errors are back")
    assert life.clock == ("first_update", clock("16:10"))
    life.update(30)
    assert life.clock == ("next_update", clock("16:30"))
    assert life.outcomes == ["kept", "open"]


def test_an_analysis_promise_stands_and_its_clock_comes_back_with_the_next_end() -> None:
    life = declared(severity=Severity.P3).update(30).close(analysis_by=clock("12:00", 4))
    life.act(reopen, why="Errors are back")
    assert life.incident.analysis_promise is not None
    assert life.due.kind == "first_update"
    life.close()
    assert life.clock == ("analysis", clock("12:00", 4))


def test_a_second_wrap_up_moves_the_analysis() -> None:
    life = declared(severity=Severity.P3).close(analysis_by=clock("12:00", 4))
    life.act(reopen, why="Errors are back")
    life.close(analysis_by=clock("12:00", 7))
    assert (life.outcomes, life.clock) == (["moved", "open"], ("analysis", clock("12:00", 7)))


def test_both_gates_are_to_be_passed_again() -> None:
    life = declared().close().wait(hours=1)
    life.act(reopen, why="Errors are back")
    life.wait(minutes=5).close()
    assert (life.incident.resolved_at, life.incident.closed_at) == (clock("15:05"), clock("15:05"))


def test_the_owner_sends_a_resolution_back_before_closing() -> None:
    life = declared().update(30).resolve().confirm().close(posted=False)
    assert "only alice" in life.refused(reopen, by="bob", why="Errors are back")
    life.act(reopen, why="Errors are back")
    assert (life.incident.status, life.incident.confirmed_at, life.incident.lives) == (
        Status.INVESTIGATING,
        None,
        1,
    )
    assert life.incident.waiting == [], "the wrap-up is overtaken"
    assert (life.outcomes, life.clock) == (["open"], ("next_update", clock("14:30")))


def test_what_is_open_is_not_reopened() -> None:
    assert "there is nothing to reopen" in declared().refused(reopen, why="Errors are back")


def test_it_is_not_reopened_before_it_ended() -> None:
    life = declared().wait(hours=1).close().wait(hours=1)
    assert "ended at 2026-09-01 15:00 UTC" in life.refused(reopen, at=clock("14:59"), why="Errors are back")


def test_what_was_stood_down_is_reopened_too() -> None:
    life = declared()
    life.act(stand_down, why="A false alarm")
    life.wait(minutes=30).act(reopen, by="bob", why="It was real")
    assert life.clock == ("first_update", clock("14:40"))


def test_actions_that_the_end_made_follow_ups_are_work_again() -> None:
    life = declared()
    life.act(add_action, what="Scale the pool", owner="oscar")
    life.act(add_action, what="Write a test", owner="oscar", follow_up=True)
    life.close()
    assert [action.follow_up for action in life.incident.actions] == [True, True]
    life.act(reopen, why="Errors are back")
    assert [action.follow_up for action in life.incident.actions] == [False, True]


def test_an_end_that_waited_is_dropped_with_the_reopening() -> None:
    life = declared().update(30)
    life.act(stand_down, why="A false alarm")
    life.act(reopen, why="It is real")
    assert not [message for message in life.incident.waiting if message.kind is MessageKind.STAND_DOWN]


def test_an_import_is_history() -> None:
    life = Life()
    request = life.request(by="alice", at=clock("09:00"))
    life.record(request, [IncidentDeclared(ref=life.ref, title="Old", owner="alice", imported=True)])
    life.record(request, [HistoryEnded()])
    assert (life.incident.status, life.incident.severity) == (Status.CLOSED, None)
    assert next_deadline(life.incident) is None
    assert "is history" in life.refused(reopen, why="Errors are back")


def test_after_a_wrap_up_nothing_is_proposed_as_unchanged() -> None:
    life = declared(impact="30 % fail").update(30)
    assert proposed_update(life.incident, life.request()).impact.startswith("Unchanged")
    life.close()
    life.act(reopen, why="errors are back")
    assert proposed_update(life.incident, life.request()).impact == "30 % fail"

"""The response: status, actions with owners, the journal and escalations."""

from datetime import timedelta

import pytest
from tests.domain.incident_life import clock, declared

from incident_console.domain.actions import add_action, drop_action, finish_action, reassign_action
from incident_console.domain.refusal import Part
from incident_console.domain.response import Noted, NoteKind, change_status, escalate, note
from incident_console.domain.vocabulary import Status


def test_the_status_goes_to_and_fro_while_it_is_worked_on() -> None:
    life = declared()
    for status in (Status.IDENTIFIED, Status.MONITORING, Status.INVESTIGATING):
        life.act(change_status, status=status)
        assert life.incident.status is status
    assert "is investigating already" in life.refused(change_status, status=Status.INVESTIGATING)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.STOOD_DOWN, Status.DUPLICATE])
def test_an_end_is_no_status_to_set(status: Status) -> None:
    refusal = declared().refusal(change_status, status=status)
    assert refusal.about is Part.STATUS
    assert "resolved, confirmed and closed" in str(refusal)


def test_what_is_resolved_is_sent_back_first() -> None:
    assert "send it back first" in declared().resolve().refused(change_status, status=Status.IDENTIFIED)


def test_actions_have_numbers_and_owners() -> None:
    life = declared()
    life.act(add_action, what="Scale the pool", owner="@oscar", due=clock("15:00"))
    life.act(add_action, what="Write a test", owner="bob", follow_up=True)
    first, second = life.incident.actions
    assert (first.n, first.text, first.owner, first.due, first.follow_up) == (
        1,
        "Scale the pool",
        "oscar",
        clock("15:00"),
        False,
    )
    assert (second.n, second.follow_up) == (2, True)


def test_an_action_is_done_dropped_with_a_reason_or_given_to_another() -> None:
    life = declared()
    for what in ("One", "Two", "Three"):
        life.act(add_action, what=what, owner="oscar")
    life.wait(minutes=5).act(finish_action, n=1)
    assert "the reason is missing" in life.refused(drop_action, n=2, why="")
    life.act(drop_action, n=2, why="Not needed")
    life.act(reassign_action, n=3, owner="bob")
    one, two, three = life.incident.actions
    assert (one.done_at, one.open) == (clock("14:05"), False)
    assert (two.dropped_at, two.dropped_why, two.open) == (clock("14:05"), "Not needed", False)
    assert (three.owner, three.open) == ("bob", True)
    assert life.incident.open_actions == [three]


def test_what_is_over_is_not_done_again() -> None:
    life = declared()
    life.act(add_action, what="One", owner="oscar")
    life.act(add_action, what="Two", owner="oscar")
    life.act(finish_action, n=1)
    life.act(drop_action, n=2, why="Not needed")
    for rule, said in (
        (finish_action, {}),
        (drop_action, {"why": "No"}),
        (reassign_action, {"owner": "bob"}),
    ):
        assert "is done already" in life.refused(rule, n=1, **said)
        assert "was dropped" in life.refused(rule, n=2, **said)
        assert "has no action 3; open actions: none" in life.refused(rule, n=3, **said)


def test_an_action_says_something_and_names_somebody() -> None:
    life = declared()
    assert "the action is missing" in life.refused(add_action, what="", owner="oscar")
    assert "name" in life.refused(add_action, what="Scale", owner=" ")


@pytest.mark.parametrize("kind", [NoteKind.NOTE, NoteKind.FINDING, NoteKind.DECISION, NoteKind.INQUIRY])
def test_the_journal_takes_what_people_write_verbatim(kind: NoteKind) -> None:
    life = declared().note("Pool at 100 %\n  <b>still</b> rising", kind=kind)
    assert isinstance(life.last, Noted)
    assert (life.last.note, life.last.text) == (kind, "Pool at 100 %\n  <b>still</b> rising")


def test_an_empty_note_is_refused() -> None:
    assert "the note is missing" in declared().refused(note, what="\x1b[31m")


def test_a_note_is_backdated_to_when_it_happened() -> None:
    life = declared().wait(minutes=30).note("First errors", at=clock("13:10"), kind=NoteKind.FINDING)
    assert (life.entries[-1].occurred_at, life.entries[-1].recorded_at) == (clock("13:10"), clock("14:30"))


def test_the_journal_goes_on_after_the_end() -> None:
    assert declared().close().note("The vendor confirms it").last.text == "The vendor confirms it"


def test_an_escalation_names_whom_and_why() -> None:
    life = declared()
    assert "the reason is missing" in life.refused(escalate, to="dave", why="")
    assert "name" in life.refused(escalate, to="", why="No progress")
    life.act(escalate, to="@dave", why="No progress")
    assert (life.last.calls, life.last.text) == ("dave", "No progress")


def test_a_state_is_not_set_to_before_it_was_last_set() -> None:
    life = declared()
    life.act(change_status, status=Status.MONITORING, at=life.shift.now)
    life.shift.now += timedelta(minutes=10)
    life.act(change_status, status=Status.INVESTIGATING)
    early = life.now - timedelta(minutes=5)
    assert "last set at" in life.refused(change_status, status=Status.IDENTIFIED, at=early)

"""A mistake is struck with a reason, never edited; a change of state is put right by a new act."""

import pytest
from tests.domain.incident_life import declared, state

from incident_console.domain.actions import add_action
from incident_console.domain.folding import fold
from incident_console.domain.procedure import StepState, procedure
from incident_console.domain.refusal import Act, Part
from incident_console.domain.response import NoteKind, escalate, strike


@pytest.mark.parametrize("kind", [NoteKind.NOTE, NoteKind.FINDING, NoteKind.DECISION, NoteKind.INQUIRY])
def test_notes_findings_and_decisions_are_struck_and_stay_readable(kind: NoteKind) -> None:
    life = declared().note("Pool at 100 %", kind=kind)
    life.act(strike, by="bob", seq=2, why="Another pool")
    assert [entry.event.text for entry in life.incident.entries] == [
        "Checkout answers 502",
        "Pool at 100 %",
        "Another pool",
    ]
    struck = life.incident.struck[life.seq(2)]
    assert (struck.by, struck.why, struck.at) == ("bob", "Another pool", life.now)


def test_escalations_are_struck() -> None:
    life = declared()
    life.act(escalate, to="dave", why="No progress")
    life.act(strike, seq=2, why="Called nobody")
    assert life.seq(2) in life.incident.struck


def test_a_struck_finding_is_no_step_done() -> None:
    life = declared().note("The pool", kind=NoteKind.FINDING)
    assert procedure(life.incident, life.now, life.shift.policy)[5].state is StepState.DONE
    life.act(strike, seq=2, why="It was not the pool")
    assert procedure(life.incident, life.now, life.shift.policy)[5].state is StepState.OPEN


def test_changes_of_state_are_not_struck() -> None:
    life = declared().update(30).resolve()
    life.act(add_action, what="Scale the pool", owner="oscar")
    for seq in (1, 2, 4, 5):
        assert "put it right by a new act" in life.refused(strike, seq=seq, why="A mistake")


def test_a_strike_needs_a_reason_and_an_entry_that_still_counts() -> None:
    life = declared().note()
    assert "the reason is missing" in life.refused(strike, seq=2, why=" ")
    refusal = life.refusal(strike, seq=3, why="A mistake")
    assert "has no entry 3" in str(refusal)
    assert (refusal.about, refusal.then) == (Part.ENTRY, (Act("read_log", "INC-7K3Q"),))
    life.act(strike, seq=2, why="A mistake")
    assert "is struck already" in life.refused(strike, seq=2, why="A mistake")
    assert "cannot be struck" in life.refused(strike, seq=3, why="It was right")


def test_what_was_struck_is_struck_for_whoever_folds_the_log_again() -> None:
    life = declared().update(30).note()
    life.act(strike, seq=3, why="Not posted")
    life.update(45)
    life.act(strike, seq=4, why="Wrong")
    assert state(fold(life.entries)) == state(life.incident)

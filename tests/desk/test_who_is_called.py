"""Who is called stands in the file as it is computed, though a note that answers nobody leaves it alone."""

from __future__ import annotations

from datetime import timedelta

from tests.desk.consoles import NOON, Consoles

from incident_console.domain.actions import add_action
from incident_console.domain.response import NoteKind, escalate, note, strike
from incident_console.domain.vocabulary import Criterion

HOUR = timedelta(hours=1)


def asked(consoles: Consoles, text: str) -> bool:
    """Whether a note of bob's has read or written the rows of who is called, all of them."""
    said: list[str] = []
    connection = consoles.bob.store._connection
    connection.set_trace_callback(said.append)
    consoles.note(consoles.bob, text)
    connection.set_trace_callback(None)
    return any("* FROM called_rows" in each for each in said)


def called(consoles: Consoles, person: str) -> list[str]:
    rows = consoles.alice.store.called(person, consoles.clock.now() + HOUR)
    return [row.call.why.value for row in rows]


def test_a_note_of_somebody_who_is_not_called_leaves_the_rows_alone(consoles: Consoles) -> None:
    assert not asked(consoles, "pool at 100 %")
    consoles.alice.act(consoles.ref, escalate, to="Bob", why="no progress")
    assert called(consoles, "bob") == ["escalated"]
    assert asked(consoles, "looking")
    assert called(consoles, "bob") == []
    assert not asked(consoles, "found it")
    assert consoles.alice.store.verify().whole


def test_an_act_answers_what_time_has_called_for_and_nothing_that_it_will(consoles: Consoles) -> None:
    before = called(consoles, "alice")
    assert before == ["clock_nears", "clock_overdue"]
    consoles.note(consoles.alice)
    assert called(consoles, "alice") == before
    consoles.clock.advance(minutes=25)
    consoles.note(consoles.alice)
    assert called(consoles, "alice") == ["clock_overdue"]
    consoles.clock.advance(minutes=25)
    consoles.note(consoles.alice)
    assert called(consoles, "alice") == []
    assert consoles.alice.store.verify().whole


def test_what_calls_or_is_struck_makes_the_rows_anew(consoles: Consoles) -> None:
    consoles.alice.act(consoles.ref, add_action, what="scale", owner="bob")
    consoles.note(consoles.bob)
    done = consoles.alice.act(consoles.ref, escalate, to="carol", why="no progress")
    assert called(consoles, "carol") == ["escalated"]
    consoles.alice.act(consoles.ref, strike, seq=done.incident.seq, why="wrong person")
    assert called(consoles, "carol") == []
    assert consoles.alice.store.verify().whole


def test_in_a_drill_a_first_act_makes_somebody_take_part(consoles: Consoles) -> None:
    bob = consoles.bob
    ref = bob.declare(title="Drill", because=[Criterion.PRODUCTION], owner="dan", drill=True).incident.ref
    assert called(consoles, "dan") == []
    dan = consoles.sit_down("dan")
    dan.act(ref, note, what="here")
    assert "clock_nears" in called(consoles, "dan")
    bob.act(ref, note, what="a machine says so", kind=NoteKind.ALERT)
    assert consoles.alice.store.verify().whole
    dan.store.close()


def test_an_act_by_a_clock_that_was_set_back_has_time_call_once_more(consoles: Consoles) -> None:
    consoles.clock.advance(minutes=90)
    consoles.note(consoles.alice)
    assert called(consoles, "alice") == []
    consoles.clock.step(NOON + timedelta(minutes=5))
    consoles.note(consoles.alice)
    assert called(consoles, "alice") == ["clock_nears", "clock_overdue"]
    assert consoles.alice.store.verify().whole

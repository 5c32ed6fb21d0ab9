"""A transaction has one owner, the desk: what fails in it, wherever, never was."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.desk.consoles import Consoles, Fails
from tests.domain.incident_life import state
from tests.faults.test_commit import break_down

import incident_console
from incident_console.delivery.outbox import outbox_id
from incident_console.desk import Desk, Done
from incident_console.domain.declaring import change_severity
from incident_console.domain.refusal import Refused
from incident_console.domain.vocabulary import Severity
from incident_console.store.errors import NotSaved

SOURCE = Path(incident_console.__file__).parent


def text_changed(consoles: Consoles, act: Callable[[Desk], object]) -> None:
    def acted(desk: Desk) -> Done:
        act(desk)
        return consoles.update(desk)

    with pytest.raises(Refused, match="read it again"):
        consoles.alice.as_read(acted, "what somebody read a minute ago")


def draft_cannot_be_dropped(consoles: Consoles, act: Callable[[Desk], object]) -> None:
    def sent(desk: Desk) -> None:
        act(desk)
        desk.store.drop_draft("", "declare", "alice")

    break_down(consoles.alice.store, "DELETE FROM drafts")
    with pytest.raises(NotSaved):
        consoles.alice.together(sent)


def commit_fails(consoles: Consoles, act: Callable[[Desk], object]) -> None:
    break_down(consoles.alice.store, "COMMIT")
    with pytest.raises(NotSaved):
        consoles.alice.together(act)


def later_act_is_refused(consoles: Consoles, act: Callable[[Desk], object]) -> None:
    def both(desk: Desk) -> None:
        act(desk)
        consoles.note(desk, " ")

    with pytest.raises(Refused):
        consoles.alice.together(both)


def refusal_is_swallowed(consoles: Consoles, act: Callable[[Desk], object]) -> None:
    def careless(desk: Desk) -> None:
        act(desk)
        try:
            consoles.note(desk, " ")
        except Refused:
            consoles.note(desk, "instead")

    with pytest.raises(Refused):
        consoles.alice.together(careless)


def something_else_breaks(consoles: Consoles, act: Callable[[Desk], object]) -> None:
    def broken(desk: Desk) -> None:
        act(desk)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        consoles.alice.together(broken)


FAILURES = [
    text_changed,
    draft_cannot_be_dropped,
    commit_fails,
    later_act_is_refused,
    refusal_is_swallowed,
    something_else_breaks,
]


def is_whole(consoles: Consoles) -> None:
    """The record holds, the board says what the log says, and both consoles see the same."""
    assert consoles.alice.store.verify().whole, consoles.alice.store.verify().findings
    seen, theirs = consoles.alice.incident(consoles.ref), consoles.sit_down("reader").incident(consoles.ref)
    assert state(seen) == state(theirs)
    row = next(row for row in consoles.bob.store.board(consoles.clock.now()) if row.ref == consoles.ref)
    assert (row.unsent, row.version) == (len(theirs.waiting), theirs.seq)


@pytest.mark.parametrize("fails", FAILURES)
def test_an_act_that_was_taken_back_leaves_nothing_with_the_desk(consoles: Consoles, fails: Fails) -> None:
    fails(consoles, consoles.update)
    assert [entry.seq for entry in consoles.alice.incident(consoles.ref).entries] == [1]
    assert consoles.files == []
    consoles.note(consoles.bob)
    is_whole(consoles)
    done = consoles.update(consoles.alice)
    assert done.waiting is not None
    assert (done.waiting.number, done.waiting.seq) == (1, 3)
    is_whole(consoles)


@pytest.mark.parametrize("fails", FAILURES)
def test_the_next_act_is_right_without_anybody_reading_in_between(consoles: Consoles, fails: Fails) -> None:
    consoles.update(consoles.alice)
    fails(consoles, lambda desk: desk.act(consoles.ref, change_severity, severity=Severity.P1, why="worse"))
    consoles.note(consoles.bob)
    consoles.note(consoles.bob)
    done = consoles.note(consoles.alice)
    assert done.incident.severity is Severity.P2
    is_whole(consoles)


@pytest.mark.parametrize("fails", FAILURES)
def test_a_declaration_that_was_taken_back_is_nowhere(consoles: Consoles, fails: Fails) -> None:
    fails(consoles, lambda desk: consoles.declare("Search is slow"))
    assert [row.ref for row in consoles.alice.store.board(consoles.clock.now())] == [consoles.ref]
    assert consoles.alice.offer_all(to="bob", status="calm")[0].incident.ref == consoles.ref
    is_whole(consoles)


def test_a_commit_that_failed_only_after_it_took_effect_counts(consoles: Consoles) -> None:
    break_down(consoles.alice.store, "COMMIT", after=True)
    done = consoles.alice.together(consoles.update)
    assert consoles.files == [consoles.file_of(done)]
    consoles.note(consoles.bob)
    consoles.note(consoles.alice)
    is_whole(consoles)


def test_several_acts_are_recorded_together_and_seen_by_each_other(consoles: Consoles) -> None:
    def both(desk: Desk) -> list[int]:
        return [consoles.note(desk, f"note {n}").entries[0].seq for n in range(3)]

    assert consoles.alice.together(both) == [2, 3, 4]
    is_whole(consoles)


def test_what_another_console_did_first_is_seen_within(consoles: Consoles) -> None:
    consoles.note(consoles.alice)
    consoles.note(consoles.bob)
    assert consoles.alice.together(lambda desk: consoles.note(desk).entries[0].seq) == 4
    is_whole(consoles)


def test_the_words_that_were_read_are_recorded(consoles: Consoles) -> None:
    shown: list[str] = []

    def look(desk: Desk) -> None:
        message = consoles.update(desk).waiting
        shown.append("" if message is None else message.words)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        consoles.alice.together(look)
    sent = consoles.alice.as_read(consoles.update, shown[0]).waiting
    assert sent is not None
    assert sent.words == shown[0] != ""
    is_whole(consoles)


def test_one_desk_does_not_act_in_the_transaction_of_another(consoles: Consoles) -> None:
    carol = Desk(consoles.alice.store, consoles.clock, consoles.alice.policy, "carol")

    def borrowed(desk: Desk) -> None:
        consoles.note(carol)

    with pytest.raises(RuntimeError, match="open already"):
        consoles.alice.together(borrowed)
    consoles.note(carol)
    is_whole(consoles)


def test_nobody_but_the_desk_and_the_store_opens_a_transaction() -> None:
    opening = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if any(call in path.read_text() for call in (".writing(", ".joining(", "BEGIN"))
    ]
    assert [name for name in opening if not name.startswith("store/")] == []


def test_what_is_handed_out_never_changes(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    handed = [done.incident, consoles.alice.incident(consoles.ref), consoles.bob.incident(consoles.ref)]
    before = [state(incident) for incident in handed]
    assert done.waiting is not None
    consoles.alice.posted(outbox_id(done.incident, done.waiting))
    consoles.note(consoles.bob)
    consoles.alice.incident(consoles.ref)
    commit_fails(consoles, consoles.note)
    assert [state(incident) for incident in handed] == before
    assert [entry.event for entry in done.entries] == [done.incident.entries[-1].event]

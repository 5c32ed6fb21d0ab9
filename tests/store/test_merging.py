"""Two copies of one record become one: what came, in which order, and what its client was promised."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any

import pytest

from incident_console.domain.absence import go_away
from incident_console.domain.actions import add_action, finish_action
from incident_console.domain.communication import send_update
from incident_console.domain.ending import say_told
from incident_console.domain.objections import Ground
from incident_console.domain.posting import say_posted
from incident_console.domain.promises import reschedule
from incident_console.domain.reopening import reopen
from incident_console.domain.response import note, strike
from incident_console.domain.vocabulary import Criterion, Outcome, PromiseKind, Status
from tests.store.apart import BEGIN, Copy
from tests.store.merge_invariants import never_apart
from tests.store.parted import WORDS, Apart


def test_facts_of_both_come_together_in_the_order_of_their_clocks(apart: Apart) -> None:
    apart.part()
    for minute in range(3):
        apart.later()
        apart.one.desk("alice").act(apart.ref, note, what=f"one {minute}")
        apart.later()
        apart.other.desk("bob").act(apart.ref, note, what=f"other {minute}")
    never_apart(apart.one.store)
    merged = apart.one.merge(apart.other)
    texts = [entry.event.text for entry in apart.one.desk("alice").incident(apart.ref).entries[1:]]
    assert texts == ["one 0", "other 0", "one 1", "other 1", "one 2", "other 2"]
    assert (merged.incidents, len(merged.ids), merged.conflicts) == (1, 3, [])
    assert [(one.seq_before, one.seq_now) for one in merged.moved] == [(3, 4), (4, 6)]
    assert apart.together() == []


def test_whoever_knew_of_an_event_stands_after_it_whatever_the_clocks_say(apart: Apart) -> None:
    apart.part(ahead=timedelta(days=-1))
    apart.one.desk("alice").act(apart.ref, note, what="first")
    apart.other.merge(apart.one)
    apart.other.desk("bob").act(apart.ref, note, what="answer, by a clock of yesterday")
    merged = apart.one.merge(apart.other)
    texts = [entry.event.text for entry in apart.one.desk("alice").incident(apart.ref).entries[1:]]
    assert texts == ["first", "answer, by a clock of yesterday"]
    assert merged.behind == 24 * 3600
    assert merged.moved == ()


def test_a_clock_that_is_ahead_is_named(apart: Apart) -> None:
    apart.part(ahead=timedelta(hours=2))
    apart.other.desk("bob").act(apart.ref, note, what="later")
    assert (apart.one.merge(apart.other).ahead, apart.one.merge(apart.other).ahead) == (7200, 0)


def test_what_a_client_has_read_is_promised_even_beyond_an_end(apart: Apart) -> None:
    apart.told(apart.one)
    apart.part()
    apart.later()
    apart.end(apart.one)
    apart.later()
    apart.told(apart.other, minutes=20)
    assert apart.together() == [("UpdateWritten", Ground.ENDED)]
    desk = apart.one.desk("alice")
    incident = desk.incident(apart.ref)
    assert incident.status is Status.CLOSED
    assert incident.owed_promise is not None
    row = apart.one.store.summary(apart.id)
    assert row is not None
    assert (row.clock_kind, row.clock_due_at) == ("next_update", incident.owed_promise.due_at)
    assert [row.ref for row in apart.one.store.owing()] == [apart.ref]
    told = desk.act(apart.ref, say_told, what="By phone").incident
    assert (told.owed_promise, told.promises[-1].outcome) == (None, Outcome.KEPT)
    assert [row.clock_kind for row in apart.one.store.owing()] == ["review"]


def test_a_reopening_takes_over_what_was_promised_beyond_the_end(apart: Apart) -> None:
    apart.told(apart.one)
    apart.part()
    apart.end(apart.one)
    apart.later()
    apart.told(apart.other, minutes=5)
    apart.together()
    due = apart.one.later(5).replace(second=0)
    reopened = apart.one.desk("carol").act(apart.ref, reopen, why="It is back").incident
    assert (reopened.update_promise, reopened.first_update_due) == (None, due)


def test_the_same_message_said_to_be_out_in_both_is_out_once(apart: Apart) -> None:
    written = (
        apart.one.desk("alice")
        .act(apart.ref, send_update, **WORDS, next_update=apart.one.later(30))
        .entries[0]
    )
    apart.part()
    apart.later()
    apart.one.desk("alice").act(apart.ref, say_posted, message=written.id)
    apart.later()
    apart.other.desk("bob").act(apart.ref, say_posted, message=written.id)
    assert apart.together() == []
    incident = apart.one.desk("alice").incident(apart.ref)
    assert len(incident.promises) == 1
    assert incident.messages[written.id].out_at == BEGIN + timedelta(minutes=1)
    first = incident.messages[written.id].first_out.out_by
    struck = apart.one.desk("alice").act(apart.ref, strike, seq=first, why="It was not").incident
    assert struck.messages[written.id].out_at == BEGIN + timedelta(minutes=2)


def test_actions_of_both_are_counted_in_the_order_of_now(apart: Apart) -> None:
    apart.part()
    apart.other.desk("bob").act(apart.ref, add_action, what="call them", owner="bob")
    apart.later()
    added = apart.one.desk("alice").act(apart.ref, add_action, what="scale", owner="oli").incident
    assert [(action.n, action.text) for action in added.actions] == [(1, "scale")]
    apart.later()
    apart.one.desk("alice").act(apart.ref, finish_action, n=1)
    assert apart.together() == []
    actions = apart.one.desk("alice").incident(apart.ref).actions
    assert [(action.n, action.text, action.open) for action in actions] == [
        (1, "call them", True),
        (2, "scale", False),
    ]


def test_an_incident_of_one_copy_only_comes_whole(apart: Apart) -> None:
    apart.part()
    new = apart.other.desk("bob").declare(title="Another", because=[Criterion.SLA], owner="bob").incident
    merged = apart.one.merge(apart.other)
    (came,) = merged.came
    assert (came.ref, came.is_new, came.entries, merged.moved) == (new.ref, True, 1, ())
    assert apart.one.store.search("Another")[0].ref == new.ref
    assert apart.one.desk("alice").incident(new.ref).owner == "bob"


def test_merging_again_or_from_a_copy_that_is_behind_brings_nothing(apart: Apart) -> None:
    apart.part()
    shutil.copyfile(apart.other.path, apart.folder / "behind.db")
    apart.one.desk("alice").act(apart.ref, note, what="mine")
    counter = apart.one.store.merges()
    behind = Copy(apart.folder / "behind.db", BEGIN)
    assert apart.one.merge(behind).ids == apart.one.merge(apart.other).ids == ()
    assert apart.one.store.merges() == counter
    behind.close()


def test_the_promises_of_the_file_know_their_client(apart: Apart) -> None:
    done = apart.one.desk("alice").declare(title="Carts", because=[Criterion.SLA], client="Acme")
    apart.one.desk("alice").act(
        done.incident.ref, send_update, **WORDS, next_update=apart.one.later(9), posted=True
    )
    connection = apart.one.store._connection
    assert connection.execute("SELECT client FROM promises").fetchall() == [("Acme",)]
    assert connection.execute("SELECT client FROM updates").fetchall() == [("Acme",)]
    (promise,) = apart.one.desk("alice").incident(done.incident.ref).promises
    assert (promise.kind, promise.client) == (PromiseKind.UPDATE, "Acme")


@pytest.mark.parametrize(("minutes", "stands"), [(90, 40), (25, 25)], ids=["later", "earlier"])
def test_of_a_reschedule_that_was_overtaken_in_another_copy_only_an_earlier_time_counts(
    apart: Apart, minutes: int, stands: int
) -> None:
    apart.told(apart.one, minutes=30)
    apart.part()
    begun = apart.one.later(0)
    apart.told(apart.other, minutes=40)
    apart.later()
    due = begun + timedelta(minutes=minutes)
    apart.one.desk("alice").act(apart.ref, reschedule, due=due, why="The vendor is slow", posted=True)
    assert apart.together() == []
    incident = apart.one.desk("alice").incident(apart.ref)
    promise = incident.update_promise
    assert promise is not None
    assert promise.due_at == (begun + timedelta(minutes=stands)).replace(second=0)
    assert incident.waiting == []


def test_an_absence_that_was_overtaken_in_another_copy_moves_no_promise(apart: Apart) -> None:
    apart.told(apart.one, minutes=30)
    apart.part()
    due = apart.one.later(40).replace(second=0)
    apart.told(apart.other, minutes=40)
    apart.later()
    away: dict[str, Any] = {"until": apart.one.later(120), "expect": "Mail is read", "posted": True}
    apart.one.desk("alice").act(apart.ref, go_away, **away)
    assert apart.together() == []
    incident = apart.one.desk("alice").incident(apart.ref)
    assert incident.away is not None
    assert incident.away.told
    promise = incident.update_promise
    assert promise is not None
    assert promise.due_at == due

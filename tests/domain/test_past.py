"""The past: what stood at a moment, as it happened and as it was known, whatever part of a log that is."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from tests.domain.incident_life import Life, Shift, clock, declared, state
from tests.domain.test_random_lives import RandomLives, quick

from incident_console.domain import actions, communication, handover, handover_answers, response
from incident_console.domain.deadlines import next_deadline
from incident_console.domain.entry import Entry
from incident_console.domain.folding import fold
from incident_console.domain.passed_deadlines import (
    CALLED_FOR,
    PROMISED,
    named,
    passed_deadlines,
    was_due,
)
from incident_console.domain.past import Past, Which, fold_some, known_at
from incident_console.domain.posting import say_posted
from incident_console.domain.vocabulary import Severity
from incident_console.reports.log_rows import log_rows
from incident_console.reports.messages_in_one import said_together
from incident_console.reports.views import show

UPDATE: dict[str, Any] = {"impact": "Half fail", "done": "Rolled back", "next_steps": "Scale"}


def happened(life: Life, time: str) -> str:
    """The next deadline as it happened at a time: what, when, and who owned it."""
    past = Past(life.entries)
    return in_short(past, time)


def known(life: Life, time: str) -> str:
    return in_short(Past(life.entries, Which.KNOWN), time)


def in_short(past: Past, time: str) -> str:
    incident = past.at(past.place(clock(time)))
    due = next_deadline(incident)
    assert due is not None
    return f"{incident.owner} {due.kind.value} {due.due_at:%H:%M}"


def test_owner_and_promise_are_those_of_the_moment() -> None:
    life = declared()
    life.wait(minutes=5).act(communication.send_update, **UPDATE, next_update=clock("14:40"), posted=True)
    life.wait(minutes=5).act(handover.offer_handover, to="bob", status="All is said")
    life.wait(minutes=2).act(handover_answers.accept_handover, by="bob")
    for seen in (happened, known):
        assert seen(life, "14:04:59") == "alice first_update 14:10"
        assert seen(life, "14:05") == "alice next_update 14:40"
        assert seen(life, "14:11:59") == "alice next_update 14:40"
        assert seen(life, "14:12") == "bob next_update 14:40"


def test_what_was_recorded_after_the_fact_happened_before_it_was_known() -> None:
    life = declared()
    said: dict[str, Any] = {**UPDATE, "next_update": clock("14:40"), "posted": True}
    life.wait(minutes=9).act(communication.send_update, at=clock("14:03"), **said)
    assert happened(life, "14:05") == "alice next_update 14:40"
    assert known(life, "14:05") == "alice first_update 14:10"
    assert known(life, "14:09") == "alice next_update 14:40"


def test_what_is_struck_today_was_not_struck_yet_when_it_was_known() -> None:
    life = declared()
    life.wait(minutes=5).act(communication.send_update, **UPDATE, next_update=clock("14:40"), posted=True)
    life.wait(minutes=5).act(response.strike, seq=life.entries[-1].seq, why="It did not go out")
    assert happened(life, "14:06") == "alice first_update 14:10"
    assert known(life, "14:06") == "alice next_update 14:40"
    assert known(life, "14:10") == "alice first_update 14:10"


def test_of_what_is_struck_today_only_that_is_which_was_there_by_then() -> None:
    life = declared()
    life.wait(minutes=5).act(response.note, what="A mistaken word")
    mistaken = life.entries[-1]
    life.wait(minutes=5).act(response.strike, seq=mistaken.seq, why="Wrong incident")
    past = Past(life.entries)
    struck = [set(past.at(past.place(clock(time))).struck) for time in ("14:04", "14:05", "14:10")]
    assert struck == [set(), {mistaken.id}, {mistaken.id}]


def test_an_action_that_was_done_before_it_was_added_stands_in_the_log_and_is_done_once_it_is_there() -> None:
    life = declared()
    life.wait(minutes=10).act(actions.add_action, what="Roll back", owner="oli")
    life.wait(minutes=1).act(actions.finish_action, n=1, at=clock("14:04"))
    past = Past(life.entries)
    before, there = (past.at(past.place(clock(time))) for time in ("14:05", "14:10"))
    assert not before.actions
    assert log_rows(before)[-1]["headline"] == "action done, of what was recorded later"
    assert [action.done_at for action in there.actions] == [clock("14:04")]


def test_a_message_that_was_out_before_it_was_written_tells_the_client_once_it_is_there() -> None:
    life = declared()
    life.wait(minutes=8).act(communication.send_update, **UPDATE, next_update=clock("14:40"))
    life.wait(minutes=1).act(say_posted, message=life.entries[-1].id)
    out = life.entries[-1]
    early = [*life.entries[:-1], moved(out, minutes=-5)]
    past = Past(early)
    assert in_short(past, "14:05") == "alice first_update 14:10"
    assert in_short(past, "14:08") == "alice next_update 14:40"


def moved(entry: Entry, *, minutes: int) -> Entry:
    return msgspec.structs.replace(entry, occurred_at=entry.occurred_at + timedelta(minutes=minutes))


def test_a_clock_that_was_set_back_takes_back_nothing_that_was_known() -> None:
    life = declared()
    life.wait(minutes=5).act(response.note, what="First")
    life.wait(minutes=-3).act(response.note, what="Second")
    assert known_at(life.entries)[-2:] == [clock("14:05"), clock("14:05")]
    past = Past(life.entries, Which.KNOWN)
    assert past.place(clock("14:04")) == 1
    assert past.place(clock("14:05")) == 3


def test_nothing_is_there_before_the_declaration() -> None:
    life = declared()
    past = Past(life.entries)
    assert past.place(clock("13:59:59")) == 0
    assert past.first == 1
    assert Past([]).first == 0


def test_a_log_that_is_longer_than_a_checkpoint_stands_the_same_wherever_one_comes_from() -> None:
    life = Life(Shift()).declare(severity=Severity.P2)
    for n in range(520):
        life.wait(seconds=7)
        if n % 90 == 40:
            life.act(response.strike, seq=len(life.entries) - 1, why="Twice")
        else:
            life.act(response.note, what=f"Line {n}")
    past = Past(life.entries, Which.KNOWN)
    for place in (521, 3, 260, 250, 499, 500, 251):
        assert state(past.at(place)) == state(fold(life.entries[:place]))


class PastLives(RandomLives):
    """Random lives whose every moment is looked at again when they are over."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[tuple[str, int], bytes] = {}

    def every_life_is_whole(self) -> None:
        for ref, life in self.shift.lives.items():
            self.seen.setdefault((ref, len(life.entries)), state(life.incident))

    def teardown(self) -> None:
        for ref, life in self.shift.lives.items():
            self.known_as_it_was_seen(ref, life)
            self.happened_without_an_error(life)
            self.any_choice_makes_one(life)
            self.checkpoints_change_nothing(life)
            self.deadlines_pass_where_they_stood_and_had_not_been_met(life)

    def known_as_it_was_seen(self, ref: str, life: Life) -> None:
        past = Past(life.entries, Which.KNOWN)
        for place in range(1, len(past) + 1):
            was = self.seen.get((ref, place))
            assert was is None or state(past.at(place)) == was

    def happened_without_an_error(self, life: Life) -> None:
        past = Past(life.entries)
        assert state(past.at(len(past))) == state(life.incident)
        for place in range(past.first, len(past) + 1):
            incident, now = past.at(place), past.times[place - 1]
            assert incident.owner
            assert len(log_rows(incident)) == place
            assert all(entry.occurred_at <= now for entry in incident.entries)
            show(incident, now, life.shift.policy)
            said_together(incident)

    def any_choice_makes_one(self, life: Life) -> None:
        dice = Random(len(life.entries))
        for share in (0.2, 0.5, 0.8):
            chosen = [entry for entry in life.entries if dice.random() < share]
            assert fold_some(life.entries, chosen).entries == chosen

    def deadlines_pass_where_they_stood_and_had_not_been_met(self, life: Life) -> None:
        for which in Which:
            past = Past(life.entries, which)
            begins = past.times[past.first - 1]
            fields = (PROMISED, CALLED_FOR)
            every = {at for entry in life.entries for names in fields for at in named(entry.event, names)}
            passed = sorted(at for at in every if at > begins and was_due(past, at))
            assert passed_deadlines(life.entries, past) == passed

    def checkpoints_change_nothing(self, life: Life) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("incident_console.domain.past.CHECKPOINT", 3)
            happened, known = Past(life.entries), Past(life.entries, Which.KNOWN)
            for place in Random(len(life.entries)).sample(range(len(life.entries) + 1), len(life.entries)):
                folded = fold_some(life.entries, happened.entries[:place])
                assert state(happened.at(place)) == state(folded)
                assert state(known.at(place)) == state(fold(life.entries[:place]))


TestPastLives = PastLives.TestCase
TestPastLives.settings = settings(quick, max_examples=25)

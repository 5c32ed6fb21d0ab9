"""Random lives: several people give random commands to several incidents while time passes.

After every step there is one owner, one next client deadline, and a log that folds to what is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.domain.incident_life import Life, Rule, Shift, state

from incident_console.domain import (
    absence,
    closing,
    communication,
    declaring,
    duplicates,
    handover,
    ownership,
    posting,
    promises,
    response,
)
from incident_console.domain.deadlines import DeadlineKind, client_deadline, next_deadline
from incident_console.domain.events import decode, encode
from incident_console.domain.incident import Event, Incident, MessageKind, Promise, fold
from incident_console.domain.posting import MessagePosted
from incident_console.domain.procedure import procedure
from incident_console.domain.response import NoteKind
from incident_console.domain.review import review
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Outcome, PromiseKind, Refused, Remedy, Role, Severity, Status

RIGHT = "whoever may"
who = st.sampled_from([RIGHT, RIGHT, RIGHT, RIGHT, "alice", "@Bob", "carol"])
people = st.sampled_from(["alice", "bob", "Carol", "@dave"])
ago = st.sampled_from([0, 0, 0, 0, 0, 1, 10, 90])
ahead = st.sampled_from([30, 30, 5, 1, 90, 1500, -5])
seldom = st.integers(min_value=0, max_value=5).map(lambda n: n == 3)
yes = st.booleans()
some_roles = st.sets(st.sampled_from(Role))
terms = st.sampled_from([None, None, 1, 2])
pick = st.integers(min_value=0, max_value=30)
Fits = Callable[[Incident], object]


def where(fits: Fits) -> Callable[[Any], Any]:
    """Only while there is an incident that it fits."""
    return precondition(lambda lives: any(fits(life.incident) for life in lives.shift.lives.values()))


def is_open(incident: Incident) -> bool:
    return incident.is_open


def has_ended(incident: Incident) -> bool:
    return not incident.is_open


def is_resolved(incident: Incident) -> bool:
    return incident.status is Status.RESOLVED


def is_offered(incident: Incident) -> object:
    return incident.offer


def is_left(incident: Incident) -> object:
    return incident.away


def promises_something(incident: Incident) -> object:
    return incident.update_promise or incident.analysis_promise


def waits(incident: Incident) -> object:
    return incident.waiting


class RandomLives(RuleBasedStateMachine):
    """Two incidents of one client, one of another, and four people."""

    def __init__(self) -> None:
        super().__init__()
        self.shift = Shift()
        self.checked: dict[str, int] = {}

    @initialize(severity=st.sampled_from([None, *Severity]), owner=people, back=ago)
    def begin(self, severity: Severity | None, owner: str, back: int) -> None:
        early = self.shift.now - timedelta(minutes=back)
        Life(self.shift, "INC-7K3Q").declare(client="Acme", severity=severity, owner=owner, at=early)
        Life(self.shift, "INC-9WXY").declare(client="acme", by="bob")
        Life(self.shift, "INC-2BCD").declare(by="carol", severity=Severity.P3)

    def one(self, n: int, fits: Fits = is_open) -> Life:
        """One of the lives that it fits, else any."""
        lives = list(self.shift.lives.values())
        fitting = [life for life in lives if fits(life.incident)] or lives
        return fitting[n % len(fitting)]

    def give(
        self,
        life: Life,
        asked: Rule,
        by: str = RIGHT,
        right: str = "",
        back: int = 0,
        term: int | None = None,
        **said: Any,
    ) -> bool:
        """Give a command, which is taken whole or leaves nothing."""
        lives = list(self.shift.lives.values())
        before = [(len(other.entries), state(other.incident)) for other in lives]
        by = (right or life.incident.owner) if by == RIGHT else by
        try:
            life.act(asked, by=by, at=life.now - timedelta(minutes=back), term=term, **said)
        except Refused:
            assert [(len(other.entries), state(other.incident)) for other in lives] == before
            return False
        self.every_life_is_whole()
        return True

    def later(self, minutes: int, back: int = 0) -> datetime:
        return self.shift.now + timedelta(minutes=minutes - back, seconds=17)

    @rule(minutes=st.sampled_from([1, 1, 4, 6, 11, 31, 61, 400]))
    def wait(self, minutes: int) -> None:
        self.shift.now += timedelta(minutes=minutes, seconds=minutes % 3)

    @where(is_open)
    @rule(n=pick, by=who, ahead=ahead, posted=yes, back=ago)
    def update(self, n: int, by: str, ahead: int, posted: bool, back: int) -> None:
        said: dict[str, Any] = {
            "impact": "Half fail",
            "done": "Rolled back",
            "next_steps": "Scale",
            "posted": posted,
        }
        due = self.later(ahead, back)
        self.give(self.one(n), communication.send_update, by, back=back, next_update=due, **said)

    @where(promises_something)
    @rule(n=pick, by=who, ahead=ahead, posted=yes, back=ago, watcher=st.none() | people)
    def reschedule(self, n: int, by: str, ahead: int, posted: bool, back: int, watcher: str | None) -> None:
        said: dict[str, Any] = {
            "due": self.later(ahead, back),
            "why": "The vendor is slow",
            "watcher": watcher,
            "posted": posted,
        }
        self.give(self.one(n, promises_something), promises.reschedule, by, back=back, **said)

    @where(waits)
    @rule(n=pick, by=who, m=pick, back=ago, wanted=st.sampled_from([True, True, True, False]))
    def post_or_discard(self, n: int, by: str, m: int, back: int, wanted: bool) -> None:
        life = self.one(n, waits)
        message = life.incident.waiting[m % len(life.incident.waiting)].id
        if wanted:
            self.give(life, posting.say_posted, by, back=back, message=message)
        else:
            self.give(life, posting.discard_message, by, message=message, why="Overtaken")

    @where(is_open)
    @rule(n=pick, by=who, ahead=ahead, posted=yes)
    def go_away(self, n: int, by: str, ahead: int, posted: bool) -> None:
        said: dict[str, Any] = {"until": self.later(ahead), "expect": "Mail is read", "posted": posted}
        self.give(self.one(n), absence.go_away, by, **said)

    @where(is_left)
    @rule(n=pick, by=who)
    def come_back(self, n: int, by: str) -> None:
        life = self.one(n, is_left)
        assert life.incident.away is not None
        self.give(life, absence.come_back, by, life.incident.away.who)

    @rule(
        n=pick,
        by=who,
        to=people,
        status=st.sampled_from([None, "Watching"]),
        roles=st.sets(st.sampled_from(Role)),
    )
    def offer(self, n: int, by: str, to: str, status: str | None, roles: set[Role]) -> None:
        self.give(self.one(n), handover.offer_handover, by, to=to, roles=tuple(roles), status=status)

    @where(is_offered)
    @rule(n=pick, by=who, answer=st.sampled_from(["accept", "accept", "accept", "decline", "withdraw"]))
    def answer(self, n: int, by: str, answer: str) -> None:
        life = self.one(n, is_offered)
        assert life.incident.offer is not None
        offer = life.incident.offer
        if answer == "accept":
            self.give(life, handover.accept_handover, by, offer.to)
        elif answer == "decline":
            self.give(life, handover.decline_handover, by, offer.to, why="My shift is over")
        else:
            self.give(life, handover.withdraw_handover, by, offer.by)

    @rule(n=pick, by=people, to_owner=yes, to=people, back=ago, minutes=st.sampled_from([0, 5]), take=yes)
    def escalate(self, n: int, by: str, to_owner: bool, to: str, back: int, minutes: int, take: bool) -> None:
        life = self.one(n)
        called = life.incident.owner if to_owner else to
        self.give(life, response.escalate, by, back=back, to=called, why="No answer")
        self.wait(minutes)
        if take:
            self.give(life, ownership.take_over, by, why="No answer")

    @rule(n=pick, by=who, role=st.sampled_from(Role), name=people, term=terms)
    def assign(self, n: int, by: str, role: Role, name: str, term: int | None) -> None:
        self.give(self.one(n), ownership.assign, by, term=term, role=role, name=name)

    @rule(n=pick, by=who, severity=st.sampled_from(Severity), back=ago, term=terms)
    def severity(self, n: int, by: str, severity: Severity, back: int, term: int | None) -> None:
        said: dict[str, Any] = {"severity": severity, "why": "Seen anew"}
        self.give(self.one(n), declaring.change_severity, by, back=back, term=term, **said)

    @rule(
        n=pick, by=who, status=st.sampled_from(Status), impact=st.sampled_from([None, "Half fail"]), back=ago
    )
    def classify(self, n: int, by: str, status: Status, impact: str | None, back: int) -> None:
        self.give(self.one(n), response.change_status, by, back=back, status=status)
        self.give(self.one(n), declaring.assess, by, impact=impact)
        self.give(self.one(n), declaring.link_ticket, by, ticket=f"SUP-{n}" if n else "")

    @rule(n=pick, by=people, kind=st.sampled_from(NoteKind), back=ago, words=st.text(max_size=6))
    def note(self, n: int, by: str, kind: NoteKind, back: int, words: str) -> None:
        self.give(self.one(n), response.note, by, back=back, what=words, kind=kind)

    @rule(n=pick, by=people, m=pick, wanted=st.sampled_from([MessagePosted, MessagePosted, Event]))
    def strike(self, n: int, by: str, m: int, wanted: type[Event]) -> None:
        life = self.one(
            n, lambda incident: any(isinstance(entry.event, wanted) for entry in incident.entries)
        )
        if seqs := [entry.seq for entry in life.entries if isinstance(entry.event, wanted)]:
            self.give(life, response.strike, by, seq=seqs[-1 - m % len(seqs)], why="A mistake")

    @rule(n=pick, by=people, owner=people, follow_up=yes, m=pick, what=st.sampled_from(["add", "add", "end"]))
    def action(self, n: int, by: str, owner: str, follow_up: bool, m: int, what: str) -> None:
        if what == "add":
            said: dict[str, Any] = {"what": "Scale", "owner": owner, "follow_up": follow_up}
            self.give(self.one(n), response.add_action, by, **said)
            return
        life = self.one(n, lambda incident: incident.open_actions)
        self.give(life, response.reassign_action, by, n=m % 3 + 1, owner=owner)
        if follow_up:
            self.give(life, response.finish_action, by, n=m % 3 + 1)
        else:
            self.give(life, response.drop_action, by, n=m % 3 + 1, why="Not needed")

    @where(is_open)
    @rule(n=pick, by=who, remedy=st.sampled_from(Remedy), back=ago, on=yes)
    def resolve(self, n: int, by: str, remedy: Remedy, back: int, on: bool) -> None:
        life = self.one(n)
        self.give(life, closing.resolve, by, back=back, remedy=remedy)
        if on:
            self.give(life, closing.confirm, by, back=back)

    @where(is_resolved)
    @rule(n=pick, by=who, ahead=st.none() | ahead, prevented=yes, posted=yes, back=ago)
    def close(self, n: int, by: str, ahead: int | None, prevented: bool, posted: bool, back: int) -> None:
        life = self.one(n, is_resolved)
        self.give(life, closing.confirm, by, back=back)
        said: dict[str, Any] = {
            "what": "A release",
            "customer_impact": "An hour",
            "prevention": "Stages" if prevented else None,
            "analysis_by": None if ahead is None else self.later(ahead, back),
        }
        self.give(life, closing.close, by, back=back, posted=posted, **said)

    @where(has_ended)
    @rule(n=pick, by=who, posted=yes)
    def analysis(self, n: int, by: str, posted: bool) -> None:
        self.give(self.one(n, has_ended), closing.send_analysis, by, what="The cause", posted=posted)

    @where(lambda incident: has_ended(incident) or is_resolved(incident) or waits(incident))
    @rule(n=pick, by=who, back=ago, ended=yes)
    def reopen(self, n: int, by: str, back: int, ended: bool) -> None:
        life = self.one(n, has_ended if ended else is_resolved)
        self.give(life, closing.reopen, by, back=back, why="Errors are back")

    @where(is_open)
    @rule(n=pick, by=who, posted=yes, back=ago, really=seldom)
    def stand_down(self, n: int, by: str, posted: bool, back: int, really: bool) -> None:
        life = self.one(n)
        if really or closing.client_was_told(life.incident):
            self.give(life, closing.stand_down, by, back=back, why="A false alarm", posted=posted)

    @where(is_open)
    @rule(n=pick, of=pick, by=who, posted=yes, back=ago, really=seldom)
    def duplicate(self, n: int, of: int, by: str, posted: bool, back: int, really: bool) -> None:
        life = self.one(n)
        survivor = self.one(of, lambda it: it.is_open and it.client and it is not life.incident)
        if really or closing.client_was_told(life.incident):
            said: dict[str, Any] = {"survivor": survivor.incident, "posted": posted}
            self.give(life, duplicates.mark_duplicate, by, back=back, **said)

    @rule(n=pick, by=people, cause=st.sampled_from([None, "A pool"]), complete=yes)
    def review(self, n: int, by: str, cause: str | None, complete: bool) -> None:
        self.give(self.one(n, has_ended), review, by, root_cause=cause, complete=complete)

    @rule(n=pick, m=pick, by=people)
    def out_of_place(self, n: int, m: int, by: str) -> None:
        """Commands at any stage, mostly wrong there."""
        life = self.one(n, lambda incident: True)
        messages = list(life.incident.messages) or ["none"]
        blind: list[tuple[Rule, dict[str, Any]]] = [
            (absence.come_back, {}),
            (handover.accept_handover, {}),
            (handover.decline_handover, {"why": "No"}),
            (handover.withdraw_handover, {}),
            (ownership.take_over, {"why": "No answer"}),
            (closing.confirm, {}),
            (closing.close, {"what": "A", "customer_impact": "B", "prevention": "C"}),
            (closing.reopen, {"why": "Errors are back"}),
            (closing.send_analysis, {"what": "The cause"}),
            (duplicates.mark_duplicate, {"survivor": life.incident}),
            (posting.say_posted, {"message": messages[m % len(messages)]}),
            (posting.discard_message, {"message": messages[m % len(messages)], "why": "Overtaken"}),
            (response.finish_action, {"n": m}),
            (response.strike, {"seq": m, "why": "A mistake"}),
        ]
        asked, said = blind[m % len(blind)]
        self.give(life, asked, by, **said)

    @invariant()
    def every_life_is_whole(self) -> None:
        for ref, life in self.shift.lives.items():
            known = self.checked.get(ref, 0)
            if len(life.entries) > known:
                owned_by_one(life.incident)
                on_one_clock(life.incident)
                accounted_for(life.incident)
                at_rest_when_over(life.incident)
                told_in_order(life.incident)
                readable(life)
                folds_again(life)
                self.checked[ref] = len(life.entries)


def owned_by_one(incident: Incident) -> None:
    """Exactly one owner, from the first moment to now, each in a term of their own."""
    tenures = incident.tenures
    assert incident.owner
    assert incident.owner == tenures[-1].name
    assert tenures[0].since == incident.declared_at
    assert [tenure.until for tenure in tenures] == [*(tenure.since for tenure in tenures[1:]), None]
    assert all(one.since <= other.since for one, other in pairwise(tenures))
    assert len(tenures) == incident.term
    if incident.away is not None:
        assert same_person(incident.away.who, incident.owner)
    if incident.offer is not None:
        assert all(same_person(incident.holder(role), incident.offer.by) for role in incident.offer.roles)
        assert not same_person(incident.offer.to, incident.offer.by)


def open_promises(incident: Incident, kind: PromiseKind) -> list[Promise]:
    return [one for one in incident.promises if one.kind is kind and one.outcome is Outcome.OPEN]


def on_one_clock(incident: Incident) -> None:
    """One next client deadline while it is open, and never two open promises of a kind."""
    promises = open_promises(incident, PromiseKind.UPDATE)
    assert len(promises) <= 1
    assert len(open_promises(incident, PromiseKind.ANALYSIS)) <= 1
    if not incident.is_open:
        return
    deadline = client_deadline(incident)
    assert deadline is not None
    assert deadline == next_deadline(incident)
    if deadline.kind is DeadlineKind.BACK:
        assert incident.away is not None
        assert deadline.due_at == incident.away.until
    elif promises:
        assert deadline.due_at == promises[0].due_at
        assert deadline.kind in (DeadlineKind.NEXT_UPDATE, DeadlineKind.WRAP_UP)
    else:
        assert deadline.due_at == incident.first_update_due
        assert deadline.kind in (DeadlineKind.FIRST_UPDATE, DeadlineKind.WRAP_UP)


def accounted_for(incident: Incident) -> None:
    """Made = kept + late + moved + open, and each says what its outcome means."""
    counted = Counter(promise.outcome for promise in incident.promises)
    assert len(incident.promises) == sum(counted[outcome] for outcome in Outcome)
    for promise in incident.promises:
        assert (promise.due_at.second, promise.due_at.microsecond) == (0, 0)
        assert (promise.late_seconds is not None) == (promise.outcome is Outcome.LATE)
        assert (promise.fulfilled_at is not None) == (promise.outcome in (Outcome.KEPT, Outcome.LATE))
        if promise.fulfilled_at is not None:
            assert (promise.fulfilled_at > promise.due_at) == (promise.outcome is Outcome.LATE)
        if promise.outcome is Outcome.OPEN:
            assert promise.keeper == incident.owner


def at_rest_when_over(incident: Incident) -> None:
    """An ended incident promises no update, and only its analysis may still wait."""
    assert incident.is_open == (incident.closed_at is None)
    assert (incident.duplicate_of is not None) == (incident.status is Status.DUPLICATE)
    if incident.status is Status.RESOLVED:
        assert incident.resolved_at is not None
    if incident.is_open:
        return
    assert incident.update_promise is None
    assert (incident.first_update_due, incident.away) == (None, None)
    analysis = (MessageKind.ANALYSIS, MessageKind.RESCHEDULE)
    assert all(message.kind in analysis for message in incident.waiting)
    deadline = next_deadline(incident)
    assert deadline is None or deadline.kind in (DeadlineKind.ANALYSIS, DeadlineKind.REVIEW)


def told_in_order(incident: Incident) -> None:
    """Messages took effect in the order in which they went out."""
    out = sorted((m for m in incident.messages.values() if m.out_at is not None), key=lambda m: m.out_seq)
    times = [message.out_at for message in out if message.out_at is not None]
    assert times == sorted(times)
    assert incident.last_out_at == (times[-1] if times else None)
    assert all(not message.dropped for message in out)


def readable(life: Life) -> None:
    """Whatever asks about a life gets an answer."""
    asked = life.asked()
    assert len(procedure(life.incident, life.now, life.shift.policy)) == 9
    assert communication.proposed_update(life.incident, asked).next_update_at > life.now
    communication.open_inquiries(life.incident)
    promises.longer_than_cadence(life.incident, asked)


def folds_again(life: Life) -> None:
    """The log, written as text and read back, makes the same incident."""
    again = [msgspec.structs.replace(entry, event=decode(encode(entry.event))) for entry in life.entries]
    assert again == life.entries
    assert state(fold(again)) == state(life.incident)


quick = settings(
    max_examples=250,
    stateful_step_count=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TestRandomLives = RandomLives.TestCase
TestRandomLives.settings = quick


class LongLives(RandomLives):
    """The same, over more steps and more of them."""


TestLongLives = pytest.mark.long(LongLives.TestCase)
TestLongLives.settings = settings(quick, max_examples=700, stateful_step_count=80)

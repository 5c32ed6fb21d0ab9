"""Random lives: several people give random commands to several incidents while time passes.

After every step there is one owner, one next client deadline, and a log that folds to what is seen.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from tests.domain.incident_life import Rule
from tests.domain.life_invariants import INSIDE
from tests.domain.random_people import (
    ago,
    ahead,
    clients,
    has_ended,
    is_left,
    is_offered,
    is_open,
    is_resolved,
    people,
    pick,
    promises_something,
    seldom,
    some_clients,
    terms,
    waits,
    where,
    who,
    yes,
)
from tests.domain.random_sending import Sending
from tests.long_run import LongRun

from incident_console.domain import (
    absence,
    actions,
    closing,
    communication,
    declaring,
    duplicates,
    ending,
    handover,
    handover_answers,
    ownership,
    posting,
    promises,
    reopening,
    response,
)
from incident_console.domain.clients import add_client, drop_client
from incident_console.domain.entry import Event
from incident_console.domain.lives import impact_since
from incident_console.domain.posting import MessagePosted
from incident_console.domain.response import NoteKind
from incident_console.domain.review import review
from incident_console.domain.vocabulary import PromiseKind, Remedy, Role, Severity, Status

SECTIONS: dict[str, Any] = {
    "root_cause": "A pool",
    "factors": ("No alert",),
    "recommendations": ("An alert",),
    "follow_ups": "none",
}
"""What a review says, by its sections."""


class RandomLives(Sending):
    """What people do."""

    @where(is_open)
    @rule(
        n=pick,
        by=who,
        ahead=ahead,
        posted=yes,
        back=ago,
        to=some_clients,
        answers=st.sampled_from([(), ("all",), (3, "all")]),
    )
    def update(
        self,
        n: int,
        by: str,
        ahead: int,
        posted: bool,
        back: int,
        to: tuple[str, ...],
        answers: tuple[int | str, ...],
    ) -> None:
        said: dict[str, Any] = {
            "impact": "Half fail",
            "done": "Rolled back",
            "next_steps": "Scale",
            "answers": answers,
            "clients": to,
            "posted": posted,
        }
        due = self.later(ahead, back)
        self.give(self.one(n), communication.send_update, by, back=back, next_update=due, **said)

    @where(promises_something)
    @rule(
        n=pick,
        by=who,
        ahead=ahead,
        posted=yes,
        back=ago,
        who_watches=st.none() | people,
        analysis=yes,
        to=some_clients,
    )
    def reschedule(
        self,
        n: int,
        by: str,
        ahead: int,
        posted: bool,
        back: int,
        who_watches: str | None,
        analysis: bool,
        to: tuple[str, ...],
    ) -> None:
        said: dict[str, Any] = {
            "promise": PromiseKind.ANALYSIS if analysis else None,
            "due": self.later(ahead, back),
            "why": "The vendor is slow",
            "watcher": who_watches,
            "clients": to,
            "posted": posted,
        }
        self.give(self.one(n, promises_something), promises.reschedule, by, back=back, **said)

    @where(waits)
    @rule(n=pick, by=who, m=pick, back=ago, wanted=st.sampled_from([True, True, True, False]), to_all=yes)
    def post_or_discard(self, n: int, by: str, m: int, back: int, wanted: bool, to_all: bool) -> None:
        life = self.one(n, waits)
        waiting = life.incident.waiting[m % len(life.incident.waiting)]
        message, one = waiting.id, waiting.to_tell[m % len(waiting.to_tell)].client
        if wanted:
            to = () if to_all or one is None else (one,)
            self.give(life, posting.say_posted, by, back=back, message=message, clients=to)
        else:
            self.give(life, posting.discard_message, by, message=message, why="Overtaken")

    @where(is_open)
    @rule(n=pick, by=who, client=clients, back=ago)
    def join(self, n: int, by: str, client: str, back: int) -> None:
        self.give(self.one(n), add_client, by, back=back, client=client)

    @where(is_open)
    @rule(n=pick, by=who, client=clients, back=ago, posted=yes, really=seldom)
    def drop(self, n: int, by: str, client: str, back: int, posted: bool, really: bool) -> None:
        life = self.one(n, lambda incident: incident.is_open and len(incident.concerned) > 1)
        if really or life.incident.client_told:
            said: dict[str, Any] = {"client": client, "why": "Not theirs", "posted": posted}
            self.give(life, drop_client, by, back=back, **said)

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
        life = self.one(n, has_ended if n % 5 == 0 else is_open)
        self.give(life, handover.offer_handover, by, to=to, roles=tuple(roles), status=status)

    @where(is_offered)
    @rule(n=pick, by=who, answer=st.sampled_from(["accept", "accept", "accept", "decline", "withdraw"]))
    def answer(self, n: int, by: str, answer: str) -> None:
        life = self.one(n, is_offered)
        assert life.incident.offer is not None
        offer = life.incident.offer
        if answer == "accept":
            self.give(life, handover_answers.accept_handover, by, offer.to)
        elif answer == "decline":
            self.give(life, handover_answers.decline_handover, by, offer.to, why="My shift is over")
        else:
            self.give(life, handover_answers.withdraw_handover, by, offer.by)

    @rule(n=pick, by=people, to_owner=yes, to=people, back=ago, minutes=st.sampled_from([0, 5]), take=yes)
    def escalate(self, n: int, by: str, to_owner: bool, to: str, back: int, minutes: int, take: bool) -> None:
        life = self.one(n, has_ended if n % 5 == 0 else is_open)
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

    @rule(n=pick, by=people, kind=st.sampled_from(NoteKind), back=ago, words=st.text(max_size=6), asks=seldom)
    def note(self, n: int, by: str, kind: NoteKind, back: int, words: str, asks: bool) -> None:
        what = f"{INSIDE[kind]} {words}" if words else ""
        client = "acme" if asks else None
        self.give(self.one(n), response.note, by, back=back, what=what, kind=kind, client=client)

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
            self.give(self.one(n), actions.add_action, by, **said)
            return
        life = self.one(n, lambda incident: incident.open_actions)
        self.give(life, actions.reassign_action, by, n=m % 3 + 1, owner=owner)
        if follow_up:
            self.give(life, actions.finish_action, by, n=m % 3 + 1)
        else:
            self.give(life, actions.drop_action, by, n=m % 3 + 1, why="Not needed")

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
    @rule(n=pick, by=who, back=ago, ended=yes, since=st.none() | ago)
    def reopen(self, n: int, by: str, back: int, ended: bool, since: int | None) -> None:
        life = self.one(n, has_ended if ended else is_resolved)
        started_at = None if since is None else life.now - timedelta(minutes=back + since)
        before = life.incident.lives
        if self.give(life, reopening.reopen, by, back=back, why="Errors are back", started_at=started_at):
            another = life.incident.lives == before + 1
            assert another or started_at is None
            assert not another or impact_since(life.incident) == (started_at or life.incident.reopened_at)

    @where(is_open)
    @rule(n=pick, by=who, posted=yes, back=ago, really=seldom)
    def stand_down(self, n: int, by: str, posted: bool, back: int, really: bool) -> None:
        life = self.one(n)
        if really or life.incident.client_told:
            self.give(life, ending.stand_down, by, back=back, why="A false alarm", posted=posted)

    @where(is_open)
    @rule(n=pick, of=pick, by=who, posted=yes, back=ago, really=seldom)
    def duplicate(self, n: int, of: int, by: str, posted: bool, back: int, really: bool) -> None:
        life = self.one(n)
        survivor = self.one(of, lambda it: it.is_open and it is not life.incident)
        if really or life.incident.client_told:
            said: dict[str, Any] = {"survivor": survivor.incident, "posted": posted}
            self.give(life, duplicates.mark_duplicate, by, back=back, **said)

    @where(has_ended)
    @rule(n=pick, by=people, but=st.none() | st.sampled_from(sorted(SECTIONS)), complete=yes, back=ago)
    def review(self, n: int, by: str, but: str | None, complete: bool, back: int) -> None:
        said = {section: text for section, text in SECTIONS.items() if section != but}
        self.give(self.one(n, has_ended), review, by, back=back, complete=complete, **said)

    @rule(n=pick, m=pick, by=people)
    def out_of_place(self, n: int, m: int, by: str) -> None:
        """Commands at any stage, mostly wrong there."""
        life = self.one(n, lambda incident: True)
        messages = list(life.incident.messages) or ["none"]
        blind: list[tuple[Rule, dict[str, Any]]] = [
            (absence.come_back, {}),
            (handover_answers.accept_handover, {}),
            (handover_answers.decline_handover, {"why": "No"}),
            (handover_answers.withdraw_handover, {}),
            (ownership.take_over, {"why": "No answer"}),
            (closing.confirm, {}),
            (closing.close, {"what": "A", "customer_impact": "B", "prevention": "C"}),
            (reopening.reopen, {"why": "Errors are back"}),
            (closing.send_analysis, {"what": "The cause"}),
            (duplicates.mark_duplicate, {"survivor": life.incident}),
            (posting.say_posted, {"message": messages[m % len(messages)]}),
            (posting.discard_message, {"message": messages[m % len(messages)], "why": "Overtaken"}),
            (actions.finish_action, {"n": m}),
            (response.strike, {"seq": m, "why": "A mistake"}),
        ]
        asked, said = blind[m % len(blind)]
        self.give(life, asked, by, **said)


quick = settings(
    max_examples=100,
    stateful_step_count=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TestRandomLives = RandomLives.TestCase
TestRandomLives.settings = quick


@pytest.mark.long
def test_longer_lives_and_more_of_them(long_run: LongRun) -> None:
    longer = settings(quick, max_examples=20, stateful_step_count=80)
    for _ in long_run.rounds():
        run_state_machine_as_test(RandomLives, settings=longer)

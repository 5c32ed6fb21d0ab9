"""Three people at their consoles, each with a channel: each is called once by each way, whoever carries."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_console.domain import actions, handover, handover_answers, ownership, promises, response
from incident_console.domain.call import Why
from incident_console.domain.vocabulary import Criterion, Role
from tests.delivery.web import says, serving
from tests.faults.team import Team, slowly
from tests.long_run import LongRun
from tests.terminal.house import Console

pytestmark = pytest.mark.terminal
THREE = ("alice", "bob", "carol")


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    with ExitStack() as stack, serving(slowly(says(200))) as web:
        made = Team(tmp_path, stack, web, monkeypatch)
        made.declared("somebody")
        for person in THREE:
            made.open(person)
        for _, console in made.consoles:
            console.until_written("Update")
        yield made


def own(team: Team, title: str, *, ago: float = 0) -> str:
    """An incident that alice declared for herself, whose client hears in hours: it calls nobody."""
    return team.declared("alice", ago=ago, title=title)


def test_each_is_called_once_by_console_and_channel_though_one_who_carries_is_killed(team: Team) -> None:
    alice, bob = team.desk("alice"), team.desk("bob")
    watch = team.watch()

    ref = bob.declare(title="for alice", because=[Criterion.SLA], owner="alice").incident.ref
    team.hear(ref, Why.DECLARED, "alice")
    ref = own(team, "escalated")
    bob.act(ref, response.escalate, to="carol", why="no progress")
    team.kill(watch)
    team.hear(ref, Why.ESCALATED, "carol")
    ref = own(team, "offered")
    alice.act(ref, handover.offer_handover, to="bob", status="calm")
    team.hear(ref, Why.OFFERED, "bob")
    # An answer that comes before the call could go out would make it needless.
    assert team.until(lambda: team.had()["bob", "bob is called: offered"] == 1)
    bob.act(ref, handover_answers.decline_handover, why="on a call")
    team.hear(ref, Why.DECLINED, "alice")
    watch = team.watch()
    ref = own(team, "lapsed", ago=30)
    team.desk("alice", ago=20).act(ref, handover.offer_handover, to="carol", status="calm")
    team.hear(ref, Why.LAPSED, "alice")
    ref = own(team, "role")
    alice.act(ref, ownership.assign, role=Role.CL, name="carol")
    team.hear(ref, Why.ROLE, "carol")
    team.kill(watch)
    ref = own(team, "work")
    alice.act(ref, actions.add_action, what="scale the pool", owner="bob")
    team.hear(ref, Why.ACTION, "bob")
    ref = own(team, "clock")
    soon = alice.now() + timedelta(minutes=5)
    alice.act(ref, promises.reschedule, due=soon, why="sooner", watcher="carol", posted=True)
    team.hear(ref, Why.NEARS, "carol")

    called = [("alice", "for alice"), ("carol", "escalated"), ("bob", "offered")]
    called += [
        ("alice", "offered"),
        ("carol", "lapsed"),
        ("alice", "lapsed"),
        ("carol", "role"),
        ("bob", "work"),
    ]
    wanted = Counter((who, f"{who} is called: {title}") for who, title in called)
    wanted += Counter((who, "Due soon: clock") for who in ("alice", "carol"))
    team.once_by_each_way(wanted)


class Evening:
    """People give each other work, roles and calls for hours, while those who carry are killed."""

    def __init__(self, team: Team, seed: int) -> None:
        self.team = team
        self.chance = random.Random(seed)
        self.wanted: Counter[tuple[str, str]] = Counter()
        self.rung: Counter[str] = Counter()
        self.carriers: list[Any] = [team.watch(), team.room()]

    def round(self, number: int) -> None:
        """Somebody calls somebody else, and perhaps who carries is killed meanwhile."""
        by, to = self.chance.sample(THREE, 2)
        title = f"incident {number}"
        ref = self.team.declared(by, title=title)
        self.chance.choice(ACTS)(self.team, by, to, ref)
        self.wanted[to, f"{to} is called: {title}"] += 1
        self.rung[to] += 1
        if self.chance.random() < 0.5:
            time.sleep(self.chance.random() * 0.2)
            which = self.chance.randrange(len(self.carriers))
            self.team.kill(self.carriers[which])
            self.carriers[which] = self.chance.choice([self.team.watch, self.team.room])()

    def holds(self) -> None:
        self.team.once_by_each_way(self.wanted)
        for person, console in self.team.consoles:
            assert self.team.until(lambda c=console, p=person: calls_rung(c) >= self.rung[p])  # type: ignore[misc]
            assert calls_rung(console) == self.rung[person], person


def escalates(team: Team, by: str, to: str, ref: str) -> None:
    team.desk(by).act(ref, response.escalate, to=to, why="no progress")


def gives_work(team: Team, by: str, to: str, ref: str) -> None:
    team.desk(by).act(ref, actions.add_action, what="look at it", owner=to)


def gives_a_role(team: Team, by: str, to: str, ref: str) -> None:
    team.desk(by).act(ref, ownership.assign, role=Role.OL, name=to)


def offers(team: Team, by: str, to: str, ref: str) -> None:
    team.desk(by).act(ref, handover.offer_handover, to=to, status="calm")


ACTS: tuple[Callable[[Team, str, str, str], None], ...] = (escalates, gives_work, gives_a_role, offers)


def calls_rung(console: Console) -> int:
    """For how many calls a console rang: what came in one moment rings once for all of it."""
    console.take_in()
    told = re.findall(rb"\x1b\]9;incident-console: INC-\w+: ([^\x1b]*)\x1b\\", console.written)
    said = [each.decode() for each in told]
    more = (re.search(r", and (\d+) more$", each) for each in said if not each.startswith("a client"))
    return sum(1 if found is None else 1 + int(found[1]) for found in more)


@pytest.mark.long
def test_each_is_called_once_by_each_way_for_long(team: Team, long_run: LongRun) -> None:
    evening = Evening(team, seed=16)
    for number in long_run.rounds(500):
        evening.round(number)
        if number % 20 == 19:
            evening.holds()
    evening.holds()

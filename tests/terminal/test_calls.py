"""Consoles of several people on real pseudo-terminals: whoever's turn it is, is called, and nobody else."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_console.clock import FixedClock, SystemClock
from incident_console.desk import Desk
from incident_console.domain import (
    actions,
    closing,
    communication,
    handover,
    handover_answers,
    ownership,
    promises,
    response,
)
from incident_console.domain.call import Why
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Criterion, Remedy, Role, Severity
from incident_console.store.store import Store
from incident_console.tui.terminal.attention import CALLS
from tests.terminal.pseudo import Pseudo

pytestmark = pytest.mark.terminal

FAR = timedelta(hours=5)


class Console(Pseudo):
    """Somebody's war room, and what it rang for."""

    def __init__(self, record: Path, person: str) -> None:
        words = [sys.executable, "-m", "incident_console", "--db", str(record), "--as", person]
        super().__init__(words, columns=120, rows=40)

    @property
    def bells(self) -> int:
        """How often it rang: a BEL that only ends another sequence is none."""
        return re.sub(rb"\x1b\][^\x1b\a]*(\a|\x1b\\)", b"", self.written).count(b"\a")

    @property
    def title(self) -> str:
        """What the terminal's title says now."""
        return [str(said.decode()) for said in re.findall(rb"\x1b\]2;([^\x1b]*)\x1b\\", self.written)][-1]

    def rung(self, ref: str) -> list[str]:
        """What the desktop was told of an incident, in order."""
        found = re.findall(rb"\x1b\]9;incident-console: ([^\x1b]*)\x1b\\", self.written)
        told = [said.decode() for said in found]
        return [said.removeprefix(f"{ref}: ") for said in told if said.startswith(ref)]


class House:
    """A record, the people who act on it from elsewhere, and the consoles that stand open."""

    def __init__(self, record: Path, stack: ExitStack) -> None:
        self.record = record
        self.stack = stack
        self.consoles: list[tuple[str, Console]] = []

    def open(self, person: str) -> Console:
        console = self.stack.enter_context(Console(self.record, person))
        self.consoles.append((person, console))
        return console

    def desk(self, person: str, *, ago: float = 0) -> Desk:
        """Somebody who acts elsewhere; with `ago` on a clock that is so many minutes behind."""
        store = self.stack.enter_context(Store.open(self.record))
        now = datetime.now(UTC) - timedelta(minutes=ago)
        return Desk(store, FixedClock(now) if ago else SystemClock(), Policy(), person)

    def declared(self, by: str, *, ago: float = 0, **said: Any) -> str:
        """An incident whose client was told, with the next word in five hours; nobody is called by it."""
        desk = self.desk(by, ago=ago)
        because = [Criterion.PRODUCTION]
        ref = desk.declare(title="Checkout", because=because, severity=Severity.P3, **said).incident.ref
        self.update(desk, ref, FAR)
        return ref

    def update(self, desk: Desk, ref: str, until: timedelta) -> None:
        said: dict[str, Any] = {
            "impact": "all",
            "done": "found",
            "next_steps": "fix",
            "next_update": desk.now() + until,
        }
        desk.act(ref, communication.send_update, posted=True, **said)

    def hear(self, ref: str, why: Why, *meant: str) -> None:
        """Every console of those who are meant rings for it, once; the others not at all."""
        for person, console in self.consoles:
            if person in meant:
                console.until(lambda c=console: CALLS[why] in c.rung(ref), f"{why} at {person}'s")  # type: ignore[misc]
        # All in the same moment: what is not meant to ring has had as long as what is.
        self.consoles[0][1].read_for(0.3)
        for person, console in self.consoles:
            console.take_in()
            heard = [said for said in console.rung(ref) if said == CALLS[why]]
            assert heard == [CALLS[why]] * (person in meant), (why, person, console.rung(ref))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as stack:
        yield House(tmp_path / "incidents.db", stack)


def opened(house: House, *people: str) -> None:
    """Open their consoles on a record in which nobody is called yet."""
    house.declared("somebody")
    for person in people:
        house.open(person)
    for _, console in house.consoles:
        console.until_written("Checkout")
        console.until_written("Update")


def test_each_act_that_calls_rings_at_the_right_consoles_once(house: House) -> None:
    opened(house, "ann", "bob", "zed", "zed")
    ann, bob = house.desk("ann"), house.desk("bob")

    ref = bob.declare(
        title="Mail is stuck", because=[Criterion.SLA], severity=Severity.P3, owner="Ann"
    ).incident.ref
    house.hear(ref, Why.DECLARED, "ann")

    ref = house.declared("ann")
    bob.act(ref, response.escalate, to="@zed", why="no progress")
    house.hear(ref, Why.ESCALATED, "zed")
    ann.act(ref, actions.add_action, what="scale the pool", owner="bob")
    house.hear(ref, Why.ACTION, "bob")
    ann.act(ref, ownership.assign, role=Role.CL, name="bob")
    house.hear(ref, Why.ROLE, "bob")
    bob.act(ref, handover.offer_handover, to="zed", roles=[Role.CL], status="calm")
    house.hear(ref, Why.OFFERED, "zed")
    ann.act(ref, ownership.assign, role=Role.CL, name="carol")
    house.hear(ref, Why.CHANGED, "bob", "zed")

    ref = house.declared("ann")
    ann.act(ref, handover.offer_handover, to="bob", status="calm")
    house.hear(ref, Why.OFFERED, "bob")
    bob.act(ref, handover_answers.decline_handover, why="on a call")
    house.hear(ref, Why.DECLINED, "ann")

    # All that was rung for was one bell each; what they were told of their own acts was none.
    rung = {person: console.bells for person, console in house.consoles}
    assert rung == {"ann": 2, "bob": 4, "zed": 3}


def test_each_time_that_calls_rings_at_the_right_consoles_once(house: House) -> None:
    opened(house, "ann", "bob", "zed")
    ann = house.desk("ann")

    ref = house.declared("ann", ago=30)
    house.desk("ann", ago=20).act(ref, handover.offer_handover, to="bob", status="calm")
    house.hear(ref, Why.LAPSED, "ann")

    ref = house.declared("ann")
    soon = ann.now() + timedelta(minutes=5)
    ann.act(ref, promises.reschedule, due=soon, why="sooner", watcher="zed", posted=True)
    house.hear(ref, Why.NEARS, "zed")

    ref = house.declared("ann", ago=30)
    past = house.desk("ann", ago=20)
    due = past.now() + timedelta(minutes=3)
    past.act(ref, promises.reschedule, due=due, why="sooner", watcher="zed", posted=True)
    house.hear(ref, Why.PASSED, "ann", "zed")

    ref = house.declared("ann", ago=30)
    past = house.desk("ann", ago=20)
    past.act(ref, closing.resolve, remedy=Remedy.RESTORED)
    past.act(ref, closing.confirm)
    due = past.now() + timedelta(minutes=3)
    said: dict[str, Any] = {"what": "a release", "customer_impact": "an hour", "analysis_by": due}
    past.act(ref, closing.close, posted=True, **said)
    house.hear(ref, Why.OWED, "ann")


def test_a_console_that_opens_rings_once_for_all_that_stands(house: House) -> None:
    refs = [house.declared("ann") for _ in range(3)]
    bob = house.desk("bob")
    for ref in refs:
        bob.act(ref, response.escalate, to="zed", why="no progress")
    zed, ann = house.open("zed"), house.open("ann")
    zed.until(lambda: bool(zed.bells), "the bell")
    ann.until_written("Update")
    zed.read_for(1.2)
    ann.take_in()
    assert (zed.bells, ann.bells) == (1, 0)
    told = [said for ref in refs for said in zed.rung(ref)]
    assert told == [f"{CALLS[Why.ESCALATED]}, and 2 more"]


def test_a_notice_names_the_key_and_the_title_the_incident(house: House) -> None:
    opened(house, "zed")
    ((_, zed),) = house.consoles
    ref = house.declared("ann")
    house.desk("bob").act(ref, response.escalate, to="zed", why="no progress")
    zed.until(lambda: f"{ref} calls you" in zed.title, "the title")
    for words in ("calls you:", "escalated: no progress", "C goes", "answers"):
        zed.until_written(words)
    house.desk("zed").act(ref, response.note, what="on it")
    zed.until(lambda: "calls you" not in zed.title, "a title without it")
    assert zed.bells == 1

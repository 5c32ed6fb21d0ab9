"""Consoles of several people on real pseudo-terminals: whoever's turn it is, is called, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_console.domain import (
    actions,
    closing,
    handover,
    handover_answers,
    ownership,
    promises,
    response,
)
from incident_console.domain.call import Why
from incident_console.domain.vocabulary import Criterion, Remedy, Role, Severity
from incident_console.tui.terminal.attention import CALLS
from tests.terminal.house import House

pytestmark = pytest.mark.terminal


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

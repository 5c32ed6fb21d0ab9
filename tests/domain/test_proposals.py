"""What is worth doing after an act: each proposal is something that whoever it names may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from tests.domain.incident_life import Life, Rule, Shift, declared
from tests.domain.logged import PORTAL, asked_for, logged

from incident_console.domain.absence import go_away
from incident_console.domain.clients import add_client
from incident_console.domain.closing import close, confirm, resolve
from incident_console.domain.colleagues import Colleagues, Listed, Person, Portal
from incident_console.domain.communication import send_update
from incident_console.domain.declaring import change_severity
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import accept_handover
from incident_console.domain.ownership import assign, take_over
from incident_console.domain.policy import Policy
from incident_console.domain.promises import reschedule
from incident_console.domain.proposal import Proposal
from incident_console.domain.proposals import proposals
from incident_console.domain.refusal import Act
from incident_console.domain.reopening import reopen
from incident_console.domain.response import NoteKind, escalate
from incident_console.domain.vocabulary import Remedy, Role

RULES: Mapping[str, tuple[Rule, dict[str, Any]]] = {
    "send_update": (send_update, {"impact": "all", "done": "looked", "next_steps": "look"}),
    "reschedule": (reschedule, {"why": "the vendor is slow"}),
    "change_severity": (change_severity, {"why": "only one region"}),
    "go_away": (go_away, {"expect": "mail at my return"}),
    "offer_handover": (offer_handover, {"to": "dan", "status": "quiet"}),
    "accept_handover": (accept_handover, {}),
    "confirm": (confirm, {}),
    "close": (close, {"what": "a release", "customer_impact": "none", "prevention": "staged"}),
    "take_over": (take_over, {"why": "no answer"}),
}
"""Each rule that is proposed, with what somebody still has to say."""


def proposed(life: Life, by: str = "", entries: int = 1) -> list[Proposal]:
    return proposals(life.incident, life.entries[-entries:], life.request(by))


def assert_each_can_be_done(life: Life, by: str, entries: int = 1) -> list[str]:
    """Do each proposal as whom it names, else as who was told; return the rules."""
    found = proposed(life, by, entries)
    for each in found:
        rule, said = RULES[each.act.rule]
        given = {**said, **{name: value for name, value in each.act.arguments.items() if value is not ...}}
        if rule is send_update:
            given.setdefault("next_update", life.now + timedelta(minutes=20))
        if rule is take_over:
            life.wait(minutes=6)
        rule(life.incident, life.request(each.act.by or by), **given)
    return [each.act.rule for each in found]


def to_oscar(life: Life) -> None:
    life.act(assign, role=Role.OL, name="oscar")


SITUATIONS: Mapping[str, Callable[[Life], object]] = {
    "declared for somebody else": lambda life: None,
    "a client joined": lambda life: life.act(add_client, client="Globex", by="oscar"),
    "resolved": lambda life: life.act(resolve, remedy=Remedy.RESTORED, by="oscar"),
    "escalated to the owner": lambda life: life.act(escalate, to="alice", why="asleep?", by="oscar"),
    "a question was logged": lambda life: life.note("When?", kind=NoteKind.INQUIRY, by="oscar"),
    "reopened": lambda life: life.close().act(reopen, why="it is back", by="oscar"),
}


@pytest.mark.parametrize("lead", [None, "carol"], ids=["no lead", "a lead"])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_proposed_to_who_may_not_do_it_names_who_may(situation: str, lead: str | None) -> None:
    life = Life().declare(by="oscar", owner="alice", client="ACME", severity=None)
    if lead and situation != "declared for somebody else":
        life.act(assign, role=Role.CL, name=lead)
    SITUATIONS[situation](life)
    rules = assert_each_can_be_done(life, "oscar")
    assert rules, "something is worth doing"
    words = [each.act.by for each in proposed(life, "oscar") if each.act.rule == "send_update"]
    spokesman = lead if lead and situation != "declared for somebody else" else "alice"
    assert set(words) <= {spokesman}, "the Communications Lead is whose part it is"


def test_who_may_do_it_is_told_the_command_as_theirs() -> None:
    life = declared(severity=None)
    life.act(assign, role=Role.CL, name="carol")
    life.resolve()
    assert {each.act.by for each in proposed(life)} == {None}
    assert [each.act.by for each in proposed(life, "carol")] == ["alice", None]


def test_an_update_that_repeats_what_the_last_one_said_was_done_is_pointed_out() -> None:
    life = declared().update(30, done="Looking at the logs").wait(minutes=20)
    life.update(30, done="looking at the  logs")
    (found,) = proposed(life, entries=2)
    assert (found.act.rule, found.said(str).partition(" said")[0]) == ("send_update", "update 1")
    life.wait(minutes=20).update(30, done="Rolled back 2.41")
    assert proposed(life, entries=2) == []


def test_what_one_of_several_clients_has_read_is_no_repetition_to_another() -> None:
    life = declared(clients=["ACME", "Globex"]).update(10, clients=["ACME"])
    life.update(10, clients=["Globex"])
    assert proposed(life, entries=2) == []
    life.update(10)
    (found,) = proposed(life, entries=2)
    assert "said already that the same was done" in found.why


@pytest.mark.parametrize("impact", ["unchanged", "Unchanged since the last update."])
def test_unchanged_is_no_impact_to_who_has_read_none(impact: str) -> None:
    life = declared(impact="30 % of checkouts fail").update(10, impact=impact)
    (found,) = proposed(life, entries=2)
    assert "no impact yet" in found.why
    assert found.act.arguments["impact"] == "30 % of checkouts fail"
    life.update(10).update(10, impact=impact, done="scaled the pool")
    assert proposed(life, entries=2) == [], "they have read what it was, and it is repeated to them"
    life = declared().update(10, impact="unchanged: 30 % of checkouts fail")
    assert proposed(life, entries=2) == []


def test_who_leaves_without_having_asked_anybody_is_told_that_a_handover_comes_first() -> None:
    person = Person(name="alice", names=("alice",), deputy="carol")
    life = declared(Shift(policy=Policy(colleagues=Colleagues(people=Listed([person])))))
    life.act(go_away, until=life.now + timedelta(minutes=5), expect="a word at my return")
    (found,) = proposed(life)
    assert (found.act.rule, found.act.arguments["to"]) == ("offer_handover", "carol")
    assert assert_each_can_be_done(life, "alice") == ["offer_handover"]
    life.act(go_away, until=life.now + timedelta(minutes=6), expect="a word", sounded_out=("bob",))
    assert proposed(life) == []


def test_a_note_that_asks_nothing_proposes_nothing() -> None:
    life = declared()
    life.note("When?", kind=NoteKind.INQUIRY).note("pool at 100 %")
    assert proposed(life) == []


def test_a_ticket_is_proposed_where_the_portal_creates_it_when_asked() -> None:
    assert proposed(logged())[-1].act == Act("create_ticket", "INC-7K3Q", create=True)
    for life in (logged(ticket="SUP-1"), logged(Portal(way=PORTAL.way)), logged(drill=True), declared()):
        assert "create_ticket" not in [each.act.rule for each in proposed(life)]
    asked = asked_for(logged())
    assert "create_ticket" not in [
        each.act.rule for each in proposals(asked.incident, asked.entries[:1], asked.request())
    ]

"""Why a decision does not hold where it stands; facts always do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tests.domain.incident_life import Life, Rule, clock, declared

from incident_console.domain import (
    absence,
    actions,
    closing,
    communication,
    declaring,
    ending,
    handover,
    ownership,
    posting,
    promises,
    reopening,
    response,
    review,
)
from incident_console.domain.entry import Entry
from incident_console.domain.folding import twin_of
from incident_console.domain.judging import judge
from incident_console.domain.objections import SENTENCES, Ground, Objection
from incident_console.domain.vocabulary import MessageKind, Remedy, Role, Severity, Status

UPDATE = {"impact": "Half fail", "done": "Rolled back", "next_steps": "Scale", "next_update": clock("15:30")}
WRAP_UP = {"what": "A release", "customer_impact": "An hour", "prevention": "Stages"}

DECISIONS: dict[str, tuple[Rule, dict[str, Any]]] = {
    "assess": (declaring.assess, {"impact": "Half fail"}),
    "severity": (declaring.change_severity, {"severity": Severity.P2, "why": "Fewer"}),
    "status": (response.change_status, {"status": Status.IDENTIFIED}),
    "assign": (ownership.assign, {"role": Role.OL, "name": "oli"}),
    "offer": (handover.offer_handover, {"to": "dave", "status": "Watching"}),
    "away": (absence.go_away, {"until": clock("15:00"), "expect": "Mail"}),
    "stand down": (ending.stand_down, {"why": "A false alarm"}),
    "update": (communication.send_update, UPDATE),
    "reschedule": (promises.reschedule, {"due": clock("15:40"), "why": "Slow"}),
}

FACTS: dict[str, tuple[Rule, dict[str, Any]]] = {
    "note": (response.note, {"what": "Pool at 100 %"}),
    "escalate": (response.escalate, {"to": "dave", "why": "No progress"}),
    "ticket": (declaring.link_ticket, {"ticket": "SUP-1"}),
    "action": (actions.add_action, {"what": "Scale", "owner": "oli"}),
    "review": (review.review, {"root_cause": "A pool"}),
}


def written(life: Life, rule: Rule, **said: Any) -> Entry:
    """What somebody would have recorded, who saw the incident as it stands now."""
    twin = Life(ref="INC-TWIN")
    twin.incident, twin.entries, twin.shift = twin_of(life.incident), list(life.entries), life.shift
    return twin.act(rule, **said)[0]


def objection(life: Life, entry: Entry) -> Objection | None:
    return entry.event.against(life.incident, entry)


def led() -> Life:
    return declared().update(30)


@pytest.mark.parametrize(("rule", "said"), DECISIONS.values(), ids=DECISIONS)
def test_a_decision_holds_where_nothing_came_between_and_not_of_another_term(
    rule: Rule, said: dict[str, Any]
) -> None:
    life = led()
    entry = written(life, rule, **said)
    assert objection(life, entry) is None
    life.wait(minutes=1).hand_over("bob")
    found = objection(life, entry)
    assert found is not None
    assert found.ground in (Ground.OWNER, Ground.SPEAKER)
    assert "bob" in found.sentence(str)


@pytest.mark.parametrize(("rule", "said"), DECISIONS.values(), ids=DECISIONS)
def test_nothing_is_decided_about_what_has_ended(rule: Rule, said: dict[str, Any]) -> None:
    life = led()
    entry = written(life, rule, **said)
    life.wait(minutes=1).act(response.note, what="another console")
    life.act(ending.stand_down, why="A false alarm", posted=True)
    found = objection(life, entry)
    assert found is not None
    assert found.ground in (Ground.ENDED, Ground.HELD)


@pytest.mark.parametrize(("rule", "said"), FACTS.values(), ids=FACTS)
def test_facts_hold_whatever_came_between(rule: Rule, said: dict[str, Any]) -> None:
    life = led()
    entry = written(life, rule, by="bob", **said)
    life.wait(minutes=1).hand_over("bob")
    life.act(ending.stand_down, why="A false alarm", posted=True)
    assert objection(life, entry) is None


def taken(life: Life) -> Entry:
    life.act(response.escalate, by="dave", to="alice", why="No answer")
    life.wait(minutes=6)
    return written(life, ownership.take_over, by="dave", why="No answer")


def resolved_first(life: Life) -> Entry:
    entry = written(life, closing.resolve, remedy=Remedy.RESTORED)
    life.wait(minutes=1).act(closing.resolve, by="bob", remedy=Remedy.MITIGATED)
    return entry


def confirms_another(life: Life) -> Entry:
    life.resolve()
    entry = written(life, closing.confirm)
    life.act(reopening.reopen, why="It is back")
    life.resolve()
    return entry


def wrapped_up_though_sent_back(life: Life) -> Entry:
    life.resolve().confirm()
    entry = written(life, closing.close, **WRAP_UP)
    life.act(reopening.reopen, why="It is back")
    return entry


def reopened_twice(life: Life) -> Entry:
    life.close()
    entry = written(life, reopening.reopen, by="bob", why="It is back")
    life.act(reopening.reopen, why="It is back")
    return entry


def completed_though_reopened(life: Life) -> Entry:
    life.close()
    life.act(
        review.review, root_cause="A pool", factors=["none"], recommendations=["none"], follow_ups="none"
    )
    entry = written(life, review.review, complete=True)
    life.act(reopening.reopen, why="It is back")
    return entry


def silent_though_told(life: Life) -> Entry:
    fresh = declared()
    entry = written(fresh, ending.stand_down, why="A false alarm")
    life.incident, life.entries = fresh.update(30).incident, fresh.entries
    return entry


def offered_twice(life: Life) -> Entry:
    entry = written(life, handover.offer_handover, to="bob", status="Watching")
    life.act(handover.offer_handover, to="carol", status="Watching")
    return entry


def offered_though_given(life: Life) -> Entry:
    life.act(ownership.assign, role=Role.CL, name="carol")
    entry = written(life, handover.offer_handover, by="carol", to="bob", status="Fine", roles=(Role.CL,))
    life.act(ownership.assign, role=Role.CL, name="dave")
    return entry


def discarded_though_out(life: Life) -> Entry:
    life.update(60, posted=False)
    message = life.waiting(MessageKind.UPDATE)
    entry = written(life, posting.discard_message, message=message.id, why="Overtaken")
    life.post(MessageKind.UPDATE)
    return entry


def taken_twice(life: Life) -> Entry:
    entry = taken(life)
    life.act(ownership.take_over, by="carol", why="No answer")
    return entry


def taken_though_stood_down(life: Life) -> Entry:
    entry = taken(life)
    life.act(ending.stand_down, by="alice", why="A false alarm", posted=True)
    return entry


@pytest.mark.parametrize(
    ("happens", "ground"),
    [
        (taken_twice, Ground.OWNER),
        (taken_though_stood_down, Ground.ENDED),
        (resolved_first, Ground.RESOLVED),
        (confirms_another, Ground.OTHER_GATE),
        (wrapped_up_though_sent_back, Ground.UNCONFIRMED),
        (reopened_twice, Ground.OPEN),
        (completed_though_reopened, Ground.REOPENED),
        (silent_though_told, Ground.TOLD),
        (offered_twice, Ground.OFFERED),
        (offered_though_given, Ground.HELD),
        (discarded_though_out, Ground.OUT),
    ],
)
def test_each_ground_is_found(happens: Callable[[Life], Entry], ground: Ground) -> None:
    life = led()
    entry = happens(life)
    found = objection(life, entry)
    assert found is not None
    assert found.ground is ground
    said = found.sentence(lambda moment: f"{moment:%H:%M}")
    assert said
    assert "{" not in said


def test_every_ground_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Ground)


def test_a_lone_log_has_no_objection_and_each_is_judged_with_the_strikes_before_it_alone() -> None:
    life = declared().update(30).close()
    life.act(reopening.reopen, why="It is back")
    posted = [entry for entry in life.entries if isinstance(entry.event, posting.MessagePosted)]
    life.act(response.strike, seq=posted[-1].seq, why="It was not sent")
    assert judge({life.incident.id: life.entries}) == {}


def test_a_strike_that_stands_before_counts() -> None:
    life = declared().update(30).close()
    end = life.entries[-1]
    entry = written(life, reopening.reopen, by="bob", why="It is back")
    life.act(response.strike, seq=end.seq, why="It was not sent")
    last = msgspec.structs.replace(entry, seq=len(life.entries) + 1, incident=life.incident.id)
    found = judge({life.incident.id: [*life.entries, last]})
    assert found == {last.id: Objection(ground=Ground.OPEN)}

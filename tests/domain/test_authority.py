"""Who may do what: the owner decides, the Communications Lead speaks too, everybody contributes."""

from typing import Any

import pytest
from tests.domain.incident_life import Life, Rule, Shift, clock, declared

from incident_console.domain import authority
from incident_console.domain.absence import come_back, go_away
from incident_console.domain.actions import add_action, drop_action, finish_action, reassign_action
from incident_console.domain.authority import who_may
from incident_console.domain.closing import close, confirm, resolve, send_analysis
from incident_console.domain.communication import send_update
from incident_console.domain.declaring import assess, change_severity, link_ticket
from incident_console.domain.duplicates import mark_duplicate
from incident_console.domain.ending import stand_down
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import accept_handover, decline_handover, withdraw_handover
from incident_console.domain.ownership import assign, take_over
from incident_console.domain.posting import discard_message, say_posted
from incident_console.domain.promises import reschedule
from incident_console.domain.refusal import Part
from incident_console.domain.reopening import reopen
from incident_console.domain.response import NoteKind, change_status, escalate, note, strike
from incident_console.domain.review import review
from incident_console.domain.vocabulary import MessageKind, Remedy, Role, Severity, Status
from incident_console.wording.verbs import VERBS

UPDATE: dict[str, Any] = {
    "impact": "Unchanged",
    "done": "Rolled back",
    "next_steps": "Watch",
    "next_update": clock("15:00"),
}
WRAP_UP: dict[str, Any] = {"what": "A release", "customer_impact": "An hour", "prevention": "Staged releases"}

DECISIONS: dict[str, tuple[Rule, dict[str, Any]]] = {
    "severity": (change_severity, {"severity": Severity.P2, "why": "Europe only"}),
    "impact and scope": (assess, {"impact": "All checkouts"}),
    "status": (change_status, {"status": Status.IDENTIFIED}),
    "assigning CL": (assign, {"role": Role.CL, "name": "dave"}),
    "assigning OL": (assign, {"role": Role.OL, "name": "dave"}),
    "standing down": (stand_down, {"why": "A false alarm"}),
    "absence": (go_away, {"until": clock("15:00"), "expect": "Mail is read"}),
    "offering": (offer_handover, {"to": "dave", "status": "Watching"}),
}

WORDS: dict[str, tuple[Rule, dict[str, Any]]] = {
    "update": (send_update, UPDATE),
    "reschedule": (reschedule, {"due": clock("15:00"), "why": "The vendor is slow"}),
}


def led() -> Life:
    """Owned by alice, with carol as CL and oscar as OL, and one update out."""
    life = declared(client="Acme")
    life.act(assign, role=Role.CL, name="carol")
    life.act(assign, role=Role.OL, name="oscar")
    return life.update(30)


@pytest.mark.parametrize(("rule", "said"), DECISIONS.values(), ids=DECISIONS)
@pytest.mark.parametrize("by", ["carol", "oscar", "eve"])
def test_only_the_owner_decides(rule: Rule, said: dict[str, Any], by: str) -> None:
    sentence = led().refused(rule, by=by, **said)
    assert "alice" in sentence
    assert "2026-09-01 14:00 UTC" in sentence


@pytest.mark.parametrize(("rule", "said"), DECISIONS.values(), ids=DECISIONS)
def test_the_owner_decides(rule: Rule, said: dict[str, Any]) -> None:
    assert led().act(rule, by="@Alice", **said)
    assert who_may(led().incident, rule.__name__) == ("alice",)


@pytest.mark.parametrize(("rule", "said"), (DECISIONS | WORDS).values(), ids=DECISIONS | WORDS)
def test_what_was_decided_under_an_earlier_owner_is_refused_with_who_owns_it_since_when(
    rule: Rule, said: dict[str, Any]
) -> None:
    life = led().wait(minutes=5).hand_over("bob").hand_over("alice")
    if rule is send_update:
        assert life.act(rule, term=1, **said), "an update is a fact"
        return
    sentence = life.refused(rule, by="alice", term=1, **said)
    assert "alice owns INC-7K3Q since 2026-09-01 14:05 UTC" in sentence
    assert life.act(rule, by="alice", term=3, **said)


def test_the_tables_of_who_may_name_rules_and_a_fact_is_everybodys() -> None:
    assert authority.DECISIONS.keys() | authority.WORDS.keys() <= VERBS.keys()
    assert {who_may(led().incident, each.__name__) for each in (note, escalate, resolve, say_posted)} == {()}


def test_facts_are_accepted_under_any_term() -> None:
    life = led().wait(minutes=5).hand_over("bob")
    life.update(30, posted=False)
    life.act(note, by="alice", term=1, what="Pool at 100 %")
    life.act(escalate, by="alice", term=1, to="dave", why="No progress")
    life.act(say_posted, by="alice", term=1, message=life.waiting(MessageKind.UPDATE).id)
    life.act(resolve, by="alice", term=1, remedy=Remedy.RESTORED)


def test_confirming_is_the_owners() -> None:
    life = led().resolve()
    for by in ("carol", "oscar", "eve"):
        assert "only alice" in life.refused(confirm, by=by)
    life.act(confirm, by="alice")


def test_closing_is_the_owners() -> None:
    life = led().resolve().confirm()
    for by in ("carol", "eve"):
        assert "only alice" in life.refused(close, by=by, **WRAP_UP)
    life.act(close, by="alice", **WRAP_UP)


def test_marking_a_duplicate_is_the_owners() -> None:
    shift = Shift()
    life, other = Life(shift).declare(), Life(shift, "INC-9WXY").declare(by="carol")
    assert "only alice" in life.refused(mark_duplicate, by="carol", survivor=other.incident)
    life.act(mark_duplicate, by="alice", survivor=other.incident)


@pytest.mark.parametrize(("rule", "said"), WORDS.values(), ids=WORDS)
def test_the_owner_and_the_communications_lead_speak_to_the_client(rule: Rule, said: dict[str, Any]) -> None:
    assert "only alice or carol" in led().refused(rule, by="oscar", **said)
    assert led().act(rule, by="alice", **said)
    assert led().act(rule, by="carol", **said)
    assert who_may(led().incident, rule.__name__) == ("carol", "alice")


def test_the_owner_alone_speaks_while_no_communications_lead_is_assigned() -> None:
    assert "only alice may update" in declared().refused(send_update, by="bob", **UPDATE)


def test_the_analysis_is_the_owners_or_the_communications_leads() -> None:
    life = led().close(analysis_by=clock("12:00", 4))
    assert "only alice or carol" in life.refused(send_analysis, by="eve", what="The cause")
    life.act(send_analysis, by="carol", what="The cause")


def test_discarding_a_message_is_for_those_who_speak() -> None:
    life = led().update(posted=False)
    waiting = life.waiting(MessageKind.UPDATE).id
    assert "only alice or carol" in life.refused(discard_message, by="eve", message=waiting, why="Overtaken")
    life.act(discard_message, by="carol", message=waiting, why="Overtaken")


@pytest.mark.parametrize("role", [Role.CL, Role.OL])
def test_whoever_holds_a_role_may_offer_it_and_nobody_else(role: Role) -> None:
    life = led()
    holder = life.incident.holder(role)
    for by in ("alice", "eve"):
        assert f"{holder} is the {role}" in life.refused(
            offer_handover, by=by, to="dave", roles=[role], status="Fine"
        )
    life.act(offer_handover, by=holder, to="dave", roles=[role], status="Fine")


@pytest.mark.parametrize("role", [Role.CL, Role.OL])
def test_the_owner_offers_the_roles_that_nobody_was_assigned(role: Role) -> None:
    assert declared().act(offer_handover, by="alice", to="dave", roles=[role], status="Fine")


def test_only_whom_it_was_offered_to_answers_and_only_who_offered_withdraws() -> None:
    life = led()
    life.act(offer_handover, to="bob", status="Watching")
    for by in ("alice", "carol", "eve"):
        assert "offered to bob; only they can accept" in life.refused(accept_handover, by=by)
        assert "offered to bob; only they can decline" in life.refused(decline_handover, by=by, why="No")
    for by in ("bob", "carol"):
        assert "alice offered INC-7K3Q; only they" in life.refused(withdraw_handover, by=by)


def test_only_who_left_comes_back() -> None:
    life = led()
    life.act(go_away, until=clock("16:00"), expect="Mail is read")
    assert "only they can say" in life.refused(come_back, by="carol")
    life.act(come_back, by="alice")


def test_everybody_with_a_name_contributes() -> None:
    life = led()
    life.note(by="eve")
    life.note("A client asks", by="eve", kind=NoteKind.INQUIRY)
    life.act(strike, by="eve", seq=life.incident.seq, why="Another incident")
    life.act(add_action, by="eve", what="Scale the pool", owner="oscar")
    life.act(reassign_action, by="eve", n=1, owner="eve")
    life.act(finish_action, by="eve", n=1)
    life.act(add_action, by="eve", what="Call the vendor", owner="oscar")
    life.act(drop_action, by="eve", n=2, why="They called us")
    life.act(escalate, by="eve", to="frank", why="No progress")
    life.act(link_ticket, by="eve", ticket="SUP-1")
    life.update(posted=False).post(MessageKind.UPDATE, by="eve")
    life.act(resolve, by="eve", remedy=Remedy.MITIGATED)
    life.confirm().close()
    life.act(review, by="eve", factors=["No staging"])
    life.act(reopen, by="eve", why="Errors are back")


def test_nobody_contributes_nothing() -> None:
    for by in (" ", "@"):
        assert declared().refusal(note, by=by, what="Pool at 100 %").about is Part.BY


def test_what_is_still_to_come_is_not_recorded() -> None:
    assert "still to come; give a time up to 2026-09-01 14:00 UTC" in declared().refused(
        note, at=clock("14:01"), what="Pool"
    )


def test_only_notes_may_be_older_than_the_declaration() -> None:
    life = declared()
    early = clock("13:30")
    life.note("First errors", at=early)
    life.note("It began with the release", at=early, kind=NoteKind.FINDING)
    assert "only notes may be older" in life.refused(escalate, at=early, to="dave", why="Help")
    assert "only notes may be older" in life.refused(change_status, at=early, status=Status.IDENTIFIED)
    assert "only notes may be older" in life.refused(send_update, at=early, **UPDATE)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (offer_handover, {"to": "bob", "status": "Fine"}),
        (accept_handover, {"by": "bob"}),
        (take_over, {"by": "bob", "why": "No answer"}),
        (assign, {"role": Role.CL, "name": "bob"}),
        (go_away, {"until": clock("15:00"), "expect": "Mail"}),
        (come_back, {}),
    ],
    ids=["offer", "accept", "take", "assign", "away", "back"],
)
def test_what_takes_effect_between_two_people_is_not_backdated(rule: Rule, said: dict[str, Any]) -> None:
    refusal = declared().wait(minutes=5).refusal(rule, at=clock("14:02"), **said)
    assert refusal.about is Part.AT
    assert "counts from the moment it is said" in str(refusal)


def test_a_new_owner_decides_nothing_for_the_time_before() -> None:
    life = declared().wait(minutes=10).hand_over("bob")
    sentence = life.refused(change_status, by="bob", at=clock("14:05"), status=Status.IDENTIFIED)
    assert "bob owns INC-7K3Q only since 2026-09-01 14:10 UTC" in sentence

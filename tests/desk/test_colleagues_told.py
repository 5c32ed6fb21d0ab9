"""Who is called, and what a team hears of, is queued for their channels with the act that causes it: once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.desk.consoles import Consoles

from incident_console.clock import new_id
from incident_console.delivery.notifying import notify
from incident_console.desk import Done
from incident_console.domain import closing, handover, handover_answers, ownership, reopening, response
from incident_console.domain.actions import add_action
from incident_console.domain.colleagues import Colleagues, Listed, Occasion, Person
from incident_console.domain.declaring import change_severity
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Refused
from incident_console.domain.vocabulary import Criterion, Remedy, Role, Severity
from incident_console.domain.ways import WayOut
from incident_console.postman.alarms import Alarms, is_needless
from incident_console.store.notices import NOT_HEARD, Notice

PEOPLE = Listed(
    [
        Person(name="bob", names=("robert.m",), phone="+49 555 0199", ways=(WayOut(channel="bob-page"),)),
        Person(name="carol", ways=(WayOut(channel="carol-page"), WayOut(channel="sre"))),
    ]
)
TEAM = Colleagues(ways=(WayOut(channel="sre"),), occasions=frozenset(Occasion), people=PEOPLE)
QUIET = Colleagues(people=PEOPLE)


@pytest.fixture
def consoles(tmp_path: Path) -> Iterator[Consoles]:
    made = Consoles(tmp_path, Policy(colleagues=QUIET))
    yield made
    made.alice.store.close()
    made.bob.store.close()


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Consoles]:
    made = Consoles(tmp_path, Policy(colleagues=TEAM))
    yield made
    made.alice.store.close()
    made.bob.store.close()


def sent(consoles: Consoles) -> list[tuple[str, str]]:
    """By which channel colleagues are told, and the subject."""
    rows = consoles.alice.store.deliveries.of()
    return [(row.channel, notice(consoles, row.message).subject) for row in rows if row.inside]


def notice(consoles: Consoles, id: str) -> Notice:
    found = consoles.alice.store.notices.notice(id)
    assert found is not None
    return found


def texts(consoles: Consoles, done: Done) -> list[str]:
    return [notice(consoles, each).text for each in done.notices]


def test_whoever_an_act_calls_is_called_by_their_channels_with_why_and_what_answers(
    consoles: Consoles,
) -> None:
    done = consoles.alice.act(consoles.ref, response.escalate, to="robert.m", why="no progress")
    assert sent(consoles) == [("bob-page", "robert.m is called: Checkout answers 502")]
    (text,) = texts(consoles, done)
    assert text.splitlines() == [
        f"{consoles.ref} (P2) Checkout answers 502",
        "robert.m is called: alice escalated: no progress",
        f"incident-console note {consoles.ref} …   (in the war room: n)",
    ]
    assert "0199" not in text


def test_each_kind_of_call_goes_out_and_nobody_is_called_by_themselves(consoles: Consoles) -> None:
    alice, bob = consoles.alice, consoles.bob
    ref = bob.declare(title="Search", because=[Criterion.PRODUCTION], owner="carol").incident.ref
    bob.act(ref, response.escalate, to="bob", why="myself")
    alice.act(consoles.ref, ownership.assign, role=Role.CL, name="bob")
    alice.act(consoles.ref, add_action, what="scale", owner="bob")
    alice.act(consoles.ref, handover.offer_handover, to="bob", status="watching")
    assert sent(consoles) == [
        ("carol-page", "carol is called: Search"),
        ("sre", "carol is called: Search"),
        *[("bob-page", "bob is called: Checkout answers 502")] * 3,
    ]
    answers = [
        notice(consoles, row.message).text.splitlines()[-1]
        for row in alice.store.deliveries.of()
        if row.channel == "bob-page"
    ]
    assert [each.split("   ")[0].removeprefix("incident-console ") for each in answers] == [
        f"update {consoles.ref} --impact … --done … --next … --next-update …",
        f"action done {consoles.ref} 1",
        f"handover accept {consoles.ref}",
    ]


def test_a_refused_act_calls_nobody(consoles: Consoles) -> None:
    with pytest.raises(Refused):
        consoles.bob.act(consoles.ref, ownership.assign, role=Role.CL, name="carol")
    assert sent(consoles) == []


def test_an_offer_that_lapses_calls_who_made_it_once(consoles: Consoles) -> None:
    carol = consoles.sit_down("carol")
    ref = carol.declare(title="Search", because=[Criterion.PRODUCTION]).incident.ref
    carol.act(ref, handover.offer_handover, to="dan", status="watching")
    watches = [Alarms(consoles.alice), Alarms(consoles.bob)]
    for _ in range(15):
        for each in watches:
            each.tick(consoles.alice.now())
        consoles.clock.advance(minutes=1)
    assert [name for name, _ in sent(consoles)] == ["carol-page", "sre"]
    (text,) = {notice(consoles, row.message).text for row in carol.store.deliveries.of()}
    assert "the offer to dan lapsed" in text
    carol.store.close()


def test_a_call_that_was_answered_before_it_could_go_out_is_needless(consoles: Consoles) -> None:
    done = consoles.alice.act(consoles.ref, response.escalate, to="bob", why="no progress")
    (told,) = [notice(consoles, each) for each in done.notices]
    assert not is_needless(consoles.alice, told, consoles.alice.incident(consoles.ref))
    consoles.note(consoles.bob)
    assert is_needless(consoles.alice, told, consoles.alice.incident(consoles.ref))


def test_a_team_hears_of_what_it_asked_for(team: Consoles) -> None:
    alice, bob, ref = team.alice, team.bob, team.ref
    alice.act(ref, change_severity, severity=Severity.P1, why="iOS too")
    alice.act(ref, handover.offer_handover, to="bob", status="watching")
    bob.act(ref, handover_answers.accept_handover)
    bob.act(ref, closing.resolve, remedy=Remedy.RESTORED)
    bob.act(ref, reopening.reopen, why="errors are back")
    team.note(alice)
    assert [subject for channel, subject in sent(team) if channel == "sre"] == [
        f"{said}: Checkout answers 502"
        for said in ("Declared", "Severity", "Handover", "Resolved", "Reopened")
    ]
    (text,) = {notice(team, r.message).text for r in alice.store.deliveries.of() if r.channel == "sre"} & {
        text
        for row in alice.store.deliveries.of()
        if (text := notice(team, row.message).text) and "iOS too" in text
    }
    assert text.splitlines()[0] == f"{ref} (P1) Checkout answers 502"
    assert text.splitlines()[2:] == ["Owner alice.", f"incident-console show {ref}"]


def test_a_team_hears_of_nothing_else(tmp_path: Path) -> None:
    only = Colleagues(ways=(WayOut(channel="sre"),), occasions=frozenset({Occasion.RESOLVED}))
    made = Consoles(tmp_path, Policy(colleagues=only))
    made.alice.act(made.ref, change_severity, severity=Severity.P1, why="iOS too")
    made.alice.act(made.ref, closing.resolve, remedy=Remedy.RESTORED)
    assert sent(made) == [("sre", "Resolved: Checkout answers 502")]
    made.alice.store.close()
    made.bob.store.close()


def test_one_act_is_told_once_by_a_channel_of_both_the_team_and_the_person(team: Consoles) -> None:
    done = team.bob.declare(title="Search", because=[Criterion.PRODUCTION], owner="carol")
    assert [each for each in sent(team) if "Search" in each[1]] == [
        ("carol-page", "carol is called: Search"),
        ("sre", "Declared: Search"),
    ]
    assert any("carol is called" in each and "bob declared it" in each for each in texts(team, done)[1:])


def test_a_drill_tells_nobody(team: Consoles) -> None:
    before = sent(team)
    done = team.alice.declare(title="Drill", because=[Criterion.PRODUCTION], owner="bob", drill=True)
    team.alice.act(done.incident.ref, response.escalate, to="bob", why="no progress")
    assert sent(team) == before


def test_a_spelling_acts_under_the_name_that_is_recorded(consoles: Consoles) -> None:
    desk = consoles.sit_down("Robert.M")
    assert desk.by == "bob"
    desk.store.close()


def test_what_is_for_a_portal_is_nothing_that_a_colleague_has_not_heard(consoles: Consoles) -> None:
    alice = consoles.alice
    done = alice.act(consoles.ref, response.escalate, to="bob", why="no progress")
    for number in range(3):
        written = notice(consoles, done.notices[0])
        comment = msgspec.structs.replace(
            written, id=new_id(), name=f"portal {number}", kind="portal comment"
        )
        notify(alice.store, comment, [WayOut(channel="portal")], alice.now())
    assert [row.channel for row in alice.store.notices.unheard(1)] == ["bob-page"]
    (row,) = alice.store.notices.unheard(-1)
    alice.store.deliveries.note_outcomes([(row.id, "delivered")])
    assert alice.store.notices.unheard(-1) == []


def test_what_is_not_heard_is_found_without_a_look_at_what_was(consoles: Consoles) -> None:
    plan = consoles.alice.store._connection.execute(f"EXPLAIN QUERY PLAN {NOT_HEARD}", (200,)).fetchall()
    assert "deliveries_unheard" in plan[0][-1]

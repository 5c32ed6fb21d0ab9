"""An offer that another copy's act ended or changed: nobody wrote that down, and everybody can read it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from incident_console.domain.calls import called
from incident_console.domain.closing import close, confirm, resolve
from incident_console.domain.ending import stand_down
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import accept_handover, became_of_offer
from incident_console.domain.objections import Ground
from incident_console.domain.ownership import assign, take_over
from incident_console.domain.refusal import Refused
from incident_console.domain.response import escalate
from incident_console.domain.vocabulary import Remedy, Role
from incident_console.reports.timeline import headline
from incident_console.wording.turns import reason
from tests.store.merge_invariants import logs
from tests.store.parted import WRAP_UP, Apart


def taken_over(apart: Apart) -> None:
    apart.other.desk("carol").act(apart.ref, take_over, why="No answer")


def stood_down(apart: Apart) -> None:
    apart.other.desk("alice").act(apart.ref, stand_down, why="A test alarm")


def stood_down_with_a_word(apart: Apart) -> None:
    apart.other.desk("alice").act(apart.ref, stand_down, why="A test alarm", posted=True)


def closed(apart: Apart) -> None:
    alice = apart.other.desk("alice")
    alice.act(apart.ref, resolve, remedy=Remedy.RESTORED)
    alice.act(apart.ref, confirm)
    alice.act(apart.ref, close, **WRAP_UP, posted=True)


ENDS: dict[Callable[[Apart], None], str] = {
    taken_over: "carol took over from alice",
    stood_down: "alice ended the incident",
    stood_down_with_a_word: "alice ended the incident",
    closed: "alice ended the incident",
}


def offered_here_and_ended_there(apart: Apart, end: Callable[[Apart], None]) -> None:
    """Bob is offered the incident on one copy; a minute later the other, which knows of no offer, ends it."""
    apart.one.desk("carol").act(apart.ref, escalate, to="alice", why="No answer")
    apart.later(6)
    apart.part()
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching")
    apart.later()
    end(apart)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_an_offer_that_another_copys_act_ended_says_so(apart: Apart, end: Callable[[Apart], None]) -> None:
    offered_here_and_ended_there(apart, end)
    assert apart.together() == []
    incident = apart.one.desk("alice").incident(apart.ref)
    assert incident.offer is None
    assert [type(e.event).__name__ for e in incident.entries].count("OfferChanged") == 0
    (act,) = (e for e in incident.entries if "with it ended the offer of IC to bob" in headline(e, incident))
    assert act.console == apart.other.store.console
    became = became_of_offer(incident, "bob")
    assert became is not None
    assert f"{became.by} {became.why}" == ENDS[end]
    now = apart.one.clock.now()
    assert [reason(call) for call in called(incident, now) if call.who == "bob"] == [
        f"the offer of the IC has changed: {ENDS[end]}"
    ]
    with pytest.raises(Refused, match=f"any more: {ENDS[end]}"):
        apart.one.desk("bob").act(apart.ref, accept_handover)


def test_an_offer_that_lost_a_role_by_another_copys_act_says_so_and_stands(apart: Apart) -> None:
    apart.part()
    both = (Role.IC, Role.CL)
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching", roles=both)
    apart.later()
    apart.other.desk("alice").act(apart.ref, assign, role=Role.CL, name="dave")
    assert apart.together() == []
    incident = apart.one.desk("alice").incident(apart.ref)
    assert headline(incident.entries[-1], incident).endswith("; the offer to bob goes on without CL")
    assert became_of_offer(incident, "bob") is None
    said = "the offer of the IC and CL has changed: alice assigned the CL to dave"
    assert said in [reason(call) for call in called(incident, apart.one.clock.now()) if call.who == "bob"]
    assert apart.one.desk("bob").act(apart.ref, accept_handover).incident.leads == {Role.CL: "dave"}


def test_an_end_that_its_author_wrote_down_is_said_once(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching")
    done = apart.one.desk("alice").act(apart.ref, stand_down, why="A test alarm")
    said = [headline(entry, done.incident) for entry in done.entries]
    assert said == [
        "stood down as a false alarm: A test alarm",
        "the offer of IC to bob ended: alice ended the incident",
    ]


def test_of_two_offers_on_two_copies_the_later_does_not_hold_and_both_sides_hear_it(apart: Apart) -> None:
    apart.part()
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching")
    apart.later()
    apart.other.desk("alice").act(apart.ref, offer_handover, to="carol", status="Watching")
    assert apart.together() == [("HandoverOffered", Ground.OFFERED)]
    incident = apart.one.desk("alice").incident(apart.ref)
    assert incident.offer is not None
    assert incident.offer.to == "bob"
    why = "alice could not offer it beside what another copy recorded"
    assert [reason(call) for call in called(incident, apart.one.clock.now()) if call.who == "carol"] == [
        f"the offer of the IC has changed: {why}"
    ]
    with pytest.raises(Refused, match=f"to carol is offered any more: {why}"):
        apart.one.desk("carol").act(apart.ref, accept_handover)


def test_the_word_of_an_end_that_another_came_before_does_not_hold(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching")
    apart.one.desk("carol").act(apart.ref, escalate, to="alice", why="No answer")
    apart.later(6)
    apart.part()
    apart.one.desk("carol").act(apart.ref, take_over, why="No answer")
    apart.later()
    apart.other.desk("dave").act(apart.ref, take_over, why="No answer")
    grounds = [("OwnershipTaken", Ground.OWNER), ("OfferChanged", Ground.ANSWERED)]
    assert apart.together() == grounds
    incident = apart.one.desk("alice").incident(apart.ref)
    became = became_of_offer(incident, "bob")
    assert became is not None
    assert became.by == "carol"


def test_an_end_that_does_not_hold_takes_no_call_with_it(apart: Apart) -> None:
    apart.told(apart.one)
    apart.one.desk("bob").act(apart.ref, escalate, to="alice", why="No answer")
    apart.one.desk("alice").act(apart.ref, escalate, to="erin", why="The vendor")
    apart.one.desk("bob").act(apart.ref, escalate, to="alice", why="No answer still")
    apart.later(6)
    apart.part()
    apart.other.desk("bob").act(apart.ref, take_over, why="No answer")
    apart.later()
    apart.end(apart.one)
    assert dict(apart.together())["WrapUpWritten"] is Ground.OWNER
    incident = apart.one.desk("alice").incident(apart.ref)
    assert incident.is_open
    assert [call.who for call in called(incident, apart.one.clock.now()) if call.text == "The vendor"] == [
        "erin"
    ]
    assert logs(apart.one.store)[apart.id][-1].objection is None

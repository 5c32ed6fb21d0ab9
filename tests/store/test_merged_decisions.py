"""What was decided on two copies apart: which decision holds once they are one, and why others do not."""

from __future__ import annotations

from incident_console.domain.absence import come_back, go_away
from incident_console.domain.declaring import change_severity
from incident_console.domain.ending import stand_down
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import accept_handover, withdraw_handover
from incident_console.domain.objections import Ground
from incident_console.domain.ownership import assign, take_over
from incident_console.domain.response import escalate, note
from incident_console.domain.vocabulary import Role, Severity
from tests.store.parted import Apart


def test_the_one_who_no_longer_owned_it_decided_nothing(apart: Apart) -> None:
    apart.one.desk("bob").act(apart.ref, escalate, to="alice", why="No answer")
    apart.later(6)
    apart.part()
    apart.other.desk("bob").act(apart.ref, take_over, why="No answer")
    apart.later()
    apart.one.desk("alice").act(apart.ref, change_severity, severity=Severity.P1, why="Spreads")
    apart.one.desk("alice").act(apart.ref, note, what="a fact")
    merged = apart.one.merge(apart.other)
    (came,) = merged.came
    assert (came.owner_changed, came.was, came.owner) == (True, "alice", "bob")
    incident = apart.one.desk("alice").incident(apart.ref)
    assert (incident.owner, incident.severity, incident.entries[-1].objection) == ("bob", Severity.P2, None)
    assert apart.together() == [("SeverityChanged", Ground.OWNER)]
    (verdict,) = merged.conflicts
    assert verdict.entry.objection is not None
    said = verdict.entry.objection.sentence(lambda moment: f"{moment:%H:%M}")
    assert said == "bob owned it since 14:06"


def test_two_severities_of_one_owner_both_hold_and_the_later_stands(apart: Apart) -> None:
    apart.part()
    apart.one.desk("alice").act(apart.ref, change_severity, severity=Severity.P1, why="Spreads")
    apart.later()
    apart.other.desk("alice").act(apart.ref, change_severity, severity=Severity.P3, why="Calm")
    assert apart.together() == []
    assert apart.one.desk("alice").incident(apart.ref).severity is Severity.P3


def test_an_offer_is_answered_once(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching")
    apart.part()
    apart.one.desk("alice").act(apart.ref, withdraw_handover)
    apart.later()
    apart.other.desk("bob").act(apart.ref, accept_handover)
    assert apart.together() == [("HandoverAccepted", Ground.ANSWERED)]
    assert apart.one.desk("alice").incident(apart.ref).owner == "alice"


def test_an_offer_that_was_answered_is_not_withdrawn(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching")
    apart.part()
    apart.other.desk("bob").act(apart.ref, accept_handover)
    apart.later()
    apart.one.desk("alice").act(apart.ref, withdraw_handover)
    apart.one.desk("alice").act(apart.ref, assign, role=Role.CL, name="carol")
    found = apart.together()
    assert found == [("HandoverWithdrawn", Ground.ANSWERED), ("RoleAssigned", Ground.OWNER)]
    incident = apart.one.desk("alice").incident(apart.ref)
    assert (incident.owner, incident.leads) == ("bob", {})


def test_a_wrap_up_of_who_no_longer_owned_it_ends_nothing_but_its_analysis_counts(apart: Apart) -> None:
    apart.told(apart.one)
    apart.one.desk("bob").act(apart.ref, escalate, to="alice", why="No answer")
    apart.later(6)
    apart.part()
    apart.other.desk("bob").act(apart.ref, take_over, why="No answer")
    apart.later()
    apart.end(apart.one, prevention=None, analysis_by=apart.one.later(600))
    grounds = dict(apart.together())
    assert grounds["WrapUpWritten"] is Ground.OWNER
    incident = apart.one.desk("alice").incident(apart.ref)
    assert incident.is_open
    assert incident.update_promise is not None
    assert incident.analysis_promise is not None
    assert incident.last_update_at == apart.one.clock.now()


def test_a_return_from_an_absence_that_is_over_is_no_act(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, go_away, until=apart.one.later(60), expect="Mail", posted=True)
    apart.part()
    apart.one.desk("alice").act(apart.ref, come_back)
    apart.later()
    apart.other.desk("alice").act(apart.ref, come_back)
    assert apart.together() == [("OwnerReturned", Ground.BACK)]


def test_an_offer_goes_on_where_the_end_that_ended_it_does_not_hold(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Fine")
    apart.part()
    apart.told(apart.other)
    apart.later()
    apart.one.desk("alice").act(apart.ref, stand_down, why="A false alarm")
    assert apart.together() == [("StandDownWritten", Ground.TOLD), ("OfferChanged", Ground.OFFERED)]
    accepted = apart.one.desk("bob").act(apart.ref, accept_handover).incident
    assert accepted.owner == "bob"

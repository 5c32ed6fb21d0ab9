"""The handover in two phases: the offer with its brief, and the yes that moves the roles."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.domain.incident_life import Life, Shift, clock, declared
from tests.domain.offered import brief, changed, offered, taken_over

from incident_console.domain.absence import go_away
from incident_console.domain.ending import stand_down
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import (
    HandoverAccepted,
    accept_handover,
    decline_handover,
    withdraw_handover,
)
from incident_console.domain.offers import OfferChanged
from incident_console.domain.ownership import RoleAssigned, assign, handover_notice_due
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Act
from incident_console.domain.vocabulary import MessageKind, Role, Severity


def test_an_offer_moves_nothing() -> None:
    life = offered()
    assert (life.incident.owner, life.incident.terms) == ("alice", 1)
    assert life.incident.standing_offer(life.now) is not None


def test_an_acknowledgement_moves_the_ownership_in_one_event() -> None:
    life = offered()
    (entry,) = life.act(accept_handover, by="@Bob")
    assert isinstance(entry.event, HandoverAccepted)
    assert (life.incident.owner, life.incident.terms) == ("bob", 2)
    assert life.incident.offer is None
    assert life.incident.tenure.how == "handover"


def test_a_second_acceptance_is_refused_with_who_owns_it_now() -> None:
    life = offered()
    life.act(accept_handover, by="bob")
    for by in ("bob", "carol"):
        assert "no handover of INC-7K3Q is offered; bob owns it since" in life.refused(accept_handover, by=by)


def test_without_an_offer_one_is_asked_for_of_the_owner() -> None:
    life = declared()
    refusal = life.refusal(accept_handover, by="bob")
    assert "alice owns it since 2026-09-01 14:00 UTC and may offer it" in str(refusal)
    assert refusal.then == (Act("offer_handover", "INC-7K3Q", by="alice", to="bob", status=...),)
    refusal = life.update(30).refusal(decline_handover, by="bob", why="No")
    assert refusal.then == (Act("offer_handover", "INC-7K3Q", by="alice", to="bob"),)
    for rule in (accept_handover, withdraw_handover):
        assert life.refusal(rule).then == (), "nobody asks themselves"
    ended = declared(severity=Severity.P4).close()
    assert "is closed; reopen it first" in ended.refused(accept_handover, by="bob")


def test_a_lapsed_offer_is_asked_for_again_with_its_roles() -> None:
    life = declared()
    life.act(offer_handover, to="bob", roles=(Role.IC, Role.CL), status="Watching")
    life.wait(minutes=11)
    again: dict[str, Any] = {"to": "bob", "roles": (Role.IC, Role.CL), "status": ...}
    assert life.refusal(accept_handover, by="bob").then == (
        Act("offer_handover", "INC-7K3Q", by="alice", **again),
    )
    assert life.refusal(withdraw_handover).then == (Act("offer_handover", "INC-7K3Q", **again),)


def test_an_offer_to_oneself_is_refused() -> None:
    assert "somebody else's yes" in declared().refused(offer_handover, to="@ALICE", status="Fine")


def test_a_second_offer_is_refused_until_the_first_is_withdrawn() -> None:
    life = offered()
    sentence = life.refused(offer_handover, to="carol", status="Fine")
    assert "offered to bob until 2026-09-01 14:10 UTC; withdraw that first" in sentence
    life.act(withdraw_handover)
    assert life.act(offer_handover, to="carol", status="Fine")


def test_an_offer_of_the_ownership_displaces_one_of_a_lead() -> None:
    life = offered(roles=[Role.CL])
    life.act(offer_handover, to="carol", status="Fine")
    assert life.incident.offer is not None
    assert (life.incident.offer.to, life.incident.offer.roles) == ("carol", (Role.IC,))
    assert "alice offers the IC to carol" in life.refused(accept_handover, by="bob")
    assert "offered to carol" in life.refused(accept_handover, by="dave")


def test_an_offer_of_a_lead_displaces_nothing() -> None:
    assert "withdraw that first" in offered().refused(
        offer_handover, to="carol", roles=[Role.CL], status="Fine"
    )
    assert "withdraw that first" in offered(roles=[Role.CL]).refused(
        offer_handover, to="carol", roles=[Role.OL], status="Fine"
    )


def test_the_ownership_alone_is_offered_by_default() -> None:
    life = offered()
    assert life.incident.offer is not None
    assert life.incident.offer.roles == (Role.IC,)


def test_the_leads_move_with_it_where_the_giver_asks_for_it() -> None:
    life = offered(roles=[Role.OL, Role.CL, Role.IC])
    assert brief(life).roles == (Role.IC, Role.CL, Role.OL)
    life.act(accept_handover, by="bob")
    assert [life.incident.holder(role) for role in Role] == ["bob", "bob", "bob"]


def test_roles_that_others_hold_stay() -> None:
    life = declared()
    life.act(assign, role=Role.CL, name="carol")
    assert "carol is the CL" in life.refused(offer_handover, to="bob", roles=[Role.CL], status="Fine")
    life.act(offer_handover, to="bob", roles=[Role.IC, Role.CL, Role.OL], status="Fine")
    assert life.incident.offer is not None
    assert life.incident.offer.roles == (Role.IC, Role.OL)
    life.act(accept_handover, by="bob")
    assert [life.incident.holder(role) for role in Role] == ["bob", "carol", "bob"]


def test_a_lead_that_the_giver_was_assigned_stays_with_them_unless_it_is_offered_too() -> None:
    life = declared()
    life.act(assign, role=Role.OL, name="alice")
    life.hand_over("bob")
    assert (life.incident.owner, life.incident.holder(Role.OL)) == ("bob", "alice")


def test_a_lead_hands_over_in_the_same_way_and_no_term_begins() -> None:
    life = declared()
    life.act(assign, role=Role.CL, name="carol")
    life.wait(minutes=1)
    life.act(offer_handover, by="carol", to="dave", roles=[Role.CL], status="Acme asks every ten minutes")
    life.act(accept_handover, by="dave")
    assert (life.incident.owner, life.incident.holder(Role.CL), life.incident.terms) == ("alice", "dave", 1)
    assert life.incident.leads_since[Role.CL] == clock("14:01")


def test_assigning_a_lead_ends_an_offer_of_it() -> None:
    life = offered(roles=[Role.CL])
    life.act(assign, role=Role.CL, name="carol")
    assert changed(life) == ("bob", (), "assigned the CL to carol")
    assert "no handover" in life.refused(accept_handover, by="bob")


def test_assigning_a_lead_takes_only_that_out_of_an_offer() -> None:
    life = offered(roles=[Role.IC, Role.CL])
    life.act(assign, role=Role.CL, name="dan")
    assert changed(life) == ("bob", (Role.IC,), "assigned the CL to dan")
    life.act(accept_handover, by="bob")
    assert [life.incident.holder(role) for role in Role] == ["bob", "dan", "bob"]


def test_assigning_a_lead_that_is_not_offered_changes_no_offer() -> None:
    life = offered()
    life.act(assign, role=Role.CL, name="dan")
    assert isinstance(life.last, RoleAssigned)


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        (lambda life: life.act(offer_handover, to="carol", status="Fine"), "offers the IC to carol"),
        (lambda life: life.act(stand_down, why="No"), "ended the incident"),
        (lambda life: life.act(stand_down, why="No", posted=True), "ended the incident"),
        (lambda life: life.close(), "ended the incident"),
        (lambda life: life.close(posted=False).post(MessageKind.WRAP_UP), "ended the incident"),
        (taken_over, "took over from alice"),
    ],
    ids=["displaced", "stood down", "and told", "closed", "closed when posted", "taken over"],
)
def test_whatever_ends_an_offer_says_so_in_the_log_and_to_whom_it_was_made(
    ends: Callable[[Life], Any], why: str
) -> None:
    life = offered(roles=[Role.CL])
    ends(life)
    assert changed(life) == ("bob", (), why)
    assert f"to bob is offered any more: {life.entries[-1].by} {why} at" in life.refused(
        accept_handover, by="bob"
    )


def test_a_lapsed_offer_is_not_ended_by_what_comes_later() -> None:
    life = offered().wait(minutes=11)
    life.act(stand_down, why="No")
    assert not any(isinstance(entry.event, OfferChanged) for entry in life.entries)


def test_an_offer_stands_ten_minutes() -> None:
    life = offered()
    assert life.incident.standing_offer(clock("14:10")) is not None
    assert life.incident.standing_offer(clock("14:10:01")) is None
    assert life.wait(minutes=10).act(accept_handover, by="bob")


def test_a_lapsed_offer_leaves_everything_where_it_was() -> None:
    life = offered().wait(minutes=10, seconds=1)
    for rule, by in ((accept_handover, "bob"), (withdraw_handover, "alice")):
        assert "lapsed at 2026-09-01 14:10 UTC; ask alice to offer it again" in life.refused(rule, by=by)
    assert "lapsed" in life.refused(decline_handover, by="bob", why="No")
    assert (life.incident.owner, life.incident.terms, len(life.entries)) == ("alice", 1, 2)
    assert life.act(offer_handover, to="carol", status="Fine")


def test_how_long_an_offer_stands_is_the_policys_of_then() -> None:
    life = Life(Shift(policy=Policy(offer_stands=timedelta(minutes=3)))).declare()
    life.act(offer_handover, to="bob", status="Fine")
    life.shift.policy = Policy(offer_stands=timedelta(hours=1))
    life.wait(minutes=4)
    assert "lapsed at 2026-09-01 14:03 UTC" in life.refused(accept_handover, by="bob")


def test_a_decline_leaves_everything_where_it_was_and_says_why() -> None:
    life = offered()
    assert "the reason is missing" in life.refused(decline_handover, by="bob", why="")
    life.act(decline_handover, by="bob", why="My shift is over too")
    assert (life.incident.owner, life.incident.offer, life.last.text) == (
        "alice",
        None,
        "My shift is over too",
    )


def test_a_withdrawal_leaves_everything_where_it_was() -> None:
    life = offered()
    life.act(withdraw_handover)
    assert (life.incident.owner, life.incident.offer) == ("alice", None)
    assert "no handover" in life.refused(accept_handover, by="bob")


def test_the_open_promise_passes_to_the_new_owner_by_name() -> None:
    life = declared().update(30).wait(minutes=5).hand_over("bob")
    promise = life.incident.update_promise
    assert promise is not None
    assert (promise.keeper, promise.due_at, life.due.keeper) == ("bob", clock("14:30"), "bob")


def test_passing_the_baton_never_postpones_the_first_word() -> None:
    life = declared().wait(minutes=8).hand_over("bob")
    assert life.clock == ("first_update", clock("14:10"))
    assert life.due.keeper == "bob"


def test_after_a_handover_an_introduction_is_due_until_an_update_went_out() -> None:
    life = declared().update(30)
    assert not handover_notice_due(life.incident)
    life.wait(minutes=5).hand_over("bob")
    assert handover_notice_due(life.incident)
    assert life.clock == ("next_update", clock("14:30"))
    life.wait(minutes=1).update(30)
    assert not handover_notice_due(life.incident)


def test_a_handover_ends_an_absence_nobody_was_told_of() -> None:
    life = declared().update(30)
    life.act(go_away, until=clock("16:00"), expect="Mail is read")
    life.hand_over("bob", status="Fine")
    assert life.incident.away is None
    assert not [message for message in life.incident.waiting if message.kind is MessageKind.ABSENCE]
    assert life.clock == ("next_update", clock("14:30"))


def test_an_ended_incident_that_owes_something_is_still_handed_over() -> None:
    life = declared().close(analysis_by=clock("12:00", 4)).hand_over("bob")
    assert (life.incident.owner, life.due.keeper) == ("bob", "bob")
    promise = life.incident.analysis_promise
    assert promise is not None
    assert promise.keeper == "bob"
    assert life.incident.terms == 2


def test_an_ended_incident_that_owes_nothing_is_not_handed_over() -> None:
    life = declared()
    life.act(stand_down, why="A false alarm")
    assert "reopen it first" in life.refused(offer_handover, to="bob", status="Over")


def test_the_end_takes_the_offer_with_it() -> None:
    life = declared().update(30)
    life.act(offer_handover, to="bob")
    life.close()
    assert "no handover" in life.refused(accept_handover, by="bob")


@pytest.mark.parametrize("to", ["", "@ "])
def test_an_offer_names_somebody(to: str) -> None:
    assert "name" in declared().refused(offer_handover, to=to, status="Fine")


def test_an_earlier_owners_offer_is_refused() -> None:
    life = declared().hand_over("bob")
    assert "bob owns INC-7K3Q" in life.refused(offer_handover, by="alice", term=1, to="carol", status="Fine")
    life.act(assign, role=Role.CL, name="carol")
    stale = life.refused(offer_handover, by="carol", term=1, to="dave", roles=[Role.CL], status="Fine")
    assert "after you decided to hand over a role" in stale

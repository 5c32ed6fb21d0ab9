"""Duplicates and their survivors on two copies: where each went, and what its client was promised."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from incident_console.domain.declaring import change_severity
from incident_console.domain.handover import offer_handover
from incident_console.domain.objections import Ground
from incident_console.domain.response import note
from incident_console.domain.vocabulary import Criterion, Severity, Status
from tests.store.merge_invariants import held, never_apart
from tests.store.parted import Apart


def test_two_incidents_that_each_went_into_the_other(apart: Apart) -> None:
    second = (
        apart.one.desk("alice")
        .declare(title="Carts are empty", because=[Criterion.SLA], owner="alice")
        .incident.ref
    )
    apart.part()
    apart.one.desk("alice").duplicate(apart.ref, second)
    apart.later()
    apart.other.desk("alice").duplicate(second, apart.ref)
    apart.one.merge(apart.other)
    apart.other.merge(apart.one)
    assert held(apart.one.store) == held(apart.other.store)
    first, other = (apart.one.desk("alice").incident(ref) for ref in (apart.ref, second))
    assert (first.status, first.duplicate_of) == (Status.DUPLICATE, second)
    assert other.is_open
    assert other.absorbed == {first.id: apart.ref}
    assert [entry.objection.ground for entry in other.conflicts if entry.objection] == [Ground.TAKEN_IN]
    assert [entry.objection.ground for entry in first.conflicts if entry.objection] == [Ground.BY_ITSELF]


def test_a_duplicate_of_what_had_ended_goes_on(apart: Apart) -> None:
    second = (
        apart.one.desk("alice")
        .declare(title="Carts are empty", because=[Criterion.SLA], owner="alice")
        .incident.ref
    )
    apart.part()
    apart.end(apart.one)
    apart.later()
    apart.other.desk("alice").duplicate(second, apart.ref)
    apart.together()
    went_on = apart.one.desk("alice").incident(second)
    assert went_on.is_open
    assert [entry.objection.ground for entry in went_on.conflicts if entry.objection] == [Ground.SURVIVOR]
    assert went_on.first_update_due is not None


@pytest.mark.parametrize(
    ("theirs", "kept", "grounds"),
    [(10, 10, [("PromiseAdopted", Ground.PROMISED)]), (50, 30, [])],
    ids=["earlier", "later"],
)
def test_a_survivor_keeps_what_the_client_of_its_duplicate_was_promised_on_another_copy(
    apart: Apart, theirs: int, kept: int, grounds: list[tuple[str, Ground]]
) -> None:
    survivor = declared_beside(apart)
    begun = apart.one.later(0)
    apart.told(apart.one, minutes=30)
    apart.part()
    apart.told(apart.other, minutes=theirs)
    apart.later()
    apart.one.desk("alice").duplicate(apart.ref, survivor, posted=True)
    apart.together()
    incident = apart.one.desk("alice").incident(survivor)
    assert [
        (type(entry.event).__name__, entry.objection.ground)
        for entry in incident.conflicts
        if entry.objection is not None
    ] == grounds
    promise = incident.update_promise
    assert promise is not None
    assert promise.due_at == begun + timedelta(minutes=kept)
    assert incident.absorbed == {apart.id: apart.ref}
    assert apart.one.desk("alice").incident(apart.ref).owed_promise is None


def test_a_survivor_keeps_the_first_word_of_its_duplicate_that_another_copy_made_earlier(
    apart: Apart,
) -> None:
    survivor = declared_beside(apart)
    begun = apart.one.later(0)
    apart.part()
    apart.other.desk("alice").act(apart.ref, change_severity, severity=Severity.P1, why="Spreads")
    apart.later()
    apart.one.desk("alice").duplicate(apart.ref, survivor)
    apart.together()
    incident = apart.one.desk("alice").incident(survivor)
    assert (incident.update_promise, incident.first_update_due) == (None, begun + timedelta(minutes=10))
    (conflict,) = incident.conflicts
    assert conflict.objection is not None
    said = conflict.objection.sentence(lambda moment: f"{moment:%H:%M}")
    assert said == f"the first update of {apart.ref} was due by 14:10, which is kept instead"


def declared_beside(apart: Apart) -> str:
    """Another incident of alice's, for whose client there is time."""
    said: dict[str, Any] = {"because": [Criterion.SLA], "owner": "alice", "severity": Severity.P4}
    return apart.one.desk("alice").declare(title="Carts are empty", **said).incident.ref


@pytest.mark.parametrize("posted", [True, False])
def test_a_duplicate_that_was_being_handed_over_is_whole_and_merges(apart: Apart, posted: bool) -> None:
    survivor = declared_beside(apart)
    apart.one.desk("alice").act(apart.ref, offer_handover, to="bob", status="Watching")
    apart.one.desk("alice").duplicate(apart.ref, survivor, posted=posted)
    never_apart(apart.one.store)
    apart.part()
    apart.other.desk("bob").act(survivor, note, what="theirs")
    assert apart.one.merge(apart.other).verdicts == ()
    assert apart.one.desk("alice").incident(survivor).absorbed == {apart.id: apart.ref}

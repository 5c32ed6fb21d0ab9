"""The desk: one door to the record, and nothing behind it where a rule says no."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incident_console.clock import FixedClock
from incident_console.desk import Desk, Done
from incident_console.domain.closing import resolve, send_analysis
from incident_console.domain.communication import send_update
from incident_console.domain.declaring import change_severity
from incident_console.domain.entry import Event, Request
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import accept_handover
from incident_console.domain.incident import Incident
from incident_console.domain.naming import letters
from incident_console.domain.ownership import assign
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.refusal import Refused
from incident_console.domain.reopening import reopen
from incident_console.domain.response import note
from incident_console.domain.vocabulary import Criterion, Outcome, Remedy, Role, Severity, Status
from incident_console.store.errors import Conflict, NotFound
from incident_console.store.store import Store
from incident_console.transactions import AHEAD

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "incidents.db")
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    return Desk(store, clock, Policy(), "alice")


def declared(desk: Desk, title: str = "Checkout answers 502", client: str | None = None) -> str:
    return desk.declare(title=title, because=[Criterion.PRODUCTION], client=client).incident.ref


def updated(desk: Desk, reference: str, minutes: int, *, posted: bool = True) -> Done:
    return desk.act(
        reference,
        send_update,
        impact="30 % fail",
        done="rolled back",
        next_steps="scale the pool",
        next_update=desk.now() + timedelta(minutes=minutes),
        posted=posted,
    )


def test_a_declared_incident_is_on_the_board_of_another_console(desk: Desk, clock: FixedClock) -> None:
    reference = declared(desk)
    other = Desk(Store.open(desk.store.path), clock, Policy(), "bob")
    assert [row.ref for row in other.store.board(clock.now())] == [reference]
    assert other.incident(reference) == desk.incident(reference)
    other.store.close()


def test_a_refused_act_records_nothing_and_the_next_one_is_in_order(desk: Desk) -> None:
    reference = declared(desk)
    with pytest.raises(Refused, match="reason"):
        desk.act(reference, change_severity, severity=Severity.P1, why="  ")
    assert len(desk.store.entries(desk.incident(reference).id)) == 1
    assert desk.act(reference, note, what="pool at 100 %").entries[0].seq == 2


def test_two_consoles_act_in_turn_and_each_sees_what_the_other_did(desk: Desk, clock: FixedClock) -> None:
    reference = declared(desk)
    bob = Desk(Store.open(desk.store.path), clock, Policy(), "bob")
    bob.act(reference, note, what="first")
    desk.act(reference, note, what="second")
    bob.act(reference, note, what="third")
    said = [entry.event.text for entry in desk.incident(reference).entries[1:]]
    assert said == ["first", "second", "third"]
    bob.store.close()


def test_the_words_of_an_update_are_recorded_as_the_client_reads_them(desk: Desk) -> None:
    policy = Policy(clients={"ACME": ClientProfile(name="ACME", zone="Europe/London")})
    desk = Desk(desk.store, desk.clock, policy, "alice")
    reference = declared(desk, client="ACME")
    words = updated(desk, reference, 30).incident.updates[0].words
    assert "30 % fail" in words
    assert "12:30 GMT" in words


def test_a_brief_carries_the_latest_update_that_the_client_has_read(desk: Desk) -> None:
    reference = declared(desk)
    read = updated(desk, reference, 30).incident.updates[0].words
    updated(desk, reference, 60, posted=False)
    offer = desk.act(reference, offer_handover, to="bob").incident.offer
    assert offer is not None
    assert offer.brief.latest_update == read
    assert "Next update by 12:30" in read


def test_a_decision_under_an_earlier_owner_is_refused(desk: Desk, clock: FixedClock) -> None:
    reference = declared(desk)
    seen = desk.incident(reference).term
    desk.act(reference, offer_handover, to="bob", status="rolled back")
    bob = Desk(desk.store, clock, Policy(), "bob")
    bob.act(reference, accept_handover)
    with pytest.raises(Refused, match="bob owns"):
        desk.act(reference, change_severity, severity=Severity.P1, why="worse", term=seen)


def test_all_of_my_incidents_are_offered_or_none(desk: Desk) -> None:
    first, second = declared(desk), declared(desk, "Search is slow")
    done = desk.offer_all(to="bob", status="all calm")
    assert {one.incident.ref for one in done} == {first, second}
    third = declared(desk, "Reports delayed")
    with pytest.raises(Refused, match="withdraw"):
        desk.offer_all(to="carol", status="all calm")
    assert desk.incident(third).offer is None


def test_who_owns_nothing_has_nothing_to_hand_over(desk: Desk) -> None:
    with pytest.raises(Refused, match="nothing to hand over"):
        desk.offer_all(to="bob", status="all calm")


def test_a_duplicates_earlier_promise_goes_to_its_survivor(desk: Desk) -> None:
    duplicate, survivor = declared(desk), declared(desk, "Checkout is down")
    updated(desk, duplicate, 20)
    updated(desk, survivor, 60)
    desk.duplicate(duplicate, survivor, posted=True)
    assert desk.incident(duplicate).status is Status.DUPLICATE
    assert [promise.outcome for promise in desk.incident(duplicate).promises] == [Outcome.MOVED]
    promise = desk.incident(survivor).update_promise
    assert promise is not None
    assert promise.due_at == NOON + timedelta(minutes=20)


def test_a_duplicate_told_later_moves_its_promise_when_the_client_is_told(desk: Desk) -> None:
    duplicate, survivor = declared(desk), declared(desk, "Checkout is down")
    updated(desk, duplicate, 20)
    message = desk.duplicate(duplicate, survivor).entries[0]
    assert desk.incident(duplicate).is_open
    assert desk.incident(survivor).update_promise is None
    desk.posted(f"{duplicate.removeprefix('INC-')}-{letters(message.id, 4)}")
    assert not desk.incident(duplicate).is_open
    assert desk.incident(survivor).update_promise is not None


def test_the_outbox_names_messages_by_reference_and_letters(desk: Desk) -> None:
    reference = declared(desk)
    written = updated(desk, reference, 30, posted=False).entries[0]
    name = f"{reference.removeprefix('INC-').lower()}-{letters(written.id, 4).lower()}"
    assert desk.message(f"{name[:-2]}")[1].id == desk.message(f"INC-{name}")[1].id == written.id
    assert desk.posted(name).incident.update_promise is not None
    with pytest.raises(Refused, match="already"):
        desk.posted(name)
    for wrong in ("", "-", "7", f"{name}x"):
        with pytest.raises(Refused):
            desk.posted(wrong)


def test_what_failed_to_be_saved_is_not_remembered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = declared(desk)

    def fail(*_: object) -> None:
        raise Conflict("another console was first")

    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "append", fail)
        with pytest.raises(Conflict):
            desk.act(reference, note, what="lost")
    assert len(desk.incident(reference).entries) == 1
    assert desk.act(reference, note, what="kept").entries[0].seq == 2


@pytest.fixture
def bob(desk: Desk, clock: FixedClock) -> Iterator[Desk]:
    with Store.open(desk.store.path) as opened:
        yield Desk(opened, clock, Policy(), "bob")


def let_bob_be_first(
    desk: Desk, bob: Desk, reference: str, patch: pytest.MonkeyPatch, times: int
) -> list[int]:
    """Have another console record something whenever this one was about to begin its transaction."""
    writing, done = desk.store.writing, list[int]()

    def late() -> AbstractContextManager[None]:
        if len(done) < times:
            done.append(bob.act(reference, note, what="bob was first").entries[0].seq)
        return writing()

    patch.setattr(desk.store, "writing", late)
    return done


def test_an_act_that_another_console_overtook_is_judged_anew(
    desk: Desk, bob: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = declared(desk)
    first = let_bob_be_first(desk, bob, reference, monkeypatch, times=AHEAD)
    seen: list[int] = []

    def looked(incident: Incident, request: Request) -> list[Event]:
        seen.append(incident.seq)
        return note(incident, request, what=f"after {incident.seq}")

    done = desk.act(reference, looked)
    assert first == list(range(2, 2 + AHEAD))
    assert seen == list(range(1, 2 + AHEAD))
    assert done.entries[0].seq == seen[-1] + 1
    assert done.entries[0].event.text == f"after {seen[-1]}"
    assert desk.incident(reference) == bob.incident(reference)
    assert desk.store.verify().whole


def test_what_became_forbidden_meanwhile_is_refused(
    desk: Desk, bob: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = declared(desk)
    desk.act(reference, offer_handover, to="bob", roles=(Role.IC,), status="calm")
    writing = desk.store.writing

    def late() -> AbstractContextManager[None]:
        monkeypatch.setattr(desk.store, "writing", writing)
        bob.act(reference, accept_handover)
        return writing()

    monkeypatch.setattr(desk.store, "writing", late)
    with pytest.raises(Refused, match="bob"):
        desk.act(reference, change_severity, severity=Severity.P1, why="all clients")
    incident = desk.incident(reference)
    assert incident.owner == "bob"
    assert incident.entries == bob.incident(reference).entries
    assert incident.severity is Severity.P2


def test_what_became_allowed_meanwhile_is_done(desk: Desk, bob: Desk) -> None:
    reference = declared(desk)
    desk.act(reference, offer_handover, to="bob", roles=(Role.IC,), status="calm")
    with pytest.raises(Refused, match="alice"):
        bob.act(reference, change_severity, severity=Severity.P1, why="all clients")
    bob.act(reference, accept_handover)
    assert desk.act(reference, note, what="seen by alice").incident.owner == "bob"
    bob.act(reference, offer_handover, to="alice", roles=(Role.IC,), status="calm")
    assert desk.act(reference, accept_handover).incident.owner == "alice"
    assert bob.incident(reference) == desk.incident(reference)


def test_a_refusal_speaks_of_what_is_recorded_now(desk: Desk, bob: Desk) -> None:
    reference = declared(desk)
    desk.act(reference, offer_handover, to="bob", roles=(Role.IC,), status="calm")
    bob.act(reference, accept_handover)
    with pytest.raises(Refused, match="bob"):
        desk.act(reference, change_severity, severity=Severity.P1, why="all clients")


def test_a_reference_of_nothing_says_so(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.act("INC-2222", resolve, remedy=Remedy.RESTORED)


def test_the_record_keeps_whole_seconds(store: Store) -> None:
    clock = FixedClock(NOON + timedelta(microseconds=654_321))
    desk = Desk(store, clock, Policy(), "alice")
    assert desk.incident(declared(desk)).declared_at == NOON


def test_an_assigned_lead_may_be_offered_by_their_holder_alone(desk: Desk, clock: FixedClock) -> None:
    reference = declared(desk)
    desk.act(reference, assign, role=Role.CL, name="carol")
    with pytest.raises(Refused, match="carol"):
        desk.act(reference, offer_handover, to="bob", roles=(Role.CL,), status="calm")
    carol = Desk(desk.store, clock, Policy(), "carol")
    carol.act(reference, offer_handover, to="bob", roles=(Role.CL,), status="calm")
    Desk(desk.store, clock, Policy(), "bob").act(reference, accept_handover)
    assert desk.incident(reference).holder(Role.CL) == "bob"
    assert desk.incident(reference).owner == "alice"


def test_a_reopened_duplicate_lets_its_survivor_go(desk: Desk) -> None:
    duplicate, survivor = declared(desk), declared(desk, "Checkout is down")
    desk.duplicate(duplicate, survivor)
    assert desk.incident(survivor).absorbed == {desk.incident(duplicate).id: duplicate}
    desk.act(duplicate, reopen, why="another cause")
    assert desk.incident(survivor).absorbed == {}
    desk.duplicate(survivor, duplicate)
    assert desk.incident(survivor).status is Status.DUPLICATE


def test_an_import_sends_nothing(desk: Desk) -> None:
    line = '{"at": "2017-01-31T18:00:00Z", "kind": "alert", "text": "database unstable"}'
    past = desk.import_past(line, name="past.jsonl", title=None, severity=None, owner=None).incident
    with pytest.raises(Refused, match="history"):
        desk.act(past.ref, send_analysis, what="the cause")

"""Duplicates: one incident goes on, and the other's open promise is not lost."""

from typing import Any

import pytest
from tests.domain.incident_life import Life, Shift, clock, declared

from incident_console.domain.duplicates import mark_duplicate
from incident_console.domain.ending import stand_down
from incident_console.domain.handover import offer_handover
from incident_console.domain.offers import OfferChanged
from incident_console.domain.posting import discard_message, say_posted
from incident_console.domain.promises import reschedule
from incident_console.domain.reopening import reopen
from incident_console.domain.response import strike
from incident_console.domain.vocabulary import MessageKind, Severity, Status


def twins(**said: Any) -> tuple[Life, Life]:
    """INC-7K3Q of alice and INC-9WXY of bob, for the same client."""
    shift = Shift()
    return (
        Life(shift).declare(client="Acme", **said),
        Life(shift, "INC-9WXY").declare(by="bob", client="ACME"),
    )


def test_a_duplicate_nobody_heard_of_is_over_at_once() -> None:
    life, survivor = twins()
    life.act(mark_duplicate, survivor=survivor.incident)
    assert (life.incident.status, life.incident.duplicate_of) == (Status.DUPLICATE, "INC-9WXY")
    assert life.incident.closed_at == clock("14:00")
    assert survivor.incident.absorbed == {life.incident.id: "INC-7K3Q"}
    assert survivor.clock == ("first_update", clock("14:10"))
    assert survivor.incident.promises == []


def test_a_duplicate_whose_client_was_told_ends_when_the_message_is_out() -> None:
    life, survivor = twins()
    life.update(20)
    survivor.update(60)
    life.act(mark_duplicate, survivor=survivor.incident)
    assert (life.incident.status, life.incident.duplicate_of) == (Status.INVESTIGATING, None)
    assert (life.clock, survivor.clock) == (("next_update", clock("14:20")), ("next_update", clock("15:00")))
    life.wait(minutes=5).post(MessageKind.DUPLICATE)
    assert (life.incident.status, life.incident.duplicate_of) == (Status.DUPLICATE, "INC-9WXY")


@pytest.mark.parametrize(
    ("mine", "theirs", "kept", "outcomes"),
    [(20, 60, "14:20", ["moved", "open"]), (60, 20, "14:20", ["open"]), (30, 30, "14:30", ["open"])],
)
def test_the_survivor_keeps_the_earlier_promise_and_the_other_ends_moved(
    mine: int, theirs: int, kept: str, outcomes: list[str]
) -> None:
    life, survivor = twins()
    life.update(mine)
    survivor.update(theirs)
    life.act(mark_duplicate, survivor=survivor.incident, posted=True)
    assert life.outcomes == ["moved"]
    assert (survivor.outcomes, survivor.clock) == (outcomes, ("next_update", clock(kept)))


def test_a_survivors_first_word_is_not_postponed_by_a_promise_of_its_duplicate() -> None:
    life, survivor = twins()
    life.update(300)
    life.act(mark_duplicate, survivor=survivor.incident, posted=True)
    assert (life.outcomes, survivor.outcomes) == (["moved"], [])
    assert survivor.clock == ("first_update", clock("14:10"))


def test_a_duplicates_first_word_is_not_postponed_by_a_promise_of_its_survivor() -> None:
    life, survivor = twins()
    survivor.update(300)
    life.act(mark_duplicate, survivor=survivor.incident)
    assert survivor.outcomes == ["moved"]
    assert survivor.clock == ("first_update", clock("14:10"))
    survivor.wait(minutes=5).update(30)
    assert survivor.outcomes == ["moved", "open"]


def test_the_earlier_of_two_first_words_stands() -> None:
    shift = Shift()
    life = Life(shift).declare(client="Acme")
    survivor = Life(shift, "INC-9WXY").declare(by="bob", client="Acme", severity=Severity.P3)
    assert survivor.due.due_at > clock("14:10")
    life.act(mark_duplicate, survivor=survivor.incident)
    assert (survivor.outcomes, survivor.clock) == ([], ("first_update", clock("14:10")))


def test_an_earlier_promise_takes_the_place_of_a_first_word_and_keeps_who_watches_it() -> None:
    life, survivor = twins()
    life.update(60)
    life.act(reschedule, due=clock("14:05"), why="Sooner", watcher="dave", posted=True)
    life.act(mark_duplicate, survivor=survivor.incident, posted=True)
    assert survivor.clock == ("next_update", clock("14:05"))
    assert survivor.incident.first_update_due is None
    assert [promise.watcher for promise in survivor.incident.promises] == ["dave"]


def test_a_survivor_without_a_promise_takes_the_duplicates() -> None:
    life, survivor = twins()
    life.update(5)
    life.act(mark_duplicate, survivor=survivor.incident, posted=True)
    assert (survivor.outcomes, survivor.clock) == (["open"], ("next_update", clock("14:05")))
    assert survivor.due.keeper == "bob"
    survivor.wait(minutes=40).update(30)
    assert survivor.outcomes == ["late", "open"]


def test_an_overdue_promise_is_overdue_for_the_survivor() -> None:
    life, survivor = twins()
    life.update(10)
    survivor.update(60)
    life.wait(minutes=20).act(mark_duplicate, survivor=survivor.incident, posted=True)
    assert life.outcomes == ["moved"]
    assert survivor.due.overdue(survivor.now)


def test_it_is_no_duplicate_of_itself() -> None:
    life = declared()
    assert "of itself" in life.refused(mark_duplicate, survivor=life.incident)


def test_a_client_without_a_name_does_not_join_clients_who_have_one() -> None:
    shift = Shift()
    life, survivor = Life(shift).declare(), Life(shift, "INC-9WXY").declare(client="Globex")
    assert "INC-9WXY is of Globex; say whose incident INC-7K3Q is first" in life.refused(
        mark_duplicate, survivor=survivor.incident
    )


def test_a_closed_survivor_is_refused() -> None:
    life, survivor = twins()
    survivor.close()
    assert "INC-9WXY is closed; name an incident that is open" in life.refused(
        mark_duplicate, survivor=survivor.incident
    )
    survivor.act(reopen, why="Errors are back")
    survivor.act(stand_down, why="No", posted=True)
    assert "INC-9WXY is stood down" in life.refused(mark_duplicate, survivor=survivor.incident)


def test_chains_are_refused() -> None:
    life, survivor = twins()
    third = Life(life.shift, "INC-2ABC").declare(by="carol", client="Acme")
    life.act(mark_duplicate, survivor=survivor.incident)
    assert "INC-7K3Q is a duplicate of INC-9WXY" in third.refused(mark_duplicate, survivor=life.incident)
    assert "INC-7K3Q points to INC-9WXY" in survivor.refused(mark_duplicate, survivor=third.incident)


def test_a_duplicate_whose_message_waits_is_no_survivor() -> None:
    life, survivor = twins()
    third = Life(life.shift, "INC-2ABC").declare(by="carol", client="Acme")
    life.update(30).act(mark_duplicate, survivor=survivor.incident)
    assert "is a duplicate of INC-9WXY" in third.refused(mark_duplicate, survivor=life.incident)


def test_a_discarded_message_leaves_it_an_incident_of_its_own() -> None:
    life, survivor = twins()
    third = Life(life.shift, "INC-2ABC").declare(by="carol", client="Acme")
    life.update(30).act(mark_duplicate, survivor=survivor.incident)
    life.act(discard_message, message=life.waiting(MessageKind.DUPLICATE).id, why="They differ")
    assert life.incident.duplicate_of is None
    assert third.act(mark_duplicate, survivor=life.incident)


def test_a_promise_is_not_lost_where_the_survivor_ended_while_the_message_waited() -> None:
    life, survivor = twins()
    life.update(30).act(mark_duplicate, survivor=survivor.incident)
    survivor.close()
    message = life.waiting(MessageKind.DUPLICATE).id
    assert "INC-9WXY has ended meanwhile" in life.refused(say_posted, message=message)
    assert life.clock == ("next_update", clock("14:30"))
    survivor.act(reopen, why="It goes on")
    life.act(say_posted, message=message)
    assert survivor.clock == ("first_update", clock("14:10"))


def test_a_drill_and_the_real_thing_are_no_duplicates() -> None:
    life, survivor = twins(drill=True)
    assert "stand the drill down" in life.refused(mark_duplicate, survivor=survivor.incident)


def test_a_reopened_duplicate_is_an_incident_of_its_own_again() -> None:
    life, survivor = twins()
    life.act(mark_duplicate, survivor=survivor.incident)
    assert "is a duplicate of INC-9WXY; reopen it first" in life.refused(stand_down, why="No")
    life.wait(minutes=5).act(reopen, why="It is another one")
    assert (life.incident.duplicate_of, life.clock) == (None, ("first_update", clock("14:15")))


def test_a_mistaken_word_that_the_duplicates_message_was_posted_opens_it_again() -> None:
    life, survivor = twins()
    life.update(30).act(mark_duplicate, survivor=survivor.incident, posted=True)
    life.act(strike, seq=life.incident.seq, why="It was a draft")
    assert (life.incident.status, life.incident.duplicate_of) == (Status.INVESTIGATING, None)
    assert life.clock == ("next_update", clock("14:30"))
    life.post(MessageKind.DUPLICATE)
    assert survivor.incident.absorbed == {life.incident.id: "INC-7K3Q"}


def test_an_offer_ends_in_the_log_where_the_incident_ends_as_a_duplicate_without_a_word() -> None:
    life, survivor = twins()
    life.act(offer_handover, to="carol", status="Fine")
    life.act(mark_duplicate, survivor=survivor.incident)
    changed = life.last
    assert isinstance(changed, OfferChanged)
    assert (changed.to, changed.left, changed.why) == ("carol", (), "ended the incident")

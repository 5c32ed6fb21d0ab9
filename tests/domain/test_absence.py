"""Leaving with nobody to cover: a recorded gap that the client is told of (C, Presence)."""

from tests.domain.incident_life import Life, clock, declared

from incident_console.domain.absence import AbsenceAnnounced, come_back, go_away
from incident_console.domain.closing import close
from incident_console.domain.ownership import assign
from incident_console.domain.response import strike
from incident_console.domain.vocabulary import MessageKind, Outcome, Role


def left(posted: bool = True, until: str = "16:00") -> Life:
    """Alice leaves at 14:05 with the next update promised for 14:30."""
    life = declared().update(30).wait(minutes=5)
    life.act(go_away, until=clock(until), expect="Mail is read at four", posted=posted)
    return life


def test_the_gap_starts_when_it_is_recorded_and_the_owner_stays_the_owner() -> None:
    life = left(posted=False)
    assert life.incident.away is not None
    assert (life.incident.away.who, life.incident.away.since) == ("alice", clock("14:05"))
    assert (life.incident.away.until, life.incident.away.expect) == (clock("16:00"), "Mail is read at four")
    assert (life.incident.owner, life.incident.terms) == ("alice", 1)


def test_whom_one_asked_to_cover_is_recorded_and_no_gate() -> None:
    life = declared()
    life.act(go_away, until=clock("16:00"), expect="Mail", sounded_out=("@bob", "carol"))
    assert isinstance(life.last, AbsenceAnnounced)
    assert life.last.asked == ("bob", "carol")


def test_until_the_message_is_out_the_client_is_not_told_and_the_promise_stands() -> None:
    life = left(posted=False)
    assert life.incident.away is not None
    assert not life.incident.away.told
    assert (life.outcomes, life.clock) == (["open"], ("next_update", clock("14:30")))
    assert life.waiting(MessageKind.ABSENCE).event.text == "Mail is read at four"


def test_once_it_is_out_the_promise_moves_to_the_return() -> None:
    life = left(posted=False).wait(minutes=2).post(MessageKind.ABSENCE, by="bob")
    assert life.incident.away is not None
    assert life.incident.away.told
    assert (life.outcomes, life.clock) == (["moved", "open"], ("back", clock("16:00")))
    assert (life.due.keeper, life.due.promised) == ("alice", True)


def test_a_promise_that_was_overdue_when_the_client_was_told_is_late() -> None:
    life = left(posted=False).wait(minutes=30).post(MessageKind.ABSENCE)
    assert [(promise.outcome, promise.late_seconds) for promise in life.incident.promises] == [
        (Outcome.LATE, 300),
        (Outcome.OPEN, None),
    ]


def test_a_promise_due_after_the_return_stays_and_the_clock_runs_to_the_return() -> None:
    life = left(until="14:20")
    assert (life.outcomes, life.clock) == (["open"], ("back", clock("14:20")))
    life.wait(minutes=5).act(come_back)
    assert life.clock == ("next_update", clock("14:30"))


def test_an_absence_before_the_first_update_promises_the_return() -> None:
    life = declared()
    life.act(go_away, until=clock("15:00"), expect="Mail", posted=True)
    assert (life.outcomes, life.clock) == (["open"], ("back", clock("15:00")))


def test_a_return_that_does_not_come_is_overdue() -> None:
    life = left().wait(hours=3)
    assert life.clock == ("back", clock("16:00"))
    assert life.due.overdue(life.now)


def test_the_communications_leads_updates_count_meanwhile() -> None:
    life = left()
    life.act(assign, role=Role.CL, name="carol")
    life.wait(minutes=30).update(30, by="carol")
    assert life.outcomes == ["moved", "kept", "open"]
    assert life.clock == ("next_update", clock("15:05"))


def test_after_the_return_the_promise_stays_open_until_an_update_is_out() -> None:
    life = left().wait(hours=1)
    life.act(come_back)
    assert life.incident.away is None
    assert (life.outcomes, life.clock) == (["moved", "open"], ("next_update", clock("16:00")))
    life.update(30)
    assert life.outcomes == ["moved", "kept", "open"]


def test_a_return_takes_an_absence_nobody_was_told_of_out_of_the_outbox() -> None:
    life = left(posted=False)
    life.act(come_back)
    assert life.incident.waiting == []
    assert life.clock == ("next_update", clock("14:30"))


def test_nobody_returns_who_has_not_left() -> None:
    assert "nobody is away from INC-7K3Q" in declared().refused(come_back)


def test_an_absence_says_until_when_and_what_to_expect() -> None:
    life = declared()
    assert "is not in the future" in life.refused(go_away, until=clock("14:00"), expect="Mail")
    assert "what the client can expect" in life.refused(go_away, until=clock("15:00"), expect=" ")


def test_a_longer_absence_replaces_the_one_announced() -> None:
    life = left().wait(minutes=10)
    life.act(go_away, until=clock("17:00"), expect="Later than thought", posted=True)
    assert (life.outcomes, life.clock) == (["moved", "moved", "open"], ("back", clock("17:00")))


def test_a_mistaken_word_that_the_client_was_told_makes_it_unsent() -> None:
    life = left()
    life.act(strike, seq=life.incident.seq, why="Not posted")
    assert life.incident.away is not None
    assert not life.incident.away.told
    assert life.clock == ("next_update", clock("14:30"))


def test_the_end_ends_the_absence() -> None:
    life = left().resolve().confirm()
    assert life.clock == ("back", clock("16:00"))
    life.act(close, what="A release", customer_impact="An hour", prevention="Stages", posted=True)
    assert life.incident.away is None
    assert "nobody is away" in life.refused(come_back)

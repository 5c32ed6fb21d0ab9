"""A promise is a fact: made when the client reads it, and kept, late by so much, moved or open."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.domain.incident_life import Life, Shift, clock, declared

from incident_console.domain.absence import go_away
from incident_console.domain.duplicates import mark_duplicate
from incident_console.domain.ownership import assign
from incident_console.domain.policy import Policy
from incident_console.domain.posting import say_posted
from incident_console.domain.promises import reschedule, to_the_minute
from incident_console.domain.proposals import proposals
from incident_console.domain.response import strike
from incident_console.domain.vocabulary import MessageKind, Outcome, PromiseKind, Role
from incident_console.reports.metrics import of
from incident_console.reports.views import show


def test_each_update_that_is_out_makes_one_promise() -> None:
    life = declared().update(30).wait(minutes=10).update(30, posted=False)
    (promise,) = life.incident.promises
    assert (promise.kind, promise.made_at, promise.due_at) == (
        PromiseKind.UPDATE,
        clock("14:00"),
        clock("14:30"),
    )
    assert (promise.keeper, promise.outcome) == ("alice", Outcome.OPEN)


@pytest.mark.parametrize("minutes", [10, 30])
def test_an_update_at_or_before_the_time_keeps_it(minutes: int) -> None:
    life = declared().update(30).wait(minutes=minutes).update(30)
    first = life.incident.promises[0]
    assert (first.outcome, first.late_seconds, first.fulfilled_at) == (Outcome.KEPT, None, life.now)


def test_an_update_after_the_time_is_late_by_so_many_seconds() -> None:
    life = declared().update(30).wait(minutes=32, seconds=5).update(30)
    first = life.incident.promises[0]
    assert (first.outcome, first.late_seconds) == (Outcome.LATE, 125)
    assert first.fulfilled_at == clock("14:32:05")


def test_an_overdue_promise_stays_open_until_something_ends_it() -> None:
    life = declared().update(30).wait(hours=5)
    assert life.outcomes == ["open"]
    assert life.due.overdue(life.now)
    assert life.due.seconds(life.now) == -16200


def test_an_unsent_update_leaves_the_earlier_promise_open() -> None:
    life = declared().update(30).wait(minutes=29).update(30, posted=False).wait(minutes=3)
    assert (life.outcomes, life.clock) == (["open"], ("next_update", clock("14:30")))
    life.post(MessageKind.UPDATE)
    assert [(promise.outcome, promise.late_seconds) for promise in life.incident.promises] == [
        (Outcome.LATE, 120),
        (Outcome.OPEN, None),
    ]


def test_a_backdated_update_keeps_the_promise_at_the_time_it_was_posted() -> None:
    life = declared().update(30).wait(hours=1).update(60, at=clock("14:29"))
    assert life.outcomes == ["kept", "open"]


def test_a_backdated_word_that_it_was_posted_counts_at_that_time() -> None:
    life = declared().update(30).wait(minutes=20).update(30, posted=False).wait(minutes=20)
    life.post(MessageKind.UPDATE, at=clock("14:25"))
    assert life.outcomes == ["kept", "open"]


def test_the_wrap_up_ends_the_last_promise() -> None:
    life = declared().update(30).wait(minutes=20).close()
    assert life.outcomes == ["kept"]
    life = declared().update(30).wait(minutes=40).close()
    assert [(p.outcome, p.late_seconds) for p in life.incident.promises] == [(Outcome.LATE, 600)]


def test_a_mistaken_word_that_it_was_posted_makes_it_unsent_and_the_promise_open_again() -> None:
    life = declared().update(30).wait(minutes=10).update(30).wait(minutes=1)
    posted = life.incident.seq
    assert (life.outcomes, life.clock) == (["kept", "open"], ("next_update", clock("14:40")))
    life.act(strike, seq=posted, why="It was a draft")
    assert (life.outcomes, life.clock) == (["open"], ("next_update", clock("14:30")))
    assert life.incident.last_update_at == clock("14:00")
    life.wait(minutes=1).post(MessageKind.UPDATE)
    assert (life.outcomes, life.clock) == (["kept", "open"], ("next_update", clock("14:40")))


def test_a_mistaken_first_word_brings_the_first_deadline_back() -> None:
    life = declared().update(30)
    life.act(strike, seq=3, why="Posted in the wrong channel")
    assert life.clock == ("first_update", clock("14:10"))
    assert life.incident.promises == []


def test_every_promise_is_kept_late_moved_or_open() -> None:
    life = declared().update(10).wait(minutes=5).update(10).wait(minutes=15).update(30)
    life.act(reschedule, due=clock("15:30"), why="Slow", posted=True)
    assert life.outcomes == ["kept", "late", "moved", "open"]


def test_a_promise_is_cut_to_the_minute_and_kept_in_utc() -> None:
    assert to_the_minute(clock("14:34:59")) == clock("14:34")
    read = to_the_minute(datetime.fromisoformat("2026-11-21T14:34:59+05:45"))
    assert (read, read.utcoffset()) == (datetime(2026, 11, 21, 8, 49, tzinfo=UTC), timedelta())


def test_an_update_is_not_overtaken_it_says_all_anew() -> None:
    life = declared().update(30).wait(minutes=5).update(30, posted=False)
    life.act(reschedule, due=clock("15:30"), why="Slow", posted=True)
    life.post(MessageKind.UPDATE)
    assert life.clock == ("next_update", clock("14:35"))


@pytest.mark.parametrize("told", [True, False], ids=["a promise", "the first word"])
def test_an_absence_that_speaks_of_what_was_due_before_is_overtaken(told: bool) -> None:
    life = declared().update(30) if told else declared()
    life.act(assign, role=Role.CL, name="carol")
    life.act(go_away, until=clock("16:00"), expect="Mail")
    life.wait(minutes=5).update(40, by="carol")
    written = life.waiting(MessageKind.ABSENCE)
    assert "write it anew" in life.refused(say_posted, message=written.id)
    assert life.clock == ("next_update", clock("14:45"))
    life.act(go_away, until=clock("16:00"), expect="Mail", posted=True)
    assert life.incident.waiting == []
    assert life.clock == ("back", clock("16:00"))


def test_a_duplicates_message_that_names_another_time_is_overtaken() -> None:
    life = Life(Shift()).declare(client="Acme").update(30)
    survivor = Life(life.shift, "INC-9WXY").declare(client="Acme")
    life.act(mark_duplicate, survivor=survivor.incident)
    life.wait(minutes=5).update(40)
    assert "write it anew" in life.refused(say_posted, message=life.waiting(MessageKind.DUPLICATE).id)
    life.act(mark_duplicate, survivor=survivor.incident, posted=True)
    assert not life.incident.is_open


def test_a_promise_longer_than_the_cadence_of_its_day_is_pointed_out_and_counted() -> None:
    life = declared()
    life.update(300)
    found = proposals(life.incident, life.entries[-2:], life.request())
    assert any(
        "asks for an update by {due}, sooner" in each.why and each.act.rule == "reschedule" for each in found
    )
    life.shift.policy = Policy(cadence={**Policy().cadence, "P1": Policy().cadence_for("P4", None)})
    assert of(life.incident, life.now)["longer_than_cadence"] == 1, "a later policy rewrites no history"
    assert show(life.incident, life.now)["longer_than_cadence"] == 1


def test_an_unsent_update_beyond_the_cadence_is_pointed_out_before_it_goes_out() -> None:
    life = declared()
    life.update(300, posted=False)
    (found,) = proposals(life.incident, life.entries[-1:], life.request())
    assert found.act.rule == "send_update"
    assert of(life.incident, life.now)["longer_than_cadence"] == 0, "nothing is promised yet"


def test_an_unsent_new_time_beyond_the_cadence_is_brought_forward_by_another_one() -> None:
    life = declared().update(10)
    life.act(reschedule, due=clock("20:00"), why="Slow")
    (found,) = proposals(life.incident, life.entries[-1:], life.request())
    assert (found.act.rule, found.act.arguments["posted"]) == ("reschedule", False)
    life.act(reschedule, due=found.act.arguments["due"], why="Slow")
    assert len(life.incident.waiting) == 1


@pytest.mark.parametrize("posted", [True, False], ids=["sent", "not sent yet"])
def test_an_absence_beyond_the_cadence_is_pointed_out_and_counted_once_it_is_out(posted: bool) -> None:
    life = declared().update(10)
    life.act(go_away, until=clock("20:00"), expect="Mail", posted=posted)
    found = proposals(life.incident, life.entries[-1 - posted :], life.request())
    (pointed,) = (each for each in found if each.act.rule == "go_away")
    assert "sooner than the return promised for 2026-09-01 20:00" in pointed.said(str)
    assert pointed.act.arguments["posted"] is posted
    assert of(life.incident, life.now)["longer_than_cadence"] == int(posted)
    if not posted:
        life.post(MessageKind.ABSENCE)
    assert of(life.incident, life.now)["longer_than_cadence"] == 1


def test_an_absence_within_the_cadence_or_within_a_standing_promise_is_not_pointed_out() -> None:
    life = declared().update(10)
    life.act(go_away, until=clock("14:25"), expect="Mail", sounded_out=["bob"], posted=True)
    assert proposals(life.incident, life.entries[-2:], life.request()) == []
    life = declared().update(300)
    life.act(go_away, until=clock("16:00"), expect="Mail", sounded_out=["bob"], posted=True)
    assert proposals(life.incident, life.entries[-2:], life.request()) == [], "that promise was pointed out"
    assert of(life.incident, life.now)["longer_than_cadence"] == 1


def test_a_promise_by_the_cadence_is_no_longer_one() -> None:
    life = declared()
    life.update(10)
    assert proposals(life.incident, life.entries[-2:-1], life.request()) == []
    assert of(life.incident, life.now)["longer_than_cadence"] == 0


def test_a_reschedule_beyond_the_cadence_counts_and_an_analysis_does_not() -> None:
    life = declared().update(10)
    life.act(reschedule, due=clock("20:00"), why="x", posted=True)
    assert of(life.incident, life.now)["longer_than_cadence"] == 1
    life.close(analysis_by=clock("12:00", 9))
    assert of(life.incident, life.now)["longer_than_cadence"] == 1

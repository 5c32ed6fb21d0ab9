"""Another time for what was promised: what it moves, when it counts, and what overtakes it."""

import pytest
from tests.domain.incident_life import clock, declared

from incident_console.domain.absence import go_away
from incident_console.domain.ownership import assign
from incident_console.domain.posting import discard_message, say_posted
from incident_console.domain.promises import RescheduleWritten, reschedule
from incident_console.domain.reopening import reopen
from incident_console.domain.response import strike
from incident_console.domain.vocabulary import MessageKind, PromiseKind, Role


@pytest.mark.parametrize("due", ["14:20", "15:00"], ids=["earlier", "later"])
def test_a_reschedule_before_the_time_moves_it(due: str) -> None:
    life = declared().update(30).wait(minutes=10)
    life.act(reschedule, due=clock(due), why="The vendor is slow", posted=True)
    assert life.outcomes == ["moved", "open"]
    assert life.clock == ("next_update", clock(due))
    assert life.incident.promises[0].fulfilled_at is None


def test_a_reschedule_after_the_time_is_late() -> None:
    life = declared().update(30).wait(minutes=31)
    life.act(reschedule, due=clock("15:00"), why="The vendor is slow", posted=True)
    assert life.outcomes == ["late", "open"]
    assert life.incident.promises[0].late_seconds == 60


def test_a_reschedule_counts_when_it_is_out() -> None:
    life = declared().update(30).wait(minutes=10)
    life.act(reschedule, due=clock("15:00"), why="The vendor is slow")
    assert life.clock == ("next_update", clock("14:30"))
    life.wait(minutes=25).post(MessageKind.RESCHEDULE)
    assert life.outcomes == ["late", "open"]


def test_a_reschedule_is_no_update() -> None:
    life = declared().update(30).wait(minutes=10)
    life.act(reschedule, due=clock("15:00"), why="The vendor is slow", posted=True)
    assert len(life.incident.updates) == 1
    assert life.incident.last_update_at == clock("14:00")


def test_a_reschedule_needs_a_reason_another_time_and_a_future() -> None:
    life = declared().update(30)
    assert "the reason is missing" in life.refused(reschedule, due=clock("15:00"), why="")
    assert "promised for 2026-09-01 14:30 UTC already" in life.refused(
        reschedule, due=clock("14:30:40"), why="Slow"
    )
    assert "is not in the future" in life.refused(reschedule, due=clock("14:00"), why="Slow")


def test_there_is_nothing_to_reschedule_before_the_first_update() -> None:
    assert "has promised no update yet" in declared().refused(reschedule, due=clock("15:00"), why="Slow")


def test_of_two_promises_the_update_is_moved_unless_the_analysis_is_named() -> None:
    life = declared().update(30).close(analysis_by=clock("12:00", 4))
    life.act(reopen, why="Errors are back")
    assert "the analysis is moved with promise" in life.refused(reschedule, due=clock("15:00"), why="Slow")
    life.act(reschedule, due=clock("12:00", 7), why="Slow", promise=PromiseKind.ANALYSIS, posted=True)
    assert life.clock == ("first_update", clock("14:10"))
    life.update(30)
    life.act(reschedule, due=clock("15:00"), why="Slow", posted=True)
    assert life.clock == ("next_update", clock("15:00"))
    analysis = life.incident.analysis_promise
    assert analysis is not None
    assert analysis.due_at == clock("12:00", 7)


def test_after_the_end_no_update_is_rescheduled() -> None:
    life = declared().update(30).close(analysis_by=clock("12:00", 4))
    sentence = life.refused(reschedule, due=clock("15:00"), why="Slow", promise=PromiseKind.UPDATE)
    assert "is closed; reopen it first" in sentence
    life.act(reschedule, due=clock("12:00", 7), why="Slow", posted=True)
    assert life.clock == ("analysis", clock("12:00", 7))


def test_a_reschedule_names_who_watches_the_clock_by_default_its_sender() -> None:
    life = declared().update(30)
    life.act(assign, role=Role.CL, name="carol")
    life.act(reschedule, by="carol", due=clock("15:00"), why="Slow", posted=True)
    assert life.incident.promises[-1].watcher == "carol"
    life.act(reschedule, due=clock("15:30"), why="Slower", watcher="@dave", posted=True)
    assert life.incident.promises[-1].watcher == "dave"
    assert life.incident.promises[-1].keeper == "alice"


def test_a_watcher_who_is_away_is_refused() -> None:
    life = declared().update(30)
    life.act(assign, role=Role.CL, name="carol")
    life.act(go_away, until=clock("16:00"), expect="Mail")
    for said in ({"by": "alice"}, {"by": "carol", "watcher": "Alice"}):
        assert "is away and cannot watch the clock" in life.refused(
            reschedule, due=clock("15:00"), why="Slow", **said
        )
    assert life.act(reschedule, by="carol", due=clock("15:00"), why="Slow")


def test_a_reschedule_is_cut_to_the_minute() -> None:
    life = declared().update(30)
    life.act(reschedule, due=clock("14:47:30"), why="Slow")
    assert isinstance(life.last, RescheduleWritten)
    assert life.last.due_at == clock("14:47")


def test_a_reschedule_of_a_promise_that_has_ended_meanwhile_is_overtaken() -> None:
    life = declared().update(46)
    life.act(reschedule, due=clock("15:30"), why="Slow")
    life.wait(minutes=5).update(51)
    written = life.waiting(MessageKind.RESCHEDULE)
    assert life.incident.is_overtaken(written)
    assert "no longer stands; write it anew" in life.refused(say_posted, message=written.id)
    assert life.clock == ("next_update", clock("14:56"))
    life.act(discard_message, message=written.id, why="Overtaken")
    life.act(reschedule, due=clock("15:30"), why="Slow", posted=True)
    assert life.clock == ("next_update", clock("15:30"))


def test_a_promise_that_stands_again_makes_its_reschedule_postable_again() -> None:
    life = declared().update(46)
    life.act(reschedule, due=clock("15:30"), why="Slow")
    life.wait(minutes=5).update(51)
    life.act(strike, seq=life.incident.seq, why="It was a draft")
    life.post(MessageKind.RESCHEDULE)
    assert life.clock == ("next_update", clock("15:30"))


@pytest.mark.parametrize("posted", [True, False], ids=["sent", "not sent yet"])
@pytest.mark.parametrize("kind", PromiseKind)
def test_another_new_time_takes_the_place_of_one_that_was_not_sent(kind: PromiseKind, posted: bool) -> None:
    life = declared().update(30).close(analysis_by=clock("12:00", 4))
    if kind is PromiseKind.UPDATE:
        life.act(reopen, why="Errors are back")
        life.update(60)
    life.act(reschedule, due=clock("12:00", 7), why="Slow", promise=kind)
    first = life.waiting(MessageKind.RESCHEDULE)
    life.act(reschedule, due=clock("12:00", 8), why="Slower", promise=kind, posted=posted)
    assert "write a new one" in life.refused(say_posted, message=first.id)
    if not posted:
        life.post(MessageKind.RESCHEDULE)
    assert life.incident.waiting == []
    promise = life.incident.open_promise(kind)
    assert promise is not None
    assert promise.due_at == clock("12:00", 8)


def test_new_times_of_an_update_and_of_the_analysis_wait_beside_each_other() -> None:
    life = declared().update(30).close(analysis_by=clock("12:00", 4))
    life.act(reopen, why="Errors are back")
    life.update(60)
    for kind in PromiseKind:
        life.act(reschedule, due=clock("12:00", 7), why="Slow", promise=kind)
    assert len(life.incident.postable) == 2

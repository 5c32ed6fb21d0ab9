"""Every open incident has exactly one next client deadline, and the clock counts on when it is overdue."""

import pytest
from tests.domain.incident_life import Life, clock, declared

from incident_console.domain.absence import go_away
from incident_console.domain.deadlines import client_deadline, next_deadline
from incident_console.domain.declaring import change_severity
from incident_console.domain.ending import stand_down
from incident_console.domain.reopening import reopen
from incident_console.domain.vocabulary import Severity


@pytest.mark.parametrize(
    ("live", "kind"),
    [
        (lambda life: life, "first_update"),
        (lambda life: life.update(30, posted=False), "first_update"),
        (lambda life: life.update(30), "next_update"),
        (lambda life: life.update(30).resolve(), "next_update"),
        (lambda life: life.update(30).resolve().confirm(), "wrap_up"),
        (lambda life: life.update(30).close(posted=False), "wrap_up"),
    ],
    ids=["declared", "unsent", "updated", "resolved", "confirmed", "wrap-up unsent"],
)
def test_there_is_one_deadline_at_every_stage_of_an_open_life(live: object, kind: str) -> None:
    life = declared()
    assert callable(live)
    live(life)
    assert life.due.kind == kind
    assert life.due == client_deadline(life.incident)


def test_a_deadline_is_not_overdue_at_its_time_and_counts_on_after_it() -> None:
    due = declared().due
    assert (due.seconds(clock("14:09:30")), due.overdue(clock("14:10"))) == (30, False)
    assert (due.seconds(clock("14:10:01")), due.overdue(clock("14:10:01"))) == (-1, True)


def test_who_keeps_it_is_the_owner_or_who_comes_back() -> None:
    life = declared().update(30)
    assert life.due.keeper == "alice"
    life.act(go_away, until=clock("16:00"), expect="Mail", posted=True)
    assert (life.due.kind, life.due.keeper) == ("back", "alice")


def test_only_what_a_client_has_read_is_promised() -> None:
    life = declared()
    assert not life.due.promised
    assert life.update(30).due.promised


def test_an_ended_incident_that_owes_nothing_has_none() -> None:
    life = declared(severity=Severity.P3).update(30).close()
    assert next_deadline(life.incident) is None
    life = declared()
    life.act(stand_down, why="A false alarm")
    assert next_deadline(life.incident) is None


def test_a_rise_after_a_reopening_brings_the_first_update_forward_too() -> None:
    life = declared(severity=Severity.P2).update(30).close()
    life.act(reopen, why="Errors are back")
    assert life.clock == ("first_update", clock("14:30"))
    life.act(change_severity, severity=Severity.P1, why="Everybody")
    assert life.clock == ("first_update", clock("14:10"))


def test_time_alone_changes_nothing() -> None:
    life: Life = declared().update(30)
    before = life.clock
    assert life.wait(hours=100).clock == before

"""The demo stands as it is told, at any hour, for anybody."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incident_console.clock import FixedClock
from incident_console.demo import build_demo
from incident_console.desk import Desk
from incident_console.domain.deadlines import next_deadline
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Outcome, Role, Status
from incident_console.store.store import Store

MOMENTS = [
    datetime(2026, 11, 21, 14, 34, 12, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC),
]


def demo_at(path: Path, moment: datetime, person: str = "alice") -> tuple[Desk, list[Incident]]:
    """The desk of who looks at the demo, and the open incidents, most urgent first."""
    clock = FixedClock(moment)
    build_demo(path, clock, person)
    desk = Desk(Store.open(path, create=False), clock, Policy(), person)
    return desk, [desk.incident(row.ref) for row in desk.store.board(desk.now())]


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_worst_is_overdue_and_offered_to_who_looks(tmp_path: Path, moment: datetime) -> None:
    desk, (storage, search, login, report) = demo_at(tmp_path / "a.db", moment)
    overdue = next_deadline(storage)
    assert overdue is not None
    assert -330 <= overdue.seconds(desk.now()) <= -240
    assert storage.holder(Role.CL) == "jonas"
    offer = storage.standing_offer(desk.now())
    assert offer is not None
    assert offer.to == "alice"
    assert [promise.outcome for promise in storage.promises] == [Outcome.KEPT] * 3 + [Outcome.OPEN]
    due = next_deadline(search)
    assert due is not None
    assert (search.owner, 17 * 60 <= due.seconds(desk.now()) <= 19 * 60) == ("alice", True)
    assert (login.status, login.confirmed_at) == (Status.RESOLVED, None)
    assert len(report.waiting) == 1


def test_history_has_figures_and_the_record_is_whole(tmp_path: Path) -> None:
    desk, _ = demo_at(tmp_path / "a.db", MOMENTS[0])
    ended = [desk.incident(row.ref) for row in desk.store.history()]
    assert {incident.status for incident in ended} == {Status.CLOSED, Status.STOOD_DOWN}
    outcomes = {promise.outcome for incident in ended for promise in incident.promises}
    assert outcomes >= {Outcome.KEPT, Outcome.LATE}
    assert not desk.store.verify().findings


@pytest.mark.parametrize("person", ["Mara", "@jonas", "you", "Ωmega"])
def test_anybody_may_sit_there(tmp_path: Path, person: str) -> None:
    _, incidents = demo_at(tmp_path / "a.db", MOMENTS[0], person)
    assert any(incident.offer is not None and incident.offer.to.casefold() == person.casefold().lstrip("@")
               for incident in incidents)  # fmt: skip


def test_it_can_be_taken_over_at_once(tmp_path: Path) -> None:
    from incident_console.domain import handover_answers

    desk, (storage, *_) = demo_at(tmp_path / "a.db", MOMENTS[0])
    after = desk.act(storage.ref, handover_answers.accept_handover).incident
    assert after.owner == "alice"
    assert after.tenure.since - MOMENTS[0] < timedelta(seconds=1)

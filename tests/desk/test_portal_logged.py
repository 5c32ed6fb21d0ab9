"""What is to be logged in the support portal is queued with the act that causes it: once, in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.desk.consoles import Consoles
from tests.domain.logged import FOR_P1, PORTAL, logged_by

from incident_console.delivery.portal_names import CREATION, meant_by
from incident_console.delivery.queue import Attempted
from incident_console.desk import Desk, Done
from incident_console.domain.closing import close, confirm, resolve
from incident_console.domain.colleagues import Colleagues, Portal
from incident_console.domain.declaring import change_severity, link_ticket
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.portal import comments
from incident_console.domain.refusal import Refused
from incident_console.domain.response import strike
from incident_console.domain.vocabulary import Criterion, DeliveryOutcome, Remedy, Severity
from incident_console.store.delivery_rows import DeliveryRow, RowState
from incident_console.store.leases import Beat, taken

DELIVERED, REFUSED = DeliveryOutcome.DELIVERED, DeliveryOutcome.REFUSED
WAITING, UNCERTAIN = DeliveryOutcome.WAITING, DeliveryOutcome.UNCERTAIN


@pytest.fixture
def consoles(tmp_path: Path) -> Iterator[Consoles]:
    made = Consoles(tmp_path, logged_by())
    yield made
    made.alice.store.close()
    made.bob.store.close()


def queued(desk: Desk, *, waiting: bool = True) -> list[str]:
    """What is to be written, in the order of the queue: the ticket, and the comment's name."""
    return [
        said(desk, row)
        for row in desk.store.deliveries.of()
        if row.inside and (not waiting or row.state is RowState.WAITING)
    ]


def said(desk: Desk, row: DeliveryRow) -> str:
    notice = desk.store.notices.notice(row.message)
    assert notice is not None
    ticket, about = meant_by(notice)
    if notice.kind == CREATION:
        return "create"
    named = {each.entry.id: each.name for each in comments(desk.by_id(row.incident))}
    return f"{ticket}: {named[about]}"


def came(desk: Desk, outcome: DeliveryOutcome = DELIVERED, **more: Any) -> list[Done]:
    """Take the next row that is due, and record what came of it."""
    due = desk.store.deliveries.due(desk.now())[:1]
    (row,) = desk.store.deliveries.lease(due, taken("postman", Beat.of(desk.clock), 30))
    return desk.deliver([Attempted(row=row, outcome=outcome, at=desk.now(), **more)])


def link(consoles: Consoles, ticket: str = "SUP-1") -> Done:
    return consoles.alice.act(consoles.ref, link_ticket, ticket=ticket)


def incident(consoles: Consoles) -> Incident:
    return consoles.alice.incident(consoles.ref)


def test_without_a_ticket_nothing_is_queued_and_with_it_everything_in_order(consoles: Consoles) -> None:
    alice = consoles.alice
    consoles.update(alice, posted=True)
    alice.act(consoles.ref, resolve, remedy=Remedy.RESTORED)
    alice.act(consoles.ref, confirm)
    assert queued(alice) == []
    done = link(consoles)
    assert queued(alice) == ["SUP-1: update 1", "SUP-1: resolution", "SUP-1: confirmation"]
    assert len(done.notices) == 3
    done = alice.act(consoles.ref, close, what="x", customer_impact="y", prevention="z", posted=True)
    assert queued(alice)[3:] == ["SUP-1: wrap-up"]
    assert len(done.notices) == 1


def test_each_is_written_by_itself_and_the_next_one_only_after_it(consoles: Consoles) -> None:
    alice = consoles.alice
    link(consoles)
    consoles.update(alice, posted=True)
    alice.act(consoles.ref, resolve, remedy=Remedy.RESTORED)
    assert len(alice.store.deliveries.due(alice.now())) == 1
    came(alice, WAITING, reason="503", again_at=alice.now() + timedelta(hours=1))
    assert alice.store.deliveries.due(alice.now()) == []
    alice.act(consoles.ref, confirm)
    assert [said(alice, row) for row in alice.store.deliveries.due(alice.now())] == ["SUP-1: update 1"]
    for _ in range(3):
        came(alice)
    assert [each.outcome.value for each in comments(incident(consoles))] == ["delivered"] * 3
    last = incident(consoles).entries[-1]
    assert (last.by, last.event.is_act) == ("", False)


def test_a_word_that_is_struck_is_logged_as_it_was_and_as_struck(consoles: Consoles) -> None:
    link(consoles)
    consoles.update(consoles.alice, posted=True)
    consoles.alice.act(consoles.ref, strike, seq=incident(consoles).seq, why="wrong channel")
    assert queued(consoles.alice) == ["SUP-1: update 1", "SUP-1: the striking of update 1"]


def test_a_corrected_ticket_gets_the_whole_log_and_the_wrong_one_no_more_of_it(consoles: Consoles) -> None:
    alice = consoles.alice
    link(consoles)
    consoles.update(alice, posted=True)
    alice.act(consoles.ref, resolve, remedy=Remedy.RESTORED)
    came(alice)
    link(consoles, "SUP-2")
    assert queued(alice) == ["SUP-2: update 1", "SUP-2: resolution"]
    link(consoles, "SUP-1")
    assert queued(alice) == ["SUP-1: resolution"]


def test_the_same_ticket_named_again_gets_nothing_twice(consoles: Consoles) -> None:
    link(consoles)
    consoles.update(consoles.alice, posted=True)
    consoles.alice.act(consoles.ref, link_ticket, ticket="SUP-1", url="https://portal.example/1")
    assert queued(consoles.alice) == ["SUP-1: update 1"]


def test_a_ticket_that_is_created_is_linked_by_nobody_and_the_log_follows_it(consoles: Consoles) -> None:
    alice = consoles.alice
    consoles.update(alice, posted=True)
    alice.create_ticket(consoles.ref)
    assert queued(alice) == ["create"]
    came(alice, ticket="SUP-9", url="https://portal.example/SUP-9")
    now = incident(consoles)
    assert (now.ticket, now.ticket_url) == ("SUP-9", "https://portal.example/SUP-9")
    assert queued(alice) == ["SUP-9: update 1"]


def test_a_ticket_that_is_named_meanwhile_makes_asking_for_one_needless(consoles: Consoles) -> None:
    alice = consoles.alice
    alice.create_ticket(consoles.ref)
    link(consoles)
    assert queued(alice) == []
    assert alice.store.deliveries.due(alice.now()) == []


def test_a_ticket_is_not_asked_for_twice_at_a_time_and_again_when_it_was_refused(consoles: Consoles) -> None:
    alice = consoles.alice
    alice.create_ticket(consoles.ref)
    assert alice.create_ticket(consoles.ref).entries == []
    assert queued(alice) == ["create"]
    took = alice.store.deliveries.lease(
        alice.store.deliveries.due(alice.now(), 1), taken("another", Beat.of(alice.clock), 60)
    )
    with pytest.raises(Refused, match="is being created"):
        alice.create_ticket(consoles.ref)
    alice.store.deliveries.wait(took[0], alice.now(), "interrupted")
    came(alice, REFUSED, reason="403")
    assert queued(alice) == []
    alice.create_ticket(consoles.ref)
    assert queued(alice) == ["create"]
    came(alice, UNCERTAIN, reason="no answer")
    assert queued(alice) == []
    alice.create_ticket(consoles.ref)
    assert queued(alice) == ["create"]


def test_a_portal_that_created_something_without_saying_what_leaves_it_uncertain(consoles: Consoles) -> None:
    consoles.alice.create_ticket(consoles.ref)
    came(consoles.alice, ticket=" ")
    assert incident(consoles).ticket is None
    assert incident(consoles).entries[-1].event.text == "the portal did not say which ticket it created"


def declare(desk: Desk, **said: Any) -> str:
    return desk.declare(title="Search", because=[Criterion.SLA], **said).incident.ref


def test_by_itself_a_ticket_is_asked_for_by_severity_and_by_nobody(tmp_path: Path) -> None:
    here = Consoles(tmp_path, logged_by(FOR_P1))
    alice = here.alice
    assert queued(alice) == []
    done = alice.declare(title="Search", because=[Criterion.SLA], severity=Severity.P1)
    assert len(done.entries) == 1
    assert len(done.notices) == 1
    assert (done.incident.entries[-1].by, done.incident.seq) == ("", 2)
    assert queued(alice) == ["create"]
    alice.act(here.ref, change_severity, severity=Severity.P1, why="worse")
    assert queued(alice) == ["create", "create"]
    assert alice.incident(here.ref).entries[-1].by == ""


def test_drills_imports_and_teams_without_a_portal_have_nothing_written(tmp_path: Path) -> None:
    here = Consoles(tmp_path, logged_by(FOR_P1))
    ref = declare(here.alice, severity=Severity.P1, drill=True, ticket="SUP-1")
    here.update(here.alice, ref, posted=True)
    line = '{"at": "2026-01-01T10:00:00Z", "kind": "update", "text": "We look into it"}'
    here.alice.import_past(line)
    assert queued(here.alice, waiting=False) == []
    here.alice.policy = here.alice._recorder.policy = Policy()
    here.alice.act(here.ref, link_ticket, ticket="SUP-1")
    here.update(here.alice, posted=True)
    assert queued(here.alice, waiting=False) == []


def test_what_was_refused_goes_again_on_somebodys_word_behind_nothing_that_waits(consoles: Consoles) -> None:
    alice = consoles.alice
    link(consoles)
    consoles.update(alice, posted=True)
    came(alice, REFUSED, reason="403")
    assert queued(alice) == []
    consoles.bob.log_again(consoles.ref)
    assert queued(alice) == ["SUP-1: update 1"]
    assert consoles.bob.log_again(consoles.ref).entries == []
    came(alice)
    with pytest.raises(Refused, match="nothing to be written once more"):
        consoles.bob.log_again(consoles.ref)


def test_a_refused_act_has_nothing_written(consoles: Consoles) -> None:
    link(consoles)
    with pytest.raises(Refused):
        consoles.bob.act(consoles.ref, confirm)
    assert queued(consoles.alice) == []


def test_no_creation_where_the_portal_has_none(tmp_path: Path) -> None:
    policy = Policy(colleagues=Colleagues(portal=Portal(way=PORTAL.way)))
    with pytest.raises(Refused, match="without a way to create"):
        Consoles(tmp_path, policy).alice.create_ticket(".")


def test_what_was_being_written_to_the_wrong_ticket_goes_when_that_is_the_right_one_after_all(
    consoles: Consoles,
) -> None:
    alice = consoles.alice
    link(consoles)
    consoles.update(alice, posted=True)
    due = alice.store.deliveries.due(alice.now())[:1]
    (row,) = alice.store.deliveries.lease(due, taken("postman", Beat.of(alice.clock), 30))
    link(consoles, "SUP-2")
    alice.deliver([Attempted(row=row, outcome=WAITING, at=alice.now(), reason="503")])
    assert queued(alice) == ["SUP-2: update 1"]
    link(consoles, "SUP-1")
    assert queued(alice) == ["SUP-1: update 1"]

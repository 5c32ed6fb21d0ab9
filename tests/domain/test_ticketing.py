"""The ticket that the support portal creates: on somebody's word, by itself, and what came of it (R 6.4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.domain.incident_life import Life, clock
from tests.domain.logged import FOR_P1, PORTAL, asked_for, came, created, linked, logged, nobody

from incident_console.domain.calls import called
from incident_console.domain.colleagues import Portal
from incident_console.domain.declaring import TicketLinked, change_severity
from incident_console.domain.entry import Event
from incident_console.domain.policy import Policy
from incident_console.domain.portal_writes import PortalWriteEnded
from incident_console.domain.procedure import progress_at
from incident_console.domain.ticketing import (
    TicketRequested,
    asked_by_itself,
    create_ticket,
    creation,
    is_asked_for,
)
from incident_console.domain.vocabulary import DeliveryOutcome, Severity

REFUSED, UNCERTAIN = DeliveryOutcome.REFUSED, DeliveryOutcome.UNCERTAIN


def test_what_the_portal_created_is_the_ticket_and_nobody_named_it() -> None:
    life = asked_for(logged())
    assert is_asked_for(life.incident)
    created(life, url="https://portal.example/SUP-9")
    assert (life.incident.ticket, life.incident.ticket_url) == ("SUP-9", "https://portal.example/SUP-9")
    assert [(type(each.event), each.by) for each in life.entries[-2:]] == [
        (PortalWriteEnded, ""),
        (TicketLinked, ""),
    ]
    assert not is_asked_for(life.incident)


def test_an_address_that_no_browser_should_open_is_left_out() -> None:
    life = created(asked_for(logged()), url="javascript:alert(1)")
    assert (life.incident.ticket, life.incident.ticket_url) == ("SUP-9", None)


def test_the_ticket_that_somebody_named_meanwhile_stays_and_the_created_one_is_named() -> None:
    life = created(linked(asked_for(logged()), "SUP-1"))
    assert life.incident.ticket == "SUP-1"
    last = creation(life.incident)
    assert last is not None
    assert last.write is not None
    assert last.write.reason == "SUP-1 was linked meanwhile; SUP-9 is not used"


def test_of_two_that_two_copies_had_created_the_first_stays() -> None:
    life = created(asked_for(logged()))
    life.record(life.request(by="alice"), [TicketRequested()])
    life.enter(nobody(life), TicketLinked(ticket="SUP-10"), life.shift.new_id())
    assert life.incident.ticket == "SUP-9"


def test_it_is_asked_for_once_at_a_time_and_again_when_it_came_to_nothing() -> None:
    life = asked_for(logged())
    assert "being created since 2026-09-01 14:00 UTC" in life.refused(create_ticket, under_way=True)
    assert life.act(create_ticket) == []
    assert life.act(create_ticket, tried=False) != []
    for outcome in (REFUSED, UNCERTAIN):
        created(life, outcome, reason="no answer")
        last = creation(life.incident)
        assert last is not None
        assert last.outcome is outcome
        life.act(create_ticket)
        assert is_asked_for(life.incident)


@pytest.mark.parametrize(
    ("life", "sentence"),
    [
        (lambda: linked(logged()), "has the ticket SUP-1 already"),
        (lambda: logged(None), "no support portal is configured"),
        (lambda: logged(Portal(way=PORTAL.way)), "without a way to create tickets"),
        (lambda: logged(drill=True), "is a drill"),
    ],
)
def test_where_none_can_be_created_that_is_said_with_what_to_do(
    life: Callable[[], Life], sentence: str
) -> None:
    refusal = life().refusal(create_ticket)
    assert sentence in str(refusal)
    assert [each.rule for each in refusal.then] == ["link_ticket"]


def by_itself(life: Life, since: int = 0) -> list[Event]:
    return asked_by_itself(life.incident, life.entries[since:], life.shift.policy)


def test_by_itself_it_is_asked_for_at_the_declaration_or_when_the_severity_rises_so_far() -> None:
    assert by_itself(logged(FOR_P1)) == [TicketRequested(by_itself=True)]
    life = logged(FOR_P1, severity=Severity.P2)
    assert by_itself(life) == []
    life.act(change_severity, severity=Severity.P1, why="worse")
    assert by_itself(life, 1) == [TicketRequested(by_itself=True)]
    life.record(nobody(life), by_itself(life, 1))
    life.act(change_severity, severity=Severity.P2, why="better")
    life.act(change_severity, severity=Severity.P1, why="worse")
    assert by_itself(life, 3) == []


def test_by_itself_none_is_asked_for_where_there_is_one_or_none_should_be() -> None:
    assert by_itself(logged(FOR_P1, ticket="SUP-1")) == []
    assert by_itself(logged(FOR_P1, drill=True)) == []
    assert by_itself(logged()) == []
    assert by_itself(logged(FOR_P1).note(), 1) == []
    assert asked_by_itself(logged(FOR_P1).incident, logged(FOR_P1).entries, Policy()) == []


def test_asking_is_an_act_of_whoever_asks_and_of_nobody_where_it_went_by_itself() -> None:
    life = logged(FOR_P1, owner="bob")
    life.record(nobody(life), by_itself(life))
    assert not life.last.is_act
    assert [each.who for each in called(life.incident, life.now)] == ["bob"]
    assert create_ticket(logged().incident, logged().request())[0].is_act


def test_what_waits_follows_the_ticket() -> None:
    life = created(asked_for(logged().update(30)))
    came(life)
    assert list(life.incident.portal) == [("", life.seq(4)), ("SUP-9", life.seq(3))]
    assert life.incident.ticket_by == life.seq(6)


def test_what_the_portal_does_is_no_progress_of_the_response() -> None:
    life = asked_for(logged().update(30))
    life.wait(minutes=50)
    created(life)
    came(life)
    assert progress_at(life.incident) == clock("14:00")

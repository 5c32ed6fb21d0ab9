"""Declaring and classifying: what is needed, what may wait, who owns it."""

from datetime import timedelta
from typing import Any

import pytest
from tests.domain.incident_life import Life, Shift, clock, declared

from incident_console.domain.declaring import (
    IncidentDeclared,
    assess,
    change_severity,
    declare,
    link_ticket,
)
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.vocabulary import Criterion, Severity, Status


def refused_declaration(**said: Any) -> Refused:
    life = Life()
    with pytest.raises(Refused) as refusal:
        life.declare(**said)
    assert life.entries == []
    return refusal.value


@pytest.mark.parametrize("title", ["", "  \n ", "\x1b[2J"])
def test_a_title_is_needed(title: str) -> None:
    refusal = refused_declaration(title=title)
    assert refusal.about is Part.TITLE
    assert "title is missing" in str(refusal)


def test_a_criterion_is_needed() -> None:
    refusal = refused_declaration(because=[])
    assert refusal.about is Part.BECAUSE
    assert "production, sla or stability" in str(refusal)


@pytest.mark.parametrize("criterion", list(Criterion))
def test_each_of_the_three_criteria_suffices(criterion: Criterion) -> None:
    assert declared(because=[criterion]).incident.because == (criterion,)


def test_several_criteria_are_kept_once_each_in_the_handbooks_order() -> None:
    said = [Criterion.STABILITY, Criterion.PRODUCTION, Criterion.STABILITY]
    assert declared(because=said).incident.because == (Criterion.PRODUCTION, Criterion.STABILITY)


def test_impact_and_scope_may_be_unknown() -> None:
    incident = declared().incident
    assert (incident.impact, incident.scope) == (None, None)


def test_without_a_severity_it_is_p2_to_be_confirmed() -> None:
    incident = declared(severity=None).incident
    assert (incident.severity, incident.severity_confirmed) == (Severity.P2, False)


def test_a_given_severity_needs_no_confirmation() -> None:
    assert declared(severity=Severity.P3).incident.severity_confirmed


@pytest.mark.parametrize(
    ("owner", "on_call", "owns"),
    [("@bob", "carol", "bob"), (None, "carol", "carol"), (None, None, "alice")],
    ids=["the given one", "else who is on call", "else who declares"],
)
def test_the_owner_is_set_by_the_declaration(owner: str | None, on_call: str | None, owns: str) -> None:
    life = declared(Shift(policy=Policy(on_call=on_call)), owner=owner)
    assert len(life.entries) == 1
    assert life.incident.owner == owns
    assert [(tenure.name, tenure.until) for tenure in life.incident.tenures] == [(owns, None)]


def test_everything_said_at_the_declaration_is_kept() -> None:
    incident = declared(
        title=" Checkout\nanswers 502 ",
        impact="All checkouts fail",
        scope="Europe",
        client="Acme",
        ticket="SUP-1042",
        drill=True,
        started_at=clock("13:40"),
    ).incident
    assert incident.title == "Checkout answers 502"
    assert (incident.impact, incident.scope) == ("All checkouts fail", "Europe")
    assert (incident.client, incident.ticket, incident.drill) == ("Acme", "SUP-1042", True)
    assert (incident.started_at, incident.declared_at) == (clock("13:40"), clock("14:00"))
    assert (incident.status, incident.declared_by) == (Status.INVESTIGATING, "alice")


def test_an_impact_that_begins_after_the_declaration_is_refused() -> None:
    refusal = refused_declaration(started_at=clock("14:01"))
    assert refusal.about is Part.STARTED_AT
    assert "2026-09-01 14:01 UTC is still to come" in str(refusal)


def test_a_declaration_in_the_future_is_refused() -> None:
    refusal = refused_declaration(at=clock("14:01"))
    assert refusal.about is Part.AT
    assert "2026-09-01 14:01 UTC is still to come" in str(refusal)


def test_nobody_cannot_declare() -> None:
    life = Life()
    request = life.request(by="@")
    with pytest.raises(Refused) as refusal:
        declare(request, ref="INC-7K3Q", title="It burns", because=[Criterion.SLA], owner="bob")
    assert refusal.value.about is Part.BY


def test_a_backdated_declaration_counts_the_first_update_from_then() -> None:
    life = declared(at=clock("13:55"))
    assert life.clock == ("first_update", clock("14:05"))
    assert life.entries[0].recorded_at == clock("14:00")


@pytest.mark.parametrize(
    ("severity", "due"),
    [
        (Severity.P1, clock("14:10")),
        (Severity.P2, clock("14:30")),
        (Severity.P3, clock("10:00", 2)),
        (Severity.P4, clock("14:00", 2)),
    ],
)
def test_the_first_update_is_due_by_severity(severity: Severity, due: object) -> None:
    life = declared(severity=severity)
    assert life.clock == ("first_update", due)
    assert not life.due.promised


def test_a_clients_own_cadence_sets_the_first_deadline() -> None:
    policy = Policy()
    slow = {"P1": policy.cadence["P2"]}
    policy = Policy(clients={"Acme": ClientProfile(name="Acme", cadence=slow)})
    assert declared(Shift(policy=policy), client="ACME").clock == ("first_update", clock("14:30"))


def test_the_owner_defines_impact_and_scope() -> None:
    life = declared()
    life.act(assess, impact="All checkouts fail")
    life.act(assess, scope="Europe")
    assert (life.incident.impact, life.incident.scope) == ("All checkouts fail", "Europe")


def test_an_assessment_says_something() -> None:
    assert declared().refusal(assess, impact=" ").about is Part.IMPACT


def test_the_assumed_severity_is_confirmed_by_naming_it() -> None:
    life = declared(severity=None)
    life.act(change_severity, severity=Severity.P2, why="Only Europe")
    assert life.incident.severity_confirmed
    assert "is P2 already" in life.refused(change_severity, severity=Severity.P2, why="Only Europe")


def test_a_severity_changes_with_a_reason() -> None:
    life = declared()
    assert "the reason is missing" in life.refused(change_severity, severity=Severity.P2, why="")
    life.act(change_severity, severity=Severity.P2, why="Only Europe")
    assert (life.incident.severity, life.last.text) == (Severity.P2, "Only Europe")


def test_a_rise_brings_the_first_update_forward() -> None:
    life = declared(severity=Severity.P3).wait(minutes=5)
    life.act(change_severity, severity=Severity.P1, why="Everybody is affected")
    assert life.clock == ("first_update", clock("14:15"))


def test_a_rise_never_puts_the_first_update_off() -> None:
    life = declared(severity=Severity.P2).wait(minutes=25)
    life.act(change_severity, severity=Severity.P1, why="Everybody is affected")
    assert life.clock == ("first_update", clock("14:30"))


def test_a_fall_leaves_the_first_update_where_it_was() -> None:
    life = declared(severity=Severity.P1)
    life.act(change_severity, severity=Severity.P4, why="One client only")
    assert life.clock == ("first_update", clock("14:10"))


def test_a_rise_leaves_a_standing_promise() -> None:
    life = declared(severity=Severity.P2).update(60)
    life.act(change_severity, severity=Severity.P1, why="Everybody is affected")
    assert life.clock == ("next_update", clock("15:00"))


def test_anybody_names_the_ticket_and_it_may_change() -> None:
    life = declared()
    life.act(link_ticket, by="bob", ticket="SUP-1", url="https://support.example.com/SUP-1")
    assert (life.incident.ticket, life.incident.ticket_url) == ("SUP-1", "https://support.example.com/SUP-1")
    life.act(link_ticket, by="bob", ticket="SUP-2")
    assert (life.incident.ticket, life.incident.ticket_url) == ("SUP-2", None)


def test_a_tickets_address_is_a_web_address() -> None:
    assert "https://" in declared().refused(link_ticket, ticket="SUP-1", url="javascript:alert(1)")


def test_a_text_that_is_too_long_is_refused_not_cut() -> None:
    assert "at most 20,000" in declared().refused(assess, impact="x" * 20_001)


def test_a_declaration_has_one_event_with_all_of_it() -> None:
    event = declared(started_at=clock("14:00") - timedelta(hours=1)).entries[0].event
    assert isinstance(event, IncidentDeclared)
    assert event.text == "Checkout answers 502"

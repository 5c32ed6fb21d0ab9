"""What is owed after the end, and that until then an incident has an owner who can be called and relieved."""

from __future__ import annotations

from typing import Any

from tests.domain.incident_life import Life, clock, declared

from incident_console.domain.actions import add_action, finish_action
from incident_console.domain.closing import send_analysis
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import accept_handover
from incident_console.domain.owed import owed
from incident_console.domain.ownership import take_over
from incident_console.domain.reopening import reopen
from incident_console.domain.response import escalate
from incident_console.domain.review import review
from incident_console.domain.vocabulary import Severity


def kinds(life: Life) -> list[str]:
    return [each.kind.value for each in owed(life.incident)]


def closed(**said: Any) -> Life:
    """A P3 of alice's, closed at 14:00; nothing is owed but what is said."""
    return declared(severity=Severity.P3).update(30).close(**said)


def test_nothing_is_owed_by_what_is_over_or_goes_on() -> None:
    assert kinds(closed()) == kinds(declared().update(30)) == []


def test_analysis_review_and_follow_ups_are_owed_due_first() -> None:
    life = declared().update(30)
    life.act(add_action, what="Some day", owner="carol")
    life.act(add_action, what="Test the failover", owner="bob", due=clock("12:00", 3))
    assert kinds(life) == [], "while it is open it is simply to be done"
    life.close(analysis_by=clock("12:00", 4))
    found = owed(life.incident)
    assert [(each.kind.value, each.who) for each in found] == [
        ("follow_up", "bob"),
        ("analysis", "alice"),
        ("review", "alice"),
        ("follow_up", "carol"),
    ]
    assert [each.overdue(clock("12:00:01", 4)) for each in found] == [True, True, False, False]
    assert (found[0].n, found[0].text) == (2, "Test the failover")


def test_each_is_owed_until_it_is_done() -> None:
    life = declared().update(30)
    life.act(add_action, what="Test the failover", owner="bob")
    life.close(analysis_by=clock("12:00", 4))
    life.act(send_analysis, what="The cause", posted=True)
    assert kinds(life) == ["review", "follow_up"]
    life.act(finish_action, n=1)
    life.act(
        review,
        root_cause="A pool",
        factors=["none"],
        recommendations=["none"],
        follow_ups="none",
        complete=True,
    )
    assert kinds(life) == []


def test_a_promised_analysis_stays_owed_while_it_goes_on_again() -> None:
    life = closed(analysis_by=clock("12:00", 4))
    life.act(reopen, why="Errors are back")
    assert kinds(life) == ["analysis"]


def test_while_an_analysis_is_owed_the_incident_can_be_passed_on() -> None:
    life = closed(analysis_by=clock("12:00", 4))
    life.act(offer_handover, to="bob", status="The logs are in the ticket")
    life.act(accept_handover, by="bob")
    assert life.incident.owner == "bob"
    assert life.incident.analysis_promise is not None
    assert life.incident.analysis_promise.keeper == "bob"


def test_an_owner_who_is_gone_can_be_relieved_of_the_analysis() -> None:
    life = closed(analysis_by=clock("12:00", 4))
    life.act(escalate, by="bob", to="alice", why="Where is the analysis?")
    life.wait(minutes=5).act(take_over, by="bob", why="She left the company")
    life.act(send_analysis, by="bob", what="The cause", posted=True)
    assert life.outcomes[-1] == "kept"


def test_a_follow_up_alone_keeps_the_ways_open_and_nothing_shuts_them() -> None:
    life = declared(severity=Severity.P3).update(30)
    life.act(add_action, what="Test the failover", owner="bob")
    life.close()
    assert life.act(escalate, by="carol", to="alice", why="Who tests it?")
    life.act(finish_action, by="bob", n=1)
    for rule, said in (
        (escalate, {"to": "alice", "why": "Hello"}),
        (offer_handover, {"to": "bob", "status": "Fine"}),
        (take_over, {"by": "carol", "why": "No answer"}),
    ):
        assert "is closed; reopen it first" in life.wait(minutes=9).refused(rule, **said)

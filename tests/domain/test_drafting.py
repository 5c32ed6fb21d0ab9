"""What the record proposes for an update: what is for clients is ticked, what is internal is not."""

from __future__ import annotations

import pytest
from tests.domain.incident_life import Life, clock, declared

from incident_console.domain.actions import add_action, drop_action, finish_action
from incident_console.domain.clients import add_client
from incident_console.domain.closing import resolve
from incident_console.domain.declaring import change_severity
from incident_console.domain.drafting import Source, UpdateDraft, proposed_update
from incident_console.domain.proposals import proposals
from incident_console.domain.response import NoteKind, change_status, strike
from incident_console.domain.vocabulary import MessageKind, Remedy, Severity, Status


def draft(life: Life, *clients: str) -> UpdateDraft:
    return proposed_update(life.incident, life.request(), clients)


def steps(life: Life) -> list[tuple[str, str, bool]]:
    """What may be said was done: the words, where they come from, and whether they are ticked."""
    return [(step.text, step.source.value, step.ticked) for step in draft(life).steps]


def test_what_is_for_clients_is_ticked_and_what_colleagues_noted_is_not() -> None:
    life = declared(severity=Severity.P2)
    life.note("pool at 100 %").note("it is the release", kind=NoteKind.FINDING)
    life.note("roll back", kind=NoteKind.DECISION).note("When?", kind=NoteKind.INQUIRY)
    life.act(add_action, what="scale the pool", owner="oscar")
    life.act(finish_action, n=1)
    life.act(change_severity, severity=Severity.P1, why="alice forgot the iOS clients")
    assert steps(life) == [
        ("pool at 100 %", "note", False),
        ("it is the release", "finding", False),
        ("roll back", "decision", True),
        ("scale the pool", "action", True),
        ("severity raised to P1", "severity", True),
    ]
    assert draft(life).done == "roll back\nscale the pool\nseverity raised to P1"


def test_a_step_says_where_it_comes_from() -> None:
    life = declared()
    life.act(add_action, what="call the vendor", owner="bob")
    life.act(add_action, what="scale the pool", owner="oscar")
    life.wait(minutes=3).act(finish_action, n=2)
    (step,) = draft(life).steps
    assert (step.source, step.action, step.at, step.id) == (Source.ACTION, 2, clock("14:03"), life.seq(3))


def test_alerts_of_other_tools_are_no_steps() -> None:
    assert steps(declared().note("the pool is full", kind=NoteKind.ALERT)) == []


def test_only_what_was_done_since_the_last_update_is_proposed() -> None:
    life = declared().note("roll back", kind=NoteKind.DECISION).wait(minutes=1).update(30).wait(minutes=1)
    assert steps(life) == []
    life.note("scale up", kind=NoteKind.DECISION)
    assert draft(life).done == "scale up"


def test_what_was_logged_late_is_proposed_because_the_client_has_not_read_it() -> None:
    life = declared().wait(minutes=5).update(30).wait(minutes=1)
    life.note("stop the job", kind=NoteKind.DECISION, at=clock("14:02"))
    assert draft(life).done == "stop the job"


def test_what_was_struck_or_given_up_is_not_proposed() -> None:
    life = declared().note("wrong incident", kind=NoteKind.DECISION)
    life.act(strike, seq=life.incident.seq, why="Wrong")
    life.act(add_action, what="scale the pool", owner="oscar")
    life.act(drop_action, n=1, why="Not needed")
    assert steps(life) == []


def test_a_change_of_severity_is_said_without_its_reason_and_confirming_one_is_none() -> None:
    life = declared(severity=None)
    life.act(change_severity, severity=Severity.P2, why="Confirmed")
    assert steps(life) == []
    life.act(change_severity, severity=Severity.P1, why="Everybody")
    life.act(change_severity, severity=Severity.P3, why="Nearly nobody")
    assert draft(life).done == "severity raised to P1\nseverity lowered to P3"
    life.update(30).wait(minutes=1)
    life.act(change_severity, severity=Severity.P2, why="More again")
    assert draft(life).done == "severity raised to P2"


def test_steps_stand_in_the_order_in_which_they_were_done() -> None:
    life = declared()
    life.act(add_action, what="scale the pool", owner="oscar")
    life.wait(minutes=2).act(finish_action, n=1)
    life.wait(minutes=3).note("stop the job", kind=NoteKind.DECISION, at=clock("14:01"))
    assert draft(life).done == "stop the job\nscale the pool"


def test_a_client_that_joined_later_is_told_all_that_was_done() -> None:
    life = declared(client="ACME").note("roll back", kind=NoteKind.DECISION).wait(minutes=1).update(30)
    life.wait(minutes=1).act(add_client, client="Globex")
    assert draft(life, "ACME").done == ""
    assert draft(life, "Globex").done == "roll back"
    assert draft(life).done == "roll back", "one update for both leaves nothing out"


def test_next_steps_are_proposed_from_the_open_actions() -> None:
    life = declared()
    life.act(add_action, what="Scale the pool", owner="oscar")
    life.act(add_action, what="Call the vendor", owner="bob")
    life.act(add_action, what="Write a test", owner="bob", follow_up=True)
    life.act(finish_action, n=2)
    assert draft(life).next_steps == "Scale the pool"


def test_the_impact_is_proposed_as_assessed_and_then_as_unchanged() -> None:
    life = declared(impact="All checkouts fail")
    assert draft(life).impact == "All checkouts fail"
    life.update(30)
    assert "nchanged" in draft(life).impact


def test_the_time_is_proposed_from_the_cadence_on_the_next_five_minutes() -> None:
    life = declared().wait(minutes=1, seconds=20)
    assert draft(life).next_update_at == clock("14:35")
    life.act(change_status, status=Status.MONITORING)
    assert draft(life).next_update_at == clock("15:05")
    life.act(change_severity, severity=Severity.P2, why="Europe only")
    assert draft(life).next_update_at == clock("16:05")


@pytest.mark.parametrize(
    ("remedy", "says"),
    [
        (Remedy.RESTORED, "Service is restored."),
        (Remedy.WORKAROUND, "A verified workaround is in place; service itself is not fully restored yet."),
        (Remedy.MITIGATED, "The impact is mitigated."),
    ],
)
def test_after_it_is_resolved_an_update_that_says_so_is_proposed(remedy: Remedy, says: str) -> None:
    life = declared(client="ACME").update(30).wait(minutes=5).resolve(remedy=remedy)
    assert draft(life).impact == says
    _, told = proposals(life.incident, life.entries[-1:], life.request())
    assert (told.act.rule, told.act.arguments["impact"], told.act.by) == ("send_update", says, None)
    life.update(30, posted=False)
    assert draft(life).impact == says, "not out yet"
    life.post(MessageKind.UPDATE)
    assert draft(life).impact.startswith("Unchanged")


def test_who_may_not_speak_to_the_client_leaves_that_update_to_the_owner() -> None:
    life = declared().update(30).wait(minutes=5)
    life.act(resolve, remedy=Remedy.RESTORED, by="oscar")
    _, told = proposals(life.incident, life.entries[-1:], life.request("oscar"))
    assert told.act.by == "alice"


def test_one_of_several_clients_who_has_not_heard_that_it_is_resolved_is_told_so() -> None:
    life = declared(clients=["ACME", "Globex"]).update(30).wait(minutes=5).resolve()
    life.update(30, clients=["ACME"])
    assert draft(life).impact == draft(life, "Globex").impact == "Service is restored."
    assert draft(life, "ACME").impact.startswith("Unchanged")


def test_whom_clients_know_that_we_wait_for_is_proposed_again() -> None:
    life = declared().update(30, waiting_on="CloudPay", expecting="a fix by 15:00")
    assert (draft(life).waiting_on, draft(life).expecting) == ("CloudPay", "a fix by 15:00")
    life.update(30)
    assert (draft(life).waiting_on, draft(life).expecting) == (None, None)


def test_still_investigating_is_proposed_while_that_is_the_status_and_never_required() -> None:
    life = declared()
    assert draft(life).investigating is not None
    life.update(30)
    life.act(change_status, status=Status.IDENTIFIED)
    assert draft(life).investigating is None

"""The nine steps of the procedure: open, done or not called for, from the events alone."""

from datetime import datetime
from typing import Any

import pytest
from tests.domain.incident_life import Life, Rule, clock, declared
from tests.domain.logged import asked_for, came, created, linked, logged

from incident_console.domain.absence import come_back, go_away
from incident_console.domain.actions import add_action
from incident_console.domain.declaring import IncidentDeclared, assess, change_severity, link_ticket
from incident_console.domain.ending import HistoryEnded, stand_down
from incident_console.domain.handover import offer_handover
from incident_console.domain.handover_answers import accept_handover, withdraw_handover
from incident_console.domain.ownership import assign
from incident_console.domain.policy import Policy
from incident_console.domain.portal_writes import log_again
from incident_console.domain.procedure import Step, StepState, procedure
from incident_console.domain.reopening import reopen
from incident_console.domain.response import NoteKind, change_status, escalate, strike
from incident_console.domain.vocabulary import DeliveryOutcome, Role, Severity, Status

OPEN, DONE, NOT_CALLED_FOR = StepState.OPEN, StepState.DONE, StepState.NOT_CALLED_FOR


def step(life: Life, n: int) -> Step:
    steps = procedure(life.incident, life.now, life.shift.policy)
    assert [one.n for one in steps] == list(range(1, 10))
    return steps[n - 1]


def missing(life: Life, n: int) -> tuple[str, datetime | None]:
    """What an open step misses, and since when."""
    found = step(life, n)
    assert found.state is OPEN
    return "; ".join(filter(None, (found.missing, found.besides))), found.since


def test_1_is_done_when_somebody_with_the_duty_has_acted() -> None:
    life = declared(owner="bob")
    assert missing(life, 1) == ("bob has not acted yet", clock("14:00"))
    life.note(by="carol")
    assert step(life, 1).state is OPEN
    life.note(by="bob")
    assert step(life, 1).state is DONE
    assert step(declared(), 1).state is DONE


def test_1_is_done_when_a_lead_has_acted() -> None:
    life = declared(owner="bob")
    life.act(assign, by="bob", role=Role.OL, name="oscar")
    assert step(life, 1).state is DONE


def test_2_is_done_when_the_commander_is_formally_assigned() -> None:
    life = declared(owner="bob")
    assert missing(life, 2) == ("bob owns it by default; name them formally", clock("14:00"))
    life.act(assign, role=Role.IC, name="bob")
    assert step(life, 2).state is DONE


def test_2_is_done_by_an_acknowledged_handover() -> None:
    assert step(declared().hand_over("bob"), 2).state is DONE


def test_3_is_done_when_impact_scope_and_severity_are_defined() -> None:
    life = declared(severity=None)
    assert missing(life, 3) == ("missing: impact, scope, severity to be confirmed", clock("14:00"))
    life.act(assess, impact="All checkouts")
    assert missing(life, 3)[0] == "missing: scope, severity to be confirmed"
    life.act(change_severity, severity=Severity.P2, why="Europe only")
    assert missing(life, 3)[0] == "missing: scope"
    life.act(assess, scope="Europe")
    assert step(life, 3).state is DONE


def test_3_stays_open_while_impact_and_scope_are_said_to_be_unknown() -> None:
    life = declared(impact="Not yet known.", scope="not yet known")
    assert missing(life, 3)[0] == "missing: impact, scope"


def test_4_is_done_with_the_ticket() -> None:
    life = declared()
    assert missing(life, 4) == ("no ticket", clock("14:00"))
    life.act(link_ticket, ticket="SUP-1")
    assert step(life, 4).state is DONE


def test_5_is_done_when_both_leads_are_assigned() -> None:
    life = declared()
    assert missing(life, 5)[0] == "no Communications Lead, no Operations Lead"
    life.act(assign, role=Role.CL, name="alice")
    assert missing(life, 5) == ("no Operations Lead", clock("14:00"))
    life.act(assign, role=Role.OL, name="oscar")
    assert step(life, 5).state is DONE


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (add_action, {"what": "Scale the pool", "owner": "oscar"}),
        (change_status, {"status": Status.IDENTIFIED}),
    ],
    ids=["an action", "a status"],
)
def test_6_is_done_by_an_action_or_a_status_beyond_investigating(rule: Rule, said: dict[str, Any]) -> None:
    life = declared().note("Looking at it")
    assert missing(life, 6) == ("no finding, action or status yet", clock("14:00"))
    life.act(rule, **said)
    assert step(life, 6).state is DONE


def test_6_is_done_by_a_finding() -> None:
    assert step(declared().note(kind=NoteKind.FINDING), 6).state is DONE


def test_7_is_open_before_the_first_update_and_while_overdue() -> None:
    life = declared()
    assert missing(life, 7) == ("no update yet", clock("14:00"))
    life.wait(minutes=11)
    assert missing(life, 7) == ("first update due", clock("14:10"))
    life.update(30)
    assert step(life, 7).state is DONE
    life.wait(minutes=31)
    assert missing(life, 7) == ("next update due", clock("14:41"))
    life.update(30)
    assert step(life, 7).state is DONE


def test_7_is_done_after_the_wrap_up_and_not_called_for_where_nobody_was_told() -> None:
    assert step(declared().update(30).wait(minutes=5).close(), 7).state is DONE
    life = declared()
    life.act(stand_down, why="A false alarm")
    assert step(life, 7).state is NOT_CALLED_FOR


def test_7_is_open_for_history_without_any_update() -> None:
    life = Life()
    request = life.request(by="alice")
    life.record(request, [IncidentDeclared(ref=life.ref, title="Old", owner="alice", imported=True)])
    life.record(request, [HistoryEnded()])
    assert missing(life, 7)[0] == "no update yet"
    assert step(life, 8).state is NOT_CALLED_FOR


def test_8_is_not_called_for_until_nothing_was_logged_or_sent_for_twice_the_cadence() -> None:
    life = declared().wait(minutes=59, seconds=59)
    assert step(life, 8).state is NOT_CALLED_FOR
    life.wait(seconds=1)
    assert missing(life, 8) == ("no progress logged; escalate", clock("14:00"))
    life.act(escalate, to="dave", why="No progress")
    assert step(life, 8).state is DONE
    life.wait(hours=1)
    assert missing(life, 8) == ("no progress logged; escalate", clock("15:00"))


def test_8_counts_anything_logged_as_progress_unless_it_is_struck() -> None:
    life = declared().wait(minutes=50).note().wait(minutes=50)
    assert step(life, 8).state is NOT_CALLED_FOR
    life.act(strike, seq=2, why="Wrong incident")
    life.wait(minutes=60)
    assert step(life, 8).state is OPEN


def test_8_is_done_by_an_escalation_that_came_before_it_was_due() -> None:
    life = declared()
    life.act(escalate, to="dave", why="To be sure")
    assert step(life, 8).state is DONE
    life.act(strike, seq=2, why="Called nobody")
    assert step(life, 8).state is NOT_CALLED_FOR


def test_8_is_not_called_for_after_the_end() -> None:
    assert step(declared().close().wait(hours=50), 8).state is NOT_CALLED_FOR


def test_9_is_open_while_an_offer_stands_and_after_it_lapsed() -> None:
    life = declared()
    assert step(life, 9).state is NOT_CALLED_FOR
    life.wait(minutes=1).act(offer_handover, to="bob", status="Fine")
    assert missing(life, 9) == ("offered to bob, not accepted", clock("14:01"))
    life.wait(minutes=11)
    assert missing(life, 9) == ("the offer to bob lapsed", clock("14:11"))
    life.act(offer_handover, to="bob", status="Fine")
    life.act(accept_handover, by="bob")
    assert step(life, 9).state is DONE


def test_9_is_as_before_after_a_withdrawal() -> None:
    life = declared()
    life.act(offer_handover, to="bob", status="Fine")
    life.act(withdraw_handover)
    assert step(life, 9).state is NOT_CALLED_FOR


def test_9_is_open_while_the_owner_is_away() -> None:
    life = declared()
    life.act(go_away, until=clock("15:00"), expect="Mail")
    assert missing(life, 9) == ("alice is away, nobody covers", clock("14:00"))
    life.act(come_back)
    assert step(life, 9).state is NOT_CALLED_FOR


def test_a_reopened_incident_starts_from_what_the_record_shows() -> None:
    life = declared().update(30).close()
    life.act(reopen, why="Errors are back")
    assert step(life, 7).state is DONE
    life.wait(minutes=11)
    assert missing(life, 7)[0] == "first update due"


def test_4_names_what_waits_for_the_ticket_where_there_is_a_portal() -> None:
    life = logged()
    assert missing(life, 4) == ("no ticket", clock("14:00"))
    life.update(30)
    assert missing(life, 4)[0] == "no ticket; update 1 waits for it"
    life.resolve().confirm().wait(minutes=2).close()
    assert missing(life, 4)[0] == "no ticket; update 1, resolution, confirmation and 1 more wait for it"
    life.shift.policy = Policy()
    assert missing(life, 4)[0] == "no ticket"


def test_4_says_what_came_of_having_it_created_and_what_to_do() -> None:
    life = logged()
    assert step(life, 4).answer == "create_ticket"
    asked_for(life)
    assert (missing(life, 4)[0], step(life, 4).answer) == (
        "no ticket; the portal is asked for one",
        "link_ticket",
    )
    created(life, DeliveryOutcome.REFUSED, reason="403 no project")
    assert missing(life, 4)[0] == "no ticket; the portal did not create it: 403 no project"
    assert step(life, 4).answer == "create_ticket"
    created(asked_for(life), DeliveryOutcome.UNCERTAIN, reason="no answer")
    uncertain = "no ticket; whether the portal created it is uncertain, look there: no answer"
    assert (missing(life, 4)[0], step(life, 4).answer) == (uncertain, "link_ticket")
    assert step(linked(life), 4).state is DONE
    assert step(logged(drill=True), 4).answer == "link_ticket", "of a drill nothing reaches the portal"
    assert step(declared(), 4).answer == "link_ticket"


def test_7_says_since_when_something_is_not_logged_and_is_open_only_for_what_the_portal_refused() -> None:
    life = logged().wait(minutes=4).update(30)
    assert (step(life, 7).state, step(life, 7).not_logged) == (DONE, "update 1")
    assert step(life, 7).not_logged_since == clock("14:04")
    linked(life).wait(minutes=2).resolve()
    came(life)
    assert (step(life, 7).state, step(life, 7).not_logged) == (DONE, "resolution")
    came(life, DeliveryOutcome.REFUSED, reason="403 closed")
    found = step(life, 7)
    assert (found.state, found.not_logged, found.answer) == (
        OPEN,
        "resolution (refused: 403 closed)",
        "log_again",
    )
    assert found.not_logged_since == clock("14:06")
    life.act(log_again)
    assert (step(life, 7).state, step(life, 7).not_logged) == (DONE, "resolution")
    came(life)
    assert (step(life, 7).state, step(life, 7).not_logged) == (DONE, "")


def test_7_keeps_what_is_overdue_beside_what_is_not_logged() -> None:
    life = linked(logged().update(30))
    came(life, DeliveryOutcome.REFUSED, reason="404").wait(minutes=40)
    found = step(life, 7)
    assert (found.missing, found.answer) == ("next update due", "send_update")
    assert found.not_logged == "update 1 (refused: 404)"


def test_7_knows_nothing_of_a_portal_where_there_is_none() -> None:
    assert step(linked(declared().update(30).resolve()), 7).not_logged == ""

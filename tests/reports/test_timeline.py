"""Every kind of event reads in one line; the log holds what was typed, in the order in which it happened."""

from __future__ import annotations

import typing
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.domain import logged as logs
from tests.domain.incident_life import Life, clock, declared
from tests.domain.logged import asked_for, created, logged
from tests.domain.sent import MAIL, came, sending, told_by

from incident_console import words
from incident_console.domain import (
    absence,
    actions,
    clients,
    closing,
    declaring,
    duplicates,
    ending,
    handover,
    handover_answers,
    ownership,
    posting,
    promises,
    reopening,
    reporting,
    response,
    settling,
)
from incident_console.domain.entry import Event
from incident_console.domain.events import AnyEvent
from incident_console.domain.incident import Incident
from incident_console.domain.portal_writes import log_again, say_logged
from incident_console.domain.review import review
from incident_console.domain.vocabulary import (
    Criterion,
    DeliveryOutcome,
    MessageKind,
    Remedy,
    Role,
    Severity,
    Status,
)
from incident_console.intake.past import past_events
from incident_console.reports.delivery_lines import author
from incident_console.reports.log_rows import for_readers, log_rows
from incident_console.reports.messages_in_one import in_one, said_together
from incident_console.reports.timeline import HEADLINES, headline
from incident_console.words import Clocks


def said(life: Life) -> str:
    """How the last entry reads."""
    return headline(life.entries[-1], life.incident)


def test_every_kind_of_event_has_a_headline() -> None:
    assert set(HEADLINES) == set(typing.get_args(AnyEvent))


def full_life() -> list[Incident]:
    """Lives in which every kind of event happens."""
    life = declared(client="ACME").update(minutes=30)
    life.act(declaring.assess, impact="all checkouts")
    life.act(declaring.change_severity, severity=Severity.P2, why="half of them")
    life.act(clients.add_client, client="Globex")
    life.act(clients.drop_client, client="Globex", why="another pool")
    life.act(declaring.link_ticket, ticket="SUP-1042", url="https://support.example/1042")
    life.act(ownership.assign, role=Role.IC, name="alice")
    life.act(handover.offer_handover, to="bob")
    life.act(handover_answers.decline_handover, by="bob", why="asleep")
    life.act(handover.offer_handover, to="bob")
    life.act(handover_answers.withdraw_handover)
    life.hand_over("carol")
    life.act(response.escalate, by="dave", to="carol", why="no answer")
    life.act(handover.offer_handover, to="erin")
    life.act(response.escalate, by="dave", to="carol", why="no answer")
    life.wait(minutes=6).act(ownership.take_over, by="dave", why="no answer")
    life.act(promises.reschedule, due=clock("15:00"), why="a restart", posted=True)
    life.act(absence.go_away, until=clock("15:30"), expect="mail is read", posted=True)
    life.act(absence.come_back)
    life.update(posted=False)
    life.act(posting.discard_message, message=life.waiting(MessageKind.UPDATE).id, why="overtaken")
    life.act(response.change_status, status=Status.IDENTIFIED)
    for n in (1, 2):
        life.act(actions.add_action, what="scale", owner="erin", due=clock("16:00"))
        life.act(actions.reassign_action, n=n, owner="frank")
    life.act(actions.finish_action, n=1)
    life.act(actions.drop_action, n=2, why="not needed")
    life.note()
    life.act(response.strike, seq=life.entries[-1].seq, why="wrong incident")
    life.close(analysis_by=clock("12:00", 4))
    life.act(closing.send_analysis, what="a full pool", posted=True)
    life.act(
        review,
        root_cause="a full pool",
        factors=["no alert"],
        recommendations=["add one"],
        follow_ups="none",
        complete=True,
    )
    life.act(reopening.reopen, why="again")
    life.act(reporting.write_report, conditions="bad", actions="looked", needs="help")
    false_alarm = declared()
    false_alarm.act(ending.stand_down, why="the alert was wrong")
    survivor = Life(life.shift, "INC-9BXW").declare(client="ACME")
    life.act(duplicates.mark_duplicate, survivor=survivor.incident, posted=True)
    life.act(reopening.reopen, why="another cause")
    sent = came(sending(told_by(MAIL)).update(posted=False), DeliveryOutcome.UNCERTAIN, reason="cut")
    (message,) = sent.incident.messages
    sent.act(settling.settle, message=message, lost=True)
    sent.act(settling.retry, message=message)
    portal = created(asked_for(logged().update(30)))
    logs.came(portal, DeliveryOutcome.REFUSED, reason="403 closed")
    portal.act(log_again)
    portal.act(say_logged)
    return [life.incident, false_alarm.incident, survivor.incident, sent.incident, portal.incident]


def test_every_kind_of_event_reads_in_one_line() -> None:
    seen: set[type[Event]] = set()
    for incident in full_life():
        for entry in incident.entries:
            line = headline(entry, incident)
            assert line.strip() == line != ""
            assert "\n" not in line
            assert "None" not in line
            seen.add(type(entry.event))
    # Only history ends so, and only a merge leaves a promise beyond an end.
    assert seen | {ending.HistoryEnded, ending.ClientTold} == set(HEADLINES)


def test_what_is_logged_stands_beside_what_it_tells_of_and_a_refusal_for_itself() -> None:
    life = logged().update(30).resolve()
    assert said(asked_for(life)) == "asks the portal for a ticket"
    created(life)
    assert [headline(each, life.incident) for each in life.entries[-2:]] == [
        "the portal created the ticket SUP-9",
        "ticket SUP-9",
    ]
    assert [author(each) for each in life.entries[-2:]] == ["postman", "postman"]
    logs.came(life)
    assert headline(life.entries[2], life.incident) == "update 1 is out; logged in SUP-9"
    assert said(life) == "update 1 is logged in SUP-9"
    logs.came(life, DeliveryOutcome.REFUSED, reason="403 closed")
    why = "not logged in SUP-9: refused, 403 closed"
    assert headline(life.entries[3], life.incident).endswith(f"; {why}")
    assert said(life) == "resolution is not logged: SUP-9 refused it: 403 closed"
    assert for_readers(life.incident)[-1] is life.entries[-1]
    assert life.entries[-2] not in for_readers(life.incident)
    life.act(log_again)
    assert said(life) == "resolution is to be logged in SUP-9 once more"


def test_a_message_is_logged_when_its_being_out_to_each_client_is() -> None:
    life = logs.linked(logged(clients=["ACME", "Globex"]).update(30, posted=False))
    message = life.waiting(MessageKind.UPDATE).id
    life.act(posting.say_posted, message=message, clients=["ACME"])
    logs.came(life)
    assert "logged in SUP-1" in in_one(life.incident.messages[message], life.incident)[0]
    life.act(posting.say_posted, message=message)
    assert "logged in" not in in_one(life.incident.messages[message], life.incident)[0]
    logs.came(life)
    assert "logged in SUP-1" in in_one(life.incident.messages[message], life.incident)[0]


def test_a_message_and_where_it_is_logged_read_as_one() -> None:
    life = logs.came(logs.linked(logged().update(30)))
    hidden, shown = said_together(life.incident)
    (message,) = shown.values()
    assert in_one(message, life.incident)[0].startswith("update 1, out at once, logged in SUP-1; next by")
    assert life.entries[-1].id in hidden


def test_a_ticket_that_may_be_there_and_one_that_is_not_needed_are_plainly_told() -> None:
    life = created(asked_for(logged()), DeliveryOutcome.UNCERTAIN, reason="no answer")
    assert said(life) == "whether the portal created a ticket is uncertain: no answer"
    created(logs.linked(asked_for(life)))
    assert said(life).endswith("created the ticket SUP-9: SUP-1 was linked meanwhile; SUP-9 is not used")
    assert life.entries[-1] in for_readers(life.incident)


def test_headlines_say_what_matters() -> None:
    life = declared(severity=None, title="Checkout")
    assert said(life) == "declared P2 (to be confirmed): Checkout; owner alice"
    life.update(minutes=30, impact="All fail.\nEverywhere.")
    (written, posted) = life.entries[-2:]
    assert headline(written, life.incident) == "update 1: All fail. / Everywhere; next by 14:30"
    assert headline(posted, life.incident) == "update 1 is out"
    life.wait(minutes=10).update(minutes=30)
    assert said(life) == "update 2 is out; promise kept with 20 min left"
    life.wait(minutes=34).update(minutes=1440)
    assert said(life) == "update 3 is out; the promise was 4 min late"
    assert headline(life.entries[-2], life.incident).endswith("next by 2026-09-02 14:44")


def test_an_update_that_is_not_out_is_called_unsent() -> None:
    life = declared().update(posted=False)
    assert said(life).startswith("update 1 (not out yet): ")
    life.act(posting.discard_message, message=life.waiting(MessageKind.UPDATE).id, why="overtaken")
    assert headline(life.entries[1], life.incident).startswith("update 1 (discarded): ")
    assert said(life) == "update 1 is discarded: overtaken"


def test_an_absence_that_the_client_has_not_heard_of_says_so() -> None:
    life = declared().update()
    life.act(absence.go_away, until=clock("15:30"), expect="mail is read", sounded_out=("bob",))
    assert (
        said(life) == "away until 15:30, nobody covers (client not told): mail is read; asked to cover: bob"
    )
    life.post(MessageKind.ABSENCE)
    assert "client not told" not in headline(life.entries[-2], life.incident)


def test_a_struck_word_that_it_was_posted_claims_no_promise() -> None:
    life = declared().update(minutes=30).wait(minutes=5).update(minutes=30)
    posted = life.entries[-1]
    life.act(response.strike, seq=posted.seq, why="it was not")
    assert headline(posted, life.incident) == "update 2 is out"
    life.post(MessageKind.UPDATE)
    assert headline(posted, life.incident) == "update 2 is out"
    assert said(life) == "update 2 is out; promise kept with 25 min left"


@pytest.mark.parametrize(
    ("remedy", "line"),
    [
        (Remedy.RESTORED, "resolved; service restored at 14:00"),
        (Remedy.WORKAROUND, "resolved: a verified workaround is in place"),
    ],
)
def test_how_it_was_resolved_is_said(remedy: Remedy, line: str) -> None:
    assert said(declared().resolve(remedy=remedy)) == line


def test_what_the_client_was_told_is_on_their_clock_and_the_rest_on_the_readers() -> None:
    life = declared().update(minutes=30)
    life.act(actions.add_action, what="scale", owner="oli", due=clock("23:00"))
    life.act(actions.add_action, what="look", owner="oli", due=clock("21:00", 2))
    kathmandu, berlin = ZoneInfo("Asia/Kathmandu"), ZoneInfo("Europe/Berlin")
    told, due, later = life.entries[1], life.entries[-2], life.entries[-1]
    theirs = Clocks(berlin, kathmandu, life.now)
    assert headline(told, life.incident, Clocks(kathmandu, kathmandu, life.now)).endswith("next by 20:15")
    assert headline(told, life.incident, theirs).endswith("next by 20:15 UTC+5:45")
    assert headline(due, life.incident, theirs).endswith("(oli, due 2026-09-02 01:00)")
    assert headline(later, life.incident, theirs, dates=words.clock).endswith("(oli, due tomorrow 23:00)")
    winter = theirs._replace(now=clock("14:00", 1).replace(month=12))
    assert headline(due, life.incident, winter).endswith("(oli, due 2026-09-02 01:00 CEST)")


def test_the_log_is_ordered_by_occurrence_then_sequence_and_verbatim() -> None:
    life = declared().wait(minutes=10)
    life.note("two\n  lines", at=clock("13:30"))
    life.note("same", at=clock("14:00"))
    rows = log_rows(life.incident)
    assert [(row["seq"], row["occurred_at"]) for row in rows] == [
        (2, "2026-09-01T13:30:00Z"),
        (1, "2026-09-01T14:00:00Z"),
        (3, "2026-09-01T14:00:00Z"),
    ]
    assert rows[0]["text"] == "two\n  lines"
    assert rows[0]["headline"] == "two / lines"
    assert (rows[0]["type"], rows[0]["by"], rows[0]["recorded_at"]) == (
        "noted",
        "alice",
        "2026-09-01T14:10:00Z",
    )


def test_a_struck_entry_stays_readable() -> None:
    life = declared().note("wrong")
    life.wait(minutes=1).act(response.strike, seq=2, why="another incident", by="bob")
    struck = log_rows(life.incident)[1]
    assert (struck["text"], struck["struck"]) == ("wrong", True)
    assert (struck["struck_by"], struck["struck_why"]) == ("bob", "another incident")
    assert [row["struck"] for row in log_rows(life.incident)] == [False, True, False]


def test_fractions_of_a_second_are_cut_in_json() -> None:
    life = declared()
    life.shift.now += timedelta(microseconds=999_999)
    assert log_rows(life.note().incident)[1]["occurred_at"] == "2026-09-01T14:00:00Z"


def test_an_import_reads_as_one() -> None:
    line = '{"at": "2026-08-01T10:00:00Z", "kind": "action", "text": "locked it", "precision": "about"}'
    past = past_events(line, ref="INC-7K3Q", by="carol", now=clock("12:00"), title="Outage")
    life = Life()
    for happened in past.happened:
        life.enter(life.request(happened.by, happened.at), happened.event, happened.id)
    assert [row["headline"] for row in log_rows(life.incident)] == [
        "imported: Outage; owner carol",
        "done: locked it (time: about)",
        "the record from elsewhere ends here",
    ]


def test_why_it_was_declared_needs_no_severity() -> None:
    assert "P1" in said(declared(because=[Criterion.SLA]))


def test_what_went_out_at_one_time_is_told_apart() -> None:
    """Two words within a second, as a script sends them: only one of them kept the promise."""
    life = declared().update(30)
    life.act(promises.reschedule, due=clock("15:00"), why="Slow", posted=True)
    assert headline(life.entries[-1], life.incident) == "the new time is out"
    life.wait(minutes=10).update(30)
    kept = life.entries[-1]
    life.act(promises.reschedule, due=clock("15:30"), why="Slow", posted=True)
    assert headline(life.entries[-1], life.incident) == "the new time is out"
    assert headline(kept, life.incident) == "update 2 is out; promise kept with 50 min left"
    life.wait(hours=2)
    life.act(promises.reschedule, due=clock("17:00"), why="Slow", posted=True)
    assert headline(life.entries[-1], life.incident) == "the new time is out; the promise was 40 min late"
    life.close()
    assert headline(life.entries[-1], life.incident) == "the wrap-up is out; promise kept with 50 min left"

"""One fact, one answer: state pane, board, sheet, JSON and brief agree on every life."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant
from tests.domain.incident_life import Life, clock, declared
from tests.domain.test_random_lives import RandomLives

from incident_console.cli.board import deadline as in_the_list
from incident_console.cli.board import remarks
from incident_console.cli.page import Page
from incident_console.cli.sheet import sheet as sheet_of
from incident_console.cli.sheet_response import lasted
from incident_console.domain.briefing import make_brief
from incident_console.domain.communication import last_update, send_update
from incident_console.domain.deadlines import next_deadline
from incident_console.domain.declaring import change_severity
from incident_console.domain.handover import offer_handover
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.lives import open_for
from incident_console.domain.ownership import assign
from incident_console.domain.procedure import procedure
from incident_console.domain.reopening import reopen
from incident_console.domain.response import NoteKind, note
from incident_console.domain.summarising import summary
from incident_console.domain.summary import SummaryRow
from incident_console.domain.urgency import Urgency
from incident_console.domain.vocabulary import Role, Severity
from incident_console.reports.document import document
from incident_console.reports.views import board_row, show
from incident_console.tui.render import attention, state, where_it_stands
from incident_console.tui.render.listing import board_row as board_lines
from incident_console.tui.render.roles import role_lines
from incident_console.tui.render.view import Glyphs, View
from incident_console.wording.names import deadline_name, message_name
from incident_console.words import length


def eyes(life: Life, me: str = "alice") -> View:
    return View(me=me, now=life.now, policy=life.shift.policy, glyphs=Glyphs.of(False), keys={})


def noticed(life: Life, me: str = "alice") -> str:
    """What the war room's state says should be acted on."""
    return "\n".join(line.plain for line in attention.notices(life.incident, eyes(life, me), 4000))


def sheet(life: Life) -> str:
    return "\n".join(sheet_of(Page(life.incident, eyes(life).clocks, life.shift.policy)))


def agree(life: Life) -> None:
    """Every fact that more than one place tells is told alike."""
    incident, now = life.incident, life.now
    row, data = summary(incident), show(incident, now)
    questions(life, data["inquiries"])
    offers(life, row, data)
    deadlines(life, row, data)
    waiting(life, row, data)
    latest(incident)
    open_time(life)


def questions(life: Life, rows: list[dict[str, object]]) -> None:
    """Open questions: the state pane, `show --json` and the composer."""
    asked = open_inquiries(life.incident)
    assert [row["seq"] for row in rows] == [entry.seq for entry in asked]
    said = noticed(life)
    assert (" asks: " in said) == bool(asked)
    if len(asked) > 1:
        assert f"(and {len(asked) - 1} more)" in said
    brief = make_brief(life.incident, (Role.IC,), "as it stands")
    assert [each.seq for each in brief.inquiries] == [each.seq for each in asked]
    step = procedure(life.incident, life.now, life.shift.policy)[6]
    assert (" asks, not answered: " in step.missing) == bool(asked)
    assert ("Questions" in sheet(life)) == bool(asked)


def offers(life: Life, row: SummaryRow, data: dict[str, object]) -> None:
    """Who is offered it: the record, the board, `list`, `list --json`, `show --json`, the state pane."""
    offer = life.incident.standing_offer(life.now)
    to = None if offer is None else offer.to
    assert row.offered(life.now) == board_row(row, life.now)["offered_to"] == to
    assert (data["handover"] is None) == (to is None)
    assert (to is not None) == any(said.startswith("offered to") for said in remarks(row, life.now))
    if row.open:
        lines = board_lines(row, eyes(life), 200, chosen=False)
        assert (to is not None) == any(Glyphs.of(False).baton in line.plain for line in lines)
    if offer is not None:
        assert row.is_offered_to(offer.to.upper(), life.now)
        assert "offers you the" in noticed(life, offer.to)


def deadlines(life: Life, row: SummaryRow, data: dict[str, object]) -> None:
    """What is due when, how urgent, and how it is called."""
    due = next_deadline(life.incident)
    told = data["clock"]
    assert (due is None) == (told is None) == (row.clock_due_at is None)
    if due is None or not isinstance(told, dict):
        return
    assert row.urgency(life.now) is due.urgency(life.now)
    assert told["overdue"] == (due.urgency(life.now) is Urgency.OVERDUE) == due.overdue(life.now)
    assert board_row(row, life.now)["clock"]["kind"] == told["kind"] == due.kind
    assert in_the_list(row, life.now).startswith(deadline_name(due.kind))
    assert deadline_name(due.kind).capitalize() in sheet(life)


def waiting(life: Life, row: SummaryRow, data: dict[str, object]) -> None:
    """What has not reached the client."""
    unsent = data["unsent"]
    assert isinstance(unsent, list)
    assert row.unsent == len(unsent) == len(life.incident.waiting)
    brief = make_brief(life.incident, (Role.IC,), "as it stands")
    assert row.unsent == len(brief.unsent) + len(brief.overtaken)
    assert len(brief.overtaken) == sum(each["overtaken"] for each in unsent)
    for message in life.incident.waiting[:3]:
        assert message_name(message) in noticed(life)


def latest(incident: Incident) -> None:
    """The latest update: the brief and everything else."""
    told = last_update(incident)
    brief = make_brief(incident, (Role.IC,), "as it stands")
    assert brief.latest_update == ("" if told is None else told.words)
    assert brief.latest_update_at == (None if told is None else told.out_at)
    if told is not None:
        assert told.out_at == incident.last_update_at


def open_time(life: Life) -> None:
    """How long it has been open: the state pane and the sheet."""
    said = length(open_for(life.incident, life.now))
    in_the_room = where_it_stands.life(life.incident, eyes(life))
    assert in_the_room.endswith(f"open {said}" if life.incident.is_open else f"after {said}")
    assert lasted(Page(life.incident, eyes(life).clocks, life.shift.policy)).endswith(f"open {said}")


class Told(RandomLives):
    """Random lives that are looked at from everywhere."""

    @invariant()
    def every_place_tells_alike(self) -> None:
        for life in self.shift.lives.values():
            agree(life)


TestTold = Told.TestCase
TestTold.settings = settings(
    max_examples=16,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_the_time_open_runs_from_the_declaration_and_the_impact_has_its_own_words() -> None:
    life = declared(started_at=clock("12:30")).wait(minutes=20)
    assert where_it_stands.life(life.incident, eyes(life)) == "open 20 min"
    assert lasted(Page(life.incident, eyes(life).clocks, life.shift.policy)) == "open 20 min"
    said = where_it_stands.where_it_stands(life.incident, eyes(life), 200).plain
    assert "open 20 min   impact since 12:30   declared 14:00 by alice" in said
    life.wait(minutes=1).close()
    life.wait(minutes=60).act(reopen, why="Errors are back", started_at=life.now - timedelta(minutes=7))
    assert "impact since 15:14" in where_it_stands.where_it_stands(life.incident, eyes(life), 200).plain
    assert any(line.split() == ["Since", "15:14"] for line in sheet(life).splitlines())
    plain = declared().wait(minutes=20)
    assert not any(line.startswith("Since") for line in sheet(plain).splitlines())
    assert "impact" not in where_it_stands.where_it_stands(plain.incident, eyes(plain), 200).plain


def test_the_room_says_by_when_a_higher_severity_asks_for_an_update_and_with_which_key() -> None:
    life = declared(severity=Severity.P3).update(180)
    assert "asks for an update" not in noticed(life)
    life.act(change_severity, severity=Severity.P1, why="everybody")
    now = msgspec.structs.replace(eyes(life), keys={"reschedule": "t"})
    said = [line.plain for line in attention.notices(life.incident, now, 200)]
    assert any(line.endswith("P1 asks for an update by 14:30 UTC: t brings it forward") for line in said)


def test_a_lead_that_nobody_was_assigned_is_the_owners_until_somebody_is() -> None:
    life = declared()
    told, other = "alice, until assigned", "alice, as the owner"

    def places() -> list[str]:
        made = document(life.incident, lambda client: eyes(life).clocks(client))
        in_the_room = [line.plain for line in role_lines(life.incident, eyes(life), 80)]
        return [sheet(life), "\n".join(in_the_room), "\n".join(holder for _, holder in made.people)]

    assert [said.count(told) for said in places()] == [2, 2, 2]
    life.act(assign, role=Role.CL, name="bob")
    assert [said.count(told) for said in places()] == [1, 1, 1]
    life.update().close()
    assert [(said.count(told), said.count(other)) for said in places()] == [(0, 1)] * 3


def test_whom_we_wait_for_stands_alike_in_state_sheet_json_and_brief() -> None:
    life = declared().update(30).wait(minutes=5)
    life.update(30, waiting_on="CloudPay", expecting="a fix by 15:00.", impact="still")
    assert "Waiting on CloudPay: a fix by 15:00 (since update 2)" in [
        line.plain for line in state.state(life.incident, eyes(life), 100)
    ]
    assert "Waiting   on CloudPay: a fix by 15:00 (since update 2)" in sheet(life).splitlines()
    told = {
        "who": "CloudPay",
        "expecting": "a fix by 15:00.",
        "since_update": 2,
        "since": "2026-09-01T14:05:00Z",
    }
    life.act(offer_handover, to="bob", status="watching")
    data = show(life.incident, life.now)
    assert data["waiting_on"] == data["handover"]["brief"]["waiting_on"] == told


def test_where_there_is_little_room_what_wants_a_hand_stands_before_whom_we_wait_for() -> None:
    life = declared().update(30, waiting_on="CloudPay", expecting="a fix").resolve()
    lines = [line.plain for line in state.state(life.incident, eyes(life), 100, 4)]
    assert lines[-1].startswith("Waiting on CloudPay")
    assert "waits for you to confirm" in lines[3]


def test_that_it_is_resolved_stands_in_the_room_until_clients_heard_it_or_it_is_confirmed() -> None:
    life = declared().update(30).wait(minutes=5).resolve()
    said = "the client has not heard that it is resolved"
    assert said in noticed(life)
    assert said not in noticed(life, "oscar"), "who may not speak to the client"
    life.update(30)
    assert said not in noticed(life)
    assert said not in noticed(declared().update(30).wait(minutes=5).resolve().confirm())


def test_a_question_logged_late_is_open_everywhere() -> None:
    life = declared().wait(minutes=10).update(30).wait(minutes=2)
    life.act(note, at=life.now - timedelta(minutes=5), what="Are refunds affected?", kind=NoteKind.INQUIRY)
    (row,) = show(life.incident, life.now)["inquiries"]
    assert row["text"] == "Are refunds affected?"
    assert "the client asks: Are refunds affected?" in noticed(life)
    agree(life)


def test_after_a_clock_was_set_back_the_brief_carries_the_update_that_went_out_last() -> None:
    life = declared().wait(minutes=10).update(30, impact="first")
    life.wait(until="14:05")
    said: dict[str, Any] = {"impact": "second", "done": "x", "next_steps": "x", "next_update": clock("14:40")}
    life.act(send_update, posted=True, **said)
    told = last_update(life.incident)
    assert told is not None
    assert told.event.text.startswith("second")
    life.act(offer_handover, to="bob")
    assert life.incident.offer is not None
    assert life.incident.offer.brief.latest_update_at == told.out_at == clock("14:05")
    assert life.incident.offer.brief.status.startswith("second")
    agree(life)

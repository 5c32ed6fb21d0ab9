"""What is on a person over all incidents, the most urgent first."""

from __future__ import annotations

import pytest
from tests.domain.incident_life import Life, Shift, clock, declared

from incident_console.domain import absence, actions, closing, handover, ownership, response
from incident_console.domain.call import Call, Why
from incident_console.domain.calls import called
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.introducing import introduction
from incident_console.domain.response import NoteKind
from incident_console.domain.summarising import summary
from incident_console.domain.turns import Asked, Carried, Kind, Turn, Work, turns
from incident_console.domain.vocabulary import MessageKind, Remedy, Role


def on(person: str, *lives: Life) -> list[Turn]:
    """What waits for a person, from all that a record would say of these lives."""
    now = lives[0].now
    rows = [summary(life.incident) for life in lives]
    calls = [(life.ref, call) for life in lives for call in called(life.incident, now) if call.who == person]
    work = [
        Work(life.incident.id, life.ref, action.n, action.text, action.owner, action.due)
        for life in lives
        if life.incident.is_open
        for action in life.incident.open_actions
    ]
    asked = [
        Asked(life.incident.id, life.ref, each.who, each.text, each.asked_at)
        for life in lives
        if person in (life.incident.owner, life.incident.holder(Role.CL))
        for each in open_inquiries(life.incident)
    ]
    new = (introduction(life.incident) for life in lives if life.incident.owner == person)
    return turns(person, rows, calls, work, asked, now, introductions=[each for each in new if each])


def kinds(person: str, *lives: Life) -> list[str]:
    return [f"{turn.kind.name} {turn.answer}" for turn in on(person, *lives)]


def calm(shift: Shift | None = None, ref: str = "INC-7K3Q") -> Life:
    """Alice's, whose client hears next in five hours."""
    return Life(shift, ref).declare(client="ACME").update(300)


def test_on_a_calm_day_nothing_waits() -> None:
    assert kinds("alice", calm()) == []
    assert kinds("bob", calm()) == []


def test_a_deadline_waits_as_it_nears_and_for_whoever_watches_it() -> None:
    life = declared(client="ACME").update(30)
    life.act(response.note, what="still looking")
    assert kinds("alice", life) == []
    life.wait(minutes=21)
    assert kinds("alice", life) == ["NEAR send_update"]
    life.wait(minutes=20)
    assert kinds("alice", life) == ["OVERDUE send_update"]
    life.act(response.note, what="I am on it")
    assert kinds("alice", life) == ["OVERDUE send_update"], "a call would have ended with the note"


def test_an_offer_waits_for_the_yes_and_for_whoever_gave_it() -> None:
    life = calm()
    life.act(handover.offer_handover, to="bob", status="calm")
    assert kinds("bob", life) == ["OFFERED accept_handover"]
    assert kinds("alice", life) == ["GIVEN withdraw_handover"]
    life.wait(minutes=11)
    assert kinds("bob", life) == []
    assert kinds("alice", life) == ["CALLED offer_handover"]


def test_a_new_owner_is_to_write_to_the_client_in_each_incident_that_became_theirs() -> None:
    shift = Shift()
    one, other = calm(shift), calm(shift, "INC-9WXY")
    for life in (one, other):
        life.hand_over("bob")
    assert kinds("bob", one, other) == ["INTRODUCE send_update"] * 2
    assert kinds("alice", one, other) == []
    one.update(300)
    assert [turn.ref for turn in on("bob", one, other)] == ["INC-9WXY"]


def test_the_end_waits_for_its_gates_one_after_the_other() -> None:
    life = calm()
    life.act(closing.resolve, by="bob", remedy=Remedy.MITIGATED)
    assert kinds("alice", life) == ["CONFIRM confirm"]
    assert kinds("bob", life) == []
    life.act(closing.confirm)
    assert kinds("alice", life) == ["WRAP_UP close"]


def test_messages_questions_and_work_wait_until_they_are_done() -> None:
    life = calm()
    life.update(300, posted=False)
    life.act(response.note, by="bob", what="Is iOS affected?", kind=NoteKind.INQUIRY)
    life.act(actions.add_action, by="bob", what="Scale", owner="alice", due=clock("14:20"))
    assert kinds("alice", life) == ["UNSENT say_posted", "ASKED send_update", "ACTION finish_action"]
    life.wait(minutes=30)
    assert kinds("alice", life)[0] == "LATE_ACTION finish_action"
    assert kinds("bob", life) == []
    life.post(MessageKind.UPDATE)
    life.act(actions.finish_action, n=1)
    assert kinds("alice", life) == ["ASKED send_update"]


def test_what_the_client_waits_for_is_on_the_communications_lead_too() -> None:
    life = calm()
    life.act(ownership.assign, role=Role.CL, name="carol")
    life.act(response.note, by="carol", what="on it")
    life.update(40, posted=False)
    life.act(response.note, by="bob", what="Is iOS affected?", kind=NoteKind.INQUIRY)
    assert kinds("carol", life) == ["UNSENT say_posted", "ASKED send_update"]
    assert kinds("bob", life) == []
    life.update(40).act(response.note, by="carol", what="still on it")
    life.wait(minutes=31)
    assert "NEAR send_update" in kinds("carol", life)


def carried(life: Life, **more: object) -> Carried:
    """The update that channels carry."""
    said: dict[str, object] = {"speakers": ("alice", "bob"), "by_channels": True}
    return Carried(incident=life.incident.id, ref=life.ref, message="update 2", **{**said, **more})  # type: ignore[arg-type]


def stuck(person: str, life: Life, *messages: Carried) -> list[str]:
    found = turns(person, [summary(life.incident)], (), (), (), life.now, messages)
    return [f"{each.kind.name} {each.answer} {each.n or each.text}" for each in found]


def test_what_channels_carry_is_on_nobody_as_long_as_it_goes_by_itself() -> None:
    life = calm()
    life.update(300, posted=False)
    assert stuck("alice", life) == ["UNSENT say_posted 1"]
    assert stuck("alice", life, carried(life)) == []
    life.update(300, posted=False)
    assert stuck("alice", life, carried(life)) == ["UNSENT say_posted 1"]
    assert stuck("alice", life, carried(life, by_channels=False)) == ["UNSENT say_posted 2"]


def test_what_does_not_arrive_by_itself_is_on_whoever_speaks_to_clients() -> None:
    life = calm()
    life.update(300, posted=False)
    refused = carried(life, stands="refused", channel="mail", reason="550 no such mailbox", answer="retry")
    assert stuck("alice", life, refused) == ["STUCK retry 550 no such mailbox"]
    assert stuck("bob", life, refused) == ["STUCK retry 550 no such mailbox"]
    assert stuck("oli", life, refused) == []
    life.wait(minutes=301)
    both = [each.kind for each in turns("alice", [summary(life.incident)], (), (), (), life.now, [refused])]
    assert both == [Kind.OVERDUE, Kind.STUCK]


def test_who_is_away_is_to_come_back() -> None:
    life = calm()
    life.act(absence.go_away, until=clock("16:00"), expect="nothing new", posted=True)
    assert kinds("alice", life) == ["AWAY come_back"]


def test_what_is_owed_waits_once_it_is_late() -> None:
    life = calm()
    life.act(actions.add_action, what="Look at the alerts", owner="bob", follow_up=True, due=clock("18:00"))
    life.close(analysis_by=clock("17:00"))
    assert kinds("alice", life) == []
    life.wait(until="17:01")
    assert kinds("alice", life) == ["OWED send_analysis"]
    life.wait(until="18:01")
    assert kinds("bob", life) == ["OWED finish_action"]


def test_over_all_incidents_the_most_urgent_is_first() -> None:
    shift = Shift()
    first, second, third = (calm(shift, ref) for ref in ("INC-AAAA", "INC-BBBB", "INC-CCCC"))
    first.act(actions.add_action, what="Scale", owner="alice")
    second.act(response.escalate, by="bob", to="alice", why="the vendor asks for you")
    third.act(handover.offer_handover, to="carol", status="calm")
    fourth = Life(shift, "INC-DDDD").declare(by="carol").wait(minutes=9)
    fourth.act(handover.offer_handover, to="alice", status="calm")
    said = [(turn.ref, turn.kind) for turn in on("alice", first, second, third, fourth)]
    assert said == [
        ("INC-DDDD", Kind.OFFERED),
        ("INC-BBBB", Kind.CALLED),
        ("INC-CCCC", Kind.GIVEN),
        ("INC-AAAA", Kind.ACTION),
    ]


@pytest.mark.parametrize("why", Why)
def test_whatever_somebody_is_called_for_waits_for_them(why: Why) -> None:
    """A call is said by itself, or by what it is about."""
    apart = {Why.OFFERED, Why.NEARS, Why.PASSED, Why.ACTION}
    life = calm()
    call = Call(who="bob", why=why, since=life.now, answer="note", about="IC")
    found = turns("bob", [summary(life.incident)], [(life.ref, call)], (), (), life.now)
    assert bool(found) == (why not in apart)

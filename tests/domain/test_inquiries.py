"""What clients ask: open until an update that is out to who asked answers it, or until it is struck."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.incident_life import Life, clock, declared
from tests.domain.several_clients import of_three

from incident_console.domain.briefing import make_brief
from incident_console.domain.clients import add_client, drop_client
from incident_console.domain.communication import send_update
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.posting import say_posted
from incident_console.domain.procedure import StepState, procedure
from incident_console.domain.promises import reschedule
from incident_console.domain.proposals import proposals
from incident_console.domain.refusal import Part
from incident_console.domain.response import Noted, NoteKind, note, strike
from incident_console.domain.vocabulary import MessageKind, Role

WHEN = "When is it fixed?"
PARTS: dict[str, Any] = {"impact": "x", "done": "x", "next_steps": "x", "next_update": clock("15:00")}


def ask(life: Life, what: str = WHEN, client: str | None = None) -> int:
    """Log a question, and return its number."""
    life.wait(minutes=1).note(what, kind=NoteKind.INQUIRY, client=client)
    return life.incident.seq


def still_open(life: Life) -> list[tuple[str, str]]:
    return [(each.who, each.text) for each in open_inquiries(life.incident)]


def test_an_update_that_ticks_nothing_answers_nothing() -> None:
    life = declared()
    ask(life)
    life.update(30).update(30)
    assert still_open(life) == [("the client", WHEN)]


def test_a_question_is_open_until_the_update_that_answers_it_is_out() -> None:
    life = declared().update(30)
    number = ask(life)
    life.update(30, answers=[number], posted=False)
    assert len(still_open(life)) == 1, "not out yet"
    life.act(reschedule, due=clock("14:50"), why="The vendor", posted=True)
    assert len(still_open(life)) == 1, "a reschedule answers nothing"
    life.post(MessageKind.UPDATE)
    assert still_open(life) == []
    life.act(strike, seq=life.incident.seq, why="It was not posted")
    assert len(still_open(life)) == 1, "unsent again"


def test_only_what_was_ticked_is_answered_by_number_or_by_id() -> None:
    life = declared()
    first, second = ask(life, "When?"), ask(life, "Why?")
    life.update(30, answers=[first])
    assert still_open(life) == [("the client", "Why?")]
    life.update(30, answers=[life.seq(second)])
    assert still_open(life) == []


def test_all_answers_what_is_open_and_nothing_that_is_asked_later() -> None:
    life = declared().update(30, answers="all")
    ask(life, "When?")
    ask(life, "Why?")
    life.update(30, answers=["all"])
    assert still_open(life) == []
    ask(life, "Who?")
    assert still_open(life) == [("the client", "Who?")]


def test_a_question_is_struck_like_a_note() -> None:
    life = declared()
    number = ask(life)
    life.act(strike, seq=number, why="Asked elsewhere")
    assert still_open(life) == []
    assert "it is struck; open questions: none" in life.refused(send_update, **PARTS, answers=[number])


def test_what_is_no_question_cannot_be_answered() -> None:
    life = declared().note("Pool at 100 %")
    number = ask(life)
    refusal = life.refusal(send_update, **PARTS, answers=[2])
    assert refusal.about is Part.ANSWERS
    assert str(refusal).endswith(f"is no question of a client, or it is struck; open questions: {number}")
    assert "entry 99 of INC-7K3Q is no question" in life.refused(send_update, **PARTS, answers=[99])


def test_a_question_may_be_answered_once_more() -> None:
    life = declared()
    number = ask(life)
    life.update(30, answers=[number]).update(30, answers=[number])
    assert still_open(life) == []


def test_each_of_several_clients_asks_for_itself() -> None:
    life = of_three()
    ask(life, "When?", "acme")
    number = ask(life, "Why?", "Globex")
    assert still_open(life) == [("ACME", "When?"), ("Globex", "Why?")]
    life.update(30, clients=["ACME"], answers=["all"])
    assert still_open(life) == [("Globex", "Why?")], "for ACME alone, so only theirs"
    assert "Globex asked question 3, and this update is not for them" in life.refused(
        send_update, **PARTS, clients=["ACME"], answers=[number]
    )
    life.update(30, answers=["all"])
    assert still_open(life) == []


def test_it_is_answered_when_the_update_is_out_to_who_asked_not_to_another() -> None:
    life = of_three()
    number = ask(life, client="Globex")
    life.update(30, answers=[number], posted=False)
    message = life.waiting(MessageKind.UPDATE).id
    life.act(say_posted, message=message, clients=["ACME"])
    assert still_open(life) == [("Globex", WHEN)]
    life.act(say_posted, message=message, clients=["Globex"])
    assert still_open(life) == []


def test_where_nobody_said_whose_it_is_any_of_several_may_have_the_answer() -> None:
    life = of_three()
    number = ask(life)
    assert still_open(life) == [("the client", WHEN)]
    life.update(30, clients=["Initech"], answers=[number])
    assert still_open(life) == []


def test_a_question_of_the_only_client_stays_theirs_when_others_join() -> None:
    life = declared(client="ACME")
    ask(life)
    life.act(add_client, client="Globex")
    assert still_open(life) == [("ACME", WHEN)]
    life.update(30, clients=["Globex"], answers=["all"])
    assert still_open(life) == [("ACME", WHEN)]


def test_a_client_without_a_name_asks_and_is_answered_under_the_name_it_gets() -> None:
    life = declared()
    ask(life)
    life.act(add_client, client="ACME")
    life.update(30, answers=["all"])
    assert still_open(life) == []


@pytest.mark.parametrize("kind", [NoteKind.NOTE, NoteKind.FINDING, NoteKind.DECISION])
def test_only_a_question_is_of_a_client(kind: NoteKind) -> None:
    refusal = declared(client="ACME").refusal(note, what="x", kind=kind, client="ACME")
    assert refusal.about is Part.CLIENT
    assert "only an inquiry, something that a client asks, names a client" in str(refusal)


def test_who_asks_is_a_client_of_the_incident() -> None:
    life = of_three()
    said = {"what": "When?", "kind": NoteKind.INQUIRY}
    assert "INC-7K3Q has no client Umbrella; its clients are ACME, Globex, Initech" in life.refused(
        note, **said, client="Umbrella"
    )
    life.act(drop_client, client="Initech", why="Another pool")
    assert "no client of INC-7K3Q any more" in life.refused(note, **said, client="Initech")
    life.note(**said, client="gLOBEX")
    assert isinstance(life.last, Noted)
    assert life.last.client == "Globex"


def test_an_update_that_was_posted_before_the_question_does_not_answer_it() -> None:
    life = declared().wait(minutes=5)
    number = ask(life)
    life.wait(minutes=1)
    at = clock("14:03")
    assert "was asked at 2026-09-01 14:06 UTC, after this update" in life.refused(
        send_update, at=at, **PARTS, answers=[number]
    )
    life.update(30, at=at, answers=["all"])
    assert len(still_open(life)) == 1


def test_the_end_answers_nothing() -> None:
    life = declared()
    ask(life)
    life.close()
    assert still_open(life) == [("the client", WHEN)]


def test_the_procedure_names_it_and_judges_the_promise_alone() -> None:
    life = declared().update(30)
    ask(life)
    step = procedure(life.incident, life.now, life.shift.policy)[6]
    assert (step.state, step.since) == (StepState.DONE, clock("14:01"))
    assert step.missing == f"the client asks, not answered: {WHEN}"
    life.wait(minutes=40)
    step = procedure(life.incident, life.now, life.shift.policy)[6]
    assert (step.state, step.since) == (StepState.OPEN, clock("14:30"))
    assert step.missing == f"next update due; the client asks, not answered: {WHEN}"


def test_a_brief_carries_what_is_not_answered() -> None:
    life = of_three()
    number = ask(life, client="Globex")
    (asked,) = make_brief(life.incident, (Role.IC,), "watching").inquiries
    assert (asked.seq, asked.client, asked.text, asked.asked_at) == (number, "Globex", WHEN, clock("14:01"))


def test_after_an_update_what_stays_open_is_pointed_out() -> None:
    life = declared()
    number = ask(life)

    def said(**more: Any) -> list[tuple[object, object]]:
        life.update(30, **more)
        found = proposals(life.incident, life.entries[-1:], life.request())
        written = proposals(life.incident, [e for e in life.entries if e.event.text][-1:], life.request())
        return [(each.act.rule, each.act.arguments.get("answers")) for each in (*found, *written)]

    assert said() == [("send_update", (number,))]
    assert said(answers=["all"], done="Asked", posted=False) == [], "an answer is on its way"

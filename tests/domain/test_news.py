"""What clients have not heard of yet: what the next update is to say (C, Communication)."""

from __future__ import annotations

from tests.domain.incident_life import Life, declared

from incident_console.domain.actions import add_action, finish_action
from incident_console.domain.declaring import change_severity
from incident_console.domain.news import news
from incident_console.domain.response import NoteKind
from incident_console.domain.vocabulary import Severity


def told(life: Life) -> list[tuple[str, str]]:
    return [(each.topic.value, each.text) for each in news(life.incident)]


def test_what_was_done_for_clients_is_news_until_an_update_is_out() -> None:
    life = declared(severity=Severity.P2).update(30)
    life.wait(minutes=1).note("pool at 100 %").note("roll back", kind=NoteKind.DECISION)
    life.wait(minutes=1).act(add_action, what="scale the pool", owner="oscar")
    life.act(finish_action, n=1)
    life.wait(minutes=1).act(change_severity, severity=Severity.P1, why="everybody")
    expected = [
        ("decision", "roll back"),
        ("action", "scale the pool"),
        ("severity", "severity raised to P1"),
    ]
    assert told(life) == expected, "what colleagues noted is none"
    life.update(30, posted=False)
    assert told(life) == expected, "it is not out yet"
    life.update(30)
    assert told(life) == []


def test_a_new_owner_is_news_until_an_update_of_theirs_is_out() -> None:
    life = declared().update(30).wait(minutes=5).hand_over("bob")
    assert told(life) == [("owner", "bob")]
    assert news(life.incident)[0].at == life.now
    life.update(30)
    assert told(life) == []


def test_that_it_is_resolved_is_news_until_the_wrap_up_says_it() -> None:
    life = declared().update(30).wait(minutes=5).resolve()
    assert told(life) == [("resolution", "restored")]
    life.confirm()
    assert told(life) == []
    life.close()
    assert told(life) == []


def test_what_one_of_several_clients_has_not_heard_is_news() -> None:
    life = declared(clients=["ACME", "Globex"]).wait(minutes=1).note("roll back", kind=NoteKind.DECISION)
    life.update(30, clients=["ACME"])
    assert told(life) == [("decision", "roll back")]
    life.update(30, clients=["Globex"])
    assert told(life) == []

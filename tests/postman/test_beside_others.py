"""Postmen who do not know of each other, clocks that are set, and what breaks beside a message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.delivery.parcels import channel
from tests.delivery.web import Web, says, serving
from tests.postman.post import Post, done, hooked
from tests.store.test_verify import behind_its_back

from incident_console.delivery.outbox import outbox_id
from incident_console.delivery.receipt import Receipt, delivered, waiting
from incident_console.domain.absence import go_away
from incident_console.domain.entry import Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.sending import ways_of
from incident_console.domain.vocabulary import Criterion, Proof
from incident_console.domain.ways import Destination, WayOut
from incident_console.store.delivery_rows import RowState


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200, "ok")) as running:
        yield running


@pytest.fixture
def post(tmp_path: Path, web: Web) -> Iterator[Post]:
    with hooked(tmp_path / "incidents.db", web) as made:
        yield made


def test_what_another_postman_was_told_to_wait_for_is_not_sent_sooner(post: Post, web: Web) -> None:
    """He read what is due before the first one tried it."""
    web.answer = says(429, Retry_After="120")
    post.update()
    first, second = post.postman(), post.postman()
    second._look(post.clock.now())
    done(first)
    second.turn(0)
    assert not second.busy
    assert len(web.received) == 1


def test_what_came_to_stand_before_a_message_goes_before_it(post: Post, web: Web) -> None:
    web.answer = says(400, "no")
    refused = post.update()
    done(post.postman())
    web.answer = says(200)
    post.clock.advance(seconds=2)
    until = post.clock.now() + timedelta(minutes=10)
    post.alice.act(post.ref, go_away, until=until, expect="We are watching the pool.")
    second = post.postman()
    second._look(post.clock.now())
    post.alice.retry(outbox_id(post.incident, post.incident.messages[refused.entries[0].id]))
    second.turn(0)
    assert not second.busy
    done(second)
    assert [b'"update"' in each.body for each in web.received] == [True, True, False]


def test_what_is_overtaken_while_another_one_sends_it_is_theirs_to_tell(tmp_path: Path, web: Web) -> None:
    with hooked(tmp_path / "incidents.db", web, "slack") as post:
        web.answer = says(503)
        post.update(done="first")
        first, second = post.postman(), post.postman()
        done(first)
        web.answer = says(200, "ok")
        post.clock.advance(seconds=30)
        second._look(post.clock.now())
        first.look_again()
        first.turn(0)
        assert first.busy, "he has it in hand"
        post.update(done="second")
        second.turn(0)
        assert post.outcomes == ["waiting", "waiting"]
        done(first)
        assert post.outcomes == ["delivered", "delivered"]


def test_a_late_answer_takes_nothing_out_of_another_ones_hands(tmp_path: Path, web: Web) -> None:
    """His lease was over, and the message goes again under its key, when he says that it was not sent."""
    with hooked(tmp_path / "incidents.db", web) as post:
        post.update()
        first = post.postman(send=lambda parcel, channel: waiting("not sent"))
        first.turn(0)
        post.clock.advance(seconds=120)
        second = post.postman(send=lambda parcel, channel: delivered(Proof.ACCEPTED))
        second.turn(0)
        post.clock.advance(seconds=10)
        second.look_again()
        second.turn(0)
        assert second.busy, "he has it in hand"
        while first.turn(10 if first.busy else 0):
            pass
        (row,) = post.alice.store.deliveries.of()
        assert row.state is RowState.SENDING
        done(second)
        assert post.outcomes == ["delivered"]


@pytest.mark.parametrize("watching", [True, False], ids=["beside-him", "before-he-came"])
def test_a_clock_that_is_set_back_keeps_no_message_waiting(post: Post, web: Web, watching: bool) -> None:
    postman = post.postman()
    if watching:
        done(postman)
    post.update()
    post.clock.step(post.clock.now() - timedelta(hours=1))
    done(postman)
    assert post.outcomes == ["delivered"]


@pytest.mark.parametrize("watching", [True, False], ids=["beside-him", "before-he-came"])
def test_a_clock_that_is_set_back_makes_no_wait_an_hour_longer(post: Post, web: Web, watching: bool) -> None:
    web.answer = says(503)
    post.update()
    postman = post.postman()
    done(postman)
    web.answer = says(200)
    post.clock.step(post.clock.now() - timedelta(hours=1))
    postman = postman if watching else post.postman()
    postman.turn(0)
    post.clock.advance(minutes=5)
    while postman.turn(10 if postman.busy else 0):
        pass
    assert post.outcomes == ["delivered"]


def test_whoever_comes_anew_asks_no_sooner_than_a_service_said(post: Post, web: Web) -> None:
    web.answer = says(429, Retry_After="1800")
    post.update()
    done(post.postman())
    post.clock.advance(seconds=60)
    done(post.postman())
    assert len(web.received) == 1


def test_a_damaged_incident_holds_up_no_other_one(post: Post, web: Web) -> None:
    post.update()
    other = post.declare("Search is slow")
    post.clock.advance(seconds=1)
    post.update(other)
    incidents = [post.alice.incident(each).id for each in (post.ref, other)]
    post.alice.store.close()
    behind_its_back(
        post.path, f"UPDATE events SET body = 'x' WHERE incident = '{incidents[0]}' AND place = 1"
    )
    post.alice = post.sit_down()
    postman = post.postman()
    for _ in range(3):
        done(postman)
        post.clock.advance(seconds=10)
    assert [b"Search is slow" in each.body for each in web.received] == [True]
    rows = post.alice.store.deliveries
    states = [row.state for each in incidents for row in rows.of(incident=each)]
    assert states == [RowState.WAITING, RowState.ENDED]


def test_an_error_in_the_program_ends_neither_the_channel_nor_the_message(post: Post, web: Web) -> None:
    def broken(parcel: object, channel: object) -> Receipt:
        raise RuntimeError("not foreseen")

    post.update()
    done(post.postman(send=broken))
    assert post.outcomes == ["uncertain"]
    assert post.deliveries[0].reason == "RuntimeError in the program"
    post.clock.advance(seconds=2)
    post.update()
    done(post.postman())
    assert post.outcomes == ["uncertain", "delivered"]


def test_html_that_cannot_be_made_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise MemoryError

    monkeypatch.setattr("incident_console.postman.senders.with_html", broken)
    given: Any = {"from": "a@us.example", "host": "localhost", "port": 1, "security": "none"}
    post = Post(tmp_path / "incidents.db", {"smtp": channel("smtp", **given)}, (WayOut(channel="smtp"),))
    post.update()
    done(post.postman())
    assert post.outcomes == ["waiting"]
    (row,) = post.alice.store.deliveries.of()
    assert row.reason == "its HTML cannot be made: MemoryError in the program"
    post.alice.store.close()


@pytest.mark.parametrize("which", ["out", "drill"])
def test_what_is_not_to_go_out_by_the_log_does_not_whatever_the_queue_says(
    post: Post, web: Web, which: str
) -> None:
    """Rows and log are written together; this is for what nobody has thought of."""
    if which == "drill":
        post.ref = post.alice.declare(title="Drill", because=[Criterion.SLA], drill=True).incident.ref
        post.update()
    else:
        post.update()
        done(post.postman())
    before = len(web.received)
    (message,) = post.incident.messages.values()
    to = Destination(channel="webhook")
    now = post.clock.now()
    fresh = now + timedelta(hours=1)
    post.alice.store.deliveries.add([(post.incident.id, message.id, to, fresh)], now)
    done(post.postman())
    assert len(web.received) == before
    (row,) = post.alice.store.deliveries.of(message=message.id)
    assert row.state is RowState.NEEDLESS


def test_a_drill_reaches_nobody_whoever_wrote_that_it_does(
    post: Post, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As another program may write it, whose copy of the record is merged."""

    def with_ways(incident: Incident, events: list[Event], request: Request) -> list[Event]:
        return [
            msgspec.structs.replace(event, ways=ways_of(incident, event, request))
            if isinstance(event, MessageEvent)
            else event
            for event in events
        ]

    monkeypatch.setattr("incident_console.recording.with_ways", with_ways)
    post.ref = post.alice.declare(title="Drill", because=[Criterion.SLA], drill=True).incident.ref
    post.update()
    assert [row.state for row in post.alice.store.deliveries.of()] == [RowState.WAITING]
    done(post.postman())
    assert web.received == []
    assert [row.state for row in post.alice.store.deliveries.of()] == [RowState.NEEDLESS]

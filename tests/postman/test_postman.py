"""The postman against servers on real sockets: order, waits, leases, and what the record says afterwards."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from tests.delivery.parcels import channel
from tests.delivery.web import Web, cut_after_reading, says, serving
from tests.postman.post import ENOUGH, SECRET, Post, done, hooked

from incident_console.delivery.receipt import delivered
from incident_console.domain.absence import go_away
from incident_console.domain.posting import say_posted
from incident_console.domain.vocabulary import Outcome, Proof
from incident_console.domain.ways import WayOut
from incident_console.store.delivery_rows import RowState


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200, "ok")) as running:
        yield running


@pytest.fixture
def post(tmp_path: Path, web: Web) -> Iterator[Post]:
    with hooked(tmp_path / "incidents.db", web) as made:
        yield made


def texts(web: Web) -> list[str]:
    return [json.loads(each.body)["text"] for each in web.received]


def test_a_message_goes_out_and_its_promise_counts_from_then(post: Post, web: Web) -> None:
    written = post.update().entries[0].id
    assert post.outcomes == ["waiting"]
    assert post.incident.promises == [], "nobody has read it yet"
    post.clock.advance(seconds=5)
    done(post.postman())
    assert post.outcomes == ["delivered"]
    assert post.deliveries[0].proof is Proof.ACCEPTED
    assert post.incident.messages[written].out_at == post.clock.now()
    assert [each.made_at for each in post.incident.promises] == [post.clock.now()]
    assert len(web.received) == 1


def test_what_is_tried_again_waits_longer_and_keeps_its_id(post: Post, web: Web) -> None:
    web.answer = says(503)
    post.update()
    postman = post.postman()
    tried = []
    for seconds in (0, 4, 1, 14, 1, 29, 1):
        post.clock.advance(seconds=seconds)
        done(postman)
        tried.append(len(web.received))
    assert tried == [1, 1, 2, 2, 3, 3, 4]
    assert len({each.headers["webhook-id"] for each in web.received}) == 1
    web.answer = says(200)
    post.clock.advance(seconds=60)
    done(postman)
    assert post.outcomes == ["delivered"]
    assert post.deliveries[0].attempts == 5


def test_a_service_is_asked_again_when_it_said(post: Post, web: Web) -> None:
    web.answer = says(429, Retry_After="120")
    post.update()
    postman = post.postman()
    done(postman)
    post.clock.advance(seconds=119)
    done(postman)
    assert len(web.received) == 1
    post.clock.advance(seconds=1)
    done(postman)
    assert len(web.received) == 2


def test_what_is_no_longer_fresh_waits_for_a_person(post: Post, web: Web) -> None:
    web.answer = says(503)
    post.update()
    postman = post.postman()
    done(postman)
    post.clock.advance(minutes=60)
    done(postman)
    assert len(web.received) == 1
    assert post.outcomes == ["waiting"]


def test_what_is_refused_is_not_tried_again_and_leaves_the_promise_open(post: Post, web: Web) -> None:
    web.answer = says(400, "invalid_payload")
    post.update()
    postman = post.postman()
    done(postman)
    post.clock.advance(minutes=10)
    done(postman)
    assert post.outcomes == ["refused"]
    assert "invalid_payload" in post.deliveries[0].reason
    assert len(web.received) == 1
    assert not [each for each in post.incident.promises if each.outcome is Outcome.KEPT]


def test_messages_of_an_incident_go_in_their_order(post: Post, web: Web) -> None:
    post.update()
    postman = post.postman()
    done(postman)
    web.answer = says(503)
    post.clock.advance(seconds=2)
    until = post.clock.now() + timedelta(minutes=10)
    post.alice.act(post.ref, go_away, until=until, expect="We are watching the pool.")
    done(postman)
    post.clock.advance(seconds=2)
    post.update(done="second")
    done(postman)
    kinds = [json.loads(each.body)["kind"] for each in web.received]
    assert kinds == ["update", "absence", "absence"], (
        "the older one is tried again, and the newer waits with it"
    )
    web.answer = says(200)
    post.clock.advance(seconds=60)
    done(postman)
    kinds = [json.loads(each.body)["kind"] for each in web.received]
    assert kinds == ["update", "absence", "absence", "absence", "update"]


def test_another_incident_of_the_same_channel_is_not_held_up(post: Post, web: Web) -> None:
    other = post.declare("Search is slow")
    web.answer = says(503)
    post.update()
    postman = post.postman()
    done(postman)
    web.answer = says(200)
    post.update(other)
    done(postman)
    assert [json.loads(each.body)["ref"] for each in web.received] == [post.ref, other]


def test_what_is_overtaken_is_said_to_be_so_and_not_sent(post: Post, web: Web) -> None:
    web.answer = says(503)
    post.update(done="first")
    postman = post.postman()
    done(postman)
    web.answer = says(200)
    post.clock.advance(seconds=2)
    post.update(done="second")
    done(postman)
    assert post.outcomes == ["refused", "delivered"], "before the first would have been tried again"
    assert "overtaken" in post.deliveries[0].reason
    assert [("second" in text) for text in texts(web)] == [False, True]


def test_several_channels_go_side_by_side(tmp_path: Path, web: Web) -> None:
    with serving(says(200)) as other:
        given = {
            name: channel("webhook", name=name, url=at.url(), secret=SECRET)
            for name, at in (("one", web), ("two", other))
        }
        post = Post(tmp_path / "incidents.db", given, (WayOut(channel="one"), WayOut(channel="two")))
        post.update()
        postman = post.postman()
        postman.turn(0)
        assert len(postman._under_way) == 2
        done(postman)
        assert post.outcomes == ["delivered", "delivered"]


def test_of_two_postmen_only_one_sends_a_row(post: Post, web: Web) -> None:
    post.update()
    first, second = post.postman(), post.postman()
    first.turn(0)
    second.turn(0)
    assert not second.busy
    done(first)
    done(second)
    assert len(web.received) == 1


def test_what_somebody_posted_meanwhile_is_not_sent(post: Post, web: Web) -> None:
    web.answer = says(503)
    made = post.update()
    postman = post.postman()
    done(postman)
    message = made.entries[0].id
    post.alice.act(post.ref, say_posted, message=message)
    post.clock.advance(seconds=60)
    done(postman)
    assert post.outcomes == ["said"]
    assert len(web.received) == 1


@pytest.mark.parametrize("kind", ["webhook", "slack"])
def test_a_sender_that_was_interrupted(tmp_path: Path, web: Web, kind: str) -> None:
    """Whether it was sent nobody knows: where the service takes a key it goes again, else a person looks."""
    with hooked(tmp_path / "incidents.db", web, kind) as post:
        post.update()
        never = Event()
        post.postman(send=lambda parcel, channel: never.wait() and delivered(Proof.POSTED)).turn(0)
        next_one = post.postman()
        done(next_one)
        assert web.received == [], "its lease stands"
        post.clock.advance(seconds=120)
        done(next_one)
        post.clock.advance(seconds=5)
        done(next_one)
        assert post.outcomes == (["delivered"] if kind == "webhook" else ["uncertain"])
        assert len(web.received) == (1 if kind == "webhook" else 0)


def test_a_clock_that_is_set_ends_no_lease(post: Post, web: Web) -> None:
    post.update()
    first, second = post.postman(), post.postman()
    first.turn(0)
    post.clock.step(post.clock.now() + timedelta(hours=1))
    done(second)
    post.clock.step(post.clock.now() - timedelta(hours=2))
    done(second)
    done(first)
    assert len(web.received) == 1
    assert post.outcomes == ["delivered"]


def test_an_answer_that_is_lost_is_never_sent_again_by_itself(tmp_path: Path, web: Web) -> None:
    web.answer = cut_after_reading
    with hooked(tmp_path / "incidents.db", web, "slack") as post:
        made = post.update()
        postman = post.postman()
        done(postman)
        web.answer = says(200, "ok")
        post.clock.advance(minutes=30)
        done(postman)
        assert post.outcomes == ["uncertain"]
        assert len(web.received) == 1
        post.alice.settle(outbox_name(post, made.entries[0].id), arrived=True)
        assert post.outcomes == ["delivered"]
        assert post.deliveries[0].proof is Proof.SAID


def test_a_service_that_is_killed_and_started_again_gets_all_that_waited(tmp_path: Path) -> None:
    with serving(says(200)) as first:
        given = channel("webhook", url=first.url(), secret=SECRET)
        post = Post(tmp_path / "incidents.db", {"webhook": given}, (WayOut(channel="webhook"),))
        other = post.declare("Search is slow")
        post.update()
        postman = post.postman()
        done(postman)
    post.update(other)
    for _ in range(2):
        post.clock.advance(seconds=20)
        done(postman)
    assert post.alice.incident(other).waiting
    with serving(says(200), port=first.port) as again:
        post.clock.advance(seconds=60)
        done(postman)
        assert [json.loads(each.body)["ref"] for each in (*first.received, *again.received)] == [
            post.ref,
            other,
        ]
    assert not post.alice.incident(other).waiting
    post.alice.store.close()


def test_from_a_copy_nothing_goes_out(post: Post, web: Web, tmp_path: Path) -> None:
    made = post.update()
    copy = tmp_path / "copy.db"
    post.alice.store.checkpoint()
    shutil.copy(post.path, copy)
    elsewhere = post.sit_down(copy)
    done(post.postman(elsewhere))
    assert web.received == []
    elsewhere.retry(outbox_name(post, made.entries[0].id))
    done(post.postman(elsewhere))
    assert len(web.received) == 1, "by somebody's word it does"


def test_a_channel_that_is_not_configured_any_more_is_waited_for(post: Post) -> None:
    post.update()
    post.channels = {}
    postman = post.postman()
    done(postman)
    row = post.alice.store.deliveries.of()[0]
    assert row.state is RowState.WAITING
    assert row.reason == "the configuration has no channel webhook"


def test_what_came_back_is_kept_until_it_can_be_recorded(
    post: Post, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    from incident_console.store.errors import NotSaved

    post.update()
    postman = post.postman()
    postman.turn(0)

    def full(*given: object) -> None:
        raise NotSaved("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(postman.desk, "together", full)
        with pytest.raises(NotSaved):
            postman.turn(ENOUGH)
    assert postman.busy
    done(postman)
    assert post.outcomes == ["delivered"]
    assert len(web.received) == 1


def outbox_name(post: Post, message: str) -> str:
    from incident_console.delivery.outbox import outbox_id

    return outbox_id(post.incident, post.incident.messages[message])

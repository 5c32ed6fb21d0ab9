"""The postman killed at each step of a send, two at once, clocks that are set: the record stays true."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from incident_console.clock import SystemClock
from incident_console.desk import Desk
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Proof
from incident_console.domain.ways import WayOut
from incident_console.postman.postman import Postman
from incident_console.store.store import Store
from tests.delivery.parcels import channel
from tests.delivery.web import Web, cut_after_reading, hang, says, serving
from tests.faults.postmen import STEPS, LaterClock, interrupted
from tests.long_run import LongRun
from tests.postman.post import SECRET, Post, done


class LivePost(Post):
    """A record by the machine's own clock, which a process beside this one uses too."""

    def __init__(self, path: Path, web: Web, kind: str) -> None:
        self.kind = kind
        given = {"url": web.url()} | ({"secret": SECRET} if kind == "webhook" else {})
        proof = Proof.POSTED if kind == "slack" else Proof.ACCEPTED
        self.path = path
        self.channels = {kind: channel(kind, **given)}  # type: ignore[arg-type]
        self.policy = Policy(usual_ways=(WayOut(channel=kind, proof=proof),))
        self.clock = SystemClock()  # type: ignore[assignment]
        self.alice = self.sit_down()
        self.ref = self.declare()

    def later(self, minutes: int) -> Postman:
        """A postman who comes in so many minutes, when every lease is over."""
        clock = LaterClock(minutes)
        return Postman(Desk(Store.open(self.path), clock, self.policy, "alice"), self.channels)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(says(200, "ok")) as running:
        yield running


def killed_at(step: str, path: Path, web: Web, kind: str) -> None:
    """Kill a postman at a step, have the next one come, and compare the record with what the server saw."""
    post = LivePost(path, web, kind)
    post.update()
    before = len(web.received)
    assert interrupted(step, path, kind, web.url(), SECRET) == 9
    for minutes in (10, 20):
        done(post.later(minutes))
    seen = web.received[before:]
    (outcome,) = post.outcomes
    if kind == "webhook":
        assert outcome == "delivered"
        assert len({each.headers["webhook-id"] for each in seen}) == 1, "the receiver knows it again"
    else:
        assert len(seen) <= 1, "nobody is told twice"
        assert outcome in ("delivered", "uncertain")
        assert seen or outcome == "uncertain"
        if step in ("before taking it", "recorded"):
            assert outcome == "delivered"
    assert post.alice.store.verify().whole
    post.alice.store.close()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", ["webhook", "slack"])
def test_a_postman_who_is_killed(tmp_path: Path, web: Web, kind: str, step: str) -> None:
    killed_at(step, tmp_path / "incidents.db", web, kind)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["webhook", "slack"])
def test_postmen_who_are_killed_many_times(tmp_path: Path, web: Web, kind: str, long_run: LongRun) -> None:
    for number in long_run.rounds(200):
        folder = tmp_path / str(number)
        folder.mkdir()
        killed_at(STEPS[number % len(STEPS)], folder / "incidents.db", web, kind)


def lived_through(path: Path, seed: int, steps: int) -> None:
    """Two postmen on one file while services fail and clocks are set; at the end all is told once."""
    chance = random.Random(seed)
    answers = [says(200, "ok"), says(503), says(429, Retry_After="1"), says(400, "no"), cut_after_reading]
    with serving(says(200, "ok")) as web, serving(says(200)) as hook:
        channels = {
            "slack": channel("slack", url=web.url(), deadline=0.5),
            "webhook": channel("webhook", url=hook.url(), secret=SECRET, deadline=0.5),
        }
        ways = (WayOut(channel="slack", proof=Proof.POSTED), WayOut(channel="webhook"))
        post = Post(path, channels, ways)
        postmen = [post.postman(), post.postman()]
        for number in range(steps):
            match chance.randrange(6):
                case 0 | 1:
                    post.update(done=f"step {number}")
                case 2:
                    web.answer = chance.choice([*answers, hang] if number % 10 == 0 else answers)
                    hook.answer = chance.choice(answers)
                case 3:
                    post.clock.step(post.clock.now() + timedelta(minutes=chance.choice([-60, 60])))
                case _:
                    post.clock.advance(seconds=chance.choice([1, 5, 30]))
            for postman in chance.sample(postmen, 2):
                postman.turn(0.01)
        web.answer, hook.answer = says(200, "ok"), says(200)
        for _ in range(8):
            for postman in postmen:
                done(postman)
            post.clock.advance(minutes=5)
        told_once(post, web, hook)


def told_once(post: Post, web: Web, hook: Web) -> None:
    """Compare what the record says with what the servers saw."""
    bodies = [each.body for each in web.received]
    for message in post.incident.messages.values():
        for each in message.deliveries.values():
            seen = sum(f"update {message.number}".encode() in body for body in bodies)
            assert each.outcome.value in ("delivered", "refused", "waiting", "uncertain", "said")
            if each.channel == "slack" and each.outcome.value == "delivered":
                assert seen, "it was delivered to nobody"
    ids = [each.headers["webhook-id"] for each in hook.received]
    delivered = [
        each
        for message in post.incident.messages.values()
        for each in message.deliveries.values()
        if each.channel == "webhook" and each.outcome.value == "delivered"
    ]
    assert len(delivered) <= len(set(ids))
    assert post.alice.store.verify().whole


@pytest.mark.parametrize("seed", range(3))
def test_two_postmen_while_services_fail_and_clocks_are_set(tmp_path: Path, seed: int) -> None:
    lived_through(tmp_path / "incidents.db", seed, steps=40)


@pytest.mark.long
def test_two_postmen_for_long(tmp_path: Path, long_run: LongRun) -> None:
    for number in long_run.rounds(100):
        folder = tmp_path / str(number)
        folder.mkdir()
        lived_through(folder / "incidents.db", number, steps=120)

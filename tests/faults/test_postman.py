"""The postman killed at each step of a send: the record stays true, and nobody is told twice."""

from __future__ import annotations

from collections.abc import Iterator
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
from tests.delivery.web import Web, says, serving
from tests.faults.postmen import STEPS, LaterClock, interrupted, started
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


def raced(path: Path, web: Web, messages: int) -> None:
    """Two postmen in processes of their own carry from one file; each message is taken once."""
    post = LivePost(path, web, "slack")
    refs = [post.ref, *(post.declare(f"Incident {number}") for number in range(1, messages))]
    for number, ref in enumerate(refs):
        post.update(ref, done=f"step {number};")
    before = len(web.received)
    postmen = [started("never", path, "slack", web.url(), SECRET) for _ in range(2)]
    for postman in postmen:
        _, complaint = postman.communicate(timeout=60)
        assert postman.returncode == 0, complaint
    seen = [each.body for each in web.received[before:]]
    assert [sum(f"step {number};".encode() in body for body in seen) for number in range(messages)] == [
        1
    ] * messages
    assert all(post.alice.incident(ref).waiting == [] for ref in refs)
    assert post.alice.store.verify().whole
    post.alice.store.close()


def test_two_postmen_on_one_file(tmp_path: Path, web: Web) -> None:
    raced(tmp_path / "incidents.db", web, messages=20)


@pytest.mark.long
def test_two_postmen_on_one_file_many_times(tmp_path: Path, web: Web, long_run: LongRun) -> None:
    for number in long_run.rounds(100):
        folder = tmp_path / str(number)
        folder.mkdir()
        raced(folder / "incidents.db", web, messages=40)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["webhook", "slack"])
def test_postmen_who_are_killed_many_times(tmp_path: Path, web: Web, kind: str, long_run: LongRun) -> None:
    for number in long_run.rounds(200):
        folder = tmp_path / str(number)
        folder.mkdir()
        killed_at(STEPS[number % len(STEPS)], folder / "incidents.db", web, kind)

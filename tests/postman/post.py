"""A record whose client is told by channels, with a postman and servers on real sockets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.delivery.parcels import channel
from tests.delivery.web import Web, says, serving

from incident_console.clock import FixedClock
from incident_console.config.channels import Channel
from incident_console.desk import Desk, Done
from incident_console.domain.communication import send_update
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import Criterion, Proof
from incident_console.domain.ways import Delivery, WayOut
from incident_console.postman.postman import Postman
from incident_console.store.store import Store

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ENOUGH = 10.0
"""Seconds that nothing here takes; what comes back ends the waiting."""


class Post:
    """Alice's console on a record, and what its postman uses."""

    def __init__(
        self, path: Path, channels: Mapping[str, Channel], ways: tuple[WayOut, ...], **agreed: Any
    ) -> None:
        self.path = path
        self.channels = channels
        self.policy = Policy(usual_ways=ways, **agreed)
        self.clock = FixedClock(NOON)
        self.alice = self.sit_down()
        self.ref = self.declare()

    def sit_down(self, path: Path | None = None) -> Desk:
        return Desk(Store.open(path or self.path), self.clock, self.policy, "alice")

    def postman(self, desk: Desk | None = None, **more: Any) -> Postman:
        """A postman with a connection of his own."""
        return Postman(desk or self.sit_down(), self.channels, **more)

    def declare(self, title: str = "Checkout answers 502") -> str:
        return self.alice.declare(title=title, because=[Criterion.PRODUCTION]).incident.ref

    def update(self, ref: str = "", done: str = "rolled back", minutes: int = 30) -> Done:
        return self.alice.act(
            ref or self.ref,
            send_update,
            impact="30 % fail",
            done=done,
            next_steps="scale the pool",
            next_update=self.alice.now() + timedelta(minutes=minutes),
        )

    @property
    def incident(self) -> Incident:
        return self.alice.incident(self.ref)

    @property
    def deliveries(self) -> list[Delivery]:
        """What came of all messages, in order."""
        return [each for message in self.incident.messages.values() for each in message.deliveries.values()]

    @property
    def outcomes(self) -> list[str]:
        return [each.outcome.value for each in self.deliveries]


def done(postman: Postman) -> None:
    """Let a postman work until nothing more is due."""
    postman.look_again()
    while postman.turn(ENOUGH if postman.busy else 0):
        pass


@contextmanager
def hooked(path: Path, web: Web, kind: str = "webhook", **more: Any) -> Iterator[Post]:
    """A record whose client is told by one channel that leads to a server."""
    given: dict[str, Any] = {"url": web.url()} | ({"secret": SECRET} if kind == "webhook" else {})
    proof = Proof.POSTED if kind == "slack" else Proof.ACCEPTED
    post = Post(path, {kind: channel(kind, **given)}, (WayOut(channel=kind, proof=proof, **more),))
    yield post
    post.alice.store.close()


__all__ = ["ENOUGH", "NOON", "Post", "done", "hooked", "says", "serving"]

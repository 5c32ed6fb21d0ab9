"""How messages on their way look: while one is tried again, once it is refused, and all of its attempts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_console import desk
from incident_console.config import Config, Display
from incident_console.domain.vocabulary import Criterion, DeliveryOutcome, Proof, Severity
from incident_console.domain.ways import WayOut
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from tests.postman.post import Post
from tests.tui.test_ways_in_the_room import came

pytestmark = pytest.mark.snapshot

MAIL = WayOut(channel="status-mail", recipients=("ops@acme.example", "cto@acme.example"))
CHAT = WayOut(channel="acme-slack", proof=Proof.POSTED)
BUSY = "451 4.3.0 mailbox busy, please try again later"


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """ACME has the first update by both channels, and the second by the chat."""
    names = iter(("INC-RPTS", "INC-7K3Q"))
    monkeypatch.setattr(desk, "new_reference", lambda *_, **__: next(names))
    made = Post(tmp_path / "incidents.db", {}, (MAIL, CHAT))
    made.ref = made.alice.declare(
        title="Checkout errors in the EU",
        because=[Criterion.PRODUCTION],
        severity=Severity.P1,
        client="ACME",
        impact="30 % of EU checkouts fail with 502",
        scope="EU web and iOS",
    ).incident.ref
    made.update()
    for recipient in MAIL.recipients:
        came(made, "status-mail", DeliveryOutcome.DELIVERED, recipient=recipient, proof=Proof.ACCEPTED)
    came(
        made, "acme-slack", DeliveryOutcome.DELIVERED, proof=Proof.POSTED, url="https://acme.slack.example/p1"
    )
    made.clock.step(made.alice.now() + timedelta(minutes=20))
    made.update(done="scaled the pool")
    came(
        made, "acme-slack", DeliveryOutcome.DELIVERED, proof=Proof.POSTED, url="https://acme.slack.example/p2"
    )
    came(made, "status-mail", DeliveryOutcome.DELIVERED, recipient="ops@acme.example", proof=Proof.ACCEPTED)
    yield made
    made.alice.store.close()


def tried_again(post: Post) -> None:
    again = post.alice.now() + timedelta(seconds=30)
    came(
        post,
        "status-mail",
        DeliveryOutcome.WAITING,
        recipient="cto@acme.example",
        reason=BUSY,
        again_at=again,
    )


def refused(post: Post) -> None:
    came(
        post,
        "status-mail",
        DeliveryOutcome.REFUSED,
        recipient="cto@acme.example",
        reason="550 5.1.1 no such mailbox",
    )


def looks(post: Post, compare: Any, size: tuple[int, int], keys: list[str], **config: Any) -> bool:
    app = IncidentConsole(
        Store.open(post.path),
        person="alice",
        config=Config(policy=post.policy, **config),
        clock=post.clock,
    )
    return bool(compare(app, terminal_size=size, press=keys))


def test_tried_again(post: Post, snap_compare: Any) -> None:
    tried_again(post)
    assert looks(post, snap_compare, (120, 40), [])


def test_refused_in_ascii(post: Post, snap_compare: Any) -> None:
    refused(post)
    assert looks(post, snap_compare, (80, 24), [], display=Display(ascii=True), theme="incident-light")


def test_all_attempts(post: Post, snap_compare: Any) -> None:
    refused(post)
    assert looks(post, snap_compare, (120, 40), ["T", "j", "enter"])

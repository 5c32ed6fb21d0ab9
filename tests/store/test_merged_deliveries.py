"""Messages that go out by channels, on two copies: what came of one is a fact, and it is out once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console.delivery.outbox import outbox_id
from incident_console.delivery.queue import Attempted
from incident_console.domain.communication import send_update
from incident_console.domain.vocabulary import DeliveryOutcome, Proof
from incident_console.store.leases import Beat, taken
from tests.domain.sent import MAIL, told_by
from tests.store.apart import Copy
from tests.store.parted import WORDS, Apart


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apart]:
    """An update that waits to be sent by mail from the first copy."""
    made = Apart(tmp_path)
    made.one.policy = told_by(MAIL)
    made.one.close()
    made.one.open()
    made.one.desk("alice").act(made.ref, send_update, **WORDS, next_update=made.one.later(30))
    made.part()
    yield made
    made.one.close()
    made.other.close()


def came(copy: Copy, outcome: DeliveryOutcome = DeliveryOutcome.DELIVERED) -> None:
    (row,) = copy.store.deliveries.due(copy.clock.now())
    (row,) = copy.store.deliveries.lease([row], taken("postman", Beat.of(copy.clock), 30))
    proof = Proof.ACCEPTED if outcome is DeliveryOutcome.DELIVERED else None
    copy.desk("alice").deliver(
        [Attempted(row=row, outcome=outcome, at=copy.clock.now(), proof=proof, reason="because")]
    )


def name(apart: Apart) -> str:
    incident = apart.one.desk("alice").incident(apart.ref)
    (message,) = incident.messages.values()
    return outbox_id(incident, message)


def stands(copy: Copy, apart: Apart) -> tuple[str, int, str]:
    """What came of the message, to how many it is out, and since when."""
    (message,) = copy.desk("alice").incident(apart.ref).messages.values()
    (delivery,) = message.deliveries.values()
    return delivery.outcome.value, len(message.told), f"{message.out_at:%H:%M}" if message.out_at else ""


def test_posted_in_one_copy_and_delivered_in_the_other_it_is_out_once(apart: Apart) -> None:
    apart.later(5)
    apart.other.desk("bob").posted(name(apart))
    apart.later(1)
    came(apart.one)
    assert apart.together() == []
    assert stands(apart.one, apart) == stands(apart.other, apart) == ("delivered", 1, "14:05")


def test_what_was_said_in_a_copy_ends_the_row_of_the_original(apart: Apart) -> None:
    apart.other.desk("bob").posted(name(apart))
    apart.together()
    assert apart.one.store.deliveries.due(apart.one.clock.now()) == []
    assert stands(apart.one, apart) == ("said", 1, "14:00")


def test_sent_once_more_from_a_copy_and_known_here_it_arrived(apart: Apart) -> None:
    """What may have arrived here and did arrive from there is known to have arrived."""
    apart.other.desk("bob").retry(name(apart))
    apart.later(1)
    came(apart.one, DeliveryOutcome.UNCERTAIN)
    apart.later(1)
    came(apart.other)
    apart.together()
    assert stands(apart.one, apart) == ("delivered", 1, "14:02")


def test_what_was_refused_elsewhere_says_nothing_of_what_may_have_arrived(apart: Apart) -> None:
    apart.other.desk("bob").retry(name(apart))
    apart.later(1)
    came(apart.one, DeliveryOutcome.UNCERTAIN)
    apart.later(1)
    came(apart.other, DeliveryOutcome.REFUSED)
    apart.together()
    assert stands(apart.one, apart) == ("uncertain", 0, "")


def test_discarded_in_a_copy_it_is_not_sent_any_more(apart: Apart) -> None:
    apart.other.desk("alice").discard(name(apart), why="another incident")
    apart.together()
    assert apart.one.store.deliveries.due(apart.one.clock.now()) == []
    assert stands(apart.one, apart) == ("refused", 0, "")


def test_delivered_here_and_discarded_there_it_is_out(apart: Apart) -> None:
    apart.later(1)
    came(apart.one)
    apart.other.desk("alice").discard(name(apart), why="another incident")
    apart.together()
    assert stands(apart.one, apart) == stands(apart.other, apart) == ("delivered", 1, "14:01")

"""Rows of what is still to be sent: made with the message, ended with what came of it, sent from one file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from tests.desk.consoles import NOON, Consoles
from tests.domain.sent import MAIL, SLACK

from incident_console.delivery.outbox import outbox_id
from incident_console.delivery.queue import Attempted
from incident_console.desk import Desk, Done
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Refused
from incident_console.domain.response import strike
from incident_console.domain.vocabulary import DeliveryOutcome, Proof
from incident_console.store.delivery_rows import DeliveryRow, RowState
from incident_console.store.leases import Beat, taken
from incident_console.store.store import Store

DELIVERED, REFUSED = DeliveryOutcome.DELIVERED, DeliveryOutcome.REFUSED
WAITING, UNCERTAIN = DeliveryOutcome.WAITING, DeliveryOutcome.UNCERTAIN


CHANNELS = Policy(usual_ways=(MAIL, SLACK))


@pytest.fixture
def consoles(tmp_path: Path) -> Iterator[Consoles]:
    made = Consoles(tmp_path, CHANNELS)
    yield made
    made.alice.store.close()
    made.bob.store.close()


def due(desk: Desk) -> list[str]:
    """By which channels something may be sent now."""
    return [row.channel for row in desk.store.deliveries.due(desk.now())]


def states(desk: Desk) -> list[tuple[str, str]]:
    return [(row.channel, row.state.value) for row in desk.store.deliveries.of()]


def lease(desk: Desk, *channels: str) -> list[DeliveryRow]:
    """Take the rows that are due by these channels, as a postman."""
    rows = [row for row in desk.store.deliveries.due(desk.now()) if row.channel in channels]
    return desk.store.deliveries.lease(rows, taken("postman", Beat.of(desk.clock), 30))


def came(desk: Desk, outcome: DeliveryOutcome, channel: str = "mail", **more: object) -> list[Done]:
    """One attempt by a channel, and what came of it."""
    (row,) = lease(desk, channel)
    said: dict[str, object] = {"reason": "because", **more}
    if outcome is DELIVERED:
        said = {"proof": Proof.POSTED, **more}
    return desk.deliver([Attempted(row=row, outcome=outcome, at=desk.now(), **said)])  # type: ignore[arg-type]


def named(done: Done) -> str:
    (message,) = done.incident.messages.values()
    return outbox_id(done.incident, message)


def outcomes(desk: Desk, ref: str) -> list[str]:
    (message,) = desk.incident(ref).messages.values()
    return [each.outcome.value for each in message.deliveries.values()]


def test_a_row_for_each_way_stands_beside_the_message(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    rows = consoles.bob.store.deliveries.of(message=done.entries[0].id)
    assert [(row.channel, row.recipient, row.state) for row in rows] == [
        ("mail", "ops@acme.example", RowState.WAITING),
        ("slack", "", RowState.WAITING),
    ]
    assert {row.made_at for row in rows} == {NOON}
    assert {row.fresh_until for row in rows} == {NOON + timedelta(hours=1)}
    assert len({row.id for row in rows}) == 2
    assert due(consoles.bob) == ["mail", "slack"]


def test_what_is_posted_or_refused_has_no_rows(consoles: Consoles) -> None:
    consoles.update(consoles.alice, posted=True)
    with pytest.raises(Refused):
        consoles.alice.act(consoles.ref, strike, seq=99, why="none")
    assert states(consoles.alice) == []


def test_what_was_taken_for_sending_is_nobody_elses(consoles: Consoles) -> None:
    consoles.update(consoles.alice)
    seen = consoles.bob.store.deliveries.due(NOON)
    assert [row.attempts for row in lease(consoles.alice, "mail")] == [1]
    held = taken("another postman", Beat.of(consoles.clock), 30)
    assert [row.channel for row in consoles.bob.store.deliveries.lease(seen[:1], held)] == []
    assert due(consoles.bob) == ["slack"]
    assert lease(consoles.bob, "mail") == []


def test_what_arrived_is_recorded_by_nobody_and_ends_the_row(consoles: Consoles) -> None:
    consoles.update(consoles.alice)
    consoles.clock.advance(seconds=3)
    (done,) = came(consoles.bob, DELIVERED)
    assert (done.entries[0].by, done.entries[0].occurred_at) == ("", NOON + timedelta(seconds=3))
    assert states(consoles.alice) == [("mail", "ended"), ("slack", "waiting")]
    assert consoles.alice.incident(consoles.ref).last_update_at == NOON + timedelta(seconds=3)


def test_what_was_not_sent_waits_and_says_why(consoles: Consoles) -> None:
    consoles.update(consoles.alice)
    assert came(consoles.alice, WAITING, reason="451 busy", again_at=NOON + timedelta(seconds=30)) == []
    assert outcomes(consoles.alice, consoles.ref) == ["waiting", "waiting"]
    row = consoles.alice.store.deliveries.of()[0]
    assert (row.state, row.reason, row.attempts, row.lease) == (RowState.WAITING, "451 busy", 1, None)
    assert due(consoles.alice) == ["slack"]
    assert consoles.alice.store.deliveries.next_due(NOON) == NOON
    consoles.clock.advance(seconds=30)
    assert due(consoles.alice) == ["mail", "slack"]


def test_nothing_overtakes_an_older_message_of_its_incident_and_channel(consoles: Consoles) -> None:
    consoles.update(consoles.alice)
    consoles.update(consoles.alice)
    came(consoles.alice, DELIVERED, "slack")
    other = consoles.declare("Another one")
    consoles.update(consoles.alice, other)
    rows = consoles.alice.store.deliveries.due(NOON)
    assert [(row.channel, row.incident == consoles.alice.incident(other).id) for row in rows] == [
        ("mail", False),
        ("slack", False),
        ("mail", True),
        ("slack", True),
    ]


def test_what_is_stale_waits_for_a_word(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    consoles.clock.advance(minutes=61)
    assert due(consoles.alice) == []
    assert consoles.alice.store.deliveries.next_due(consoles.alice.now()) is None
    consoles.bob.retry(named(done))
    assert due(consoles.alice) == ["mail", "slack"]


def test_a_retry_of_what_is_tried_anyway_records_nothing(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    came(consoles.alice, WAITING, again_at=NOON + timedelta(minutes=5))
    assert consoles.bob.retry(named(done)).entries == []
    assert due(consoles.alice) == ["mail", "slack"]


def test_what_was_refused_goes_out_again_under_the_same_key(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    (row,) = [row for row in consoles.alice.store.deliveries.of() if row.channel == "mail"]
    came(consoles.alice, REFUSED)
    assert due(consoles.alice) == ["slack"]
    consoles.alice.retry(named(done))
    again = consoles.alice.store.deliveries.row(row.id)
    assert again is not None
    assert (again.state, again.reason) == (RowState.WAITING, "")
    assert due(consoles.alice) == ["mail", "slack"]


def test_what_is_uncertain_is_settled_before_it_is_sent_once_more(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    came(consoles.alice, UNCERTAIN)
    came(consoles.alice, REFUSED, "slack")
    consoles.bob.settle(named(done), lost=True)
    assert due(consoles.alice) == []
    consoles.bob.retry(named(done))
    assert due(consoles.alice) == ["mail", "slack"]


def test_what_somebody_says_they_posted_ends_its_rows(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    consoles.bob.posted(named(done))
    assert states(consoles.alice) == [("mail", "needless"), ("slack", "needless")]
    assert outcomes(consoles.alice, consoles.ref) == ["said", "said"]


def test_a_mistaken_posted_struck_has_the_rows_wait_again(consoles: Consoles) -> None:
    done = consoles.update(consoles.alice)
    posted = consoles.bob.posted(named(done))
    consoles.bob.act(consoles.ref, strike, seq=posted.entries[0].seq, why="another one")
    assert due(consoles.alice) == ["mail", "slack"]


def test_an_answer_that_comes_after_somebody_posted_it_is_noted(consoles: Consoles) -> None:
    """The row was being sent when it was said: what came of it is a fact, and the row is over."""
    done = consoles.update(consoles.alice)
    (row,) = lease(consoles.alice, "mail")
    consoles.bob.posted(named(done))
    assert states(consoles.alice)[0] == ("mail", "sending")
    consoles.alice.deliver([Attempted(row=row, outcome=WAITING, at=NOON, reason="451")])
    assert states(consoles.alice)[0] == ("mail", "ended")
    late = Attempted(row=row, outcome=DELIVERED, at=NOON, proof=Proof.POSTED)
    consoles.alice.deliver([late])
    assert outcomes(consoles.alice, consoles.ref) == ["delivered", "said"]


def test_what_is_recorded_together_is_so_or_not_at_all(consoles: Consoles) -> None:
    consoles.update(consoles.alice)
    rows = lease(consoles.alice, "mail", "slack")
    good = [Attempted(row=row, outcome=DELIVERED, at=NOON, proof=Proof.POSTED) for row in rows]
    nowhere = msgspec.structs.replace(good[1], row=msgspec.structs.replace(rows[1], recipient="nobody"))
    with pytest.raises(ValueError, match="nobody"):
        consoles.alice.deliver([good[0], nowhere])
    assert states(consoles.alice) == [("mail", "sending"), ("slack", "sending")]
    assert len(consoles.alice.deliver(good)) == 2


def test_a_copy_sends_nothing_by_itself(consoles: Consoles, tmp_path: Path) -> None:
    """A copied file, and one from a backup: its rows wait elsewhere, until somebody says otherwise."""
    done = consoles.update(consoles.alice)
    consoles.alice.store.backup(tmp_path / "backup.db")
    consoles.alice.store.checkpoint()
    shutil.copyfile(consoles.path, tmp_path / "copy.db")
    for name, rows in (("copy.db", 2), ("backup.db", 0)):
        with Store.open(tmp_path / name) as store:
            copy = Desk(store, consoles.clock, CHANNELS, "carol")
            assert due(copy) == []
            assert len(store.deliveries.of()) == rows
            assert outcomes(copy, consoles.ref) == ["waiting", "waiting"]
            copy.retry(named(done))
            assert due(copy) == ["mail", "slack"]
            assert store.verify().whole


def test_a_merge_brings_no_rows_and_ends_those_that_are_needless(consoles: Consoles, tmp_path: Path) -> None:
    consoles.alice.store.backup(tmp_path / "before.db")
    done = consoles.update(consoles.alice)
    consoles.alice.store.backup(tmp_path / "other.db")
    with Store.open(tmp_path / "before.db") as store:
        copy = Desk(store, consoles.clock, CHANNELS, "carol")
        copy.merge(consoles.path)
        assert states(copy) == []
    with Store.open(tmp_path / "other.db") as store:
        Desk(store, consoles.clock, CHANNELS, "carol").posted(named(done))
    consoles.alice.merge(tmp_path / "other.db")
    assert states(consoles.alice) == [("mail", "needless"), ("slack", "needless")]
    assert outcomes(consoles.alice, consoles.ref) == ["said", "said"]

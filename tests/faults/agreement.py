"""What must hold of messages on their way, whatever was done: the record agrees with what services took."""

from __future__ import annotations

from collections import Counter

from incident_console.delivery.kinds import KINDS
from incident_console.domain.vocabulary import DeliveryOutcome, Proof
from incident_console.store.delivery_rows import RowState, key
from tests.faults.correspondence import Correspondence
from tests.faults.services import row_of


def holds(life: Correspondence) -> None:
    """Compare what the record says with what the services took."""
    taken = Counter(life.services.all_taken)
    rows: Counter[tuple[str, str]] = Counter()
    now, queue = life.clock.now(), life.file.alice.store.deliveries
    here = {row.id: row for row in queue.of() if queue.is_here(row)}
    assert queue.due(now) == []
    for _, message, each in life.file.sent:
        row = row_of(message, each)
        rows[row] += 1
        keyed = KINDS[life.services.channels[each.channel].kind].keyed
        assert each.outcome in DeliveryOutcome
        if each.outcome in (DeliveryOutcome.REFUSED, DeliveryOutcome.UNCERTAIN):
            assert each.reason
        if each.outcome is DeliveryOutcome.DELIVERED and each.proof is not Proof.SAID:
            assert taken[row], f"{row} was delivered to nobody"
        if each.waiting and (found := here.get(key(message.id, each.destination))) is not None:
            assert found.state is not RowState.SENDING
            assert found.state is not RowState.WAITING or found.fresh_until <= now, found
        known = each.outcome not in (DeliveryOutcome.WAITING, DeliveryOutcome.REFUSED)
        if taken[row] and not (known or keyed or life.went_back):
            assert life.allowed[row], f"{row} was taken, and is {each.outcome}: {each.reason}"
    for row, times in taken.items():
        if row[0] != "hook":
            assert times <= (rows[row] or 1) + life.allowed[row], f"{row} was taken {times} times"
    for row, times in life.stopped.items():
        if not (row in life.spoken or life.went_back):
            assert taken[row] == times, f"{row} was not to go out any more"
    verified = life.file.alice.store.verify()
    assert verified.whole, verified
    in_order(life)


def in_order(life: Correspondence) -> None:
    """What was sent without anybody's further word went out in the order in which it was written."""
    if life.went_back:
        return
    first: dict[tuple[str, str], int] = {}
    for place, row in enumerate(life.services.all_taken):
        first.setdefault(row, place)
    by_way: dict[tuple[str, ...], list[int]] = {}
    for incident, message, each in sorted(life.file.sent, key=lambda found: found[1].seq):
        row = row_of(message, each)
        if row in first and row not in life.spoken:
            # Two files know nothing of each other.
            written_in = incident.entries[message.seq - 1].console
            way = (incident.id, written_in, each.channel, each.recipient)
            by_way.setdefault(way, []).append(first[row])
    for told, places in by_way.items():
        assert places == sorted(places), f"{told} was told out of order"

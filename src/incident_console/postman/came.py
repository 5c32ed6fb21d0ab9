"""What came back from an attempt to send, and how it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from incident_console.delivery.queue import Attempted
from incident_console.delivery.receipt import Receipt
from incident_console.desk import Desk
from incident_console.domain.refusal import Refused
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.postman.waits import wait_after
from incident_console.store.delivery_rows import DeliveryRow
from incident_console.store.errors import Damaged


class Came(msgspec.Struct, frozen=True):
    """What came back from an attempt, and when (UTC)."""

    row: DeliveryRow
    receipt: Receipt
    at: datetime


WORDS = {
    DeliveryOutcome.DELIVERED: "sent",
    DeliveryOutcome.REFUSED: "refused",
    DeliveryOutcome.UNCERTAIN: "uncertain",
    DeliveryOutcome.WAITING: "waits",
    DeliveryOutcome.SAID: "said",
}
"""What is said of what came of an attempt."""


def attempted(came: Came, now: datetime) -> Attempted:
    """Return what came of an attempt as it is recorded; what was not sent is tried again later (UTC)."""
    receipt = came.receipt
    again_at = None
    if receipt.outcome is DeliveryOutcome.WAITING:
        again_at = now + timedelta(seconds=wait_after(came.row.attempts, receipt.retry_after))
    return Attempted(
        row=came.row,
        outcome=receipt.outcome,
        at=came.at,
        proof=receipt.proof,
        reason=receipt.reason,
        url=receipt.url,
        ticket=receipt.ticket,
        again_at=again_at,
    )


def record_one_by_one(desk: Desk, back: Sequence[Came]) -> None:
    """Record what came back where one of it cannot be: the others are, and that one is not sent twice."""
    now, rows = desk.now(), desk.store.deliveries
    for each in back:
        came = attempted(each, now)
        try:
            desk.deliver([came])
        except (Refused, Damaged) as error:
            if came.again_at is None:
                rows.end([each.row.id], f"{came.outcome}, which could not be recorded: {error}")
            else:
                rows.wait(each.row, came.again_at, came.reason)

"""What came back from an attempt to send, and how it is recorded."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from incident_console.delivery.queue import Attempted
from incident_console.delivery.receipt import Receipt
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.postman.waits import wait_after
from incident_console.store.deliveries import DeliveryRow


class Came(msgspec.Struct, frozen=True):
    """What came back from an attempt, and when (UTC)."""

    row: DeliveryRow
    receipt: Receipt
    at: datetime


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
        again_at=again_at,
    )

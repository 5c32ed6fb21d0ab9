"""What came of messages at each recipient, as `show`, `outbox` and the answer of an act tell it in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from incident_console.delivery.outbox import outbox_id
from incident_console.domain.channels_told import channels_told, left_behind
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.domain.ways import Delivery
from incident_console.reports.stamps import stamp

if TYPE_CHECKING:
    from incident_console.store.deliveries import Deliveries
    from incident_console.store.delivery_rows import DeliveryRow

ELSEWHERE = "waiting elsewhere, or sent already"
"""What is said of a message that was to go out from another copy of the record."""


class Dispatch(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery, with its row of the queue where it was looked for and this file may send it."""

    delivery: Delivery
    row: DeliveryRow | None = None
    elsewhere: bool = False
    """Whether it waits without a row that this file may send."""

    @property
    def attempts(self) -> int:
        """How often it was tried."""
        return self.row.attempts if self.waits and self.row is not None else self.delivery.attempts

    @property
    def reason(self) -> str:
        """Why it has not arrived, as far as that is known."""
        if not self.waits:
            return self.delivery.reason
        if self.row is None:
            return ELSEWHERE if self.elsewhere else ""
        return self.row.reason

    @property
    def waits(self) -> bool:
        return self.delivery.outcome is DeliveryOutcome.WAITING


class Way(Dispatch, frozen=True, kw_only=True):
    """A message to clients on its way to one recipient."""

    message: Message


def ways_of(
    incident: Incident, queue: Deliveries | None, messages: Iterable[Message] | None = None
) -> list[Way]:
    """Return the deliveries of an incident's messages, or of some of them, in the order of writing.

    Without a queue nothing is known of attempts that are not over yet, as in an export.
    """
    if not any(message.deliveries for message in incident.messages.values()):
        return []
    here = [] if queue is None else [row for row in queue.of(incident=incident.id) if queue.is_here(row)]
    rows = {(row.message, row.destination): row for row in here}
    return [
        Way(
            message=message,
            delivery=each,
            row=(row := rows.get((message.id, each.destination))),
            elsewhere=queue is not None and row is None,
        )
        for message in (incident.messages.values() if messages is None else messages)
        for each in message.deliveries.values()
    ]


def delivery_rows(incident: Incident, ways: Iterable[Way]) -> list[dict[str, Any]]:
    """Return deliveries as JSON has them."""
    return [
        {
            "message": outbox_id(incident, each.message),
            "client": each.delivery.client or None,
            "channel": each.delivery.channel,
            "recipient": each.delivery.recipient or None,
            "outcome": each.delivery.outcome.value,
            "proof": None if each.delivery.proof is None else each.delivery.proof.value,
            "at": stamp(each.delivery.at),
            "attempts": each.attempts,
            "reason": each.reason or None,
            "url": each.delivery.url or None,
        }
        for each in ways
    ]


def last_told_rows(incident: Incident) -> list[dict[str, Any]]:
    """Return what each channel was told last as JSON has it.

    `behind`: it was not told that it is over, though its client was by another one.
    """
    behind = {(each.ledger, each.channel) for each in left_behind(incident)}
    return [
        {
            "client": incident.ledgers[each.ledger].client,
            "channel": each.channel,
            "message": None if each.message is None else outbox_id(incident, each.message),
            "kind": None if each.message is None else each.message.kind,
            "at": stamp(each.at),
            "behind": (each.ledger, each.channel) in behind,
        }
        for each in channels_told(incident)
    ]

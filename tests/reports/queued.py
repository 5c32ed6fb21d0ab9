"""Rows of the queue, as a file would have them."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from tests.domain.incident_life import Life

from incident_console.domain.message import Message
from incident_console.reports.deliveries import Way, ways_of
from incident_console.store.delivery_rows import DeliveryRow, RowState


def queued(way: Way, now: datetime, *, wait: int = 0, fresh: int = 3600, **more: object) -> Way:
    """A way with its row: tried next in `wait` seconds, no longer by itself in `fresh`."""
    row = DeliveryRow(
        id="key",
        incident="an incident",
        message=way.message.id,
        client=way.delivery.client,
        channel=way.delivery.channel,
        recipient=way.delivery.recipient,
        state=RowState.WAITING,
        attempts=0,
        next_attempt_at=now + timedelta(seconds=wait),
        fresh_until=now + timedelta(seconds=fresh),
        made_at=now,
        console="here",
    )
    return msgspec.structs.replace(way, row=msgspec.structs.replace(row, **more))


def by_message(life: Life, *rows: Way) -> dict[str, list[Way]]:
    """What came of all messages of a life, by the message's id; these rows are in the queue."""
    known = {(way.message.id, way.delivery.key): way for way in rows}
    found: dict[str, list[Way]] = {}
    for way in ways_of(life.incident, None):
        found.setdefault(way.message.id, []).append(known.get((way.message.id, way.delivery.key), way))
    return found


def way(life: Life, channel: str = "mail", message: Message | None = None) -> Way:
    """The way of the message that was written last, or of another, by a channel."""
    last = message or list(life.incident.messages.values())[-1]
    ways = ways_of(life.incident, None, [life.incident.messages[last.id]])
    return next(each for each in ways if each.delivery.channel == channel)

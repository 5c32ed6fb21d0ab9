"""A notice to colleagues, with a row for each who is to hear of it, in the transaction of what causes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from incident_console.domain.ways import Destination, WayOut
from incident_console.store.notices import Notice
from incident_console.store.store import Store


def notify(store: Store, notice: Notice, ways: Iterable[WayOut], now: datetime) -> bool:
    """Have a notice sent by these ways, unless one of its name was made before; tell whether it was made now.

    Where there is no way it is not made either.
    """
    found = list(ways)
    if not found or not store.notices.add(notice):
        return False
    rows = [
        (
            notice.incident,
            notice.id,
            Destination(channel=way.channel, recipient=recipient),
            now + timedelta(seconds=way.fresh),
        )
        for way in found
        for recipient in way.recipients
    ]
    store.deliveries.add(rows, now, inside=True)
    return True

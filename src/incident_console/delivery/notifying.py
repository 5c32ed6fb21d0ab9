"""A notice to colleagues, with a row for each who is to hear of it, in the transaction of what causes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from incident_console.delivery.queue import Attempted
from incident_console.domain.colleagues import Colleagues
from incident_console.domain.incident import Incident
from incident_console.domain.noticing import reached
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


def without_numbers(attempt: Attempted, incident: Incident, colleagues: Colleagues) -> Attempted:
    """Return what came of a notice without the telephone number of whom it calls: services repeat it."""
    reason = attempt.reason
    for person in reached(incident, colleagues, attempt.row.channel) if reason else ():
        reason = person.without_phone(reason)
    return msgspec.structs.replace(attempt, reason=reason)

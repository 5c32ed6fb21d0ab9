"""Taking rows for sending, in the transaction that records what came of those before them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from incident_console.delivery.queue import still_waits
from incident_console.desk import Desk
from incident_console.domain.incident import Incident
from incident_console.store.delivery_rows import DeliveryRow
from incident_console.store.errors import StoreError
from incident_console.store.leases import Lease


def take(
    desk: Desk, chosen: Sequence[DeliveryRow], lease: Callable[[DeliveryRow], Lease]
) -> list[DeliveryRow]:
    """Take rows that are still to be sent, by the log as it is now; return those that nobody else took."""
    found = []
    for row in chosen:
        if row.inside or goes_out(incident_of(desk, row), row):
            found += desk.store.deliveries.lease([row], lease(row))
        else:
            desk.store.deliveries.end_unsent([row.id])
    return found


def goes_out(incident: Incident | None, row: DeliveryRow) -> bool:
    """Whether a row's message is to go out, by the log. A drill's never is, whoever may have written so.

    Of what cannot be read the attempt says so.
    """
    if incident is None:
        return True
    return not incident.drill and still_waits(incident, row.message, row.destination)


def incident_of(desk: Desk, row: DeliveryRow) -> Incident | None:
    """Return the incident of a row; None where it cannot be read."""
    try:
        return desk.by_id(row.incident)
    except StoreError:
        return None

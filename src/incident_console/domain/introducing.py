"""What is on a new owner: that clients have not heard from them yet (C, Communication)."""

from __future__ import annotations

from incident_console.domain.incident import Incident
from incident_console.domain.ownership import handover_notice_due
from incident_console.domain.turns import Kind, Turn


def introduction(incident: Incident) -> Turn | None:
    """Return that the new owner has still to write to the clients; None where they have, or need not."""
    if not handover_notice_due(incident):
        return None
    return Turn(
        kind=Kind.INTRODUCE,
        incident=incident.id,
        ref=incident.ref,
        answer="send_update",
        at=incident.tenure.since,
    )

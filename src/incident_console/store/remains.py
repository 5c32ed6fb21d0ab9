"""What can be made of the entries of a damaged incident."""

from __future__ import annotations

from collections.abc import Sequence

from incident_console.domain.entry import Entry
from incident_console.domain.folding import after, fold
from incident_console.domain.incident import Incident
from incident_console.store.errors import UNREADABLE


def readable(entries: Sequence[Entry]) -> Incident | None:
    """Return the incident that entries make, up to the first that does not follow from those before it."""
    try:
        incident = fold(entries)
    except UNREADABLE:
        incident = Incident()
        for entry in entries:
            try:
                incident = after(incident, [entry])
            except UNREADABLE:
                break
    return incident if incident.declared_at is not None and incident.tenures else None

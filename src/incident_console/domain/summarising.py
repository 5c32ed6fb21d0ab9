"""From an incident to its one row: apart from the row itself, which lists read without the rules."""

from __future__ import annotations

from datetime import timedelta

from incident_console.domain.deadlines import next_deadline, watching
from incident_console.domain.incident import Incident
from incident_console.domain.lives import closed_between
from incident_console.domain.owed import owed
from incident_console.domain.summary import SummaryRow
from incident_console.domain.vocabulary import Role


def summary(incident: Incident) -> SummaryRow:
    """Return the row of an incident that has at least one entry."""
    assert incident.declared_at is not None
    clock = next_deadline(incident)
    offer, away = incident.offer, incident.away
    still = [] if incident.is_open else owed(incident)
    first = still[0] if still else None
    return SummaryRow(
        id=incident.id,
        ref=incident.ref,
        title=incident.title,
        severity=None if incident.severity is None else incident.severity.value,
        severity_confirmed=incident.severity_confirmed,
        status=incident.status.value,
        open=incident.is_open,
        drill=incident.drill,
        imported=incident.imported,
        client=incident.client,
        clients=tuple(incident.clients),
        ticket=incident.ticket,
        owner=incident.owner,
        ic=incident.holder(Role.IC),
        cl=incident.holder(Role.CL),
        ol=incident.holder(Role.OL),
        term=incident.terms,
        clock_kind=None if clock is None else clock.kind.value,
        clock_due_at=None if clock is None else clock.due_at,
        clock_promised=clock is not None and clock.promised,
        clock_client=None if clock is None else clock.client,
        offered_to=None if offer is None else offer.to,
        offered_by=None if offer is None else offer.by,
        offer_roles=() if offer is None else tuple(role.value for role in offer.roles),
        offer_stands_until=None if offer is None else offer.stands_until,
        away_until=None if away is None else away.until,
        client_told=away is None or away.told,
        unsent=len(incident.waiting),
        started_at=incident.started_at,
        declared_at=incident.declared_at,
        closed_at=incident.closed_at,
        watchers=tuple(watching(incident)),
        owed_kind=None if first is None else first.kind.value,
        owed_due_at=None if first is None else first.due_at,
        owed_by=None if first is None else first.who,
        awaited_at=next((each.due_at for each in still if each.promise is not None), None),
        version=incident.seq,
        highest_severity=None if incident.highest_severity is None else incident.highest_severity.value,
        closed_seconds=closed_between(incident) // timedelta(seconds=1),
        review_due_at=incident.review.due_at,
        reviewed_at=incident.review.completed_at,
    )

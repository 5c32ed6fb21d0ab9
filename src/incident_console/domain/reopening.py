"""An ended incident goes on, or its resolution is sent back (C, Closing; R 8)."""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.authority import contribute, decide, required
from incident_console.domain.ending import ENDINGS
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.vocabulary import Refused, Status, refusal_time


class IncidentReopened(Event, frozen=True, kw_only=True):
    """It goes on: both gates are open again, and the client hears anew. The past stays."""

    derived = frozenset({"updates", "promises", "actions"})
    why: str
    first_update_due: datetime | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        if not incident.is_open:
            incident.lives += 1
            incident.first_update_due = self.first_update_due
        incident.drop_waiting(*ENDINGS)
        incident.status = Status.INVESTIGATING
        incident.remedy = None
        incident.duplicate_of = None
        incident.restored_at = incident.resolved_at = incident.confirmed_at = incident.closed_at = None
        incident.review.due_at = incident.review.completed_at = None
        for action in incident.actions:
            if action.carried:
                action.carried = action.follow_up = False

    @property
    def text(self) -> str:
        return self.why


def reopen(incident: Incident, request: Request, *, why: str) -> list[Event]:
    """Open an ended incident again, or send a resolution back before closing; the record keeps it all."""
    why = required(why, "the reason", '--why "errors are back"')
    if incident.imported:
        raise Refused(f"{incident.ref} was imported and is history; declare a new incident")
    if incident.is_open:
        decide(incident, request, "send it back")
        if incident.status is not Status.RESOLVED and not any(m.kind in ENDINGS for m in incident.waiting):
            raise Refused(f"{incident.ref} is open: {incident.status}; there is nothing to reopen")
        return [IncidentReopened(why=why)]
    contribute(incident, request)
    ended = incident.closed_at
    if ended is not None and request.at < ended:
        raise Refused(f"{incident.ref} ended at {refusal_time(ended)}; give a later --at")
    due = request.policy.first_update_due(incident.severity or "P2", incident.client, request.at)
    return [IncidentReopened(why=why, first_update_due=due)]

"""An ended incident goes on, or its resolution is sent back (C, Closing; R 8)."""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.authority import contribute, decide, required
from incident_console.domain.ending import ENDINGS
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.vocabulary import Status


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
    why = required(why, Part.WHY, "the reason")
    if incident.imported:
        raise Refused("{ref} was imported and is history; declare a new incident", ref=incident.ref)
    if incident.is_open:
        decide(incident, request, "send it back")
        if incident.status is not Status.RESOLVED and not any(m.kind in ENDINGS for m in incident.waiting):
            raise Refused(
                "{ref} is open: {status}; there is nothing to reopen",
                ref=incident.ref,
                status=incident.status,
            )
        return [IncidentReopened(why=why)]
    contribute(incident, request)
    ended = incident.closed_at
    if ended is not None and request.backdated and request.at < ended:
        raise Refused(
            "{ref} ended at {ended}; give a later {at}",
            about=Part.AT,
            ref=incident.ref,
            ended=ended,
            at=Part.AT,
        )
    due = request.policy.first_update_due(incident.severity or "P2", incident.client, request.at)
    return [IncidentReopened(why=why, first_update_due=due)]

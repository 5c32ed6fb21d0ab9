"""An ended incident goes on, or its resolution is sent back (C, Closing; R 8)."""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.authority import another_term, contribute, decide, over, required
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.vocabulary import ENDINGS, Outcome, Status


class IncidentReopened(Event, frozen=True, kw_only=True):
    """It goes on: both gates are open again, and the client hears anew. The past stays."""

    derived = frozenset({"updates", "promises", "actions"})
    answers: str
    why: str
    first_update_due: datetime | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        if not incident.is_open:
            incident.lives += 1
            incident.first_update_due = first_word(incident, self.first_update_due)
        incident.drop_waiting(*ENDINGS, overtaken=True)
        incident.status = Status.INVESTIGATING
        incident.remedy = None
        incident.resolution = incident.resolved_by = incident.ended_by = incident.went_into = ""
        incident.duplicate_of = None
        incident.restored_at = incident.resolved_at = incident.confirmed_at = incident.closed_at = None
        incident.review.due_at = incident.review.completed_at = None
        for action in incident.actions:
            if action.carried:
                action.carried = action.follow_up = False

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        if not incident.is_open:
            return None if self.answers == incident.ended_by else over(incident)
        if self.answers in gates(incident):
            return another_term(incident, entry)
        return Objection(ground=Ground.OPEN)

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.answers,)

    @property
    def text(self) -> str:
        return self.why


def gates(incident: Incident) -> list[str]:
    """The events that can be sent back while it is open: its resolution, and endings that are not out."""
    waiting = [message.id for message in incident.waiting if message.kind in ENDINGS]
    return [incident.resolution, *waiting] if incident.status is Status.RESOLVED else waiting


def first_word(incident: Incident, due_at: datetime | None) -> datetime | None:
    """When the client of a reopened incident hears first: also by what was promised beyond the end."""
    owed = incident.owed_promise
    if owed is None:
        return due_at
    owed.outcome = Outcome.MOVED
    return owed.due_at if due_at is None else min(owed.due_at, due_at)


def reopen(incident: Incident, request: Request, *, why: str) -> list[Event]:
    """Open an ended incident again, or send a resolution back before closing; the record keeps it all."""
    why = required(why, Part.WHY, "the reason")
    if incident.imported:
        raise Refused("{ref} was imported and is history; declare a new incident", ref=incident.ref)
    if incident.is_open:
        decide(incident, request, "send it back")
        if not (sent_back := gates(incident)):
            raise Refused(
                "{ref} is open: {status}; there is nothing to reopen",
                ref=incident.ref,
                status=incident.status,
            )
        return [IncidentReopened(answers=sent_back[0], why=why)]
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
    return [IncidentReopened(answers=incident.ended_by, why=why, first_update_due=due)]

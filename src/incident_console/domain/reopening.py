"""An ended incident goes on, or its resolution is sent back (C, Closing; R 8)."""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.addressing import first_update_due, first_updates
from incident_console.domain.authority import another_term, contribute, decide, over, past_only, required
from incident_console.domain.entry import Entry, Event, FirstUpdate, Request
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.lives import lives
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.parts import EndedLife
from incident_console.domain.refusal import Part, Refused
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import ENDINGS, Status


class IncidentReopened(Event, frozen=True, kw_only=True):
    """It goes on: both gates are open again, and the client hears anew. The past stays."""

    turns = True
    derived = frozenset({"updates", "promises", "actions"})
    answers: str
    why: str
    first_update_due: datetime | None = None
    """By when the client hears first in another life; of several, the first one."""
    others: tuple[FirstUpdate, ...] = ()
    """By when each other one does; where it is sent back, whoever was told by then that it was over."""
    started_at: datetime | None = None
    """Since when the impact is back."""

    def apply(self, incident: Incident, entry: Entry) -> None:
        anew = {name_key(each.client): each.due_at for each in self.others}
        for ledger in incident.concerned:
            due_at = anew.get(name_key(ledger.client or ""))
            if not incident.is_open:
                due_at = due_at or self.first_update_due
                ledger.begin_again(first_word(incident, ledger, due_at))
            elif ledger.over_at is not None:
                due_at = due_at or min(anew.values(), default=entry.occurred_at)
                ledger.begin_again(due_at if ledger.update_promise is None else None)
        if not incident.is_open:
            self.begin_another_life(incident, entry)
        incident.drop_waiting(*ENDINGS)
        incident.status = Status.INVESTIGATING
        incident.remedy = None
        incident.resolution = incident.resolved_by = incident.ended_by = incident.went_into = ""
        incident.duplicate_of = None
        incident.restored_at = incident.resolved_at = incident.confirmed_at = incident.closed_at = None
        incident.review.due_at = incident.review.completed_at = None
        for action in incident.actions:
            # Only the end had made a follow-up of it; it is work of an open incident again.
            if action.carried:
                action.carried = action.follow_up = False

    def begin_another_life(self, incident: Incident, entry: Entry) -> None:
        present = lives(incident)[-1]
        incident.ended_lives.append(
            EndedLife(
                began=present.began,
                impact_since=present.impact_from,
                impact_until=present.impact_to,
                ended=present.ended,
            )
        )
        incident.lives += 1
        incident.reopened_at = entry.occurred_at
        incident.impact_back = self.started_at
        # The review after the next end goes by what this life was, not by the one before.
        incident.highest_in_life = incident.severity

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
    """The events that can be sent back while it is open: its resolution, and endings not out to everybody."""
    endings = [message.id for message in incident.waiting if message.kind in ENDINGS]
    endings += [ledger.over_by for ledger in incident.concerned if ledger.over_at is not None]
    return [incident.resolution, *endings] if incident.status is Status.RESOLVED else endings


def first_word(incident: Incident, ledger: Ledger, due_at: datetime | None) -> datetime | None:
    """When a client of a reopened incident hears first: also by what was promised beyond the end."""
    owed = None if incident.imported else ledger.move_promise()
    if owed is None:
        return due_at
    return owed.due_at if due_at is None else min(owed.due_at, due_at)


def impact_back_at(incident: Incident, request: Request, started_at: datetime | None) -> datetime | None:
    """Return since when the impact is back.

    Raises:
        Refused: for a time to come, or before the impact of the life before was over.
    """
    if started_at is None:
        return None
    past_only(started_at, request.at, Part.STARTED_AT)
    over_at = incident.restored_at or incident.resolved_at
    if over_at is not None and started_at < over_at:
        raise Refused(
            "the impact was over at {over}; give a later {started_at}",
            about=Part.STARTED_AT,
            over=over_at,
            started_at=Part.STARTED_AT,
        )
    return started_at


def reopen(
    incident: Incident, request: Request, *, why: str, started_at: datetime | None = None
) -> list[Event]:
    """Open an ended incident again, or send a resolution back before closing; the record keeps it all.

    Args:
        started_at: since when the impact is back (UTC); else since the reopening.
    """
    why = required(why, Part.WHY, "the reason")
    if incident.imported:
        raise Refused("{ref} was imported and is history; declare a new incident", ref=incident.ref)
    if incident.is_open:
        decide(incident, request, "reopen")
        if not (sent_back := gates(incident)):
            raise Refused(
                "{ref} is open: {status}; there is nothing to reopen",
                ref=incident.ref,
                status=incident.status,
            )
        if started_at is not None:
            raise Refused(
                "{ref} has not ended, so its impact goes on; leave {started_at} away",
                about=Part.STARTED_AT,
                ref=incident.ref,
                started_at=Part.STARTED_AT,
            )
        anew = first_updates(incident, request, incident.concerned) if incident.has_several else ()
        return [IncidentReopened(answers=sent_back[0], why=why, others=anew)]
    # Errors that are back wait for nobody: whoever sees them opens it again.
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
    first, *others = incident.concerned
    return [
        IncidentReopened(
            # The end that its author saw: beside another copy's end, it answers that one and no other.
            answers=incident.ended_by,
            why=why,
            first_update_due=first_update_due(incident, request, first),
            others=first_updates(incident, request, others),
            started_at=impact_back_at(incident, request, started_at),
        )
    ]

"""What is due next, to whom, promised or merely advised (C, Regular updates)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from incident_console.domain.incident import Incident
from incident_console.domain.vocabulary import Status


class DeadlineKind(StrEnum):
    """What the clock counts down to."""

    FIRST_UPDATE = "first_update"
    NEXT_UPDATE = "next_update"
    BACK = "back"
    WRAP_UP = "wrap_up"
    ANALYSIS = "analysis"
    REVIEW = "review"


NEAR = timedelta(minutes=10)
"""How long before its time a deadline is near."""

PRESSING = timedelta(minutes=5)
"""How long before its time a deadline presses."""


class Urgency(StrEnum):
    """How a deadline stands."""

    ON_TIME = "on_time"
    NEAR = "near"
    PRESSING = "pressing"
    OVERDUE = "overdue"


def urgency(due_at: datetime, now: datetime) -> Urgency:
    """Return how urgent something is that is due at a time (both UTC)."""
    left = due_at - now
    if left < timedelta():
        return Urgency.OVERDUE
    if left <= PRESSING:
        return Urgency.PRESSING
    return Urgency.NEAR if left <= NEAR else Urgency.ON_TIME


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """The next deadline of an incident, UTC. `promised` is true where a client has read the time."""

    kind: DeadlineKind
    due_at: datetime
    promised: bool
    keeper: str

    def seconds(self, now: datetime) -> int:
        """Whole seconds left; negative when overdue."""
        return int((self.due_at - now).total_seconds())

    def urgency(self, now: datetime) -> Urgency:
        """Return how it stands at that time (UTC)."""
        return urgency(self.due_at, now)

    def overdue(self, now: datetime) -> bool:
        return now > self.due_at


def next_deadline(incident: Incident) -> Deadline | None:
    """The one deadline that the clock shows; an ended incident has one where it still owes something."""
    return client_deadline(incident) if incident.is_open else afterwards(incident)


def next_word(incident: Incident) -> Deadline | None:
    """When the client hears next: while it is open always, afterwards where an analysis is promised."""
    return client_deadline(incident) if incident.is_open else analysis_deadline(incident)


def client_deadline(incident: Incident) -> Deadline | None:
    """When the client of an open incident hears next: the open promise, else the first update by cadence."""
    promise = incident.update_promise
    due_at = promise.due_at if promise is not None else incident.first_update_due
    if due_at is None:
        return None
    kind = DeadlineKind.NEXT_UPDATE if promise is not None else DeadlineKind.FIRST_UPDATE
    away = incident.away
    if away is not None and away.told and away.until <= due_at:
        return Deadline(kind=DeadlineKind.BACK, due_at=away.until, promised=True, keeper=away.who)
    if incident.status is Status.RESOLVED and incident.confirmed_at is not None:
        kind = DeadlineKind.WRAP_UP
    return Deadline(kind=kind, due_at=due_at, promised=promise is not None, keeper=incident.owner)


def afterwards(incident: Incident) -> Deadline | None:
    """What an ended incident still owes: the promised analysis or the review, whichever is due first."""
    analysis = analysis_deadline(incident)
    due = [analysis] if analysis is not None else []
    review = incident.review
    if review.due_at is not None and review.completed_at is None:
        due.append(
            Deadline(kind=DeadlineKind.REVIEW, due_at=review.due_at, promised=False, keeper=incident.owner)
        )
    return min(due, key=lambda deadline: deadline.due_at, default=None)


def analysis_deadline(incident: Incident) -> Deadline | None:
    """When the promised analysis is due."""
    promise = incident.analysis_promise
    if promise is None:
        return None
    return Deadline(kind=DeadlineKind.ANALYSIS, due_at=promise.due_at, promised=True, keeper=incident.owner)

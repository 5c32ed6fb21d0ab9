"""What is still owed after the end: the promised analysis, the review, the follow-ups (C, Closing; R 9)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from incident_console.domain.incident import Incident


class OwedKind(StrEnum):
    """What is owed."""

    ANALYSIS = "analysis"
    REVIEW = "review"
    FOLLOW_UP = "follow_up"


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is owed, by whom, and until when (UTC; None without a date).

    `n` and `text` are those of a follow-up; `watcher` is who was named to watch the clock of an analysis.
    """

    kind: OwedKind
    due_at: datetime | None
    who: str
    watcher: str = ""
    n: int = 0
    text: str = ""

    def overdue(self, now: datetime) -> bool:
        return self.due_at is not None and now > self.due_at


def owed(incident: Incident) -> list[Owed]:
    """Return what is owed, due first and without a date last; of an open incident only its analysis.

    An import is history and owes nothing.
    """
    if incident.imported:
        return []
    found = []
    promise = incident.analysis_promise
    if promise is not None:
        found.append(
            Owed(kind=OwedKind.ANALYSIS, due_at=promise.due_at, who=incident.owner, watcher=promise.watcher)
        )
    if not incident.is_open:
        review = incident.review
        if review.due_at is not None and review.completed_at is None:
            found.append(Owed(kind=OwedKind.REVIEW, due_at=review.due_at, who=incident.owner))
        found += [
            Owed(kind=OwedKind.FOLLOW_UP, due_at=action.due, who=action.owner, n=action.n, text=action.text)
            for action in incident.open_actions
        ]
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at))


def owes_after_its_end(incident: Incident) -> bool:
    """Whether an ended incident still owes something, so that it still has an owner who can be called."""
    return not incident.is_open and bool(owed(incident))

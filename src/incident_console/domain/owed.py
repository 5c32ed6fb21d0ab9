"""What is still owed after the end: the promised analysis, the review, the follow-ups (C, Closing; R 9)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from incident_console.domain.deadlines import OWED_KINDS, owed_promises
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Promise
from incident_console.domain.urgency import OwedKind


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is owed, by whom, and until when (UTC; None without a date).

    `promise` is the one that a client has read, where it is owed to a client; `action` is the id of a
    follow-up, `n` and `text` its number and words.
    """

    kind: OwedKind
    due_at: datetime | None
    who: str
    promise: Promise | None = None
    action: str = ""
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
    found = [
        Owed(
            kind=OwedKind(OWED_KINDS[promise.kind].value),
            due_at=promise.due_at,
            who=incident.owner,
            promise=promise,
        )
        for promise in owed_promises(incident)
    ]
    review = incident.review
    if not incident.is_open and review.due_at is not None and review.completed_at is None:
        found.append(Owed(kind=OwedKind.REVIEW, due_at=review.due_at, who=incident.owner))
    if not incident.is_open:
        found += [
            Owed(
                kind=OwedKind.FOLLOW_UP,
                due_at=action.due,
                who=action.owner,
                action=action.id,
                n=action.n,
                text=action.text,
            )
            for action in incident.open_actions
        ]
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at))


def owes_after_its_end(incident: Incident) -> bool:
    """Whether an ended incident still owes something, so that it still has an owner who can be called."""
    return not incident.is_open and bool(owed(incident))

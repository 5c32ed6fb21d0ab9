"""What is still owed after the end: the promised analysis, the review, the follow-ups (C, Closing; R 9)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from incident_console.domain.deadlines import analysis_deadline, owed_afterwards
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Promise
from incident_console.domain.urgency import DeadlineKind, OwedKind


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
    analysis = analysis_deadline(incident)
    promised = owed_afterwards(incident) or ([analysis] if analysis is not None else [])
    found = [
        Owed(
            kind=OwedKind(each.kind.value),
            due_at=each.due_at,
            who=each.keeper,
            promise=promise_of(incident, each.kind),
        )
        for each in promised
    ]
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


def promise_of(incident: Incident, kind: DeadlineKind) -> Promise | None:
    """The promise behind what is owed; a review is owed to nobody outside."""
    promises = {
        DeadlineKind.NEXT_UPDATE: incident.owed_promise,
        DeadlineKind.ANALYSIS: incident.analysis_promise,
    }
    return promises.get(kind)


def owes_after_its_end(incident: Incident) -> bool:
    """Whether an ended incident still owes something, so that it still has an owner who can be called."""
    return not incident.is_open and bool(owed(incident))

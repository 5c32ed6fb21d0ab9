"""What is due next, to whom, promised or merely advised (C, Regular updates)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from incident_console.domain.incident import Incident
from incident_console.domain.text import name_key
from incident_console.domain.urgency import DeadlineKind, Urgency, urgency
from incident_console.domain.vocabulary import Role, Status


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
    """When the client hears next: while it is open always, afterwards where something is promised."""
    if incident.is_open:
        return client_deadline(incident)
    due = [one for one in (owed_word(incident), analysis_deadline(incident)) if one is not None]
    return min(due, key=lambda deadline: deadline.due_at, default=None)


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
    """What an ended incident still owes, whichever is due first.

    The promised analysis, the review, or a word that was promised beyond the end.
    """
    return next(iter(owed_afterwards(incident)), None)


def owed_afterwards(incident: Incident) -> list[Deadline]:
    """All that an ended incident still owes, due first; nothing while it is open."""
    if incident.is_open:
        return []
    due = [one for one in (owed_word(incident), analysis_deadline(incident)) if one is not None]
    review = incident.review
    if review.due_at is not None and review.completed_at is None:
        due.append(
            Deadline(kind=DeadlineKind.REVIEW, due_at=review.due_at, promised=False, keeper=incident.owner)
        )
    return sorted(due, key=lambda deadline: deadline.due_at)


def owed_word(incident: Incident) -> Deadline | None:
    """When the client of an ended incident was told that they hear again."""
    promise = incident.owed_promise
    if promise is None:
        return None
    return Deadline(
        kind=DeadlineKind.NEXT_UPDATE, due_at=promise.due_at, promised=True, keeper=incident.owner
    )


def analysis_deadline(incident: Incident) -> Deadline | None:
    """When the promised analysis is due."""
    promise = incident.analysis_promise
    if promise is None:
        return None
    return Deadline(kind=DeadlineKind.ANALYSIS, due_at=promise.due_at, promised=True, keeper=incident.owner)


def watching(incident: Incident) -> list[str]:
    """Return who watches the client's clock: the owner, the Communications Lead, and whoever was named to.

    After the end it is the clock of what the client was still promised, and no lead's matter. In a drill only
    who has acted in it watches, and nobody does for an import.
    """
    still = (
        [incident.update_promise] if incident.is_open else [incident.owed_promise, incident.analysis_promise]
    )
    lead = incident.holder(Role.CL) if incident.is_open else ""
    named = [promise.watcher for promise in still if promise is not None]
    watchers = people([incident.owner, lead, *named])
    if not incident.drill:
        return [] if incident.imported else watchers
    taking_part = {name_key(entry.by) for entry in incident.entries if entry.by}
    return [name for name in watchers if name_key(name) in taking_part]


def people(names: Iterable[str]) -> list[str]:
    """Return the names in order, each person once."""
    return list({name_key(name): name for name in reversed([*names]) if name}.values())[::-1]

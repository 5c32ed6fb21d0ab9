"""What is due next, to whom, promised or merely advised (C, Regular updates)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger, Promise
from incident_console.domain.parts import Absence
from incident_console.domain.text import name_key
from incident_console.domain.urgency import DeadlineKind, Urgency, urgency
from incident_console.domain.vocabulary import PromiseKind, Role, Status


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """The next deadline of an incident, UTC. `promised` is true where a client has read the time."""

    kind: DeadlineKind
    due_at: datetime
    promised: bool
    keeper: str
    client: str | None = None
    """Who is waiting; None where no client is named, or it is owed to nobody outside."""

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
    return next((each for each in owed_afterwards(incident) if each.promised), None)


def client_deadline(incident: Incident) -> Deadline | None:
    """When a client of an open incident hears next; the earliest of several clients' deadlines."""
    return next(iter(client_deadlines(incident)), None)


def client_deadlines(incident: Incident) -> list[Deadline]:
    """When each client of an open incident hears next, who is due first first; each has exactly one."""
    if not incident.has_several:
        only = deadline_for(incident, incident.ledgers[0])
        return [] if only is None else [only]
    due = [one for ledger in incident.concerned if (one := deadline_for(incident, ledger)) is not None]
    return sorted(due, key=lambda deadline: deadline.due_at)


def deadline_for(incident: Incident, ledger: Ledger) -> Deadline | None:
    """When one client hears next: by the open promise, else their first update by cadence."""
    promise, due_at = ledger.update_promise, ledger.word_due
    if due_at is None:
        return None
    client, kind = ledger.client, DeadlineKind.FIRST_UPDATE if promise is None else DeadlineKind.NEXT_UPDATE
    away = incident.away
    # Who does not know that the owner is away still waits for what was promised.
    if away is not None and away.until <= due_at and knows_of_absence(incident, away, ledger):
        return Deadline(
            kind=DeadlineKind.BACK, due_at=away.until, promised=True, keeper=away.who, client=client
        )
    if incident.status is Status.RESOLVED and incident.confirmed_at is not None:
        # The confirmation moves no time: the next word is due as before, and is now the last one.
        kind = DeadlineKind.WRAP_UP
    return Deadline(
        kind=kind, due_at=due_at, promised=promise is not None, keeper=incident.owner, client=client
    )


def stands_since(incident: Incident, deadline: Deadline) -> datetime:
    """Return since when a deadline stands (UTC): since the message that promised it, else since the last one.

    Before any that is since the client is one, or since the incident was reopened.
    """
    ledger = incident.ledger_of(deadline.client) or incident.ledgers[0]
    if deadline.kind is DeadlineKind.BACK and incident.away is not None:
        return incident.away.since
    if deadline.kind is DeadlineKind.REVIEW:
        return incident.closed_at or incident.declared_at or deadline.due_at
    kind = PromiseKind.ANALYSIS if deadline.kind is DeadlineKind.ANALYSIS else PromiseKind.UPDATE
    promise = ledger.open_promise(kind)
    if promise is not None:
        return promise.made_at
    begun = (ledger.since, ledger.last_out_at, incident.reopened_at)
    return max((each for each in begun if each is not None), default=incident.declared_at or deadline.due_at)


def knows_of_absence(incident: Incident, away: Absence, ledger: Ledger) -> bool:
    """Whether a client was told that the owner is away."""
    return incident.messages[away.message].has_reached(ledger.n)


def afterwards(incident: Incident) -> Deadline | None:
    """What an ended incident still owes, whichever is due first.

    The promised analysis, the review, or a word that was promised beyond the end.
    """
    return next(iter(owed_afterwards(incident)), None)


def owed_afterwards(incident: Incident) -> list[Deadline]:
    """All that an ended incident still owes, due first; nothing while it is open."""
    if incident.is_open:
        return []
    due = [
        Deadline(
            kind=OWED_KINDS[promise.kind],
            due_at=promise.due_at,
            promised=True,
            keeper=incident.owner,
            client=promise.client,
        )
        for promise in owed_promises(incident)
    ]
    review = incident.review
    if review.due_at is not None and review.completed_at is None:
        due.append(
            Deadline(kind=DeadlineKind.REVIEW, due_at=review.due_at, promised=False, keeper=incident.owner)
        )
    return sorted(due, key=lambda deadline: deadline.due_at)


OWED_KINDS = {PromiseKind.UPDATE: DeadlineKind.NEXT_UPDATE, PromiseKind.ANALYSIS: DeadlineKind.ANALYSIS}


def owed_promises(incident: Incident) -> list[Promise]:
    """What clients were promised and is owed: the analysis, and after the end also another word."""
    kinds = [PromiseKind.ANALYSIS]
    if not incident.is_open and not incident.imported:
        kinds.insert(0, PromiseKind.UPDATE)
    found = (ledger.open_promise(kind) for kind in kinds for ledger in incident.ledgers)
    return [promise for promise in found if promise is not None]


def watching(incident: Incident) -> list[str]:
    """Return who watches the client's clock: the owner, the Communications Lead, and whoever was named to.

    After the end it is the clock of what the client was still promised, and no lead's matter. In a drill only
    who has acted in it watches, and nobody does for an import.
    """
    if incident.is_open:
        still = [promise for each in incident.ledgers if (promise := each.update_promise) is not None]
    else:
        still = owed_promises(incident)
    lead = incident.holder(Role.CL) if incident.is_open else ""
    named = [promise.watcher for promise in still]
    watchers = people([incident.owner, lead, *named])
    if not incident.drill:
        return [] if incident.imported else watchers
    taking_part = {name_key(entry.by) for entry in incident.entries if entry.by}
    return [name for name in watchers if name_key(name) in taking_part]


def people(names: Iterable[str]) -> list[str]:
    """Return the names in order, each person once."""
    return list({name_key(name): name for name in reversed([*names]) if name}.values())[::-1]

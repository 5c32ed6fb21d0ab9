"""What the survivor of two duplicates takes from the other one: its clients and their deadlines."""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.entry import Entry, Event
from incident_console.domain.incident import Incident
from incident_console.domain.joining import join
from incident_console.domain.ledger import Ledger, Promise
from incident_console.domain.objections import Awaited, Ground, Objection
from incident_console.domain.refusal import Act, Refused
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import PromiseKind


class PromiseAdopted(Event, frozen=True, kw_only=True):
    """The survivor of two duplicates keeps the earliest of their deadlines, as what it was.

    `due_at` is when a promised update of the duplicate was due, `first_update_due` when its first update was,
    where its client was promised nothing; both UTC.
    """

    turns = True
    derived = frozenset({"updates", "promises"})
    duplicate: str
    duplicate_id: str
    left_by: str
    client: str | None = None
    due_at: datetime | None = None
    first_update_due: datetime | None = None
    others: tuple[Awaited, ...] = ()
    """The deadlines of its further clients."""
    keeper: str = ""
    watcher: str = ""

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.absorbed[self.duplicate_id] = self.duplicate
        for each in self.kept(entry):
            keep_the_earlier(incident, entry, each)

    def overruled(self, incident: Incident, entry: Entry) -> None:
        if self.kept(entry):
            self.apply(incident, entry)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        """Why its times are not the ones to keep: by then a client waited for an earlier word.

        `other` is the duplicate as it stood before it left.
        """
        waited = [] if other is None else [awaited(ledger) for ledger in other.concerned]
        seen = {name_key(each.client or ""): each.at for each in self.deadlines}
        earlier = [each for each in waited if is_earlier(each.at, seen.get(name_key(each.client or "")))]
        first = min(earlier, key=lambda each: each.at or entry.occurred_at, default=None)
        if other is None or first is None:
            return None
        ground = Ground.DUE if first.due_at is None else Ground.PROMISED
        return Objection(
            ground=ground, who=first.watcher, what=other.ref, at=first.at, instead=tuple(earlier)
        )

    def kept(self, entry: Entry) -> tuple[Awaited, ...]:
        """What the clients of the duplicate wait for: as its author saw it, or earlier by another copy.

        Nothing where the duplicate never came.
        """
        objection = entry.objection
        if objection is None:
            return self.deadlines
        if objection.ground not in (Ground.PROMISED, Ground.DUE):
            return ()
        each = {name_key(one.client or ""): one for one in (*self.deadlines, *objection.instead)}
        return tuple(each.values())

    @property
    def deadlines(self) -> tuple[Awaited, ...]:
        """By when each client of the duplicate hears next."""
        first = Awaited(
            client=self.client,
            due_at=self.due_at,
            first_update_due=self.first_update_due,
            watcher=self.watcher,
        )
        return first, *self.others

    @property
    def follows(self) -> str | None:
        return self.left_by

    @property
    def tied_to(self) -> str | None:
        return self.duplicate_id

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.left_by,)

    @property
    def text(self) -> str:
        return self.duplicate


def is_earlier(one: datetime | None, other: datetime | None) -> bool:
    """Whether a time comes before another, of which either may be none at all."""
    return one is not None and (other is None or one < other)


def keep_the_earlier(incident: Incident, entry: Entry, brought: Awaited) -> None:
    """Have a client of the duplicate as one of the survivor's; of two deadlines the earlier stands."""
    ledger = incident.concerned[0]
    if brought.client is not None:
        ledger = join(incident, brought.client, entry.occurred_at, None)
    due_at, standing = brought.at, ledger.word_due
    # Whoever waited for the earlier word hears by then; the other incident's later one ends with it.
    if due_at is None or (standing is not None and standing <= due_at):
        return
    # A first update is owed by an open incident only; what was promised is owed beyond the end too.
    if brought.due_at is None and not incident.is_open:
        return
    ledger.move_promise()
    ledger.first_update_due = brought.first_update_due if brought.due_at is None else None
    if brought.due_at is not None:
        ledger.owe(
            Promise(
                kind=PromiseKind.UPDATE,
                made_at=entry.occurred_at,
                due_at=brought.due_at,
                keeper=incident.owner,
                client=ledger.client,
                watcher=brought.watcher,
                made_by=entry.id,
            )
        )


class DuplicateReleased(Event, frozen=True, kw_only=True):
    """A duplicate goes on by itself again; what its survivor promised meanwhile stays promised."""

    duplicate: str
    duplicate_id: str
    came_by: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.absorbed.pop(self.duplicate_id, None)

    @property
    def follows(self) -> str | None:
        return self.came_by

    @property
    def tied_to(self) -> str | None:
        return self.duplicate_id

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.came_by,)

    @property
    def text(self) -> str:
        return self.duplicate


def adopt(survivor: Incident, duplicate: Incident, before: Incident) -> list[Event]:
    """What the survivor takes from its duplicate: its clients, each with the earlier of two deadlines.

    `before` is the duplicate as it stood before it left: what its client was waiting for.

    Raises:
        Refused: where the survivor has ended meanwhile, so that nobody would keep the promise.
    """
    if not survivor.is_open:
        raise Refused(
            "{survivor} has ended meanwhile, so nobody would keep what {duplicate} promised; reopen "
            "{survivor}, or discard the message and close {duplicate} with its own wrap-up",
            then=Act("reopen", survivor.ref),
            survivor=survivor.ref,
            duplicate=duplicate.ref,
        )
    waiting = [awaited(ledger) for ledger in before.concerned if ledger.word_due is not None]
    first, *others = waiting or [Awaited(client=before.client)]
    return [
        PromiseAdopted(
            duplicate=duplicate.ref,
            duplicate_id=duplicate.id,
            left_by=duplicate.ended_by,
            client=first.client,
            due_at=first.due_at,
            first_update_due=first.first_update_due,
            others=tuple(others),
            keeper=survivor.owner,
            watcher=first.watcher,
        )
    ]


def awaited(ledger: Ledger) -> Awaited:
    """By when a client hears next, as what it is."""
    promise = ledger.update_promise
    if promise is None:
        return Awaited(client=ledger.client, first_update_due=ledger.first_update_due)
    return Awaited(client=ledger.client, due_at=promise.due_at, watcher=promise.watcher)


def release(survivor: Incident, duplicate: Incident) -> list[Event]:
    """What the survivor hears when its duplicate goes on by itself again; its own promise stays."""
    if duplicate.id not in survivor.absorbed:
        return []
    came_by = duplicate.entries[-1].id
    return [DuplicateReleased(duplicate=duplicate.ref, duplicate_id=duplicate.id, came_by=came_by)]

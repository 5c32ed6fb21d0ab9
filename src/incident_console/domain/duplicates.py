"""One incident declared twice: the survivor goes on and keeps the earliest deadline."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from incident_console.domain.authority import decide, overruled, while_open
from incident_console.domain.ending import client_was_told, end, told_meanwhile
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.offers import ENDED, offer_ends
from incident_console.domain.parts import Message, Promise
from incident_console.domain.posting import posting
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import MessageKind, Outcome, PromiseKind, Status


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word that a client waits for, as promised or as the first one, until when (UTC), and who watches."""

    due_at: datetime
    promised: bool
    watcher: str = ""


class PromiseAdopted(Event, frozen=True, kw_only=True):
    """The survivor of two duplicates keeps the earliest of their deadlines, as what it was.

    `due_at` is when a promised update of the duplicate was due, `first_update_due` when its first update was,
    where its client was promised nothing; both UTC.
    """

    derived = frozenset({"promises"})
    duplicate: str
    duplicate_id: str
    left_by: str
    due_at: datetime | None = None
    first_update_due: datetime | None = None
    keeper: str = ""
    watcher: str = ""

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.absorbed[self.duplicate_id] = self.duplicate
        word = self.kept(entry)
        standing = word_due(incident)
        if word is None or (standing is not None and standing <= word.due_at):
            return
        if not word.promised and not incident.is_open:
            return
        if (later := incident.update_promise) is not None:
            later.outcome = Outcome.MOVED
        incident.first_update_due = None if word.promised else word.due_at
        if word.promised:
            incident.promises.append(
                Promise(
                    kind=PromiseKind.UPDATE,
                    made_at=entry.occurred_at,
                    due_at=word.due_at,
                    keeper=incident.owner,
                    client=incident.client,
                    watcher=word.watcher,
                    made_by=entry.id,
                )
            )

    def overruled(self, incident: Incident, entry: Entry) -> None:
        if self.kept(entry) is not None:
            self.apply(incident, entry)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        """Why its time is not the one to keep: by then its client waited for an earlier word.

        `other` is the duplicate as it stood before it left.
        """
        waited = None if other is None else awaited(other)
        if other is None or waited is None or (self.word is not None and self.word.due_at <= waited.due_at):
            return None
        ground = Ground.PROMISED if waited.promised else Ground.DUE
        return Objection(ground=ground, who=waited.watcher, what=other.ref, at=waited.due_at)

    @property
    def word(self) -> Word | None:
        """What its author saw the client of the duplicate wait for."""
        due_at = self.due_at or self.first_update_due
        if due_at is None:
            return None
        return Word(due_at=due_at, promised=self.due_at is not None, watcher=self.watcher)

    def kept(self, entry: Entry) -> Word | None:
        """What the client of the duplicate waits for: as its author saw it, or earlier by another copy.

        None where nothing is due, or the duplicate never came.
        """
        said = entry.objection
        if said is None:
            return self.word
        if said.at is None or said.ground not in (Ground.PROMISED, Ground.DUE):
            return None
        return Word(due_at=said.at, promised=said.ground is Ground.PROMISED, watcher=said.who)

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


class DuplicateWritten(MessageEvent, frozen=True, kw_only=True):
    """The same incident as another one, which goes on and keeps the earlier promise."""

    kind: ClassVar[MessageKind] = MessageKind.DUPLICATE
    derived = frozenset({"updates", "promises", "actions"})
    of: str
    of_ref: str
    silent: bool = False

    def apply(self, incident: Incident, entry: Entry) -> None:
        if self.silent:
            self.leave(incident, entry.occurred_at, entry.id)
        else:
            incident.write(self, entry)

    def overruled(self, incident: Incident, entry: Entry) -> None:
        if not self.silent:
            incident.write(self, entry, holds=False)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        if said := overruled(incident, entry) or told_meanwhile(incident, self.silent):
            return said
        if incident.absorbed:
            return Objection(ground=Ground.TAKEN_IN, what=", ".join(incident.absorbed.values()))
        return self.too_late(other) if self.silent else None

    def anew(self, ref: str) -> tuple[Act, ...]:
        return (Act("mark_duplicate", ref, survivor=self.of_ref),)

    def too_late(self, other: Incident | None) -> Objection | None:
        if other is None or other.is_open:
            return None
        return Objection(ground=Ground.SURVIVOR, what=other.ref)

    def leaves_for(self, incident: Incident) -> str | None:
        return self.of if self.silent else None

    @property
    def goes_into(self) -> str | None:
        return self.of

    @property
    def tied_to(self) -> str | None:
        return self.of

    def went_out(self, incident: Incident, message: Message, at: datetime) -> None:
        if not message.overtaken:
            self.leave(incident, at, message.out_by)

    def leave(self, incident: Incident, at: datetime, by: str) -> None:
        """End the incident in favour of the other one. `by` is the event with which it leaves."""
        incident.duplicate_of, incident.went_into = self.of_ref, self.of
        end(incident, Status.DUPLICATE, at, by)

    @property
    def text(self) -> str:
        return self.of_ref


def mark_duplicate(
    incident: Incident,
    request: Request,
    survivor: Incident,
    *,
    posted: bool = False,
    where: str | None = None,
) -> list[Event]:
    """Say that this is the same incident as another, which goes on; its client learns the survivor's name.

    Raises:
        Refused: for itself, another client, an ended survivor, or where a chain would come of it.
    """
    decide(incident, request, "mark it as a duplicate")
    while_open(incident)
    if incident.id == survivor.id:
        raise Refused(
            "{ref} cannot be a duplicate of itself; name another incident",
            about=Part.SURVIVOR,
            ref=incident.ref,
        )
    elsewhere = points_to(survivor)
    if not survivor.is_open or elsewhere:
        what = f"a duplicate of {elsewhere}" if elsewhere else words_of(survivor.status)
        raise Refused(
            "{survivor} is {what}; name an incident that is open and goes on",
            about=Part.SURVIVOR,
            survivor=survivor.ref,
            what=what,
        )
    if incident.absorbed:
        raise Refused(
            "{others} points to {ref}; close {ref} with its own wrap-up",
            others=", ".join(incident.absorbed.values()),
            ref=incident.ref,
        )
    if name_key(incident.client or "") != name_key(survivor.client or ""):
        raise Refused(
            "{survivor} is of another client ({client}); close {ref} with its own wrap-up",
            about=Part.SURVIVOR,
            survivor=survivor.ref,
            client=survivor.client or "none",
            ref=incident.ref,
        )
    if incident.drill != survivor.drill:
        raise Refused(
            "a drill and a real incident cannot be duplicates; stand the drill down", about=Part.SURVIVOR
        )
    silent = not client_was_told(incident) and not posted
    promise = incident.update_promise
    written = DuplicateWritten(
        of=survivor.id,
        of_ref=survivor.ref,
        silent=silent,
        about="" if promise is None or silent else promise.made_by,
    )
    over = offer_ends(incident, request, ENDED) if silent else []
    return [written, *over, *posting(incident, request, written, posted, where)]


def points_to(incident: Incident) -> str | None:
    """The reference of which it is a duplicate, or will be when its message is out."""
    for message in incident.waiting:
        if isinstance(message.event, DuplicateWritten):
            return message.event.of_ref
    return incident.duplicate_of


def words_of(status: Status) -> str:
    return status.value.replace("_", " ")


def word_due(incident: Incident) -> datetime | None:
    """When its client hears next (UTC): as was promised, else the first update; None where nothing is due."""
    word = awaited(incident)
    return None if word is None else word.due_at


def awaited(incident: Incident) -> Word | None:
    """What its client waits for next: what was promised, else the first update; None where nothing is due."""
    if (promise := incident.update_promise) is not None:
        return Word(due_at=promise.due_at, promised=True, watcher=promise.watcher)
    first = incident.first_update_due
    return None if first is None else Word(due_at=first, promised=False)


def adopt(survivor: Incident, duplicate: Incident, before: Incident) -> list[Event]:
    """What the survivor takes from its duplicate: the earliest of their deadlines is the one it keeps.

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
    promise = before.update_promise
    return [
        PromiseAdopted(
            duplicate=duplicate.ref,
            duplicate_id=duplicate.id,
            left_by=left_by(duplicate, before),
            due_at=promise.due_at if promise is not None else None,
            first_update_due=before.first_update_due if promise is None else None,
            keeper=survivor.owner,
            watcher=promise.watcher if promise is not None else "",
        )
    ]


def left_by(duplicate: Incident, before: Incident) -> str:
    """The id of the event with which a duplicate left, behind which others of the same act may stand."""
    new = [entry.id for entry in duplicate.entries[len(before.entries) :]]
    return duplicate.ended_by if duplicate.ended_by in new else new[-1]


def release(survivor: Incident, duplicate: Incident) -> list[Event]:
    """What the survivor hears when its duplicate goes on by itself again; its own promise stays."""
    if duplicate.id not in survivor.absorbed:
        return []
    came_by = duplicate.entries[-1].id
    return [DuplicateReleased(duplicate=duplicate.ref, duplicate_id=duplicate.id, came_by=came_by)]

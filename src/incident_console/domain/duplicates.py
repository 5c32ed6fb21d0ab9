"""One incident declared twice: the survivor goes on and keeps the earliest deadline."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from incident_console.domain.addressing import addressed
from incident_console.domain.authority import decide, overruled, while_open
from incident_console.domain.ending import end, know_the_end, told_meanwhile
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.knowing import aware
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Message
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.offers import ENDED, offer_ends
from incident_console.domain.posting import posting
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.vocabulary import MessageKind, Status


class DuplicateWritten(MessageEvent, frozen=True, kw_only=True):
    """The same incident as another one, which goes on and keeps the earlier promise."""

    turns = True
    kind: ClassVar[MessageKind] = MessageKind.DUPLICATE
    derived = frozenset({"updates", "promises", "actions"})
    of: str
    of_ref: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        if self.silent:
            self.leave(incident, entry.occurred_at, entry.id)
        else:
            incident.write(self, entry)

    def overruled(self, incident: Incident, entry: Entry) -> None:
        if not self.silent:
            incident.write(self, entry, holds=False)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        if objection := overruled(incident, entry) or told_meanwhile(incident, self.silent):
            return objection
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

    def went_out(self, incident: Incident, ledger: Ledger, message: Message, at: datetime) -> None:
        know_the_end(incident, ledger, message, at)

    def ends(self, incident: Incident, at: datetime, by: str) -> None:
        self.leave(incident, at, by)

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
        Refused: for itself, an ended survivor, where a chain would come of it, or where its client has no
            name and the survivor's has one.
    """
    decide(incident, request, "mark_duplicate")
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
    # Nobody can guess whether its client is one of the survivor's, nor whose promise is whose.
    if survivor.clients and not incident.clients:
        raise Refused(
            "{ref} names no client, and {survivor} is of {clients}; say whose incident {ref} is first",
            about=Part.SURVIVOR,
            then=Act("add_client", incident.ref, client=survivor.client),
            survivor=survivor.ref,
            clients=", ".join(survivor.clients),
            ref=incident.ref,
        )
    # What a drill promised would be promised to a real client.
    if incident.drill != survivor.drill:
        raise Refused(
            "a drill and a real incident cannot be duplicates; stand the drill down", about=Part.SURVIVOR
        )
    told = aware(incident)
    silent = not told and not posted
    written = DuplicateWritten(
        of=survivor.id,
        of_ref=survivor.ref,
        silent=silent,
        **({} if silent else addressed(incident, told or incident.listening, about=promised_update)),
    )
    over = offer_ends(incident, request, ENDED) if silent else []
    return [written, *over, *posting(incident, request, written, posted, where)]


def points_to(incident: Incident) -> str | None:
    """The reference of which it is a duplicate, or will be when its message is out."""
    # Also one that is not out yet: it would make a chain when it is.
    for message in incident.waiting:
        if isinstance(message.event, DuplicateWritten):
            return message.event.of_ref
    return incident.duplicate_of


def promised_update(ledger: Ledger) -> str:
    """The message or event that promised a client the next update; empty where nothing did."""
    promise = ledger.update_promise
    return "" if promise is None else promise.made_by


def words_of(status: Status) -> str:
    return status.value.replace("_", " ")

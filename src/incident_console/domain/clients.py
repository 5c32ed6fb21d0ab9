"""The clients of an incident: who joins, and who turns out not to be concerned.

A promise is made to a client, so each has a ledger of its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from incident_console.domain.addressing import addressed, first_update_due, named_client
from incident_console.domain.authority import contribute, decide, overruled, required, while_open
from incident_console.domain.ending import end_where_all_know, hears_no_more
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.given import client_name
from incident_console.domain.incident import Incident
from incident_console.domain.joining import join
from incident_console.domain.knowing import known_ending, offer_ends_with
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Message
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.posting import posting
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.vocabulary import MessageKind, PromiseKind


class ClientAdded(Event, frozen=True, kw_only=True):
    """Somebody is hit too; or the client who had no name gets one, and keeps what it was promised."""

    turns = True
    derived = frozenset({"updates", "promises"})
    client: str
    first_update_due: datetime | None = None
    """By when a client that joins hears first (UTC)."""

    def apply(self, incident: Incident, entry: Entry) -> None:
        join(incident, self.client, entry.occurred_at, self.first_update_due)

    @property
    def text(self) -> str:
        return self.client


class ClientDropped(MessageEvent, frozen=True, kw_only=True):
    """Somebody is not concerned after all. Who was told anything leaves when they are told this."""

    turns = True
    kind: ClassVar[MessageKind] = MessageKind.CLIENT_DROP
    derived = frozenset({"updates", "promises"})
    client: str
    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        ledger = incident.ledger_of(self.client)
        if not self.silent:
            incident.write(self, entry)
        elif ledger is not None:
            leave(incident, ledger, entry.occurred_at, entry.id)

    def overruled(self, incident: Incident, entry: Entry) -> None:
        if not self.silent:
            incident.write(self, entry, holds=False)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        if ruled := overruled(incident, entry):
            return ruled
        ledger = incident.ledger_of(self.client)
        if ledger is None or not ledger.concerned or incident.concerned == [ledger]:
            return Objection(ground=Ground.CLIENTS, what=", ".join(incident.clients))
        if self.silent and ledger.was_told:
            return Objection(ground=Ground.TOLD, at=ledger.told_at)
        return None

    def went_out(self, incident: Incident, ledger: Ledger, message: Message, at: datetime) -> None:
        # The last client stays, whatever copies say together: somebody has to be told how it ends.
        if message.decisive and incident.concerned != [ledger]:
            ledger.end_promise(PromiseKind.UPDATE, at)
            leave(incident, ledger, at, message.addressees[ledger.n].out_by)

    def anew(self, ref: str) -> tuple[Act, ...]:
        return (Act("drop_client", ref, client=self.client),)

    @property
    def text(self) -> str:
        return self.why


def leave(incident: Incident, ledger: Ledger, at: datetime, by: str) -> None:
    """Have somebody as a client no longer; what was to go out to them does not. `by` is the event.

    Where all who were to be told that it is over were told by then, it ends.
    """
    ledger.dropped_at, ledger.first_update_due = at, None
    hears_no_more(incident, ledger)
    if (ending := known_ending(incident)) is not None:
        end_where_all_know(incident, ending, at, by)


def is_leaving(incident: Incident, ledger: Ledger) -> bool:
    """Whether a client stays one only until it is told that it is not concerned."""
    return any(
        message.kind is MessageKind.CLIENT_DROP and any(each.ledger == ledger.n for each in message.to_tell)
        for message in incident.waiting
    )


def add_client(incident: Incident, request: Request, *, client: str) -> list[Event]:
    """Name one more client; who joins is owed a first update from now (C, Communication).

    The first name is that of the client who had none: its deadline, promises and messages stay.

    Raises:
        Refused: without a name, for somebody who is a client already, or after the end.
    """
    # Who is hit is a fact: whoever learns of it says so.
    contribute(incident, request)
    while_open(incident)
    name = client_name(required(client, Part.CLIENT, "the client"), Part.CLIENT) or ""
    ledger = incident.ledger_of(name)
    if ledger is not None and ledger.listens:
        raise Refused(
            "{client} is a client of {ref} already",
            about=Part.CLIENT,
            client=ledger.client,
            ref=incident.ref,
        )
    # Also where only the name is new: beside another copy's name for that client it is one more client.
    due = first_update_due(incident, request, Ledger(client=name))
    return [ClientAdded(client=name, first_update_due=due)]


def drop_client(
    incident: Incident,
    request: Request,
    *,
    client: str,
    why: str,
    posted: bool = False,
    where: str | None = None,
) -> list[Event]:
    """Say that somebody is not concerned after all; a client who was told anything is told this too.

    Raises:
        Refused: for the only client that is left to an incident, or a name that is no client's.
    """
    decide(incident, request, "drop_client")
    while_open(incident)
    ledger = named_client(incident, client, Part.CLIENT)
    if not [each for each in incident.concerned if each is not ledger and not is_leaving(incident, each)]:
        raise Refused(
            "{client} is the only client of {ref} left, and somebody has to be told how it ends; stand it "
            "down if it was a false alarm, else resolve and close it",
            about=Part.CLIENT,
            then=Act("stand_down", incident.ref),
            client=ledger.client,
            ref=incident.ref,
        )
    why = required(why, Part.WHY, "the reason")
    name = ledger.client or ""
    # Whom nothing ever reached has nothing to be told of.
    if not ledger.was_told and not posted:
        silent = ClientDropped(client=name, why=why, silent=True)
        return [silent, *offer_ends_with(incident, request, silent, [ledger])]
    written = ClientDropped(client=name, why=why, **addressed(incident, [ledger]))
    return [written, *posting(incident, request, written, posted, where)]

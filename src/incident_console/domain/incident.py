"""An Incident as it stands: what it holds, and what can be read of it.

What it is made of is in `parts.py` and `ledger.py`, how its entries make it in `folding.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from incident_console.domain.entry import Entry, MessageEvent
from incident_console.domain.ledger import Ledger, Promise
from incident_console.domain.message import NOT_ANY_MORE, Addressee, Message
from incident_console.domain.parts import (
    Absence,
    Action,
    EndedLife,
    Offer,
    OfferLoss,
    PortalWrite,
    Review,
    Strike,
    Tenure,
)
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import (
    ENDED,
    Criterion,
    MessageKind,
    PromiseKind,
    Remedy,
    Role,
    Severity,
    Status,
)
from incident_console.domain.ways import Delivery


class Incident(msgspec.Struct, kw_only=True):
    """An incident as its entries make it. Rules read it; only folding changes it. All times are UTC."""

    id: str = ""
    ref: str = ""
    title: str = ""
    because: tuple[Criterion, ...] = ()
    severity: Severity | None = None
    severity_confirmed: bool = False
    status: Status = Status.INVESTIGATING
    impact: str | None = None
    scope: str | None = None
    ticket: str | None = None
    ticket_url: str | None = None
    ticket_by: str = ""
    """The event that named the present ticket."""
    ticket_requests: tuple[Entry, ...] = ()
    """The entries by which the portal was asked for a ticket, oldest first."""
    portal: dict[tuple[str, str], PortalWrite] = msgspec.field(default_factory=dict)
    """What came of what was written to the portal: by ticket and the comment's event, of a ticket that was
    asked for by an empty one and the event that did so."""
    drill: bool = False
    imported: bool = False

    declared_at: datetime | None = None
    declared_by: str = ""
    started_at: datetime | None = None
    restored_at: datetime | None = None
    resolved_at: datetime | None = None
    remedy: Remedy | None = None
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    lives: int = 1
    ended_lives: list[EndedLife] = msgspec.field(default_factory=list)
    reopened_at: datetime | None = None
    """When the present life began, where it is not the first."""
    impact_back: datetime | None = None
    """Since when the impact is back, where a reopening said so."""
    highest_severity: Severity | None = None
    highest_in_life: Severity | None = None
    """The highest severity of the present life."""
    resolution: str = ""
    """The event that resolved it, while it is resolved."""
    resolved_by: str = ""
    ended_by: str = ""
    """The event that ended it, while it is over."""
    ended_ever: list[str] = msgspec.field(default_factory=list)
    """The events that ended each of its lives."""
    duplicate_of: str | None = None
    went_into: str = ""
    """The id of the incident of which it is a duplicate."""
    absorbed: dict[str, str] = msgspec.field(default_factory=dict)
    """The duplicates of this one: their references by their ids."""

    owner: str = ""
    owner_assigned: bool = False
    leads: dict[Role, str] = msgspec.field(default_factory=dict)
    leads_since: dict[Role, datetime] = msgspec.field(default_factory=dict)
    term: str = ""
    tenures: list[Tenure] = msgspec.field(default_factory=list)
    offer: Offer | None = None
    offer_losses: list[OfferLoss] = msgspec.field(default_factory=list)
    """What offers lost by other acts than their answers, in order."""
    away: Absence | None = None

    ledgers: list[Ledger] = msgspec.field(default_factory=lambda: [Ledger()])
    """A ledger for each client that it ever had; at first one for a client without a name."""
    messages: dict[str, Message] = msgspec.field(default_factory=dict)
    carried: dict[str, None] = msgspec.field(default_factory=dict)
    """The ids of those that channels carry, in order: among thousands it is them that can be overtaken."""
    updates_written: int = 0
    actions: list[Action] = msgspec.field(default_factory=list)
    reports: tuple[Entry, ...] = ()
    """What colleagues were told, oldest first."""
    review: Review = msgspec.field(default_factory=Review)

    entries: list[Entry] = msgspec.field(default_factory=list)
    turns: list[Entry] = msgspec.field(default_factory=list)
    """The entries that may have changed whose turn it is, in order."""
    last_acts: dict[str, Entry] = msgspec.field(default_factory=dict)
    """What each did last, by the name as they gave it."""
    struck: dict[str, Strike] = msgspec.field(default_factory=dict)

    @property
    def seq(self) -> int:
        """The sequence number of the last entry; 0 before the first."""
        return self.entries[-1].seq if self.entries else 0

    def entry(self, id: str, seq: int) -> Entry | None:
        """Return an entry by its id; at once where it stands at its number, as in a whole log."""
        if 0 < seq <= len(self.entries) and self.entries[seq - 1].id == id:
            return self.entries[seq - 1]
        return next((entry for entry in self.entries if entry.id == id), None)

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED

    @property
    def terms(self) -> int:
        """How many terms of ownership there were, the present one included."""
        return len(self.tenures)

    @property
    def conflicts(self) -> list[Entry]:
        """The entries that do not hold where they stand."""
        return [entry for entry in self.entries if entry.objection is not None]

    @property
    def concerned(self) -> list[Ledger]:
        """The ledgers of those who are its clients now, in the order in which they joined."""
        return [ledger for ledger in self.ledgers if ledger.concerned]

    @property
    def listening(self) -> list[Ledger]:
        """The ledgers of its clients who were not told that it is over."""
        return [ledger for ledger in self.ledgers if ledger.listens]

    @property
    def client(self) -> str | None:
        """The first of its clients; None where nobody is named."""
        return next((ledger.client for ledger in self.ledgers if ledger.concerned), None)

    @property
    def clients(self) -> list[str]:
        """The names of its clients, in the order in which they joined."""
        return [ledger.client for ledger in self.concerned if ledger.client is not None]

    @property
    def has_several(self) -> bool:
        """Whether it ever had more than one client, so that each is named where one is meant."""
        return len(self.ledgers) > 1

    def addressed_by(self, event: MessageEvent) -> list[Ledger]:
        """The ledgers of those whom a message is for: the one client's where it names nobody."""
        if not event.to:
            return self.ledgers[:1]
        named = (self.ledger_of(each.client) for each in event.to)
        return [ledger for ledger in named if ledger is not None] or self.ledgers[:1]

    def ledger_of(self, client: str | None) -> Ledger | None:
        """Return the ledger of a client by name; the first one where nobody is named."""
        if not client or client == self.ledgers[0].client:
            return self.ledgers[0]
        key = name_key(client)
        return next((each for each in self.ledgers if each.key == key), None)

    @property
    def promises(self) -> list[Promise]:
        """What clients were promised, in the order in which it was."""
        if len(self.ledgers) == 1:
            return self.ledgers[0].promises
        each = (promise for ledger in self.ledgers for promise in ledger.promises)
        return sorted(each, key=lambda promise: promise.made_at)

    @property
    def client_told(self) -> bool:
        """Whether anything about it reached a client who was not told that it is over."""
        return any(ledger.was_told for ledger in self.listening)

    @property
    def last_update_at(self) -> datetime | None:
        """When an update or the wrap-up last went out to a client (UTC)."""
        return max((at for each in self.ledgers if (at := each.last_update_at) is not None), default=None)

    @property
    def first_update_due(self) -> datetime | None:
        """By when a client hears first, who was promised nothing; the earliest of several (UTC)."""
        due = (each.first_update_due for each in self.ledgers if each.update_promise is None)
        return min((at for at in due if at is not None), default=None)

    @property
    def owed_promise(self) -> Promise | None:
        """What a client was promised beyond the end; an import is history, and owes nothing here."""
        return None if self.is_open or self.imported else self.update_promise

    @property
    def tenure(self) -> Tenure:
        """The present owner's term."""
        return self.tenures[-1]

    @property
    def update_promise(self) -> Promise | None:
        """The open promise of an update; of several clients', the one that is due first."""
        return self.open_promise(PromiseKind.UPDATE)

    @property
    def analysis_promise(self) -> Promise | None:
        """The open promise of an analysis; of several clients', the one that is due first."""
        return self.open_promise(PromiseKind.ANALYSIS)

    @property
    def open_actions(self) -> list[Action]:
        return [action for action in self.actions if action.open]

    @property
    def waiting(self) -> list[Message]:
        """Messages that have not reached the client, oldest first."""
        return [message for message in self.messages.values() if message.waiting]

    @property
    def updates(self) -> list[Message]:
        """Updates and wrap-ups as written, in order."""
        kinds = (MessageKind.UPDATE, MessageKind.WRAP_UP)
        return [
            message for message in self.messages.values() if message.kind in kinds and not message.dropped
        ]

    def postable_to(self, message: Message) -> list[Addressee]:
        """The clients to whom a message waits to go out, and can as it stands."""
        return [each for each in message.to_tell if not message.speaks_of_the_past(self.ledgers[each.ledger])]

    def to_post(self, message: Message) -> list[Addressee]:
        """The clients to whom somebody is to post a message: no channel may still bring it to them."""
        return [each for each in self.postable_to(message) if not message.goes_by_itself(each.ledger)]

    @property
    def unfinished(self) -> list[Message]:
        """Messages that a client has not got, or not by all of its channels, oldest first."""
        return [each for each in self.messages.values() if any(map(each.unfinished, each.addressees))]

    def is_overtaken(self, message: Message) -> bool:
        """Whether a message waits whose words speak of promises that no longer stand."""
        return message.waiting and not self.postable_to(message)

    @property
    def postable(self) -> list[Message]:
        """Messages that wait and can go out as they stand, oldest first."""
        return [message for message in self.waiting if not self.is_overtaken(message)]

    def open_promise(self, kind: PromiseKind) -> Promise | None:
        """The open promise of a kind; of several clients', the one that is due first."""
        found = [promise for each in self.ledgers if (promise := each.open_promise(kind)) is not None]
        return min(found, key=lambda promise: promise.due_at, default=None)

    def holder(self, role: Role) -> str:
        """Who holds a role now; an unassigned lead is held by the owner."""
        return self.owner if role is Role.IC else self.leads.get(role, self.owner)

    def standing_offer(self, now: datetime) -> Offer | None:
        """The offer that can still be accepted at that time (UTC)."""
        return self.offer if self.offer is not None and self.offer.stands(now) else None

    def write(self, event: MessageEvent, entry: Entry, *, holds: bool = True) -> None:
        """Note a message that is to go to clients; an absence or an end replaces its waiting twin."""
        ledgers = self.addressed_by(event)
        # An update may wait beside the next one, for each can still be posted; a new time takes the place
        # of its twin by the promise that both speak of (`promises.py`).
        if holds and event.kind not in (MessageKind.UPDATE, MessageKind.RESCHEDULE):
            self.drop_waiting(event.kind, ledgers=ledgers)
        number = 0
        if event.kind is MessageKind.UPDATE:
            # Counted also where it does not hold: a client may have read it under that number.
            number = self.updates_written = self.updates_written + 1
        message = self.messages[entry.id] = Message(
            id=entry.id,
            kind=event.kind,
            seq=entry.seq,
            by=entry.by,
            words=event.words,
            written_at=entry.occurred_at,
            event=event,
            number=number,
            life=self.lives,
            decisive=holds,
        )
        for each in ledgers:
            message.addressees[each.n] = Addressee(ledger=each.n, client=each.client, dropped=not holds)
        if event.ways:
            self.send_by(message, holds=holds)

    def send_by(self, message: Message, *, holds: bool) -> None:
        """Note by which ways a message is to go out, to each recipient for itself."""
        for way in message.event.ways:
            ledger = self.ledger_of(way.client) or self.ledgers[0]
            for recipient in way.recipients:
                delivery = Delivery(
                    channel=way.channel,
                    client=way.client,
                    recipient=recipient,
                    ledger=ledger.n,
                    wanted=way.proof,
                    needed=way.needed,
                )
                message.deliveries[delivery.key] = delivery
                self.carried[message.id] = None
        if not holds:
            for ledger in self.ledgers:
                message.keep_back(ledger.n, NOT_ANY_MORE)

    def drop_waiting(self, *kinds: MessageKind, ledgers: Sequence[Ledger] | None = None) -> None:
        """Take waiting messages of these kinds out of the outbox: what they say has been overtaken.

        Those to all clients, or only to those with these ledgers.
        """
        for message in self.messages.values():
            if message.kind in kinds:
                for n in [None] if ledgers is None else [ledger.n for ledger in ledgers]:
                    message.withhold(n)

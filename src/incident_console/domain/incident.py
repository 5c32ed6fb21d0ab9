"""The Incident, folded from its entries; the same entries always give the same one.

What it is made of is in `parts.py`, what it is folded from in `entry.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime

import msgspec

from incident_console.domain.entry import FIRST_WORD, Entry, Event, MessageEvent
from incident_console.domain.parts import (
    Absence,
    Action,
    EndedLife,
    Message,
    Offer,
    OfferLoss,
    Promise,
    Review,
    Strike,
    Tenure,
)
from incident_console.domain.vocabulary import (
    ENDED,
    Criterion,
    MessageKind,
    Outcome,
    PromiseKind,
    Remedy,
    Role,
    Severity,
    Status,
)


class Incident(msgspec.Struct, kw_only=True):
    """An incident as its entries make it. Only `absorb` changes it; rules read it, and `after` leaves it."""

    id: str = ""
    ref: str = ""
    title: str = ""
    because: tuple[Criterion, ...] = ()
    severity: Severity | None = None
    severity_confirmed: bool = False
    status: Status = Status.INVESTIGATING
    impact: str | None = None
    scope: str | None = None
    client: str | None = None
    ticket: str | None = None
    ticket_url: str | None = None
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

    first_update_due: datetime | None = None
    promises: list[Promise] = msgspec.field(default_factory=list)
    messages: dict[str, Message] = msgspec.field(default_factory=dict)
    updates_written: int = 0
    last_out_at: datetime | None = None
    last_update_at: datetime | None = None
    actions: list[Action] = msgspec.field(default_factory=list)
    review: Review = msgspec.field(default_factory=Review)

    entries: list[Entry] = msgspec.field(default_factory=list)
    last_acts: dict[str, Entry] = msgspec.field(default_factory=dict)
    """What each did last, by the name as they gave it."""
    struck: dict[str, Strike] = msgspec.field(default_factory=dict)

    @property
    def seq(self) -> int:
        """The sequence number of the last entry; 0 before the first."""
        return self.entries[-1].seq if self.entries else 0

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
    def owed_promise(self) -> Promise | None:
        """What a client was promised beyond the end; an import is history, and owes nothing here."""
        return None if self.is_open or self.imported else self.update_promise

    @property
    def tenure(self) -> Tenure:
        """The present owner's term."""
        return self.tenures[-1]

    def term_of(self, at: datetime, *, backdated: bool) -> int:
        """Return the place of the term of ownership to which something belongs, counted from 0.

        What is backdated belongs to who owned it then; what is said now to the present owner, whatever a
        clock that was set back shows.
        """
        last = len(self.tenures) - 1
        if not backdated:
            return last
        return next((place for place in range(last, 0, -1) if self.tenures[place].since <= at), 0)

    @property
    def update_promise(self) -> Promise | None:
        """The one open promise of an update."""
        return self.open_promise(PromiseKind.UPDATE)

    @property
    def analysis_promise(self) -> Promise | None:
        """The one open promise of an analysis."""
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

    def is_overtaken(self, message: Message) -> bool:
        """Whether a message waits whose words speak of a promise that no longer stands."""
        about = message.event.about
        if not message.waiting or not about:
            return False
        if about == FIRST_WORD:
            return self.update_promise is not None or self.first_update_due is None
        return not any(each.made_by == about and each.outcome is Outcome.OPEN for each in self.promises)

    @property
    def postable(self) -> list[Message]:
        """Messages that wait and can go out as they stand, oldest first."""
        return [message for message in self.waiting if not self.is_overtaken(message)]

    def open_promise(self, kind: PromiseKind) -> Promise | None:
        for promise in reversed(self.promises):
            if promise.kind is kind and promise.outcome is Outcome.OPEN:
                return promise
        return None

    def holder(self, role: Role) -> str:
        """Who holds a role now; an unassigned lead is held by the owner."""
        return self.owner if role is Role.IC else self.leads.get(role, self.owner)

    def standing_offer(self, now: datetime) -> Offer | None:
        """The offer that can still be accepted at that time (UTC)."""
        return self.offer if self.offer is not None and self.offer.stands(now) else None

    def write(self, event: MessageEvent, entry: Entry, *, holds: bool = True) -> None:
        """Note a message that is to go to the client; an absence or an end replaces its waiting twin."""
        if holds and event.kind not in (MessageKind.UPDATE, MessageKind.RESCHEDULE):
            self.drop_waiting(event.kind)
        number = 0
        if event.kind is MessageKind.UPDATE:
            number = self.updates_written = self.updates_written + 1
        self.messages[entry.id] = Message(
            id=entry.id,
            kind=event.kind,
            seq=entry.seq,
            by=entry.by,
            words=event.words,
            written_at=entry.occurred_at,
            event=event,
            number=number,
            life=self.lives,
            dropped=not holds,
            overtaken=not holds,
        )

    def stand_at(self, severity: Severity | None) -> None:
        """Take on a severity, and keep in mind the highest one."""
        self.severity = severity
        if severity is not None:
            self.highest_severity = min(self.highest_severity or severity, severity)
            self.highest_in_life = min(self.highest_in_life or severity, severity)

    def drop_waiting(self, *kinds: MessageKind, overtaken: bool = False) -> None:
        """Take waiting messages of these kinds out of the outbox: what they say has been overtaken."""
        for message in self.messages.values():
            if message.kind in kinds and message.waiting:
                message.dropped = True
                message.overtaken = overtaken

    def end_promise(self, kind: PromiseKind, at: datetime, *, moved: bool = False) -> Promise | None:
        """End the open promise of a kind by what went out at that time: kept, late by so much, or moved."""
        promise = self.open_promise(kind)
        if promise is None:
            return None
        if at > promise.due_at:
            promise.outcome = Outcome.LATE
            promise.late_seconds = int((at - promise.due_at).total_seconds())
            promise.fulfilled_at = at
        elif moved:
            promise.outcome = Outcome.MOVED
        else:
            promise.outcome = Outcome.KEPT
            promise.fulfilled_at = at
        return promise

    def make_promise(self, kind: PromiseKind, at: datetime, due_at: datetime, message: Message) -> Promise:
        """Open a promise. The owner owes it, whoever wrote the words."""
        promise = Promise(
            kind=kind,
            made_at=at,
            due_at=due_at,
            keeper=self.owner,
            client=message.client,
            made_by=message.id,
            cadence_due=message.event.cadence_due if kind is PromiseKind.UPDATE else None,
        )
        self.promises.append(promise)
        return promise

    def append(self, entry: Entry) -> None:
        """Put an entry behind the others; what it changes is `take`'s."""
        self.entries.append(entry)
        if entry.event.is_act:
            self.last_acts[entry.by] = entry

    def absorb(self, entry: Entry) -> None:
        """Take one more entry. A strike may change what came before it, so all is folded anew."""
        struck = entry.event.strikes
        if struck is None:
            self.append(entry)
            take(self, entry)
        elif any(e.id == struck and is_inert(e.event) for e in self.entries):
            self.append(entry)
            note_strike(self, entry, struck)
        else:
            anew = fold([*self.entries, entry])
            for name in self.__struct_fields__:
                setattr(self, name, getattr(anew, name))

    def after(self, entries: Sequence[Entry]) -> Incident:
        """The incident as these further entries make it; this one, which others may be reading, stays."""
        if not entries:
            return self
        twin = self.twin()
        for entry in entries:
            twin.absorb(entry)
        return twin

    def twin(self) -> Incident:
        """A copy that shares nothing with this one that can change. What is frozen is shared."""
        twin = copy(self)
        twin.absorbed = dict(self.absorbed)
        twin.leads, twin.leads_since = dict(self.leads), dict(self.leads_since)
        twin.ended_lives, twin.ended_ever = list(self.ended_lives), list(self.ended_ever)
        twin.tenures = [copy(tenure) for tenure in self.tenures]
        twin.offer, twin.away = copy(self.offer), copy(self.away)
        twin.offer_losses = list(self.offer_losses)
        twin.promises = [copy(promise) for promise in self.promises]
        twin.messages = {name: copy(message) for name, message in self.messages.items()}
        twin.actions = [copy(action) for action in self.actions]
        twin.review = copy(self.review)
        twin.review.factors = list(self.review.factors)
        twin.review.recommendations = list(self.review.recommendations)
        twin.entries, twin.struck = list(self.entries), dict(self.struck)
        twin.last_acts = dict(self.last_acts)
        return twin


def is_inert(event: Event) -> bool:
    """Whether an event changes nothing but the log."""
    return type(event).apply is Event.apply


def take(incident: Incident, entry: Entry) -> None:
    """Change the incident as the entry did, or as far as it does where it does not hold."""
    if entry.objection is None:
        entry.event.apply(incident, entry)
    else:
        entry.event.overruled(incident, entry)


def note_strike(incident: Incident, entry: Entry, struck: str) -> None:
    """Note that an event is struck; the first word stands."""
    incident.struck.setdefault(struck, Strike(by=entry.by, why=entry.event.text, at=entry.occurred_at))


def fold(entries: Iterable[Entry]) -> Incident:
    """The incident that these entries, in the order of their places, make."""
    given: Sequence[Entry] = entries if isinstance(entries, list) else list(entries)
    incident = Incident()
    struck = incident.struck
    for entry in given:
        if (event := entry.event.strikes) is not None:
            note_strike(incident, entry, event)
    for entry in given:
        incident.append(entry)
        if entry.id in struck:
            continue
        if entry.objection is None:
            entry.event.apply(incident, entry)
        else:
            entry.event.overruled(incident, entry)
    return incident

"""The Incident, folded from its entries; the same entries always give the same one.

What is read of it is in `state.py`, what it is made of in `parts.py`, what it is folded from in `entry.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime

from msgspec.structs import replace

from incident_console.domain.entry import Addressee, Entry, Event, Message, MessageEvent
from incident_console.domain.ledger import Ledger, Promise
from incident_console.domain.parts import Strike
from incident_console.domain.state import State
from incident_console.domain.vocabulary import MessageKind, PromiseKind, Severity


class Incident(State, kw_only=True):
    """An incident as its entries make it. Only `absorb` changes it; rules read it, and `after` leaves it."""

    def join(self, client: str, since: datetime, first_update_due: datetime | None) -> Ledger:
        """Have somebody as a client: a new one, or one who was dropped or told that it is over.

        The first name is that of the client without a name, whose promises stay. For who is a client already
        nothing changes; who joins what another copy had ended hears first when it is reopened.
        """
        if not self.is_open:
            first_update_due = None
        first, ledger = self.ledgers[0], self.ledger_of(client)
        if ledger is None and first.client is None and not self.has_several:
            first.be_called(client)
            for message in self.messages.values():
                message.addressees[0] = replace(message.addressees[0], client=client)
            return first
        if ledger is None:
            ledger = Ledger(n=len(self.ledgers), client=client, since=since)
            ledger.first_update_due = first_update_due
            self.ledgers.append(ledger)
        elif not ledger.listens:
            ledger.dropped_at, ledger.since = None, since
            ledger.begin_again(first_update_due)
        return ledger

    def write(self, event: MessageEvent, entry: Entry, *, holds: bool = True) -> None:
        """Note a message that is to go to clients; an absence or an end replaces its waiting twin."""
        ledgers = self.addressed_by(event)
        if holds and event.kind not in (MessageKind.UPDATE, MessageKind.RESCHEDULE):
            self.drop_waiting(event.kind, ledgers=ledgers)
        number = 0
        if event.kind is MessageKind.UPDATE:
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

    def stand_at(self, severity: Severity | None) -> None:
        """Take on a severity, and keep in mind the highest one."""
        self.severity = severity
        if severity is not None:
            self.highest_severity = min(self.highest_severity or severity, severity)
            self.highest_in_life = min(self.highest_in_life or severity, severity)

    def drop_waiting(self, *kinds: MessageKind, ledgers: Sequence[Ledger] | None = None) -> None:
        """Take waiting messages of these kinds out of the outbox: what they say has been overtaken.

        Those to all clients, or only to those with these ledgers.
        """
        for message in self.messages.values():
            if message.kind in kinds:
                for n in [None] if ledgers is None else [ledger.n for ledger in ledgers]:
                    message.withhold(n)

    def make_promise(
        self, ledger: Ledger, kind: PromiseKind, at: datetime, due_at: datetime, message: Message
    ) -> Promise:
        """Open a promise to a client. The owner owes it, whoever wrote the words."""
        asked = message.event.cadence_for(ledger.client) if kind is PromiseKind.UPDATE else None
        promise = Promise(
            kind=kind,
            made_at=at,
            due_at=due_at,
            keeper=self.owner,
            client=ledger.client,
            made_by=message.id,
            cadence_due=asked,
        )
        ledger.owe(promise)
        return promise

    def append(self, entry: Entry) -> None:
        """Put an entry behind the others; what it changes is `take`'s."""
        self.entries.append(entry)
        if entry.event.turns:
            self.turns.append(entry)
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
        twin.ledgers = [ledger.twin() for ledger in self.ledgers]
        twin.messages = {name: message.twin() for name, message in self.messages.items()}
        twin.actions = [copy(action) for action in self.actions]
        twin.review = copy(self.review)
        twin.review.factors = list(self.review.factors)
        twin.review.recommendations = list(self.review.recommendations)
        twin.entries, twin.struck = list(self.entries), dict(self.struck)
        twin.turns, twin.last_acts = list(self.turns), dict(self.last_acts)
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

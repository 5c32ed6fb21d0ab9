"""The Incident, folded from its entries, and the values it is made of.

An `Entry` is an `Event` with its envelope: who, when, in which term. `fold` turns entries into an `Incident`.
All times are aware and in UTC, cut to whole seconds by the desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

import msgspec

from incident_console.domain.policy import Policy
from incident_console.domain.vocabulary import (
    DUTIES,
    ENDED,
    WORKING,
    Criterion,
    MessageKind,
    Outcome,
    PromiseKind,
    Refused,
    Remedy,
    Role,
    Severity,
    Status,
)

__all__ = [
    "DUTIES",
    "ENDED",
    "WORKING",
    "Absence",
    "Action",
    "Asked",
    "Brief",
    "BriefAction",
    "Criterion",
    "Entry",
    "Event",
    "Incident",
    "Message",
    "MessageEvent",
    "MessageKind",
    "Offer",
    "Outcome",
    "Promise",
    "PromiseKind",
    "Refused",
    "Remedy",
    "Review",
    "Role",
    "Severity",
    "Status",
    "Strike",
    "Tenure",
    "fold",
    "refusal_time",
    "snake_case",
]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, when it happened, when it is being recorded, under which policy.

    `at` and `now` are UTC; `at` is earlier than `now` where something is recorded after the fact.
    `id` is the identifier of the first event that comes of it; `term` the ownership term its author saw.
    """

    by: str
    at: datetime
    now: datetime
    policy: Policy
    id: str
    term: int | None = None


def snake_case(name: str) -> str:
    """`UpdateWritten` is called `update_written` in the log."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


class Event(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag=snake_case, gc=False
):
    """Something that happened in an incident."""

    version: ClassVar[int] = 1
    derived: ClassVar[frozenset[str]] = frozenset()
    strikable: ClassVar[bool] = False

    def apply(self, incident: Incident, entry: Entry) -> None:
        """Change the incident as this event did."""

    @property
    def text(self) -> str:
        """What was typed, verbatim."""
        return ""

    @property
    def strikes(self) -> int | None:
        """The sequence number of the entry that this one strikes."""
        return None

    @property
    def step(self) -> str:
        """How it reads among the steps taken, where it is one."""
        return ""

    @property
    def is_finding(self) -> bool:
        """Whether it says what was found out."""
        return False

    @property
    def is_inquiry(self) -> bool:
        """Whether it is a question of a client."""
        return False

    @property
    def calls(self) -> str | None:
        """Who was called for help by it."""
        return None


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event as recorded: its envelope and itself."""

    id: str
    incident: str
    seq: int
    console: str
    count: int
    term: int
    occurred_at: datetime
    recorded_at: datetime
    by: str
    event: Event


class Promise(msgspec.Struct, kw_only=True):
    """A committed time that a client has read."""

    kind: PromiseKind
    made_at: datetime
    due_at: datetime
    keeper: str
    watcher: str = ""
    made_by: str = ""
    outcome: Outcome = Outcome.OPEN
    late_seconds: int | None = None
    fulfilled_at: datetime | None = None


class Message(msgspec.Struct, kw_only=True):
    """A text for the client: waiting until it is out, or somebody says that they posted it."""

    id: str
    kind: MessageKind
    seq: int
    by: str
    words: str
    written_at: datetime
    event: MessageEvent
    number: int = 0
    out_at: datetime | None = None
    out_seq: int = 0
    where: str = ""
    dropped: bool = False

    @property
    def waiting(self) -> bool:
        return self.out_at is None and not self.dropped


class MessageEvent(Event, frozen=True, kw_only=True):
    """An event whose words are for the client; it takes effect when they are out."""

    kind: ClassVar[MessageKind]
    derived = frozenset({"updates"})
    words: str = ""

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.write(self, entry)

    def went_out(self, incident: Incident, message: Message, at: datetime) -> None:
        """Change the incident as the client's reading this does."""

    @property
    def promised_at(self) -> datetime | None:
        """The time of the next word that the message commits to."""
        return None


class Action(msgspec.Struct, kw_only=True):
    """A piece of work with an owner. A follow-up outlives the incident; `carried`: the end made it one."""

    n: int
    text: str
    owner: str
    due: datetime | None
    follow_up: bool
    added_at: datetime
    carried: bool = False
    done_at: datetime | None = None
    dropped_at: datetime | None = None
    dropped_why: str = ""

    @property
    def open(self) -> bool:
        return self.done_at is None and self.dropped_at is None


class BriefAction(msgspec.Struct, frozen=True, kw_only=True):
    """An open action as the brief names it."""

    n: int
    text: str
    owner: str


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """What a handover carries (C, Presence), stored as it was given."""

    status: str
    roles: tuple[Role, ...]
    latest_update: str = ""
    latest_update_at: datetime | None = None
    actions: tuple[BriefAction, ...] = ()
    next_kind: str = ""
    next_update_at: datetime | None = None
    unsent: tuple[str, ...] = ()


class Offer(msgspec.Struct, kw_only=True):
    """A handover offered and not yet answered. It lapses by itself when its time is past."""

    id: str
    seq: int
    to: str
    by: str
    roles: tuple[Role, ...]
    offered_at: datetime
    stands_until: datetime
    brief: Brief

    def stands(self, now: datetime) -> bool:
        return now <= self.stands_until


class Absence(msgspec.Struct, kw_only=True):
    """A declared gap: the owner is away and nobody covers (C, Presence)."""

    who: str
    since: datetime
    until: datetime
    expect: str
    asked: tuple[str, ...]
    message: str
    told: bool = False


class Tenure(msgspec.Struct, kw_only=True):
    """One term of ownership."""

    name: str
    since: datetime
    until: datetime | None = None
    how: str = "declared"


class Strike(msgspec.Struct, frozen=True, kw_only=True):
    """Why an entry no longer counts."""

    by: str
    why: str
    at: datetime


class Review(msgspec.Struct, kw_only=True):
    """The post-incident review as written so far (R 9)."""

    root_cause: str = ""
    factors: list[str] = msgspec.field(default_factory=list)
    recommendations: list[str] = msgspec.field(default_factory=list)
    due_at: datetime | None = None
    completed_at: datetime | None = None


class Incident(msgspec.Struct, kw_only=True):
    """An incident as its entries make it. Only `absorb` changes it; rules read it."""

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
    duplicate_of: str | None = None
    absorbed: list[str] = msgspec.field(default_factory=list)

    owner: str = ""
    owner_assigned: bool = False
    leads: dict[Role, str] = msgspec.field(default_factory=dict)
    leads_since: dict[Role, datetime] = msgspec.field(default_factory=dict)
    term: int = 1
    tenures: list[Tenure] = msgspec.field(default_factory=list)
    offer: Offer | None = None
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
    struck: dict[int, Strike] = msgspec.field(default_factory=dict)

    @property
    def seq(self) -> int:
        """The sequence number of the last entry; 0 before the first."""
        return self.entries[-1].seq if self.entries else 0

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED

    @property
    def tenure(self) -> Tenure:
        """The present owner's term."""
        return self.tenures[-1]

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

    def write(self, event: MessageEvent, entry: Entry) -> None:
        """Note a message that is to go to the client; an absence or an end replaces its waiting twin."""
        if event.kind not in (MessageKind.UPDATE, MessageKind.RESCHEDULE):
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
        )

    def drop_waiting(self, *kinds: MessageKind) -> None:
        """Take waiting messages of these kinds out of the outbox: what they say has been overtaken."""
        for message in self.messages.values():
            if message.kind in kinds and message.waiting:
                message.dropped = True

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
        promise = Promise(kind=kind, made_at=at, due_at=due_at, keeper=self.owner, made_by=message.id)
        self.promises.append(promise)
        return promise

    def absorb(self, entry: Entry) -> None:
        """Take one more entry. A strike may change what came before it, so all is folded anew."""
        if entry.event.strikes is None:
            self.entries.append(entry)
            entry.event.apply(self, entry)
            return
        anew = fold([*self.entries, entry])
        for name in self.__struct_fields__:
            setattr(self, name, getattr(anew, name))


def fold(entries: Iterable[Entry]) -> Incident:
    """The incident that these entries, in order of their sequence, make."""
    given: Sequence[Entry] = entries if isinstance(entries, list) else list(entries)
    incident = Incident()
    past = incident.entries
    struck = incident.struck
    for entry in given:
        if (seq := entry.event.strikes) is not None:
            struck[seq] = Strike(by=entry.by, why=entry.event.text, at=entry.occurred_at)
    for entry in given:
        past.append(entry)
        if entry.seq not in struck:
            entry.event.apply(incident, entry)
    return incident


def refusal_time(moment: datetime) -> str:
    """A time as a refusal names it."""
    return moment.strftime("%Y-%m-%d %H:%M UTC")

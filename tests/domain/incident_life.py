"""Incidents that live without a store: rules are asked, and their answers absorbed as the desk would.

Every act checks on the way that the rule changed nothing, that a refusal is one line and leaves no event, and
that an event says which of the tables that people query it changes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from incident_console.domain import (
    adopting,
    closing,
    communication,
    declaring,
    handover,
    handover_answers,
    posting,
    response,
)
from incident_console.domain.deadlines import Deadline, next_deadline
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.events import decode, encode
from incident_console.domain.folding import after, fold
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.policy import Policy
from incident_console.domain.refusal import Refused
from incident_console.domain.sending import with_ways
from incident_console.domain.vocabulary import Criterion, MessageKind, Remedy, Severity, Status

Rule = Callable[..., list[Event]]

START = datetime(2026, 9, 1, 14, 0, tzinfo=UTC)
"""A Tuesday afternoon, within business hours."""


def clock(time: str, day: int = 1) -> datetime:
    """A time on a September day of 2026, UTC."""
    return datetime.fromisoformat(f"2026-09-{day:02}T{time}+00:00")


class Shift:
    """What all lives share: the time, the policy, and each other."""

    def __init__(self, now: datetime = START, policy: Policy | None = None) -> None:
        self.now = now
        self.policy = policy or Policy()
        self.lives: dict[str, Life] = {}
        self.events = 0
        self.set_back = False
        """Whether the clock was ever set back: then order is the sequence alone."""

    def new_id(self) -> str:
        self.events += 1
        return f"01990000-0000-7000-8000-{self.events:012x}"


class Life:
    """One incident from its declaration on."""

    def __init__(self, shift: Shift | None = None, ref: str = "INC-7K3Q") -> None:
        self.shift = shift or Shift()
        self.ref = ref
        self.incident = Incident()
        self.entries: list[Entry] = []
        self.shift.lives[ref] = self

    @property
    def now(self) -> datetime:
        return self.shift.now

    @property
    def due(self) -> Deadline:
        """The deadline on the clock."""
        deadline = next_deadline(self.incident)
        assert deadline is not None
        return deadline

    @property
    def clock(self) -> tuple[str, datetime]:
        """What the clock counts down to, and when that is due."""
        return self.due.kind.value, self.due.due_at

    @property
    def outcomes(self) -> list[str]:
        """What became of each promise, oldest first."""
        return [promise.outcome.value for promise in self.incident.promises]

    @property
    def last(self) -> Event:
        """What was recorded last."""
        return self.entries[-1].event

    def wait(self, *, minutes: float = 0, hours: float = 0, seconds: float = 0, until: str = "") -> Life:
        """Let time pass."""
        self.shift.now = (
            clock(until) if until else self.now + timedelta(minutes=minutes, hours=hours, seconds=seconds)
        )
        return self

    def term(self, number: int) -> str:
        """The id of a term of ownership by its number."""
        tenures = self.incident.tenures
        return tenures[number - 1].id if number <= len(tenures) else "a term that is not yet"

    def seq(self, entry: int) -> str:
        """The id of an entry by its number."""
        return self.entries[entry - 1].id

    def request(self, by: str = "", at: datetime | None = None, term: int | None = None) -> Request:
        return Request(
            by=by or self.incident.owner,
            at=at or self.now,
            now=self.now,
            policy=self.shift.policy,
            id=self.shift.new_id(),
            term=None if term is None else self.term(term),
        )

    def act(
        self, rule: Rule, *, by: str = "", at: datetime | None = None, term: int | None = None, **said: Any
    ) -> list[Entry]:
        """Ask a rule and record its answer, by the owner and now where nothing else is said."""
        request = self.request(by, at, term)
        others = [life.incident for life in self.shift.lives.values()]
        before = [state(incident) for incident in others]
        try:
            events = rule(self.incident, request, **said)
        finally:
            assert [state(incident) for incident in others] == before, "a rule changed an incident"
        return self.record(request, events)

    def record(self, request: Request, events: list[Event]) -> list[Entry]:
        """Absorb what a rule answered; a duplicate's survivor hears of it, or nothing is recorded."""
        before, went_into, kept = self.incident, self.incident.duplicate_of, len(self.entries)
        for place, event in enumerate(with_ways(self.incident, events, request)):
            self.enter(request, event, request.id if place == 0 else self.shift.new_id())
        now_into = self.incident.duplicate_of
        try:
            if now_into is not None and now_into != went_into:
                self.hear(request, now_into, lambda other: adopting.adopt(other, self.incident, before))
            elif now_into is None and went_into is not None:
                self.hear(request, went_into, lambda other: adopting.release(other, self.incident))
        except Refused:
            self.entries = self.entries[:kept]
            self.incident = fold(self.entries)
            raise
        return self.entries[kept:]

    def hear(self, request: Request, survivor: str, answer: Callable[[Incident], list[Event]]) -> None:
        """Record with the survivor what its duplicate did."""
        other = self.shift.lives[survivor]
        for event in answer(other.incident):
            other.enter(msgspec.structs.replace(request, at=request.now), event, self.shift.new_id())

    def enter(self, request: Request, event: Event, id: str) -> None:
        """Put an event into its envelope, by way of the text that the store keeps."""
        entry = Entry(
            id=id,
            incident=f"incident {self.ref}",
            seq=len(self.entries) + 1,
            console="console",
            count=len(self.entries) + 1,
            term=self.incident.term or id,
            occurred_at=request.at,
            recorded_at=request.now,
            by=request.by,
            event=decode(encode(event)),
        )
        before, was, stood = views(self.incident), self.incident, state(self.incident)
        self.entries.append(entry)
        self.incident = after(was, [entry])
        assert state(was) == stood, "an entry changed the incident before it"
        changed = {name for name, view in views(self.incident).items() if view != before[name]}
        assert changed <= event.derived, "what people query changed, and the event did not say so"

    def refused(self, rule: Rule, **said: Any) -> str:
        """The sentence with which a rule refuses, as a log has it; nothing is recorded."""
        return str(self.refusal(rule, **said))

    def refusal(self, rule: Rule, **said: Any) -> Refused:
        """The refusal of a rule; nothing is recorded."""
        before, kept = state(self.incident), len(self.entries)
        with pytest.raises(Refused) as refusal:
            self.act(rule, **said)
        assert state(self.incident) == before
        assert len(self.entries) == kept
        sentence = str(refusal.value)
        assert sentence
        assert "\n" not in sentence
        return refusal.value

    def declare(self, *, by: str = "alice", at: datetime | None = None, **said: Any) -> Life:
        """Declare it: P1, by alice, because production is affected, where nothing else is said."""
        said = {
            "ref": self.ref,
            "title": "Checkout answers 502",
            "because": [Criterion.PRODUCTION],
            "severity": Severity.P1,
            **said,
        }
        request = Request(
            by=by, at=at or self.now, now=self.now, policy=self.shift.policy, id=self.shift.new_id()
        )
        self.record(request, declaring.declare(request, **said))
        return self

    def update(
        self,
        minutes: float = 30,
        *,
        by: str = "",
        at: datetime | None = None,
        posted: bool = True,
        **said: Any,
    ) -> Life:
        """Send an update that promises the next one so many minutes later."""
        said = {"impact": "All checkouts fail", "done": "Rolled back", "next_steps": "Scale the pool", **said}
        said.setdefault("next_update", (at or self.now) + timedelta(minutes=minutes))
        self.act(communication.send_update, by=by, at=at, posted=posted, **said)
        return self

    def post(self, kind: MessageKind, *, by: str = "", at: datetime | None = None) -> Life:
        """Say that the waiting message of that kind is out."""
        message = self.waiting(kind)
        self.act(posting.say_posted, by=by, at=at, message=message.id)
        return self

    def waiting(self, kind: MessageKind) -> Message:
        (message,) = (message for message in self.incident.waiting if message.kind is kind)
        return message

    def hand_over(self, to: str, **said: Any) -> Life:
        """Offer the ownership and have it accepted."""
        self.act(handover.offer_handover, to=to, **{"status": "Rolled back, watching", **said})
        self.act(handover_answers.accept_handover, by=to)
        return self

    def resolve(self, **said: Any) -> Life:
        self.act(closing.resolve, **{"remedy": Remedy.RESTORED, **said})
        return self

    def confirm(self) -> Life:
        self.act(closing.confirm)
        return self

    def close(self, *, posted: bool = True, **said: Any) -> Life:
        """Go through all three gates that are still shut."""
        if self.incident.status is not Status.RESOLVED:
            self.resolve()
        if self.incident.confirmed_at is None:
            self.confirm()
        said = {
            "what": "A release broke the checkout",
            "customer_impact": "All checkouts failed for an hour",
            "prevention": "Releases are staged",
            **said,
        }
        self.act(closing.close, posted=posted, **said)
        return self

    def note(self, what: str = "Pool at 100 %", **said: Any) -> Life:
        self.act(response.note, what=what, **said)
        return self


def state(incident: Incident) -> bytes:
    """Everything that an incident is, for comparing."""
    return msgspec.msgpack.encode(incident)


def views(incident: Incident) -> dict[str, bytes]:
    """What people query beside the incident itself, by the names that events use for it."""
    messages = [msgspec.structs.asdict(message) | {"event": None} for message in incident.messages.values()]
    seen = {
        "updates": messages,
        "promises": incident.promises,
        "actions": incident.actions,
        "ownership": incident.tenures,
    }
    return {name: msgspec.msgpack.encode(view) for name, view in seen.items()}


def declared(shift: Shift | None = None, **said: Any) -> Life:
    """A life just begun by alice: P1, production affected."""
    return Life(shift).declare(**said)

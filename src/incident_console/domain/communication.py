"""What the client hears: four-part updates, the promises they make, rescheduling, absence, and what is out.

(C, Communication; C, Regular updates; C, Presence; R 7)
A message to the client counts when it is out: delivered, or somebody says that they posted it.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from incident_console.domain.authority import (
    contribute,
    decide,
    in_term,
    in_time,
    now_only,
    optional,
    required,
    speak,
    while_open,
)
from incident_console.domain.declaring import one_line, person
from incident_console.domain.incident import (
    Absence,
    Asked,
    Entry,
    Event,
    Incident,
    Message,
    MessageEvent,
    MessageKind,
    Promise,
    PromiseKind,
    Refused,
    Role,
    refusal_time,
)
from incident_console.domain.ownership import is_away
from incident_console.domain.text import same_person


class UpdateWritten(MessageEvent, frozen=True, kw_only=True):
    """A client update: impact, steps taken, next steps, and the exact time of the next update."""

    kind: ClassVar[MessageKind] = MessageKind.UPDATE
    impact: str = ""
    done: str = ""
    next_steps: str = ""
    next_update_at: datetime | None = None
    investigating: str | None = None
    waiting_on: str | None = None
    expecting: str | None = None

    def went_out(self, incident: Incident, message: Message, at: datetime) -> None:
        incident.end_promise(PromiseKind.UPDATE, at)
        incident.first_update_due = None
        incident.last_update_at = at
        if self.next_update_at is not None:
            incident.make_promise(PromiseKind.UPDATE, at, self.next_update_at, message)

    @property
    def promised_at(self) -> datetime | None:
        return self.next_update_at

    @property
    def text(self) -> str:
        parts = (self.impact, self.done, self.next_steps, self.investigating, self.waiting_on, self.expecting)
        return "\n".join(part for part in parts if part) or self.words


class RescheduleWritten(MessageEvent, frozen=True, kw_only=True):
    """Another time for what was promised, told to the client with the reason."""

    kind: ClassVar[MessageKind] = MessageKind.RESCHEDULE
    promise: PromiseKind
    due_at: datetime
    why: str
    watcher: str

    def went_out(self, incident: Incident, message: Message, at: datetime) -> None:
        if incident.end_promise(self.promise, at, moved=True) is not None:
            incident.make_promise(self.promise, at, self.due_at, message).watcher = self.watcher

    @property
    def promised_at(self) -> datetime | None:
        return self.due_at

    @property
    def text(self) -> str:
        return self.why


class AbsenceAnnounced(MessageEvent, frozen=True, kw_only=True):
    """The owner is away and nobody covers; the client is told when they are back and what to expect."""

    kind: ClassVar[MessageKind] = MessageKind.ABSENCE
    until: datetime
    expect: str
    asked: tuple[str, ...] = ()

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.write(self, entry)
        incident.away = Absence(
            who=entry.by,
            since=entry.occurred_at,
            until=self.until,
            expect=self.expect,
            asked=self.asked,
            message=entry.id,
        )

    def went_out(self, incident: Incident, message: Message, at: datetime) -> None:
        if incident.away is None or incident.away.message != message.id:
            return
        incident.away.told = True
        promise = incident.update_promise
        due = promise.due_at if promise is not None else incident.first_update_due
        if due is not None and due < self.until:
            incident.end_promise(PromiseKind.UPDATE, at, moved=True)
            incident.make_promise(PromiseKind.UPDATE, at, self.until, message)

    @property
    def promised_at(self) -> datetime | None:
        return self.until

    @property
    def text(self) -> str:
        return self.expect


class OwnerReturned(Event, frozen=True, kw_only=True):
    """The owner is back."""

    derived = frozenset({"updates"})

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.away = None
        incident.drop_waiting(MessageKind.ABSENCE)


class MessagePosted(Event, frozen=True, kw_only=True):
    """Somebody says that a message is out, and where."""

    derived = frozenset({"updates", "promises", "actions"})
    strikable = True
    message: str
    where: str = ""
    review_due: datetime | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        message = incident.messages[self.message]
        message.out_at = entry.occurred_at
        message.out_seq = entry.seq
        message.where = self.where
        incident.last_out_at = entry.occurred_at
        if self.review_due is not None:
            incident.review.due_at = self.review_due
        message.event.went_out(incident, message, entry.occurred_at)

    @property
    def text(self) -> str:
        return self.where


class MessageDiscarded(Event, frozen=True, kw_only=True):
    """A waiting message that will not be sent after all."""

    derived = frozenset({"updates"})
    message: str
    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.messages[self.message].dropped = True

    @property
    def text(self) -> str:
        return self.why


class PromiseAdopted(Event, frozen=True, kw_only=True):
    """The survivor of two duplicates keeps the earlier of their promises."""

    derived = frozenset({"promises"})
    duplicate: str
    due_at: datetime | None = None
    keeper: str = ""

    def apply(self, incident: Incident, entry: Entry) -> None:
        if self.duplicate not in incident.absorbed:
            incident.absorbed.append(self.duplicate)
        if self.due_at is None:
            return
        promise = incident.update_promise
        if promise is None:
            incident.promises.append(
                Promise(
                    kind=PromiseKind.UPDATE,
                    made_at=entry.occurred_at,
                    due_at=self.due_at,
                    keeper=incident.owner,
                )
            )
        elif self.due_at < promise.due_at:
            promise.due_at = self.due_at

    @property
    def text(self) -> str:
        return self.duplicate


class DuplicateReleased(Event, frozen=True, kw_only=True):
    """A duplicate goes on by itself again; what its survivor promised meanwhile stays promised."""

    duplicate: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.absorbed = [reference for reference in incident.absorbed if reference != self.duplicate]

    @property
    def text(self) -> str:
        return self.duplicate


class UpdateDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An update as the record proposes it."""

    impact: str
    done: str
    next_steps: str
    next_update_at: datetime
    investigating: str | None = None


def to_the_minute(moment: datetime) -> datetime:
    """A promise is a whole minute on the clock: what the client reads."""
    return moment.replace(second=0, microsecond=0)


def future_minute(moment: datetime, at: datetime, name: str) -> datetime:
    """The minute that is promised.

    Raises:
        Refused: where it is not in the future.
    """
    minute = to_the_minute(moment)
    if minute <= at:
        raise Refused(
            f"{name} {refusal_time(minute)} is not in the future; give a time after {refusal_time(at)}"
        )
    return minute


def send_update(
    incident: Incident,
    asked: Asked,
    *,
    impact: str,
    done: str,
    next_steps: str,
    next_update: datetime,
    investigating: str | None = None,
    waiting_on: str | None = None,
    expecting: str | None = None,
    posted: bool = False,
    where: str | None = None,
) -> list[Event]:
    """Write the four-part update (C, Communication), and with `posted` say that it is out.

    Raises:
        Refused: where a part is missing, the next time is not in the future, or the author may not speak.
    """
    speak(incident, asked, "update the client")
    while_open(incident)
    in_order(incident, asked)
    blocked_on, expected = one_line(waiting_on), optional(expecting)
    if blocked_on and not expected:
        raise Refused("the client will ask what happens then; say what you expect with --expecting")
    if expected and not blocked_on:
        raise Refused("say who you are waiting for with --waiting-on")
    written = UpdateWritten(
        impact=required(impact, "the impact", '--impact "unchanged since the last update"'),
        done=required(done, "what was done", '--done "rolled back 2.41"'),
        next_steps=required(next_steps, "what comes next", '--next "scale the pool"'),
        next_update_at=future_minute(next_update, asked.at, "the next update's time"),
        investigating=optional(investigating),
        waiting_on=blocked_on,
        expecting=expected,
    )
    return [written, *posting(incident, asked, written, posted, where)]


def reschedule(
    incident: Incident,
    asked: Asked,
    *,
    due: datetime,
    why: str,
    watcher: str | None = None,
    posted: bool = False,
    where: str | None = None,
) -> list[Event]:
    """Give a promise another time, tell the client why, and name who watches the clock (C, Regular updates).

    While the incident is open it is the promised update; afterwards the promised analysis.

    Raises:
        Refused: without a promise, for a time not in the future, or where the watcher is away.
    """
    speak(incident, asked, "reschedule")
    in_term(incident, asked, "reschedule")
    kind = PromiseKind.UPDATE if incident.is_open else PromiseKind.ANALYSIS
    promise = incident.open_promise(kind)
    if promise is None and incident.is_open:
        raise Refused(
            f"{incident.ref} has promised no update yet; send the first one, it names the next time"
        )
    if promise is None:
        raise Refused(
            f"{incident.ref} has ended and owes its client no analysis; there is nothing to reschedule"
        )
    due = future_minute(due, asked.at, "the new time")
    if due == promise.due_at:
        raise Refused(f"the {kind} is promised for {refusal_time(due)} already; give another time")
    watching = person(watcher or asked.by)
    if is_away(incident, watching):
        raise Refused(f"{watching} is away and cannot watch the clock; name somebody with --watcher")
    written = RescheduleWritten(
        promise=kind,
        due_at=due,
        why=required(why, "the reason", '--why "the vendor needs another hour"'),
        watcher=watching,
    )
    return [written, *posting(incident, asked, written, posted, where)]


def go_away(
    incident: Incident,
    asked: Asked,
    *,
    until: datetime,
    expect: str,
    sounded_out: tuple[str, ...] = (),
    posted: bool = False,
    where: str | None = None,
) -> list[Event]:
    """Record that the owner leaves with nobody to cover, and what the client is told (C, Presence)."""
    now_only(asked, "an absence")
    decide(incident, asked, "announce their absence")
    while_open(incident)
    written = AbsenceAnnounced(
        until=future_minute(until, asked.at, "the return"),
        expect=required(expect, "what the client can expect until then", '--expect "mail is answered at 9"'),
        asked=tuple(person(name) for name in sounded_out),
    )
    return [written, *posting(incident, asked, written, posted, where)]


def come_back(incident: Incident, asked: Asked) -> list[Event]:
    """Record the return of who left; an update is asked for now (C, Presence)."""
    now_only(asked, "a return")
    in_time(incident, asked)
    if incident.away is None:
        raise Refused(f"nobody is away from {incident.ref}; {incident.owner} owns it")
    if not same_person(asked.by, incident.away.who):
        raise Refused(
            f"{incident.away.who} is away from {incident.ref}; only they can say that they are back"
        )
    return [OwnerReturned()]


def posting(
    incident: Incident, asked: Asked, written: MessageEvent, posted: bool, where: str | None
) -> list[Event]:
    """The word that what is being written is out already, if it is."""
    if not posted:
        return []
    return [posted_event(incident, asked, asked.id, written.kind, where)]


def say_posted(incident: Incident, asked: Asked, *, message: str, where: str | None = None) -> list[Event]:
    """Say that a waiting message is out (C, Communication: in the agreed channel).

    Raises:
        Refused: where it is out already, is no longer waiting, or would be older than an earlier message.
    """
    contribute(incident, asked)
    waiting = waiting_message(incident, message)
    if asked.at < waiting.written_at and waiting.kind is not MessageKind.UPDATE:
        raise Refused(f"it was written at {refusal_time(waiting.written_at)}; it went out after that")
    return [posted_event(incident, asked, waiting.id, waiting.kind, where)]


def discard_message(incident: Incident, asked: Asked, *, message: str, why: str) -> list[Event]:
    """Take a message that will not be sent out of the outbox, with the reason."""
    speak(incident, asked, "discard a message")
    waiting = waiting_message(incident, message)
    if waiting.kind is MessageKind.ABSENCE:
        raise Refused("the client must hear of an absence; post the message, or come back")
    return [MessageDiscarded(message=waiting.id, why=required(why, "the reason", '--why "overtaken"'))]


def waiting_message(incident: Incident, message: str) -> Message:
    """The message with that identifier, which must be waiting."""
    found = incident.messages.get(message)
    if found is None:
        raise Refused(f"{incident.ref} has no such message; see: outbox")
    if found.out_at is not None:
        raise Refused(
            f"it is out since {refusal_time(found.out_at)} already; if that was a mistake, strike it"
        )
    if found.dropped:
        raise Refused("it is no longer waiting: it was discarded or overtaken; write a new one")
    return found


def posted_event(
    incident: Incident, asked: Asked, message: str, kind: MessageKind, where: str | None
) -> MessagePosted:
    """The event that says a message is out, at a time not before the previous one went out."""
    in_order(incident, asked)
    review_due = None
    if kind is MessageKind.WRAP_UP and incident.severity in asked.policy.reviewed:
        review_due = asked.policy.review_due(incident.client, asked.at)
    place = one_line(where) or asked.policy.client(incident.client).channel or ""
    return MessagePosted(message=message, where=place, review_due=review_due)


def in_order(incident: Incident, asked: Asked) -> None:
    """Refuse to backdate a message to before the one that went out last."""
    last = incident.last_out_at
    if last is not None and asked.at < last and asked.at != asked.now:
        raise Refused(
            f"the previous message went out at {refusal_time(last)} and this one cannot be older; strike "
            "that 'posted' if the order was another one, then say both in the order in which they went out"
        )


def last_update(incident: Incident) -> Message | None:
    """The update or wrap-up that went out last."""
    out = [message for message in incident.updates if message.out_at is not None]
    return max(out, key=lambda message: message.out_seq, default=None)


def unknown_to_client(entry: Entry, told: Message) -> bool:
    """Whether something happened, or was recorded, only after that update went out."""
    return entry.seq > told.out_seq or (told.out_at is not None and entry.occurred_at > told.out_at)


def open_inquiries(incident: Incident) -> list[Entry]:
    """What clients asked and no update that went out afterwards can have answered (R 4, CL)."""
    told = last_update(incident)
    return [
        entry
        for entry in incident.entries
        if entry.event.is_inquiry
        and entry.seq not in incident.struck
        and (told is None or unknown_to_client(entry, told))
    ]


def proposed_update(incident: Incident, asked: Asked) -> UpdateDraft:
    """The update that the record proposes (C, Communication).

    The steps are what was logged since the last one went out, what comes next are the open actions.
    """
    since = incident.last_update_at
    told = last_update(incident)
    logged = [
        entry.event.step
        for entry in incident.entries
        if entry.event.step
        and entry.seq not in incident.struck
        and (told is None or unknown_to_client(entry, told))
    ]
    finished = [
        a.text for a in incident.actions if a.done_at is not None and (since is None or a.done_at > since)
    ]
    investigating = incident.status == "investigating"
    return UpdateDraft(
        impact="Unchanged since the last update." if since is not None else incident.impact or "",
        done="\n".join([*logged, *finished]),
        next_steps="\n".join(action.text for action in incident.open_actions if not action.follow_up),
        next_update_at=asked.policy.next_update_due(
            incident.severity, incident.status, incident.client, asked.at
        ),
        investigating="" if investigating else None,
    )


def longer_than_cadence(incident: Incident, asked: Asked) -> datetime | None:
    """Where a standing promise is longer than the cadence: the time to bring it forward to (UTC)."""
    promise = incident.update_promise
    if promise is None or not incident.is_open or incident.severity is None or promise.due_at <= asked.now:
        return None
    due = asked.policy.next_update_due(incident.severity, incident.status, incident.client, asked.now)
    return due if promise.due_at > due else None


def speakers(incident: Incident) -> tuple[str, ...]:
    """Who may write to the client: the owner and the Communications Lead."""
    lead = incident.holder(Role.CL)
    return (incident.owner,) if same_person(lead, incident.owner) else (incident.owner, lead)

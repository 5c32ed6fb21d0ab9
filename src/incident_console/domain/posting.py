"""What is out: delivered, or somebody says that they posted it (C, Communication).

A message to the client counts when it is out.
"""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.authority import contribute, no_speaker, required, speak
from incident_console.domain.declaring import one_line
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.offers import ENDED, offer_ends
from incident_console.domain.parts import Message
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.vocabulary import ENDINGS, MessageKind, PromiseKind


class MessagePosted(Event, frozen=True, kw_only=True):
    """Somebody says that a message is out, and where."""

    derived = frozenset({"updates", "promises", "actions"})
    strikable = True
    message: str
    where: str = ""
    client: str | None = None
    also: str = ""
    """What a past incident's record said of it besides, such as `status: red`."""
    review_due: datetime | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        message = incident.messages[self.message]
        if message.out_at is not None:
            # Said in two copies, it is out once.
            return
        last = incident.last_out_at
        message.out_at = entry.occurred_at
        message.out_seq = entry.seq
        message.out_by = entry.id
        message.out_in = incident.term_of(entry.occurred_at, backdated=entry.occurred_at != entry.recorded_at)
        message.where = self.where
        message.life = incident.lives
        if message.kind is MessageKind.WRAP_UP:
            message.counted = incident.updates_written = incident.updates_written + 1
        message.client = self.client
        message.dropped = False
        if last is not None and entry.occurred_at < last and entry.occurred_at != entry.recorded_at:
            # The client has read something later since.
            return
        incident.last_out_at = entry.occurred_at
        if self.review_due is not None and not message.overtaken:
            incident.review.due_at = self.review_due
        message.event.went_out(incident, message, entry.occurred_at)

    def overruled(self, incident: Incident, entry: Entry) -> None:
        incident.messages[self.message].overtaken = True
        self.apply(incident, entry)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        message = incident.messages[self.message]
        return message.event.too_late(other) if message.out_at is None and not message.overtaken else None

    def leaves_for(self, incident: Incident) -> str | None:
        return incident.messages[self.message].event.goes_into

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.message,)

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

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        out_at = incident.messages[self.message].out_at
        if out_at is not None:
            return Objection(ground=Ground.OUT, at=out_at)
        return no_speaker(incident, entry)

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.message,)

    @property
    def text(self) -> str:
        return self.why


class ClientTold(Event, frozen=True, kw_only=True):
    """Somebody says that the client knows it is over: a word promised beyond the end is owed no longer."""

    derived = frozenset({"promises"})
    how: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        if incident.owed_promise is not None:
            incident.end_promise(PromiseKind.UPDATE, entry.occurred_at)

    @property
    def text(self) -> str:
        return self.how


def posting(
    incident: Incident, request: Request, written: MessageEvent, posted: bool, where: str | None
) -> list[Event]:
    """The word that what is being written is out already, if it is."""
    if not posted:
        return []
    return [
        posted_event(incident, request, request.id, written.kind, where),
        *offer_ends_with(incident, request, written.kind),
    ]


def say_posted(
    incident: Incident, request: Request, *, message: str, where: str | None = None
) -> list[Event]:
    """Say that a waiting message is out (C, Communication: in the agreed channel).

    Raises:
        Refused: where it is out already, is no longer waiting, or would be older than an earlier message.
    """
    contribute(incident, request)
    waiting = waiting_message(incident, message)
    if incident.is_overtaken(waiting):
        raise Refused(
            "it was written for what was promised then, and that no longer stands; write it anew",
            about=Part.MESSAGE,
            then=waiting.event.anew(incident.ref),
        )
    too_early = request.backdated and request.at < waiting.written_at
    if too_early and waiting.kind is not MessageKind.UPDATE:
        raise Refused(
            "it was written at {written}; it went out after that", about=Part.AT, written=waiting.written_at
        )
    return [
        posted_event(incident, request, waiting.id, waiting.kind, where),
        *offer_ends_with(incident, request, waiting.kind),
    ]


def offer_ends_with(incident: Incident, request: Request, kind: MessageKind) -> list[Event]:
    """The end of the offer that stands, where a message of that kind ends the incident."""
    return offer_ends(incident, request, ENDED) if kind in ENDINGS else []


def say_told(incident: Incident, request: Request, *, what: str) -> list[Event]:
    """Say that the client of an ended incident knows that it is over, though more was promised.

    Raises:
        Refused: where nothing was promised beyond the end.
    """
    contribute(incident, request)
    how = required(what, Part.WHAT, "how they were told")
    if incident.owed_promise is None:
        raise Refused(
            "{ref} owes its client no word beyond its end; there is nothing to settle", ref=incident.ref
        )
    return [ClientTold(how=how)]


def discard_message(incident: Incident, request: Request, *, message: str, why: str) -> list[Event]:
    """Take a message that will not be sent out of the outbox, with the reason."""
    speak(incident, request, "discard a message")
    waiting = waiting_message(incident, message)
    if waiting.kind is MessageKind.ABSENCE:
        raise Refused(
            "the client must hear of an absence; post the message, or come back",
            then=Act("come_back", incident.ref),
        )
    return [MessageDiscarded(message=waiting.id, why=required(why, Part.WHY, "the reason"))]


def set_aside(incident: Incident) -> list[Message]:
    """Messages that wait no longer since they do not hold beside what another copy recorded.

    Only those that were written since the client last heard something: what came later replaces them.
    """
    last = max((message.out_seq for message in incident.messages.values()), default=0)
    against = {entry.id for entry in incident.conflicts}
    return [
        message
        for message in incident.messages.values()
        if message.id in against and message.out_at is None and message.seq > last
    ]


def discarded_by(incident: Incident, message: Message) -> Entry | None:
    """The entry that took a message out of the outbox, where somebody did."""
    return next(
        (
            entry
            for entry in incident.entries
            if isinstance(entry.event, MessageDiscarded)
            and entry.event.message == message.id
            and entry.objection is None
        ),
        None,
    )


def waiting_message(incident: Incident, message: str) -> Message:
    """The message with that identifier, which must be waiting."""
    found = incident.messages.get(message)
    if found is None:
        raise Refused(
            "{ref} has no such message", about=Part.MESSAGE, then=Act("read_outbox"), ref=incident.ref
        )
    if found.out_at is not None:
        raise Refused(
            "it is out since {out} already; if that was a mistake, strike it",
            about=Part.MESSAGE,
            then=Act("strike", incident.ref, seq=found.out_seq),
            out=found.out_at,
        )
    if found.dropped:
        raise Refused(
            "it is no longer waiting: it was discarded or overtaken; write a new one", about=Part.MESSAGE
        )
    return found


def posted_event(
    incident: Incident, request: Request, message: str, kind: MessageKind, where: str | None
) -> MessagePosted:
    """The event that says a message is out, at a time not before the previous one went out."""
    in_order(incident, request)
    review_due = None
    if kind is MessageKind.WRAP_UP and incident.highest_in_life in request.policy.reviewed:
        review_due = request.policy.review_due(incident.client, request.at)
    place = one_line(where, Part.WHERE) or request.policy.client(incident.client).channel or ""
    return MessagePosted(message=message, where=place, client=incident.client, review_due=review_due)


def in_order(incident: Incident, request: Request) -> None:
    """Refuse to backdate a message to before the one that went out last."""
    last = incident.last_out_at
    if last is not None and request.backdated and request.at < last:
        raise Refused(
            "the previous message went out at {last} and this one cannot be older; strike that 'posted' "
            "if the order was another one, then say both in the order in which they went out",
            about=Part.AT,
            last=last,
        )

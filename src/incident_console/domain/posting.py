"""What is out: delivered, or somebody says that they posted it (C, Communication).

A message to the client counts when it is out.
"""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.authority import (
    contribute,
    required,
    speak,
)
from incident_console.domain.declaring import one_line
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Message
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.vocabulary import MessageKind


class MessagePosted(Event, frozen=True, kw_only=True):
    """Somebody says that a message is out, and where."""

    derived = frozenset({"updates", "promises", "actions"})
    strikable = True
    message: str
    where: str = ""
    also: str = ""
    """What a past incident's record said of it besides, such as `status: red`."""
    review_due: datetime | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        message = incident.messages[self.message]
        message.out_at = entry.occurred_at
        message.out_seq = entry.seq
        message.out_in = incident.term_of(entry.occurred_at, backdated=entry.occurred_at != entry.recorded_at)
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


def posting(
    incident: Incident, request: Request, written: MessageEvent, posted: bool, where: str | None
) -> list[Event]:
    """The word that what is being written is out already, if it is."""
    if not posted:
        return []
    return [posted_event(incident, request, request.id, written.kind, where)]


def say_posted(
    incident: Incident, request: Request, *, message: str, where: str | None = None
) -> list[Event]:
    """Say that a waiting message is out (C, Communication: in the agreed channel).

    Raises:
        Refused: where it is out already, is no longer waiting, or would be older than an earlier message.
    """
    contribute(incident, request)
    waiting = waiting_message(incident, message)
    too_early = request.backdated and request.at < waiting.written_at
    if too_early and waiting.kind is not MessageKind.UPDATE:
        raise Refused(
            "it was written at {written}; it went out after that", about=Part.AT, written=waiting.written_at
        )
    return [posted_event(incident, request, waiting.id, waiting.kind, where)]


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
    if kind is MessageKind.WRAP_UP and incident.severity in request.policy.reviewed:
        review_due = request.policy.review_due(incident.client, request.at)
    place = one_line(where, Part.WHERE) or request.policy.client(incident.client).channel or ""
    return MessagePosted(message=message, where=place, review_due=review_due)


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

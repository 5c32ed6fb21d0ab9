"""What is out: delivered, or somebody says that they posted it (C, Communication).

A message to the client counts when it is out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from incident_console.domain.addressing import in_order, known_client
from incident_console.domain.authority import contribute, no_speaker, required, speak, term_of
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.given import one_line
from incident_console.domain.incident import Incident
from incident_console.domain.joining import join
from incident_console.domain.knowing import offer_ends_with
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Addressee, Message
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.overtaking import overtake
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.vocabulary import MessageKind
from incident_console.domain.waiting_messages import refuse_what_waits_no_more, waiting_message


class PostedTo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One more client to whom a message is out, and where."""

    client: str
    where: str = ""


class MessagePosted(Event, frozen=True, kw_only=True):
    """Somebody says that a message is out to a client, or to several at once, and where."""

    turns = True
    derived = frozenset({"updates", "promises", "actions"})
    strikable = True
    message: str
    where: str = ""
    client: str | None = None
    others: tuple[PostedTo, ...] = ()
    """Who else has it, where it is said of several at once."""
    also: str = ""
    """What a past incident's record said of it besides, such as `status: red`."""
    review_due: datetime | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        message = incident.messages[self.message]
        for client, where in self.told:
            # What somebody has read counts, also where another copy makes them no client.
            at = entry.occurred_at
            ledger = incident.ledger_of(client) or join(incident, client or "", at, at)
            # Said in two copies, it is out once.
            if not message.has_reached(ledger.n):
                reach(incident, ledger, message, at, entry, where)
            message.say_out(ledger.n, at)
        if self.review_due is not None and message.decisive and not incident.is_open:
            incident.review.due_at = self.review_due

    @property
    def told(self) -> list[tuple[str | None, str]]:
        """Who has it now, and where."""
        first = (self.client, self.where)
        return [first, *((each.client, each.where) for each in self.others)] if self.others else [first]

    def overruled(self, incident: Incident, entry: Entry) -> None:
        decide_nothing(incident, self.message)
        self.apply(incident, entry)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        message = incident.messages[self.message]
        told = (incident.ledger_of(client) for client, _ in self.told)
        had = [ledger is not None and message.has_reached(ledger.n) for ledger in told]
        return message.event.too_late(other) if message.decisive and not all(had) else None

    def leaves_for(self, incident: Incident) -> str | None:
        return incident.messages[self.message].event.goes_into

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.message,)

    @property
    def needs(self) -> tuple[str, ...]:
        return self.refers_to

    @property
    def text(self) -> str:
        return self.where


class MessageDiscarded(Event, frozen=True, kw_only=True):
    """A waiting message that will not be sent after all: to nobody, or by no further channel."""

    derived = frozenset({"updates"})
    message: str
    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        message, why = incident.messages[self.message], f"discarded: {self.why}"
        message.withhold(why=why)
        for told in message.told:
            message.keep_back(told.ledger, why)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        message = incident.messages[self.message]
        if message.out_at is not None and not message.can_be_kept_back:
            return Objection(ground=Ground.OUT, at=message.out_at)
        return no_speaker(incident, entry)

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.message,)

    @property
    def needs(self) -> tuple[str, ...]:
        return self.refers_to

    @property
    def text(self) -> str:
        return self.why


def reach(
    incident: Incident, ledger: Ledger, message: Message, at: datetime, entry: Entry, where: str
) -> None:
    """Note that a message is out to a client since a time (UTC), and what that changes; `entry` says it."""
    backdated = at != entry.recorded_at
    if not message.is_out:
        message.life = incident.lives
        # Its number comes when it is out: updates that wait may go out before it.
        if message.kind is MessageKind.WRAP_UP:
            message.counted = incident.updates_written = incident.updates_written + 1
    message.reach(
        Addressee(
            ledger=ledger.n,
            client=ledger.client,
            out_at=at,
            out_seq=entry.seq,
            out_by=entry.id,
            out_in=term_of(incident, at, backdated=backdated),
            where=where,
        )
    )
    overtake(incident, ledger, message)
    last = ledger.last_out_at
    if last is not None and at < last and backdated:
        # The client has read something later since.
        return
    ledger.last_out_at = at
    message.event.went_out(incident, ledger, message, at)


def decide_nothing(incident: Incident, message: str) -> None:
    """Have a message decide nothing: it went out, and what it was written for no longer holds."""
    incident.messages[message].decisive = False
    for ledger in incident.ledgers:
        if ledger.over_by == message:
            ledger.begin_again(ledger.first_update_due)


def posting(
    incident: Incident, request: Request, written: MessageEvent, posted: bool, where: str | None
) -> list[Event]:
    """The word that what is being written is out already to all whom it is for, if it is."""
    if not posted:
        return []
    ledgers = incident.addressed_by(written)
    return [
        posted_event(incident, request, request.id, written.kind, ledgers, where),
        *offer_ends_with(incident, request, written, ledgers),
    ]


def say_posted(
    incident: Incident,
    request: Request,
    *,
    message: str,
    clients: Sequence[str] = (),
    where: str | None = None,
) -> list[Event]:
    """Say that a waiting message is out (C, Communication: in the agreed channel).

    Without `clients` it is out to all for whom it waits. It counts by all channels: where one of them has
    told a client, that word is for the others, by which nothing more goes out then.

    Raises:
        Refused: where it is out already, is no longer waiting, or would be older than an earlier message.
    """
    contribute(incident, request)
    named = [known_client(incident, name, Part.CLIENTS) for name in clients]
    waiting = waiting_message(incident, message, named)
    can_have = [each.ledger for each in who_can_have(incident, waiting)]
    if not can_have or any(each.n not in can_have for each in named):
        raise Refused(
            "it was written for what was promised then, and that no longer stands; write it anew",
            about=Part.MESSAGE,
            then=waiting.event.anew(incident.ref),
        )
    ledgers = named or [ledger for ledger in incident.ledgers if ledger.n in can_have]
    told = [each.ledger for each in waiting.told]
    too_early = request.backdated and request.at < waiting.written_at
    # An update may be written down after it was posted, by whoever had no time for both; what ends or moves
    # something was decided here first.
    if too_early and waiting.kind is not MessageKind.UPDATE:
        raise Refused(
            "it was written at {written}; it went out after that", about=Part.AT, written=waiting.written_at
        )
    return [
        posted_event(incident, request, waiting.id, waiting.kind, ledgers, where),
        *offer_ends_with(incident, request, waiting.event, [each for each in ledgers if each.n not in told]),
    ]


def left_to_discard(incident: Incident) -> list[Message]:
    """Return the messages of which something has still to go out, and can be kept back; oldest first."""
    return [message for message in incident.messages.values() if message.can_be_kept_back]


def left_to_go_out(incident: Incident) -> list[Message]:
    """Return the messages of which something is still to be done, oldest first.

    Those that can go out as they stand, or are out though not by all of their channels; what is overtaken
    only where there is nothing else.
    """
    left = incident.unfinished
    return [each for each in left if not incident.is_overtaken(each)] or left


def who_can_have(incident: Incident, message: Message) -> list[Addressee]:
    """Return of whom somebody can say that they have a message, though not all of its channels brought it."""
    return [
        *incident.postable_to(message),
        *(each for each in message.told if message.lacks_a_way(each.ledger)),
    ]


def discard_message(incident: Incident, request: Request, *, message: str, why: str) -> list[Event]:
    """Take a message that will not be sent out of the outbox, with the reason.

    Those who have it by one channel get it by no other one then.

    Raises:
        Refused: where nothing of it is left to go out.
    """
    speak(incident, request, "discard_message")
    waiting = waiting_message(incident, message)
    if not waiting.can_be_kept_back:
        refuse_what_waits_no_more(incident, list(waiting.addressees.values()))
    # C, Presence: “let the client know”. While nobody covers, that is nobody's to take back.
    if waiting.kind is MessageKind.ABSENCE:
        raise Refused(
            "the client must hear of an absence; post the message, or come back",
            then=Act("come_back", incident.ref),
        )
    return [MessageDiscarded(message=waiting.id, why=required(why, Part.WHY, "the reason"))]


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


def posted_event(
    incident: Incident,
    request: Request,
    message: str,
    kind: MessageKind,
    ledgers: Sequence[Ledger],
    where: str | None,
) -> MessagePosted:
    """The event that says a message is out to these, at a time not before their previous one went out."""
    in_order(request, ledgers)
    review_due = None
    # Stored in the event: when it was due is not to change with the agreements.
    if kind is MessageKind.WRAP_UP and incident.highest_in_life in request.policy.reviewed:
        review_due = request.policy.review_due(incident.client, request.at)
    named = one_line(where, Part.WHERE)
    places = [named or request.policy.client(ledger.client).channel or "" for ledger in ledgers]
    return MessagePosted(
        message=message,
        where=places[0],
        client=ledgers[0].client,
        others=tuple(
            PostedTo(client=ledger.client or "", where=place)
            for ledger, place in zip(ledgers[1:], places[1:], strict=True)
        ),
        review_due=review_due,
    )

"""What came of a message on its way, nobody's act (C, Communication; R 7), and what people say of it.

A channel has a message when no recipient of it waits or is uncertain and one has it. A client is told when
one of its channels has it; where all are asked for, when the last one has. Uncertain keeps no promise until
somebody looks and says so, and a refusal leaves the promise open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import msgspec

from incident_console.domain.addressing import known_client
from incident_console.domain.authority import contribute
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.joining import join
from incident_console.domain.knowing import offer_ends_with
from incident_console.domain.ledger import Ledger
from incident_console.domain.objections import Objection
from incident_console.domain.parts import Message
from incident_console.domain.posting import MessagePosted, decide_nothing, reach
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.text import harmless, shortened
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind, Proof
from incident_console.domain.ways import Delivery, Destination, Way

LONGEST_REASON = 500
"""Characters of what a service says; more helps nobody."""

FINAL = (DeliveryOutcome.DELIVERED, DeliveryOutcome.REFUSED, DeliveryOutcome.UNCERTAIN)


class TellsByChannel(Event, frozen=True, kw_only=True):
    """What is known of deliveries of a message may tell a client, as somebody's word that it is out does."""

    turns = True
    derived = frozenset({"updates", "promises", "actions"})
    message: str
    review_due: datetime | None = None
    """By when the review is due (UTC), where a wrap-up ends the incident by it."""

    def now_known(self, message: Message, at: datetime, by: str) -> list[Delivery]:
        """Return the deliveries that are known otherwise with this event: of when it is, and who says so."""
        raise NotImplementedError

    def apply(self, incident: Incident, entry: Entry) -> None:
        message = incident.messages[self.message]
        known = self.now_known(message, entry.occurred_at, entry.by)
        for each in known:
            message.deliveries[each.key] = each
        for client in dict.fromkeys(each.client for each in known):
            # What somebody has read counts, also where another copy makes them no client.
            at = entry.occurred_at
            ledger = incident.ledger_of(client) or join(incident, client, at, at)
            told = message.told_by_channels(ledger.n)
            if told is not None and not message.has_reached(ledger.n):
                reach(incident, ledger, message, told.at, entry, ", ".join(told.channels))
        if self.review_due is not None and message.decisive and not incident.is_open:
            incident.review.due_at = self.review_due

    def overruled(self, incident: Incident, entry: Entry) -> None:
        decide_nothing(incident, self.message)
        self.apply(incident, entry)

    def tells(self, incident: Incident) -> list[Ledger]:
        """Return the clients whom it tells, of an incident as it stood before."""
        message = incident.messages[self.message]
        known = {each.key: each for each in self.now_known(message, message.written_at, "")}
        after = {**message.deliveries, **known}
        ledgers = {each.ledger: incident.ledgers[each.ledger] for each in known.values()}
        twin = msgspec.structs.replace(message, deliveries=after)
        return [
            ledger
            for n, ledger in ledgers.items()
            if not message.has_reached(n) and twin.told_by_channels(n) is not None
        ]

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        message = incident.messages[self.message]
        return message.event.too_late(other) if message.decisive and self.tells(incident) else None

    def leaves_for(self, incident: Incident) -> str | None:
        return incident.messages[self.message].event.goes_into if self.tells(incident) else None

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.message,)


class DeliveryEnded(TellsByChannel, frozen=True, kw_only=True):
    """What came of a message at one recipient: it arrived, was refused for good, or its fate is unknown."""

    channel: str
    client: str = ""
    recipient: str = ""
    outcome: DeliveryOutcome
    proof: Proof | None = None
    attempts: int = 0
    reason: str = ""
    url: str = ""

    def now_known(self, message: Message, at: datetime, by: str) -> list[Delivery]:
        was = message.deliveries[self.destination.key]
        if was.outcome is DeliveryOutcome.DELIVERED or (
            # Another copy's attempt says nothing of one that may have arrived.
            was.outcome is DeliveryOutcome.UNCERTAIN and self.outcome is DeliveryOutcome.REFUSED
        ):
            return []
        if was.outcome is DeliveryOutcome.SAID and self.outcome is not DeliveryOutcome.DELIVERED:
            return []
        return [
            msgspec.structs.replace(
                was,
                outcome=self.outcome,
                proof=self.proof,
                at=at,
                attempts=self.attempts,
                reason=self.reason,
                url=self.url,
            )
        ]

    @property
    def destination(self) -> Destination:
        return Destination(channel=self.channel, client=self.client, recipient=self.recipient)

    @property
    def text(self) -> str:
        return self.reason

    @property
    def is_act(self) -> bool:
        return False


class DeliverySettled(TellsByChannel, frozen=True, kw_only=True):
    """Somebody has looked: what was uncertain arrived after all, or was lost."""

    to: tuple[Destination, ...]
    arrived: bool

    def now_known(self, message: Message, at: datetime, by: str) -> list[Delivery]:
        known = []
        for each in self.to:
            was = message.deliveries[each.key]
            if was.outcome is not DeliveryOutcome.UNCERTAIN:
                continue
            if self.arrived:
                # It counts from the attempt: that is when the client had it.
                known.append(
                    msgspec.structs.replace(was, outcome=DeliveryOutcome.DELIVERED, proof=Proof.SAID)
                )
            else:
                known.append(msgspec.structs.replace(was, outcome=DeliveryOutcome.REFUSED, reason=lost(by)))
        return known


class DeliveryRetried(Event, frozen=True, kw_only=True):
    """Somebody has a message sent once more: it was refused, is stale, or waited in another copy."""

    derived = frozenset({"updates"})
    message: str
    to: tuple[Destination, ...]

    def apply(self, incident: Incident, entry: Entry) -> None:
        message = incident.messages[self.message]
        for each in self.to:
            was = message.deliveries[each.key]
            if was.outcome is DeliveryOutcome.REFUSED:
                message.deliveries[each.key] = msgspec.structs.replace(
                    was, outcome=DeliveryOutcome.WAITING, at=None, reason=""
                )

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.message,)


def lost(by: str) -> str:
    """Return the reason of a delivery that somebody says was lost."""
    return f"lost: {by} says that it did not arrive"


def note_delivery(
    incident: Incident,
    request: Request,
    *,
    message: str,
    destination: Destination,
    outcome: DeliveryOutcome,
    proof: Proof | None = None,
    reason: str = "",
    url: str = "",
    attempts: int = 1,
) -> list[Event]:
    """Record what came of a message at one recipient; the request's time is that of the attempt.

    It is nobody's act: no authority is asked for, for it happened. A refusal says why.

    Raises:
        Refused: where the message was never to go there.
    """
    written = known_message(incident, message)
    if destination.key not in written.deliveries:
        raise Refused("the message was not to go there", about=Part.MESSAGE)
    assert outcome in FINAL, outcome
    ended = DeliveryEnded(
        message=message,
        channel=destination.channel,
        client=destination.client,
        recipient=destination.recipient,
        outcome=outcome,
        proof=proof if outcome is DeliveryOutcome.DELIVERED else None,
        attempts=attempts,
        reason=one_line(reason),
        url=one_line(url),
    )
    return list(with_its_end(incident, request, ended))


def settle(
    incident: Incident,
    request: Request,
    *,
    message: str,
    arrived: bool,
    clients: Sequence[str] = (),
) -> list[Event]:
    """Say of what is uncertain that it arrived, which counts from the attempt, or that it was lost.

    Raises:
        Refused: where nothing of the message is uncertain.
    """
    contribute(incident, request)
    written = known_message(incident, message)
    found = [
        each for each in concerned(incident, written, clients) if each.outcome is DeliveryOutcome.UNCERTAIN
    ]
    if not found:
        raise Refused(
            "nothing of it is uncertain; it is known what came of it",
            about=Part.MESSAGE,
            then=Act("read_outbox"),
        )
    settled = DeliverySettled(message=message, to=tuple(each.destination for each in found), arrived=arrived)
    return list(with_its_end(incident, request, settled))


def retry(
    incident: Incident,
    request: Request,
    *,
    message: str,
    clients: Sequence[str] = (),
    queued: Collection[Destination] = (),
) -> list[Event]:
    """Have a message sent once more where it was refused, is stale, or waits in another copy.

    Those of `queued` are tried by themselves, and need no word of anybody.

    Raises:
        Refused: where it arrived everywhere, is uncertain, or says what no longer stands.
    """
    contribute(incident, request)
    written = known_message(incident, message)
    found = concerned(incident, written, clients)
    again = [each for each in found if each.outcome in (DeliveryOutcome.WAITING, DeliveryOutcome.REFUSED)]
    if not again:
        refuse_retry(incident, written, found)
    standing = [each for each in again if can_go_out(incident, written, each)]
    if not standing:
        raise Refused(
            "it says what no longer stands; write it anew",
            about=Part.MESSAGE,
            then=written.event.anew(incident.ref),
        )
    asked = tuple(to for each in standing if (to := each.destination) not in queued)
    return [DeliveryRetried(message=message, to=asked)] if asked else []


def refuse_retry(incident: Incident, written: Message, found: Sequence[Delivery]) -> None:
    """Say why nothing of a message can be sent once more."""
    if any(each.outcome is DeliveryOutcome.UNCERTAIN for each in found):
        raise Refused(
            "it may have arrived: look there, then say whether it did",
            about=Part.MESSAGE,
            then=(Act("settle", message=..., arrived=True), Act("settle", message=..., arrived=False)),
        )
    if found:
        raise Refused("it arrived; there is nothing to send once more", about=Part.MESSAGE)
    raise Refused(
        "{ref} has no channel for it; post it by hand and say so",
        about=Part.MESSAGE,
        then=Act("say_posted", message=...),
        ref=incident.ref,
    )


def with_its_end(incident: Incident, request: Request, event: TellsByChannel) -> Iterator[Event]:
    """Yield an event that may tell clients, and what else ends with the incident where it tells the last."""
    message = incident.messages[event.message]
    told = event.tells(incident)
    if told and message.kind is MessageKind.WRAP_UP and incident.highest_in_life in request.policy.reviewed:
        due = request.policy.review_due(incident.client, request.at)
        event = msgspec.structs.replace(event, review_due=due)
    yield event
    if told:
        yield from offer_ends_with(incident, request, message.event, told)


def can_go_out(incident: Incident, message: Message, delivery: Delivery) -> bool:
    """Whether a message may still be sent to a recipient as it stands."""
    addressee = message.addressees.get(delivery.ledger)
    if addressee is None or addressee.dropped:
        return False
    return not message.speaks_of_the_past(incident.ledgers[delivery.ledger]) or message.has_reached(
        delivery.ledger
    )


def concerned(incident: Incident, message: Message, clients: Sequence[str]) -> list[Delivery]:
    """Return the deliveries of a message to these clients, or to all."""
    ledgers = {known_client(incident, name, Part.CLIENTS).n for name in clients}
    return [each for each in message.deliveries.values() if not ledgers or each.ledger in ledgers]


def known_message(incident: Incident, message: str) -> Message:
    """Return a message by its identifier.

    Raises:
        Refused: where there is none.
    """
    found = incident.messages.get(message)
    if found is None:
        raise Refused(
            "{ref} has no such message", about=Part.MESSAGE, then=Act("read_outbox"), ref=incident.ref
        )
    return found


def one_line(text: str) -> str:
    """Return what a service says as it is recorded: one line of what can be read, and not all of a page."""
    return shortened(harmless(text[: LONGEST_REASON * 20], lines=False), LONGEST_REASON)


def with_ways(incident: Incident, events: Sequence[Event], request: Request) -> list[Event]:
    """Return events with the ways by which their messages go out.

    What somebody has posted goes out no other way, and a drill reaches nobody.

    Raises:
        Refused: for a message of an earlier time that nobody has posted: it goes out when it is sent.
    """
    posted = any(isinstance(event, MessagePosted) for event in events)
    if posted or incident.drill:
        return list(events)
    return [
        msgspec.structs.replace(event, ways=ways)
        if isinstance(event, MessageEvent) and (ways := ways_of(incident, event, request))
        else event
        for event in events
    ]


def ways_of(incident: Incident, event: MessageEvent, request: Request) -> tuple[Way, ...]:
    """Return by which ways a message goes out to those whom it is for; none where nobody is told."""
    if event.silent:
        return ()
    ways = tuple(
        way for ledger in incident.addressed_by(event) for way in request.policy.ways_to(ledger.client)
    )
    if ways and request.backdated:
        raise Refused(
            "it goes out when it is sent, not at {earlier}; leave out {at}, or say with {posted} that you "
            "have posted it",
            about=Part.AT,
            earlier=request.at,
            at=Part.AT,
            posted=Part.POSTED,
        )
    return ways

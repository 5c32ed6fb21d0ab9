"""What came of a message on its way to each recipient: nobody's act (C, Communication; R 7).

A channel has a message when no recipient of it waits or is uncertain and one has it. A client is told when
one of its channels has it; where all are asked for, when the last one has. Uncertain keeps no promise until
somebody looks and says so, and a refusal leaves the promise open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.joining import join
from incident_console.domain.knowing import offer_ends_with
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Message
from incident_console.domain.objections import Objection
from incident_console.domain.overtaking import overtaken_by
from incident_console.domain.posting import decide_nothing, reach
from incident_console.domain.text import harmless, shortened
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind, Proof
from incident_console.domain.ways import Delivery, Destination

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
    decisive: bool = True
    """Whether its message does what it was written for: a duplicate's does not, whose survivor is over."""

    def now_known(self, message: Message, at: datetime, by: str) -> list[Delivery]:
        """Return the deliveries that are known otherwise with this event: of when it is, and who says so."""
        raise NotImplementedError

    def apply(self, incident: Incident, entry: Entry) -> None:
        if not self.decisive:
            decide_nothing(incident, self.message)
        message = incident.messages[self.message]
        known = self.now_known(message, entry.occurred_at, entry.by)
        for each in known:
            message.deliveries[each.key] = each
            incident.carried[message.id] = None
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
        decides = self.decisive and message.decisive and self.tells(incident)
        return message.event.too_late(other) if decides else None

    def leaves_for(self, incident: Incident) -> str | None:
        decides = self.decisive and self.tells(incident)
        return incident.messages[self.message].event.goes_into if decides else None

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.message,)

    @property
    def needs(self) -> tuple[str, ...]:
        return self.refers_to


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
    kept_back: bool = False
    """Whether it was not sent, since a newer message says what it would have said."""

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
                kept_back=self.kept_back,
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
    survivor: Incident | None = None,
) -> list[Event]:
    """Record what came of a message at one recipient; the request's time is that of the attempt.

    It is nobody's act, and a fact: no authority is asked for, and nothing is refused.

    Args:
        incident: as it stands.
        request: of nobody, with the time when the attempt was over.
        message: the message's identifier.
        destination: the recipient, to whom the message was to go.
        outcome: what came of it in the end; what still waits is nothing to be recorded.
        proof: how it is known that it arrived.
        reason: why it was refused or is uncertain, as the service says.
        url: where it can be seen.
        attempts: how often it was tried.
        survivor: the incident of which the message makes this one a duplicate.
    """
    if outcome not in FINAL or destination.key not in incident.messages[message].deliveries:
        raise ValueError(f"nothing ends as {outcome} at {destination}")
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
        kept_back=outcome is DeliveryOutcome.REFUSED
        and overtaken_by(incident, incident.messages[message], destination) is not None,
    )
    return list(with_its_end(incident, request, ended, survivor))


def with_its_end(
    incident: Incident, request: Request, event: TellsByChannel, survivor: Incident | None
) -> Iterator[Event]:
    """Yield an event that may tell clients, and what else ends with the incident where it tells the last."""
    message = incident.messages[event.message]
    told = event.tells(incident)
    if told and survivor is not None and not survivor.is_open:
        # The client has read it, and nobody would keep in the survivor what was promised.
        yield msgspec.structs.replace(event, decisive=False)
        return
    if told and message.kind is MessageKind.WRAP_UP and incident.highest_in_life in request.policy.reviewed:
        due = request.policy.review_due(incident.client, request.at)
        event = msgspec.structs.replace(event, review_due=due)
    yield event
    if told:
        yield from offer_ends_with(incident, request, message.event, told)


def one_line(text: str) -> str:
    """Return what a service says as it is recorded: one line of what can be read, and not all of a page."""
    return shortened(harmless(text[: LONGEST_REASON * 20], lines=False), LONGEST_REASON)

"""What people say of messages on their way: that what is uncertain arrived or was lost, and to try again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from incident_console.domain.addressing import known_client
from incident_console.domain.authority import contribute
from incident_console.domain.delivering import TellsByChannel, with_its_end
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.naming import outbox_id
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.vocabulary import DeliveryOutcome, Proof
from incident_console.domain.waiting_messages import known_message
from incident_console.domain.ways import Delivery, Destination


class DeliverySettled(TellsByChannel, frozen=True, kw_only=True):
    """Somebody has looked: what was uncertain arrived after all, or was lost."""

    strikable = True
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
                known.append(
                    msgspec.structs.replace(was, outcome=DeliveryOutcome.REFUSED, reason=said_lost(by))
                )
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
                    was, outcome=DeliveryOutcome.WAITING, at=None, reason="", kept_back=False
                )

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.message,)

    @property
    def needs(self) -> tuple[str, ...]:
        return self.refers_to


def said_lost(by: str) -> str:
    """Return the reason of a delivery that somebody says was lost."""
    return f"it got lost, as {by} says"


def settle(
    incident: Incident,
    request: Request,
    *,
    message: str,
    arrived: bool = False,
    lost: bool = False,
    clients: Sequence[str] = (),
    to: Collection[Destination] = (),
    survivor: Incident | None = None,
) -> list[Event]:
    """Say of what is uncertain that it arrived, which counts from the attempt, or that it was lost.

    It is said of these clients and recipients, or of all. `survivor` is the incident of which the message
    makes this one a duplicate.

    Raises:
        Refused: where nothing of the message is uncertain, or not one of the two is said.
    """
    contribute(incident, request)
    if arrived is lost:
        raise Refused(
            "say with {arrived} that it is there, or with {lost} that it is not",
            about=Part.ARRIVED,
            arrived=Part.ARRIVED,
            lost=Part.LOST,
        )
    written = known_message(incident, message)
    found = [
        each
        for each in concerned(incident, written, clients, to)
        if each.outcome is DeliveryOutcome.UNCERTAIN
    ]
    if not found:
        raise Refused(
            "nothing of it is uncertain; it is known what came of it",
            about=Part.MESSAGE,
            then=Act("read_outbox"),
        )
    settled = DeliverySettled(message=message, to=tuple(each.destination for each in found), arrived=arrived)
    return list(with_its_end(incident, request, settled, survivor))


def retry(
    incident: Incident,
    request: Request,
    *,
    message: str,
    clients: Sequence[str] = (),
    to: Collection[Destination] = (),
    queued: Collection[Destination] = (),
) -> list[Event]:
    """Have a message sent once more where it was refused, is stale, or waits in another copy.

    It is sent to these clients and recipients, or to all. Those of `queued` are tried by themselves, and need
    no word of anybody.

    Raises:
        Refused: where it arrived everywhere, is uncertain, or says what no longer stands.
    """
    contribute(incident, request)
    written = known_message(incident, message)
    found = concerned(incident, written, clients, to)
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
    asked = tuple(each.destination for each in standing if each.destination not in queued)
    return [DeliveryRetried(message=message, to=asked)] if asked else []


def refuse_retry(incident: Incident, written: Message, found: Sequence[Delivery]) -> None:
    """Say why nothing of a message can be sent once more."""
    name = outbox_id(incident.ref, written.id, incident.messages)
    if any(each.outcome is DeliveryOutcome.UNCERTAIN for each in found):
        raise Refused(
            "it may have arrived: look there, then say whether it did",
            about=Part.MESSAGE,
            then=(
                Act("settle", incident.ref, message=name, arrived=True),
                Act("settle", incident.ref, message=name, lost=True),
            ),
        )
    if found:
        raise Refused("it arrived; there is nothing to send once more", about=Part.MESSAGE)
    raise Refused(
        "{ref} has no channel for it; post it by hand and say so",
        about=Part.MESSAGE,
        then=Act("say_posted", incident.ref, message=name),
        ref=incident.ref,
    )


def can_go_out(incident: Incident, message: Message, delivery: Delivery) -> bool:
    """Whether a message may still be sent to a recipient as it stands."""
    addressee = message.addressees.get(delivery.ledger)
    if addressee is None or addressee.dropped or delivery.ledger in message.overtaken:
        return False
    # What reached them by another channel has ended the promise of which it speaks by that.
    return addressee.out_at is not None or not message.speaks_of_the_past(incident.ledgers[delivery.ledger])


def concerned(
    incident: Incident, message: Message, clients: Sequence[str], to: Collection[Destination]
) -> list[Delivery]:
    """Return the deliveries of a message to these clients, or to all, and of them to these recipients."""
    ledgers = {known_client(incident, name, Part.CLIENTS).n for name in clients}
    return [
        each
        for each in message.deliveries.values()
        if (not ledgers or each.ledger in ledgers) and (not to or each.destination in to)
    ]

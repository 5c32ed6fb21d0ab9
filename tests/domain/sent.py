"""Messages that go out by channels, and what came of them, without a store or a network."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from tests.domain.incident_life import Life, Shift

from incident_console.domain.delivering import note_delivery
from incident_console.domain.message import Message
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind, Proof
from incident_console.domain.ways import Delivery, WayOut

DELIVERED = DeliveryOutcome.DELIVERED
REFUSED = DeliveryOutcome.REFUSED
UNCERTAIN = DeliveryOutcome.UNCERTAIN

MAIL = WayOut(channel="mail", recipients=("ops@acme.example",))
SLACK = WayOut(channel="slack", proof=Proof.POSTED)
TWO_MAILS = WayOut(channel="mail", recipients=("ops@acme.example", "cto@acme.example"))


def told_by(*ways: WayOut, **clients: ClientProfile) -> Policy:
    """A policy in which clients are told by these channels, where they have none of their own."""
    return Policy(usual_ways=ways, clients={name.lower(): each for name, each in clients.items()})


def profile(name: str, *ways: WayOut, told: str = "any") -> ClientProfile:
    """What is agreed with a client about its channels."""
    return ClientProfile(name=name, ways=ways, told=told)


def sending(policy: Policy, **said: Any) -> Life:
    """A life just begun by alice at 14:00, P1: its client hears first by 14:10."""
    return Life(Shift(policy=policy)).declare(**said)


def sent(life: Life, kind: MessageKind = MessageKind.UPDATE) -> Message:
    """The message of a kind that was written last."""
    return [message for message in life.incident.messages.values() if message.kind is kind][-1]


def came(
    life: Life,
    outcome: DeliveryOutcome = DeliveryOutcome.DELIVERED,
    *,
    channel: str = "mail",
    recipient: str | None = None,
    client: str | None = None,
    message: Message | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Life:
    """Record what came of the last update at a recipient; at the first that fits where none is named."""
    written = message or sent(life)
    delivery = next(
        each
        for each in written.deliveries.values()
        if each.channel == channel
        and recipient in (None, each.recipient)
        and (client is None or each.client == client)
    )
    if outcome is DeliveryOutcome.DELIVERED:
        more.setdefault("proof", delivery.wanted)
    said = {"message": written.id, "destination": delivery.destination, "outcome": outcome, **more}
    request = msgspec.structs.replace(life.request(at=at), by="")
    life.record(request, note_delivery(life.incident, request, **said))
    return life


def deliveries(life: Life, message: Message | None = None) -> list[tuple[str, str, str]]:
    """What is known of a message, or of the last update: by channel and recipient, what came of it."""
    written = life.incident.messages[(message or sent(life)).id]
    return [(each.channel, each.recipient, each.outcome.value) for each in written.deliveries.values()]


def delivery(life: Life, channel: str = "mail", message: Message | None = None) -> Delivery:
    """The first delivery of the last update, or of a message, by a channel."""
    written = life.incident.messages[(message or sent(life)).id]
    return next(each for each in written.deliveries.values() if each.channel == channel)


def out(life: Life) -> bool:
    """Whether the client has the last update."""
    return life.incident.messages[sent(life).id].is_out


def written(*ways: WayOut, told: str = "any") -> Life:
    """An update written at 14:05 that goes out by these ways, and promises the next by 14:35."""
    life = sending(told_by(*ways, ACME=profile("ACME", told=told)), client="ACME").wait(minutes=5)
    return life.update(30, posted=False)

"""How far a message is on its way by channels, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.domain.ways import Delivery
from incident_console.wording.clients import names
from incident_console.wording.names import the_message

GROUPS = 3
"""How many clients, or clients told alike, are named with their channels."""
ARRIVED = (DeliveryOutcome.DELIVERED, DeliveryOutcome.SAID)


def going_out(incident: Incident, message: Message) -> str:
    """Return by which channels a message is out, and by which it is on its way: of neither, nothing.

    `update 4 is out to ACME by acme-slack; still on its way to ACME by status-mail`.
    """
    there = [each for each in message.deliveries.values() if each.outcome in ARRIVED]
    under_way = [each for each in message.deliveries.values() if each.waiting]
    channelled = {each.ledger for each in message.deliveries.values()}
    by_hand = [each.client or "" for each in message.told if each.ledger not in channelled]
    said = []
    if there or by_hand:
        told = all(message.has_reached(each.ledger) for each in there)
        said.append(f"{'is out' if told else 'has arrived'} {ways_said(incident, there, by_hand)}")
    if under_way:
        said.append(f"{'still on its way' if said else 'goes out'} {ways_said(incident, under_way)}")
    return f"{the_message(message)} {'; '.join(said)}" if said else ""


def ways_said(incident: Incident, deliveries: Iterable[Delivery], by_hand: Sequence[str] = ()) -> str:
    """Return to whom something goes and by which channels: `to ACME by acme-slack, status-mail`.

    Those who are told alike stand together, first those who are told by hand; where there is one client
    nobody is named.
    """
    by_client: dict[str, dict[str, None]] = {client: {} for client in by_hand}
    for each in deliveries:
        by_client.setdefault(each.client, {})[each.channel] = None
    alike: dict[tuple[str, ...], list[str]] = {}
    for client, channels in by_client.items():
        alike.setdefault(tuple(channels), []).append(client)
    said = []
    for by, clients in alike.items():
        parts = [f"to {names(clients)}"] if incident.has_several else []
        said.append(" ".join([*parts, *([f"by {', '.join(by)}"] if by else [])]))
    more = f"; {len(said) - GROUPS} more" if len(said) > GROUPS else ""
    return f"{'; '.join(said[:GROUPS])}{more}"


def first_capital(text: str) -> str:
    """Return a sentence as it begins."""
    return text[:1].upper() + text[1:]

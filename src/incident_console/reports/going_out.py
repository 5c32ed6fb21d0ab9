"""How far a message is on its way by channels, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.ways import Delivery, how_they_stand
from incident_console.reports.deliveries import Way
from incident_console.reports.way_stages import Stage, stage_of
from incident_console.wording.clients import names
from incident_console.wording.names import the_message

GROUPS = 3
"""How many clients, or clients told alike, are named with their channels."""
ARRIVED = (Stage.ARRIVED, Stage.SAID)


def going_out(incident: Incident, message: Message, ways: Sequence[Way], now: datetime) -> str:
    """Return by which channels a message is out at a time (UTC), and by which it is on its way, if by any.

    `update 4 is out to ACME by acme-slack; still on its way to ACME by status-mail`. What waits for a word of
    somebody is in `not_going`.
    """
    stages = [(each.delivery, stage_of(each, now)) for each in ways]
    there = [each for each, stage in stages if stage in ARRIVED]
    under_way = [each for each, stage in stages if stage.under_way]
    channelled = {each.ledger for each in message.deliveries.values()}
    by_hand = [each.client or "" for each in message.told if each.ledger not in channelled]
    parts = []
    if there or by_hand:
        told = all(message.has_reached(each.ledger) for each in there)
        parts.append(f"{'is out' if told else 'has arrived'} {ways_said(incident, there, by_hand)}")
    if under_way:
        parts.append(f"{'still on its way' if parts else 'goes out'} {ways_said(incident, under_way)}")
    return f"{the_message(message)} {'; '.join(parts)}" if parts else ""


def not_going(ways: Iterable[Way], now: datetime) -> str:
    """Return how a message stands by those of its ways by which nothing comes of it by itself (UTC)."""
    return how_they_stand(each.delivery for each in ways if stage_of(each, now).asks)


def told_by_all(ways: Sequence[Way], incident: Incident) -> str:
    """Return which clients are told only once all of their channels have it; empty where none is."""
    clients = list(dict.fromkeys(way.delivery.client for way in ways if way.delivery.needed))
    whom = names(clients) if incident.has_several else "the client"
    return f"{whom} {'are' if len(clients) > 1 else 'is'} told once all have it" if clients else ""


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
    groups = []
    for by, clients in alike.items():
        parts = [f"to {names(clients)}"] if incident.has_several else []
        groups.append(" ".join([*parts, *([f"by {', '.join(by)}"] if by else [])]))
    more = f"; {len(groups) - GROUPS} more" if len(groups) > GROUPS else ""
    return f"{'; '.join(groups[:GROUPS])}{more}"


def first_capital(text: str) -> str:
    """Return a sentence as it begins."""
    return text[:1].upper() + text[1:]

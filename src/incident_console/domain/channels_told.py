"""What each channel of each client was told last, and which of them were not told that it is over.

Somebody is left at "investigating" for ever where one channel took the last word and another did not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.overtaking import LAST_WORDS
from incident_console.domain.posting import MessagePosted
from incident_console.domain.ways import arrived_at


class ChannelTold(msgspec.Struct, frozen=True, kw_only=True):
    """The last message that a channel of a client has, and since when (UTC); `ledger` is the client's."""

    ledger: int
    channel: str
    message: Message | None = None
    at: datetime | None = None


def channels_told(incident: Incident) -> list[ChannelTold]:
    """Return what each channel was told last, by which anything was to go out; the clients in their order."""
    return [
        max(told(incident, *way), key=order, default=ChannelTold(ledger=way[0], channel=way[1]))
        for way in ways_used(incident)
    ]


def left_behind(incident: Incident) -> list[ChannelTold]:
    """Return the channels whose last word is not the closing, though their client knows that it is over."""
    found = []
    for ledger, channel in ways_used(incident):
        if incident.ledgers[ledger].listens:
            continue
        about_it = (
            each
            for each in told(incident, ledger, channel)
            if each.message is not None and not each.message.event.about_analysis
        )
        last = max(about_it, key=order, default=None)
        if last is not None and last.message is not None and last.message.kind not in LAST_WORDS:
            found.append(last)
    return found


def lagging(incident: Incident) -> list[ChannelTold]:
    """Return the channels that lack the last word of another channel of the same client."""
    found = channels_told(incident)
    latest: dict[int, ChannelTold] = {}
    for each in found:
        if each.message is not None:
            before = latest.get(each.ledger)
            latest[each.ledger] = each if before is None else max(before, each, key=by_message)
    return [
        each for each in found if each.ledger in latest and each.message is not latest[each.ledger].message
    ]


def by_message(each: ChannelTold) -> int:
    return 0 if each.message is None else each.message.seq


def is_older(one: ChannelTold, other: ChannelTold) -> bool:
    return by_message(one) < by_message(other)


def ways_used(incident: Incident) -> list[tuple[int, str]]:
    """Return the channels by which anything was to go out, each behind the number of its client's ledger."""
    used = dict.fromkeys(
        (each.ledger, each.channel)
        for message in incident.messages.values()
        for each in message.deliveries.values()
    )
    return sorted(used, key=lambda way: way[0])


def told(incident: Incident, ledger: int, channel: str) -> Iterator[ChannelTold]:
    """Yield the messages that a channel has; what somebody posted counts for all channels of a client."""
    for message in incident.messages.values():
        ways = [
            each for each in message.deliveries.values() if each.ledger == ledger and each.channel == channel
        ]
        at = arrived_at(ways) if ways else None
        addressee = message.addressees.get(ledger)
        if at is None and addressee is not None and addressee.out_at is not None:
            by = incident.entry(addressee.out_by, addressee.out_seq)
            at = addressee.out_at if by is not None and isinstance(by.event, MessagePosted) else None
        if at is not None:
            yield ChannelTold(ledger=ledger, channel=channel, message=message, at=at)


def order(each: ChannelTold) -> tuple[datetime, int]:
    assert each.at is not None
    assert each.message is not None
    return each.at, each.message.seq

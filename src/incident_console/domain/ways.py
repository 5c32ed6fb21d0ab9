"""By which ways a message goes out to a client, and what came of it at each recipient.

A channel has a message when no recipient of it waits or is uncertain and one has it. One for whom it was kept
back, since it says what no longer stands, never gets it, so that it is not known there as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from incident_console.domain.vocabulary import DeliveryOutcome, Proof


class WayOut(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A channel to clients as it is configured: to whom, what proof counts, how long a message stays fresh.

    A channel that has no addresses of its own has one recipient without a name. `fresh` is in seconds.
    """

    channel: str
    recipients: tuple[str, ...] = ("",)
    proof: Proof = Proof.ACCEPTED
    fresh: int = 3600


class Way(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """By which channel a message is to go out to a client, as was configured when it was written.

    `client` is empty for the one who has no name. `needed`: the client is told only when all such ways
    have it; otherwise any of them is enough.
    """

    channel: str
    client: str = ""
    recipients: tuple[str, ...] = ("",)
    proof: Proof = Proof.ACCEPTED
    needed: bool = False


class Destination(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One recipient of a message: a client's, by a channel."""

    channel: str
    client: str = ""
    recipient: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.client, self.channel, self.recipient


class Delivery(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What came of a message at one recipient.

    `ledger` is the number of the client's ledger, `wanted` the proof that counts for the channel. `at` is
    when it arrived, was refused, or got lost (UTC).
    """

    channel: str
    client: str
    recipient: str
    ledger: int
    wanted: Proof
    needed: bool
    outcome: DeliveryOutcome = DeliveryOutcome.WAITING
    proof: Proof | None = None
    at: datetime | None = None
    attempts: int = 0
    reason: str = ""
    url: str = ""
    kept_back: bool = False
    """Whether it was not sent, since it says what no longer stands."""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.client, self.channel, self.recipient

    @property
    def destination(self) -> Destination:
        return Destination(channel=self.channel, client=self.client, recipient=self.recipient)

    @property
    def has_it(self) -> bool:
        """Whether it arrived, by a proof that counts."""
        arrived = self.outcome in (DeliveryOutcome.DELIVERED, DeliveryOutcome.SAID)
        return arrived and self.proof is not None and self.proof.suffices(self.wanted)

    @property
    def open(self) -> bool:
        """Whether it is not known yet what becomes of it."""
        return self.outcome in (DeliveryOutcome.WAITING, DeliveryOutcome.UNCERTAIN)

    @property
    def lacks_it(self) -> bool:
        """Whether it has not arrived, as far as is known, though nobody kept it back."""
        return self.open or (self.outcome is DeliveryOutcome.REFUSED and not self.kept_back)

    @property
    def waiting(self) -> bool:
        return self.outcome is DeliveryOutcome.WAITING


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """When a client was told by its channels (UTC), and by which."""

    at: datetime
    channels: tuple[str, ...]


def arrived_at(deliveries: Iterable[Delivery]) -> datetime | None:
    """Return when a channel had a message, by its deliveries; None as long as it has not."""
    found = list(deliveries)
    if any(each.open or each.kept_back for each in found):
        return None
    return max((each.at for each in found if each.has_it and each.at is not None), default=None)


def told_by(deliveries: Iterable[Delivery], ledger: int) -> Told | None:
    """Return when a client was told by its channels, None as long as it was not.

    The first channel that has the message tells it; where all are needed, the last one does.
    """
    by_channel: dict[str, list[Delivery]] = {}
    for each in deliveries:
        if each.ledger == ledger:
            by_channel.setdefault(each.channel, []).append(each)
    if not by_channel:
        return None
    times = {channel: arrived_at(found) for channel, found in by_channel.items()}
    needed = [channel for channel, found in by_channel.items() if any(each.needed for each in found)]
    if needed:
        had = [at for channel in needed if (at := times[channel]) is not None]
        return Told(at=max(had), channels=tuple(needed)) if len(had) == len(needed) else None
    first = min(((at, channel) for channel, at in times.items() if at is not None), default=None)
    return None if first is None else Told(at=first[0], channels=(first[1],))


STANDS = {
    DeliveryOutcome.WAITING: "is still to be sent",
    DeliveryOutcome.REFUSED: "was refused",
    DeliveryOutcome.UNCERTAIN: "is uncertain",
}
"""How a message stands with a channel that does not have it."""


def how_they_stand(deliveries: Iterable[Delivery]) -> str:
    """Return in words how a message stands with channels that do not have it; empty where there are none."""
    by: dict[DeliveryOutcome, dict[str, None]] = {}
    for each in deliveries:
        if each.lacks_it:
            by.setdefault(each.outcome, {})[each.channel] = None
    return ", ".join(f"{STANDS[outcome]} by {' and '.join(channels)}" for outcome, channels in by.items())

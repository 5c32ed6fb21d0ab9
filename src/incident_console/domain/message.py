"""A text for the clients: for whom it is, to whom it is out, and what came of it at each recipient.

All times are aware and in UTC."""

from __future__ import annotations

from copy import copy
from datetime import datetime

import msgspec

from incident_console.domain.entry import FIRST_WORD, MessageEvent
from incident_console.domain.ledger import Ledger
from incident_console.domain.vocabulary import DeliveryOutcome, MessageKind, Outcome, Proof
from incident_console.domain.ways import Delivery, Told, told_by


class Addressee(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One client whom a message is for: it waits, is out, or is not to be sent any more.

    `ledger` is the number of the client's ledger. `out_by` is the event that said that it is out.
    """

    ledger: int
    client: str | None
    out_at: datetime | None = None
    out_seq: int = 0
    out_by: str = ""
    out_in: int = 0
    """In which term of ownership it went out, counted from 0."""
    where: str = ""
    dropped: bool = False

    @property
    def waiting(self) -> bool:
        return self.out_at is None and not self.dropped


NOT_ANY_MORE = "it is not to be sent any more"
"""Why a message that waited goes out no more, where nothing else is said."""


NOBODY_YET = Addressee(ledger=0, client=None)


class Message(msgspec.Struct, kw_only=True):
    """A text for the clients: it waits until it is out to each of them, or somebody says that they posted it.

    `decisive` is false where what it was to decide does not hold, so that only what a client reads in it
    counts.
    """

    id: str
    kind: MessageKind
    seq: int
    by: str
    words: str
    written_at: datetime
    event: MessageEvent
    number: int = 0
    addressees: dict[int, Addressee] = msgspec.field(default_factory=dict)
    """By the number of the client's ledger."""
    life: int = 1
    """In which life of the incident it was written, or went out."""
    counted: int = 0
    """Which of the updates of all lives a wrap-up is, once it is out."""
    decisive: bool = True
    deliveries: dict[tuple[str, str, str], Delivery] = msgspec.field(default_factory=dict)
    """What came of it at each recipient of its ways, by `Delivery.key`."""
    overtaken: tuple[int, ...] = ()
    """The ledgers of the clients who have read something newer since, so that its channels do not send it."""

    @property
    def waiting(self) -> bool:
        """Whether it is still to reach somebody."""
        return any(each.waiting for each in self.addressees.values())

    @property
    def dropped(self) -> bool:
        """Whether it reached nobody and is not to be sent any more."""
        return all(each.dropped and each.out_at is None for each in self.addressees.values())

    @property
    def is_out(self) -> bool:
        """Whether it reached anybody."""
        return bool([each for each in self.addressees.values() if each.out_at is not None])

    def has_reached(self, ledger: int) -> bool:
        """Whether it is out to the client with that ledger."""
        addressee = self.addressees.get(ledger)
        return addressee is not None and addressee.out_at is not None

    @property
    def told(self) -> list[Addressee]:
        """The clients who have it, in the order in which it went out to them."""
        out = [each for each in self.addressees.values() if each.out_at is not None]
        return sorted(out, key=lambda each: (each.out_seq, each.ledger)) if len(out) > 1 else out

    @property
    def to_tell(self) -> list[Addressee]:
        """The clients whom it is still to reach."""
        return [each for each in self.addressees.values() if each.waiting]

    @property
    def first_out(self) -> Addressee:
        """The client whom it reached first; before any, somebody whom nothing reached."""
        told = self.told
        return told[0] if told else NOBODY_YET

    @property
    def out_at(self) -> datetime | None:
        """When it first went out (UTC); None until it does."""
        return self.first_out.out_at

    @property
    def out_seq(self) -> int:
        return self.first_out.out_seq

    @property
    def where(self) -> str:
        return self.first_out.where

    @property
    def client(self) -> str | None:
        """The first client whom it is for."""
        return next((each.client for each in self.addressees.values()), None)

    def speaks_of_the_past(self, ledger: Ledger) -> bool:
        """Whether its words are about a promise to the client with that ledger that no longer stands."""
        if ledger.n in self.overtaken:
            return True
        about = self.event.for_client(ledger.client).about
        if not about:
            return False
        # Written before anything was promised: a promise since, or the end, has taken its place.
        if about == FIRST_WORD:
            return ledger.update_promise is not None or ledger.first_update_due is None
        return not any(each.made_by == about and each.outcome is Outcome.OPEN for each in ledger.promises)

    def reach(self, addressee: Addressee) -> None:
        """Note that it is out to a client, also to one whom it was not known to be for.

        Where there was only one client, another copy may have known that one by this name.
        """
        if addressee.ledger not in self.addressees and not self.event.to:
            self.addressees = {n: each for n, each in self.addressees.items() if each.out_at is not None}
        self.addressees[addressee.ledger] = addressee

    def withhold(self, ledger: int | None = None, why: str = NOT_ANY_MORE) -> None:
        """Have it go out no more to those whom it is still to reach, or to the one with that ledger."""
        for n, each in self.addressees.items():
            if each.waiting and ledger in (None, n):
                self.addressees[n] = msgspec.structs.replace(each, dropped=True)
                self.keep_back(n, why)

    def keep_back(self, ledger: int, why: str) -> None:
        """Have none of its deliveries to a client go out that still waits."""
        for key, each in self.deliveries.items():
            if each.ledger == ledger and each.waiting:
                self.deliveries[key] = msgspec.structs.replace(
                    each, outcome=DeliveryOutcome.REFUSED, reason=why, kept_back=True
                )

    @property
    def can_be_kept_back(self) -> bool:
        """Whether it has still to go out: to somebody, or by a channel more."""
        return self.waiting or any(each.waiting for each in self.deliveries.values())

    def goes_by_itself(self, ledger: int) -> bool:
        """Whether a channel may still bring it to the client with that ledger, or has perhaps."""
        return any(each.ledger == ledger and each.open for each in self.deliveries.values())

    def say_out(self, ledger: int, at: datetime) -> None:
        """Note that somebody posted it to a client by hand (UTC): it counts by all channels that lack it."""
        for key, each in self.deliveries.items():
            if each.ledger == ledger and each.lacks_it:
                self.deliveries[key] = msgspec.structs.replace(
                    each, outcome=DeliveryOutcome.SAID, proof=Proof.SAID, at=at
                )

    def on_its_way(self, ledger: int) -> bool:
        """Whether it is not known yet of one of its deliveries to a client what becomes of it."""
        return any(each.ledger == ledger and each.open for each in self.deliveries.values())

    def lacks_a_way(self, ledger: int) -> bool:
        """Whether a client has not got it by one of its ways, by which it may still go out."""
        lacking = any(each.ledger == ledger and each.lacks_it for each in self.deliveries.values())
        return lacking and ledger not in self.overtaken

    def unfinished(self, ledger: int) -> bool:
        """Whether something is still to be done: a client has not got it, or not by all of its ways."""
        addressee = self.addressees.get(ledger)
        if addressee is None or addressee.dropped:
            return False
        return addressee.waiting or self.lacks_a_way(ledger)

    def told_by_channels(self, ledger: int) -> Told | None:
        """When its channels told the client with that ledger, and which; None as long as they have not."""
        return told_by(self.deliveries.values(), ledger) if self.deliveries else None

    def words_for(self, client: str | None) -> str:
        """What a client reads, or is to read."""
        return self.event.for_client(client).words or self.event.text

    def twin(self) -> Message:
        """A copy that shares nothing with this one that can change."""
        twin = copy(self)
        twin.addressees = dict(self.addressees)
        twin.deliveries = dict(self.deliveries)
        return twin

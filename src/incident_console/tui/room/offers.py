"""What became of my offers: the giver is told of a yes, of a no, and of silence (C, Presence)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from incident_console.desk import Desk
from incident_console.domain.handover import (
    HandoverAccepted,
    HandoverDeclined,
    HandoverOffered,
    HandoverWithdrawn,
)
from incident_console.domain.ownership import OwnershipTaken
from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Role


class Standing(msgspec.Struct, frozen=True):
    """An offer of mine as the board shows it; `until` is UTC."""

    to: str
    roles: tuple[str, ...]
    until: datetime

    @property
    def owned(self) -> str:
        """What stays mine while nobody says yes."""
        return "own it" if Role.IC.value in self.roles else f"are the {' and '.join(self.roles)}"


class Answer(msgspec.Struct, frozen=True):
    """What became of an offer, in one line; it rings where the offer moved nothing."""

    words: str
    rings: bool


class MyOffers:
    """The standing offers of one person, between one look at the board and the next."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.standing: dict[str, Standing] = {}

    def look(self, rows: Iterable[SummaryRow], now: datetime) -> list[Answer]:
        """Return what became of the offers that stood at the last look and stand no more.

        Args:
            rows: the board.
            now: UTC.

        Raises:
            StoreError: the record cannot be read.
        """
        standing_now = dict(self._mine(rows))
        before, self.standing = (
            self.standing,
            {ref: offer for ref, offer in standing_now.items() if now <= offer.until},
        )
        gone = [(ref, offer) for ref, offer in before.items() if self.standing.get(ref) != offer]
        answers = (
            _lapsed(ref, offer) if standing_now.get(ref) == offer else self._answer(ref, offer)
            for ref, offer in gone
        )
        return [answer for answer in answers if answer is not None]

    def _mine(self, rows: Iterable[SummaryRow]) -> Iterator[tuple[str, Standing]]:
        for row in rows:
            if row.offered_to and row.offer_stands_until and same_person(row.offered_by or "", self.desk.by):
                yield row.ref, Standing(row.offered_to, row.offer_roles, row.offer_stands_until)

    def _answer(self, ref: str, offer: Standing) -> Answer | None:
        """Return what the record says about an offer since it was made; None for what I did myself."""
        name = _short(ref)
        for entry in reversed(self.desk.incident(ref).entries):
            match entry.event:
                case HandoverAccepted(to=to, roles=roles):
                    leads = "" if Role.IC in roles else f" the {' and '.join(roles)} of"
                    return Answer(f"{to} took over{leads} {name}", rings=False)
                case HandoverDeclined(why=why):
                    return Answer(f"{entry.by} declined {name}: {why} (you still {offer.owned})", rings=True)
                case OwnershipTaken(taken_by=taken_by):
                    return Answer(f"{taken_by} took over {name}", rings=False)
                case HandoverOffered() | HandoverWithdrawn():
                    return None
        return None


def _lapsed(ref: str, offer: Standing) -> Answer:
    return Answer(f"your offer of {_short(ref)} to {offer.to} lapsed: you still {offer.owned}", rings=True)


def _short(ref: str) -> str:
    return ref.removeprefix("INC-")

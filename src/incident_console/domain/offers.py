"""What becomes of an offer by what somebody else does: it loses a role, or ends (C, Presence).

An offer never disappears unsaid: whoever ends one that they know of records that too. What an act did to an
offer of another copy is read from the act (`Incident.offer_losses`). A lapse is computed, recorded by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.parts import OfferLoss
from incident_console.domain.vocabulary import Role

ENDED = "ended the incident"
"""What an end of the incident is to an offer."""


class OfferChanged(Event, frozen=True, kw_only=True):
    """An offer that stood lost roles by another act; with none `left` it ended.

    `cause` is the event that did it, or the message that did; `why` says what its author did.
    """

    offer: str
    to: str
    given_by: str
    lost: tuple[Role, ...]
    left: tuple[Role, ...] = ()
    cause: str
    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.offer_losses = [
            msgspec.structs.replace(loss, recorded=True) if self.says(loss) else loss
            for loss in incident.offer_losses
        ]

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        offer = incident.offer
        if offer is not None and offer.id == self.offer and offer.roles != self.left:
            return Objection(ground=Ground.OFFERED, who=offer.to, at=offer.stands_until)
        if any(self.says(loss) for loss in incident.offer_losses):
            return None
        return Objection(ground=Ground.ANSWERED, who=incident.owner, at=incident.tenure.since)

    def says(self, loss: OfferLoss) -> bool:
        """Whether this is the word of that loss."""
        return loss.offer == self.offer and self.cause in loss.acts

    @property
    def refers_to(self) -> tuple[str, ...]:
        return self.offer, self.cause

    @property
    def text(self) -> str:
        return self.why


NOT_TO_OFFER = "could not offer it beside what another copy recorded"
"""What somebody did whose offer does not hold in a merged log."""


def offers(roles: Iterable[Role], to: str) -> str:
    """What another offer is to one that it displaces."""
    return f"offers the {' and '.join(roles)} to {to}"


def assigned(role: Role, name: str) -> str:
    """What the assignment of a role is to an offer that carries it."""
    return f"assigned the {role} to {name}"


def took_over(taken_from: str) -> str:
    """What a take-over is to an offer of the one who did not answer."""
    return f"took over from {taken_from}"


def lose(incident: Incident, roles: Iterable[Role], why: str) -> None:
    """Take roles out of the offer, by the entry that the incident took last; note it where the offer stood.

    `why` says what the entry's author did.
    """
    offer, entry, gone = incident.offer, incident.entries[-1], frozenset(roles)
    if offer is None or not gone & frozenset(offer.roles):
        return
    left = tuple(role for role in offer.roles if role not in gone)
    incident.offer = msgspec.structs.replace(offer, roles=left) if left else None
    # One that has lapsed had nothing left to lose; that it lapsed is said where it is read.
    if offer.stands(entry.recorded_at):
        incident.offer_losses.append(
            OfferLoss(
                offer=offer.id,
                to=offer.to,
                given_by=offer.by,
                lost=tuple(role for role in offer.roles if role in gone),
                left=left,
                entry=entry.id,
                acts=(entry.id, *entry.event.refers_to),
                by=entry.by,
                at=entry.recorded_at,
                why=why,
            )
        )


def offer_ends(incident: Incident, request: Request, why: str) -> list[Event]:
    """The word that the offer which stands ends with what is being done; none where none stands."""
    return offer_loses(incident, request, tuple(Role), why)


def offer_loses(incident: Incident, request: Request, roles: Iterable[Role], why: str) -> list[Event]:
    """The word that the offer which stands carries these roles no longer, where it carries any of them."""
    offer, gone = incident.standing_offer(request.now), frozenset(roles)
    if offer is None or not gone & frozenset(offer.roles):
        return []
    return [
        OfferChanged(
            offer=offer.id,
            to=offer.to,
            given_by=offer.by,
            lost=tuple(role for role in offer.roles if role in gone),
            left=tuple(role for role in offer.roles if role not in gone),
            cause=request.id,
            why=why,
        )
    ]

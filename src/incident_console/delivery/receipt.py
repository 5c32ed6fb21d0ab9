"""What came of one attempt to send a message, as the channel knows it."""

from __future__ import annotations

import msgspec

from incident_console.domain.vocabulary import DeliveryOutcome, Proof


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one attempt.

    `waiting` means that the service has not taken it, so that it may be sent once more, `retry_after` seconds
    from now at the earliest where the service asked for that. `uncertain` means that it was sent and the
    answer got lost. `ticket` is the id of a ticket that was created, and `url` its address then.
    """

    outcome: DeliveryOutcome
    proof: Proof | None = None
    reason: str = ""
    url: str = ""
    retry_after: float | None = None
    ticket: str = ""


def delivered(proof: Proof, url: str = "", ticket: str = "") -> Receipt:
    """The service has it."""
    return Receipt(outcome=DeliveryOutcome.DELIVERED, proof=proof, url=url, ticket=ticket)


def refused(reason: str) -> Receipt:
    """The service will not take it, however often it is sent."""
    return Receipt(outcome=DeliveryOutcome.REFUSED, reason=reason)


def waiting(reason: str, retry_after: float | None = None) -> Receipt:
    """The service has not taken it; it may be sent once more."""
    return Receipt(outcome=DeliveryOutcome.WAITING, reason=reason, retry_after=retry_after)


def uncertain(reason: str) -> Receipt:
    """It was sent, and nobody knows whether the service has it."""
    return Receipt(outcome=DeliveryOutcome.UNCERTAIN, reason=reason)

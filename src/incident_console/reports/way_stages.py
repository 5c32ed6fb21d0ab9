"""How far a message is on its way to one recipient, and how that is said in few words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import IntEnum

from incident_console.domain.vocabulary import DeliveryOutcome, Proof
from incident_console.reports.deliveries import ELSEWHERE, Dispatch
from incident_console.store.delivery_rows import RowState
from incident_console.words import flat


class Stage(IntEnum):
    """How far a message is on its way, in the order in which that asks for somebody."""

    UNCERTAIN = 0
    REFUSED = 1
    STALE = 2
    """It is no longer fresh, so that it is not sent by itself any more."""
    ELSEWHERE = 3
    """It was to go out from another file, and perhaps has."""
    AGAIN = 4
    """It was tried, and is tried again by itself."""
    SENDING = 5
    QUEUED = 6
    NOT_SENT = 7
    """It was kept back, since it says what no longer stands."""
    SAID = 8
    """Somebody says that they posted it."""
    ARRIVED = 9

    @property
    def asks(self) -> bool:
        """Whether nothing more comes of it until somebody says what is to be done."""
        return self <= Stage.ELSEWHERE

    @property
    def under_way(self) -> bool:
        """Whether it is sent, or tried again, by itself."""
        return Stage.AGAIN <= self <= Stage.QUEUED


def stage_of(way: Dispatch, now: datetime) -> Stage:
    """Return how far a message is on one of its ways at a time (UTC)."""
    match way.delivery.outcome:
        case DeliveryOutcome.DELIVERED:
            return Stage.ARRIVED
        case DeliveryOutcome.SAID:
            return Stage.SAID
        case DeliveryOutcome.UNCERTAIN:
            return Stage.UNCERTAIN
        case DeliveryOutcome.REFUSED:
            return Stage.NOT_SENT if way.delivery.kept_back else Stage.REFUSED
        case DeliveryOutcome.WAITING:
            return _waiting(way, now)


def _waiting(way: Dispatch, now: datetime) -> Stage:
    row = way.row
    if row is None:
        return Stage.ELSEWHERE if way.elsewhere else Stage.QUEUED
    if row.state is RowState.SENDING:
        return Stage.SENDING
    if not row.is_due_by_itself(now):
        return Stage.STALE
    return Stage.AGAIN if row.attempts else Stage.QUEUED


def is_interrupted(way: Dispatch, now: datetime) -> bool:
    """Whether whoever was sending it can no longer be at work (by the wall's time, UTC).

    What came of it says whoever carries next.
    """
    row = way.row
    if row is None or row.state is not RowState.SENDING:
        return False
    return row.lease is not None and row.lease.until <= now


def in_words(way: Dispatch, now: datetime, clock: Callable[[datetime], str]) -> str:
    """Return in few words how far a message is on one of its ways, with the reason and the time.

    Args:
        now: the time at hand (UTC).
        clock: writes a time for whoever reads it.
    """
    why = reason(way, now)
    gap = ", " if stage_of(way, now) is Stage.AGAIN else ": "
    return f"{word(way, now, clock)}{gap if why else ''}{why}"


def reason(way: Dispatch, now: datetime) -> str:
    """Return why a message has not arrived, on one line; empty where nothing is to be said."""
    told = stage_of(way, now) in (Stage.UNCERTAIN, Stage.REFUSED, Stage.STALE, Stage.AGAIN, Stage.NOT_SENT)
    return flat(way.reason) if told else ""


def word(way: Dispatch, now: datetime, clock: Callable[[datetime], str]) -> str:
    """Return in a word how far a message is on one of its ways, and when it arrived or is tried again."""
    at = "" if way.delivery.at is None else f" {clock(way.delivery.at)}"
    match stage_of(way, now):
        case Stage.ARRIVED:
            return f"{arrived(way)}{at}"
        case Stage.SAID:
            return f"posted by hand{at}"
        case Stage.AGAIN:
            next_at = None if way.row is None else way.row.next_attempt_at
            return f"trying again{'' if next_at is None or next_at <= now else f' {clock(next_at)}'}"
        case Stage.SENDING if is_interrupted(way, now):
            return "interrupted while it was sent"
        case stage:
            return WORDS[stage]


WORDS = {
    Stage.UNCERTAIN: "uncertain",
    Stage.REFUSED: "refused",
    Stage.STALE: "too old to go by itself",
    Stage.ELSEWHERE: ELSEWHERE,
    Stage.SENDING: "being sent",
    Stage.QUEUED: "waits to be sent",
    Stage.NOT_SENT: "not sent",
}


def arrived(way: Dispatch) -> str:
    """Return by what proof a message arrived, and which is wanted where that is more."""
    proof = way.delivery.proof
    if proof is Proof.SAID or proof is None:
        return "there, as somebody says,"
    return str(proof) if way.delivery.has_it else f"{proof}, not yet {way.delivery.wanted},"

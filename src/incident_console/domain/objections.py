"""Why a decision does not hold where it stands in the log, once another copy of it has been merged.

An objection is a value: what it is, who and when. Who shows it says it in a sentence and puts the times on
the reader's clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

import msgspec


class Ground(StrEnum):
    """On what ground something does not hold."""

    OWNER = "owner"
    SPEAKER = "speaker"
    ENDED = "ended"
    OPEN = "open"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    UNCONFIRMED = "unconfirmed"
    OTHER_GATE = "other_gate"
    ANSWERED = "answered"
    OFFERED = "offered"
    HELD = "held"
    BACK = "back"
    TOLD = "told"
    OUT = "out"
    TAKEN_IN = "taken_in"
    SURVIVOR = "survivor"
    BY_ITSELF = "by_itself"
    CLIENTS = "clients"
    PROMISED = "promised"
    DUE = "due"

    @property
    def told(self) -> bool:
        """Whether its time is one that a client waits for, and so is read on their clock."""
        return self in (Ground.PROMISED, Ground.DUE)


class Awaited(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """By when a client hears next: as was promised, or first (both UTC), and who watches the clock."""

    client: str | None = None
    due_at: datetime | None = None
    first_update_due: datetime | None = None
    watcher: str = ""

    @property
    def at(self) -> datetime | None:
        """By when, whichever it is; None where nothing is due."""
        return self.due_at or self.first_update_due


class Objection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A ground with its values: who, a reference or a role it is about, and since when (UTC)."""

    ground: Ground
    who: str = ""
    what: str = ""
    at: datetime | None = None
    instead: tuple[Awaited, ...] = ()
    """What clients wait for instead of what an adoption says."""

    def sentence(self, clock: Callable[[datetime], str]) -> str:
        """Why it does not hold, in words; `clock` says a time (UTC) as the reader would."""
        at = "" if self.at is None else clock(self.at)
        return SENTENCES[self.ground].format(who=self.who, what=self.what, at=at)


SENTENCES = {
    Ground.OWNER: "{who} owned it since {at}",
    Ground.SPEAKER: "only {who} could write to the client by then",
    Ground.ENDED: "it had ended at {at}",
    Ground.OPEN: "it was open by then, so there was nothing to reopen or to send back",
    Ground.REOPENED: "it was open again by then",
    Ground.RESOLVED: "{who} had resolved it at {at}",
    Ground.UNCONFIRMED: "its resolution was not confirmed by then",
    Ground.OTHER_GATE: "the resolution that was confirmed no longer stood",
    Ground.ANSWERED: "the offer no longer stood; {who} owned it since {at}",
    Ground.OFFERED: "it was offered to {who} until {at}",
    Ground.HELD: "{who} was the {what} by then",
    Ground.BACK: "nobody was away any more; {who} owned it since {at}",
    Ground.TOLD: "the client had been told something at {at}, so it could not end without a word to them",
    Ground.OUT: "the message was out since {at}",
    Ground.TAKEN_IN: "{what} pointed to it by then",
    Ground.SURVIVOR: "{what} had ended by then, so nobody would have kept the promise",
    Ground.BY_ITSELF: "{what} went on by itself",
    Ground.CLIENTS: "its clients by then: {what}",
    Ground.PROMISED: "the client of {what} had been promised a word by {at}, which is kept instead",
    Ground.DUE: "the first update of {what} was due by {at}, which is kept instead",
}

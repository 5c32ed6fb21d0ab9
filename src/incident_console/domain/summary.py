"""An incident in one row: what boards, lists and alarms are made of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from incident_console.domain.text import same_person
from incident_console.domain.urgency import Urgency, urgency

LEAST_SEVERE = "P9"
"""Where an incident of unknown severity stands among the others."""


class Due(NamedTuple):
    """What is due, until when (UTC; None without a date), and who owes it."""

    kind: str | None
    at: datetime | None
    who: str


class SummaryRow(msgspec.Struct, frozen=True):
    """An incident as a board shows it. All times are UTC.

    `client` is the first of its `clients`, `clock_client` the one who is due first. `open` is false once it
    ended; `client_told` is false while an absence has not reached every client;
    `unsent` counts the messages that wait; `watchers` are all who watch the client's clock. `owed_*` say what
    is owed first after the end, until when and by whom, `awaited_at` for when a client then still awaits
    something. `version` is the sequence number of the last entry. `closed_seconds` is how long it was closed
    between its lives; the review is that of the present life.
    """

    id: str
    ref: str
    title: str
    severity: str | None
    severity_confirmed: bool
    status: str
    open: bool
    drill: bool
    imported: bool
    client: str | None
    clients: tuple[str, ...]
    ticket: str | None
    owner: str
    ic: str
    cl: str
    ol: str
    term: int
    clock_kind: str | None
    clock_due_at: datetime | None
    clock_promised: bool
    clock_client: str | None
    offered_to: str | None
    offered_by: str | None
    offer_roles: tuple[str, ...]
    offer_stands_until: datetime | None
    away_until: datetime | None
    client_told: bool
    unsent: int
    started_at: datetime | None
    declared_at: datetime
    closed_at: datetime | None
    watchers: tuple[str, ...]
    owed_kind: str | None
    owed_due_at: datetime | None
    owed_by: str | None
    awaited_at: datetime | None
    version: int
    highest_severity: str | None
    closed_seconds: int
    review_due_at: datetime | None
    reviewed_at: datetime | None

    @property
    def damaged(self) -> str:
        """Why it cannot be relied on; empty for one that is as it was written."""
        return ""

    def offered(self, now: datetime) -> str | None:
        """Return to whom it is offered; None where no offer stands at that time (UTC)."""
        stands = self.offer_stands_until is not None and now <= self.offer_stands_until
        return self.offered_to if stands else None

    def is_offered_to(self, name: str, now: datetime) -> bool:
        """Whether a standing offer waits for that person's answer."""
        to = self.offered(now)
        return to is not None and same_person(to, name)

    def due(self, now: datetime) -> Due:
        """Return what its line in a list counts down to at a time (UTC).

        It is the clock; of an ended incident what is owed first, once that is late or where no clock runs.
        """
        late = self.owed_due_at is not None and now > self.owed_due_at
        if self.open or (self.clock_due_at is not None and not late):
            return Due(self.clock_kind, self.clock_due_at, self.owner)
        return Due(self.owed_kind, self.owed_due_at, self.owed_by or self.owner)

    def urgency(self, now: datetime) -> Urgency | None:
        """Return how that stands; None without a date."""
        due_at = self.due(now).at
        return None if due_at is None else urgency(due_at, now)

    def presses(self, now: datetime) -> bool:
        """Whether an ended incident belongs on a board: a follow-up alone does once it is late."""
        return self.clock_due_at is not None or (self.owed_due_at is not None and now > self.owed_due_at)

    def is_without(self, name: str) -> bool:
        """Whether that person, who owns it, has said that they are away."""
        return self.away_until is not None and same_person(self.owner, name)

    def is_watched_by(self, name: str) -> bool:
        """Whether that person watches its clock."""
        return any(same_person(watcher, name) for watcher in self.watchers)

    def open_for(self, now: datetime) -> timedelta:
        """Return how long it was open in all its lives, up to that time (UTC) where it still is."""
        whole = (self.closed_at or now) - self.declared_at
        return max(whole - timedelta(seconds=self.closed_seconds), timedelta())

    def review_stands(self, now: datetime) -> str | None:
        """Return how its review stands at a time (UTC): `done`, `due`, `overdue`; None where none is due."""
        if self.reviewed_at is not None:
            return "done"
        if self.review_due_at is None or self.open:
            return None
        return "overdue" if now > self.review_due_at else "due"

    def rank(self, now: datetime) -> tuple[bool, bool, str, str, str]:
        """Return the place among open incidents: overdue first, then by severity and time left."""
        due = self.clock_due_at
        when = "" if due is None else due.isoformat()
        return due is None, due is None or due >= now, self.severity or LEAST_SEVERE, when, self.ref

"""What clients were promised, and what the clock counts down to, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from incident_console.domain.deadlines import deadline_for, next_deadline
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger, Promise, outcomes
from incident_console.reports.stamps import stamp

if TYPE_CHECKING:
    pass


def clock_of(incident: Incident, now: datetime) -> dict[str, Any] | None:
    """What the clock counts down to, and who keeps it; null where nothing is due."""
    deadline = next_deadline(incident)
    if deadline is None:
        return None
    return {
        **clock(deadline.kind, deadline.due_at, now),
        "promised": deadline.promised,
        "keeper": deadline.keeper,
        "client": deadline.client,
    }


def ledger_row(ledger: Ledger, incident: Incident, now: datetime) -> dict[str, Any]:
    """What one client was told and promised, and what they wait for."""
    deadline = deadline_for(incident, ledger) if incident.is_open and ledger.concerned else None
    return {
        "client": ledger.client,
        "since": stamp(ledger.since),
        "last_told_at": stamp(ledger.last_out_at),
        "told_of_the_end_at": stamp(ledger.over_at),
        "dropped_at": stamp(ledger.dropped_at),
        "clock": None if deadline is None else clock(deadline.kind, deadline.due_at, now),
        "promises": outcomes(ledger.promises),
    }


def clock(kind: str, due_at: datetime, now: datetime) -> dict[str, Any]:
    """A deadline at that time: `seconds` left are negative when it is overdue."""
    return {
        "kind": kind,
        "due_at": stamp(due_at),
        "overdue": now > due_at,
        "seconds": int((due_at - now).total_seconds()),
    }


def promise_row(promise: Promise) -> dict[str, Any]:
    """A promise, what became of it, and by how many seconds it was late, where it was."""
    return {
        "kind": promise.kind,
        "made_at": stamp(promise.made_at),
        "due_at": stamp(promise.due_at),
        "outcome": promise.outcome,
        "late_seconds": promise.late_seconds,
        "fulfilled_at": stamp(promise.fulfilled_at),
        "keeper": promise.keeper,
        "client": promise.client,
        "watcher": promise.watcher or None,
        "longer_than_cadence": promise.longer_than_cadence,
    }

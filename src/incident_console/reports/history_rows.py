"""An incident of the past in one row: as data, and in the few words that a list has room for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from incident_console.domain.owed import Owed
from incident_console.domain.summary import SummaryRow
from incident_console.reports.called import owed_rows
from incident_console.reports.stamps import stamp
from incident_console.store.history_answers import PastIncident, Promises
from incident_console.wording.turns import owed_name
from incident_console.words import length


def history_row(found: PastIncident, owed: Iterable[Owed], now: datetime) -> dict[str, Any]:
    """The incident as `history --json` gives it, at a time (UTC)."""
    row, promises = found.row, found.promises
    return {
        "ref": row.ref,
        "title": row.title,
        "status": row.status,
        "severity": row.severity,
        "highest_severity": row.highest_severity,
        "client": row.client,
        "clients": list(row.clients),
        "owner": row.owner,
        "declared_at": stamp(row.declared_at),
        "closed_at": stamp(row.closed_at),
        "minutes": row.open_for(now) // timedelta(minutes=1),
        "promises": {
            outcome: getattr(promises, outcome) for outcome in ("made", "kept", "late", "moved", "open")
        },
        "longest_late_seconds": promises.longest,
        "owed": owed_rows(owed, now),
        "review": row.review_stands(now),
        "drill": row.drill,
        "imported": row.imported,
        "damaged": row.damaged or None,
        "hits": [
            {
                "seq": hit.seq,
                "at": stamp(hit.occurred_at),
                "text": hit.excerpt,
                "type": hit.type,
                "by": hit.by or None,
                "struck": hit.id in found.struck,
                "damaged": hit.damaged,
            }
            for hit in found.hits
        ],
    }


def severities(row: SummaryRow, arrow: str) -> str:
    """The highest severity and the last one, where they differ."""
    last = row.severity or "P?"
    highest = row.highest_severity or last
    return last if highest == last else f"{highest}{arrow}{last}"


def lasted(row: SummaryRow, now: datetime) -> str:
    """How long it was open, or is."""
    return f"{length(row.open_for(now))}{' so far' if row.open else ''}"


def kept(promises: Promises) -> str:
    """How many of the promises that have ended were kept, and by how much one was late at most."""
    if not promises.ended:
        return ""
    late = "" if promises.longest is None else f", late {length(timedelta(seconds=promises.longest))}"
    return f"kept {promises.kept} of {promises.ended}{late}"


def owes(row: SummaryRow, now: datetime) -> str:
    """What is owed first after the end, and how it stands with a review; empty where nothing is."""
    review = row.review_stands(now)
    if row.open or row.owed_kind is None:
        return "review done" if review == "done" else ""
    if row.owed_due_at is None:
        return f"{owed_name(row.owed_kind)} owed"
    late = now > row.owed_due_at
    away = length(abs(now - row.owed_due_at))
    return f"{owed_name(row.owed_kind)} {f'{away} late' if late else f'in {away}'}"

"""By what the past can be sorted."""

from __future__ import annotations

OPEN_SECONDS = (
    "((julianday(coalesce(i.closed_at, :now)) - julianday(i.declared_at)) * 86400 - i.closed_seconds)"
)
MISSED = "(SELECT count(*) FROM promise_rows p WHERE p.incident = i.id AND p.outcome = 'late')"
LATEST = "(SELECT max(p.late_seconds) FROM promise_rows p WHERE p.incident = i.id)"

NEWEST_FIRST = "i.declared_at DESC, i.ref"
_BY = {
    "duration": f"{OPEN_SECONDS} DESC",
    "severity": "coalesce(i.severity, 'P9')",
    "highest": "coalesce(i.highest_severity, 'P9')",
    "client": "i.client IS NULL, i.client COLLATE NOCASE",
    "owner": "i.owner COLLATE NOCASE",
    "promises": f"{MISSED} DESC, {LATEST} DESC",
    "owed": "i.owed_kind IS NULL, i.owed_due_at IS NULL, i.owed_due_at",
    "review": "i.reviewed_at IS NOT NULL, i.open OR i.review_due_at IS NULL, i.review_due_at",
    "title": "i.title COLLATE NOCASE",
}

ORDERS = {"when": NEWEST_FIRST, **{name: f"{order}, {NEWEST_FIRST}" for name, order in _BY.items()}}
"""What the past can be sorted by, the newest first among equals: each begins with what asks for attention."""

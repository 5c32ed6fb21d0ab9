"""What the file holds: the log, its guards, what is derived from it, and what the program keeps beside it.

Tables are told to sqlite-utils; guards, which it has no words for, and the search table are plain SQL.
"""

from __future__ import annotations

from incident_console.store.derived_tables import DERIVED, DERIVED_TABLES
from incident_console.store.table import Table

EVENTS = Table(
    key="position",
    columns={
        "position": int,
        "id": str,
        "incident": str,
        "place": int,
        "verdict": str,
        "type": str,
        "version": int,
        "occurred_at": str,
        "recorded_at": str,
        "by": str,
        "login": str,
        "term": str,
        "console": str,
        "count": int,
        "seen": bytes,
        "prev": bytes,
        "hash": bytes,
        "body": str,
        "text": str,
    },
    empty=frozenset({"verdict"}),
)
"""The log. `place` and `verdict` alone are ever written again: by a merge, and they can be computed anew.

What may be long stands last, so that the rest is read without it.
"""

COMPUTED = frozenset({"place", "verdict"})
NEVER_CHANGED = ", ".join(f'"{name}"' for name in EVENTS.columns if name not in COMPUTED)

GUARDS = {
    "events_are_never_changed": f"""
CREATE TRIGGER events_are_never_changed BEFORE UPDATE OF {NEVER_CHANGED} ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only: strike the entry instead'); END
""",
    "events_are_never_deleted": """
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only: strike the entry instead'); END
""",
    "events_are_never_replaced": """
CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM events WHERE incident = NEW.incident AND place = NEW.place)
  OR EXISTS (SELECT 1 FROM events WHERE position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'events are append-only: this one is recorded already'); END
""",
    "events_are_never_displaced": """
CREATE TRIGGER events_are_never_displaced BEFORE UPDATE OF place ON events
WHEN EXISTS (
  SELECT 1 FROM events WHERE incident = NEW.incident AND place = NEW.place AND position <> NEW.position
)
BEGIN SELECT RAISE(ABORT, 'events are append-only: that place is taken'); END
""",
    "events_are_well_formed": """
CREATE TRIGGER events_are_well_formed BEFORE INSERT ON events
WHEN NEW.place < 1 OR NEW.count < 1
  OR length(NEW.seen) <> 32 OR length(NEW.prev) <> 32 OR length(NEW.hash) <> 32
BEGIN SELECT RAISE(ABORT, 'this is no event of a log'); END
""",
}
"""Triggers against mistakes. `OR REPLACE` gets past the first two, hence the third and the fourth."""

SEARCH = """
CREATE VIRTUAL TABLE events_fts USING fts5 (
  text, content="", prefix='1 2 3 4', columnsize=0, tokenize="unicode61 categories 'L* M* N* Co'"
)
"""
"""What it is given is not what was typed (`search_index.indexed`), so it has no content to read back."""

SEARCHED = Table(columns={"upto": int})
"""One row: the position up to which the search index has been filled. See `search_index.catch_up`."""

INCIDENTS = Table(
    key="id",
    columns={
        "id": str,
        "ref": str,
        "title": str,
        "severity": str,
        "severity_confirmed": int,
        "status": str,
        "open": int,
        "drill": int,
        "imported": int,
        "client": str,
        "clients": str,
        "ticket": str,
        "owner": str,
        "ic": str,
        "cl": str,
        "ol": str,
        "term": int,
        "clock_kind": str,
        "clock_due_at": str,
        "clock_promised": int,
        "clock_client": str,
        "offered_to": str,
        "offered_by": str,
        "offer_roles": str,
        "offer_stands_until": str,
        "away_until": str,
        "client_told": int,
        "unsent": int,
        "started_at": str,
        "declared_at": str,
        "closed_at": str,
        "watchers": str,
        "owed_kind": str,
        "owed_due_at": str,
        "owed_by": str,
        "awaited_at": str,
        "version": int,
        "highest_severity": str,
        "closed_seconds": int,
        "review_due_at": str,
        "reviewed_at": str,
        "first_ref": str,
        "last_hash": bytes,
        "shelf": int,
    },
    empty=frozenset(
        {
            *(
                "severity",
                "client",
                "clients",
                "clock_client",
                "ticket",
                "clock_kind",
                "clock_due_at",
                "offered_to",
                "offered_by",
            ),
            *("offer_roles", "offer_stands_until", "away_until", "started_at", "closed_at"),
            *("watchers", "owed_kind", "owed_due_at", "owed_by", "awaited_at"),
            *("highest_severity", "review_due_at", "reviewed_at"),
        }
    ),
)
"""`first_ref` is the reference as declared: `ref` is longer where a merge brought another incident of it."""

INDEXES: dict[str, tuple[str, tuple[str, ...], bool]] = {
    "events_by_id": ("events", ("id",), True),
    "events_by_place": ("events", ("incident", "place"), True),
    "events_by_count": ("events", ("console", "count"), False),
    "events_by_chain": ("events", ("incident", "console", "count"), False),
    "incidents_by_ref": ("incidents", ("ref",), True),
    "incidents_by_time": ("incidents", ("declared_at",), False),
    "called_rows_by_person": ("called_rows", ("person", "since"), False),
    "consoles_by_machine": ("consoles", ("machine", "inode"), True),
    "notices_by_name": ("notices", ("name",), True),
    "deliveries_by_id": ("deliveries", ("id",), True),
    "deliveries_by_message": ("deliveries", ("message",), False),
    "deliveries_by_incident": ("deliveries", ("incident",), False),
}
"""Name: table, columns, and whether each value stands there once."""

UNHEARD = """inside = 1 AND state <> 'needless'
AND coalesce(outcome, 'waiting') IN ('waiting', 'refused', 'uncertain')"""
"""A row by which colleagues have not heard, as far as is known; the index holds only where it is asked so."""

PLAIN_INDEXES = {
    "update_rows_unfinished": """
CREATE INDEX update_rows_unfinished ON update_rows (written_at) WHERE unfinished = 1
""",
    "incidents_by_shelf": """
CREATE INDEX incidents_by_shelf ON incidents (shelf, owed_due_at IS NULL, owed_due_at, ref)
""",
    "incidents_offered": """
CREATE INDEX incidents_offered ON incidents (shelf) WHERE offered_to IS NOT NULL
""",
    "deliveries_to_send": """
CREATE INDEX deliveries_to_send ON deliveries (incident, channel, position)
WHERE state = 'waiting' OR state = 'sending'
""",
    "deliveries_due": """
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'waiting'
""",
    "deliveries_unheard": f"""
CREATE INDEX deliveries_unheard ON deliveries (incident) WHERE {UNHEARD}
""",
    "action_rows_open": """
CREATE INDEX action_rows_open ON action_rows (incident) WHERE open = 1
""",
}
"""Those that hold some of the rows, or an expression: sqlite-utils has no words for them."""


DELIVERIES = Table(
    key="position",
    columns={
        "position": int,
        "id": str,
        "incident": str,
        "message": str,
        "client": str,
        "channel": str,
        "recipient": str,
        "state": str,
        "attempts": int,
        "next_attempt_at": str,
        "fresh_until": str,
        "made_at": str,
        "console": str,
        "lease_by": str,
        "lease_boot": str,
        "lease_beat": float,
        "lease_seconds": float,
        "lease_until": str,
        "reason": str,
        "inside": int,
        "outcome": str,
    },
    empty=frozenset({"lease_by", "lease_boot", "lease_beat", "lease_seconds", "lease_until", "outcome"}),
)
"""What is still to be sent from this very file, in order. No backup holds it, and no merge brings it.

`outcome` is what came of a row for colleagues (`inside`); of a message to clients the log tells it.
"""

NOTICES = Table(
    key="id",
    columns={
        "id": str,
        "incident": str,
        "name": str,
        "kind": str,
        "made_at": str,
        "due_at": str,
        "subject": str,
        "text": str,
    },
    empty=frozenset({"due_at"}),
)
"""What colleagues are told by channels, each once by its name; in no backup, and in no merge."""

WATCHES = Table(
    key="id",
    columns={
        "id": str,
        "who": str,
        "since": str,
        "console": str,
        "lease_boot": str,
        "lease_beat": float,
        "lease_seconds": float,
        "lease_until": str,
    },
)
"""Who watches this very file without a screen; in no backup, and in no merge."""

KEEPING = {
    "drafts": Table(
        key=("incident", "kind", "author"),
        columns={
            "incident": str,
            "kind": str,
            "author": str,
            "body": str,
            "saved_at": str,
            "console": str,
        },
    ),
    "consoles": Table(key="id", columns={"id": str, "machine": str, "inode": int, "started_at": str}),
    "meta": Table(key="key", columns={"key": str, "value": str}),
    "deliveries": DELIVERIES,
    "notices": NOTICES,
    "watches": WATCHES,
}

TABLES = {
    "events": EVENTS,
    "searched": SEARCHED,
    "incidents": INCIDENTS,
    **{DERIVED_TABLES[name]: table for name, table in DERIVED.items()},
    **KEEPING,
}

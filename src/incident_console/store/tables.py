"""What the file holds: the log, its guards, what is derived from it, and what the program keeps beside it.

Tables are told to sqlite-utils; guards, which it has no words for, and the search table are plain SQL.
"""

from __future__ import annotations

import msgspec


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table: the types of its columns, its key, and which columns may be empty. Every one is STRICT."""

    columns: dict[str, type]
    key: str | tuple[str, ...] | None = None
    empty: frozenset[str] = frozenset()

    @property
    def full(self) -> set[str]:
        """The columns that always hold something."""
        key = {self.key} if isinstance(self.key, str) and self.columns[self.key] is int else set()
        return self.columns.keys() - self.empty - key


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
    "action_rows_open": """
CREATE INDEX action_rows_open ON action_rows (incident) WHERE open = 1
""",
}
"""Those that hold some of the rows, or an expression: sqlite-utils has no words for them."""

DERIVED = {
    "updates": Table(
        key=("incident", "n"),
        columns={
            "incident": str,
            "n": int,
            "id": str,
            "kind": str,
            "number": int,
            "seq": int,
            "by": str,
            "written_at": str,
            "out_at": str,
            "posted_in": str,
            "waiting": int,
            "unfinished": int,
            "dropped": int,
            "client": str,
            "next_update_at": str,
            "words": str,
        },
        empty=frozenset({"out_at", "client", "next_update_at"}),
    ),
    "promises": Table(
        key=("incident", "n"),
        columns={
            "incident": str,
            "n": int,
            "kind": str,
            "made_at": str,
            "due_at": str,
            "outcome": str,
            "late_seconds": int,
            "fulfilled_at": str,
            "keeper": str,
            "watcher": str,
            "client": str,
            "made_by": str,
        },
        empty=frozenset({"late_seconds", "fulfilled_at", "client"}),
    ),
    "actions": Table(
        key=("incident", "n"),
        columns={
            "incident": str,
            "n": int,
            "text": str,
            "owner": str,
            "due": str,
            "open": int,
            "follow_up": int,
            "added_at": str,
            "done_at": str,
            "dropped_at": str,
            "dropped_why": str,
        },
        empty=frozenset({"due", "done_at", "dropped_at"}),
    ),
    "ownership": Table(
        key=("incident", "n"),
        columns={"incident": str, "n": int, "owner": str, "since": str, "until": str, "how": str},
        empty=frozenset({"until"}),
    ),
    "called": Table(
        key=("incident", "n"),
        columns={
            "incident": str,
            "n": int,
            "who": str,
            "person": str,
            "why": str,
            "since": str,
            "until": str,
            "seq": int,
            "by": str,
            "about": str,
            "action": int,
            "text": str,
            "answer": str,
            "event": str,
        },
        empty=frozenset({"until"}),
    ),
}
"""What people query, by the name that events use (`Event.derived`); each can be rebuilt from the log."""

DERIVED_TABLES = {
    "updates": "update_rows",
    "promises": "promise_rows",
    "actions": "action_rows",
    "ownership": "ownership_rows",
    "called": "called_rows",
}

VIEWS = {
    "updates": """
SELECT i.ref AS reference, i.title, r.kind, r.number, r."by", r.written_at, r.out_at, r.posted_in, r.waiting,
       r.dropped, r.client, r.next_update_at, r.words, r.id, r.seq
FROM update_rows r JOIN incidents i ON i.id = r.incident
""",
    "promises": """
SELECT i.ref AS reference, i.title, r.kind, r.made_at, r.due_at, r.outcome, r.late_seconds, r.fulfilled_at,
       r.keeper, r.watcher, r.client, i.drill
FROM promise_rows r JOIN incidents i ON i.id = r.incident
""",
    "actions": """
SELECT i.ref AS reference, i.title, r.n, r.text, r.owner, r.due, r.open, r.follow_up, r.added_at, r.done_at,
       r.dropped_at, r.dropped_why
FROM action_rows r JOIN incidents i ON i.id = r.incident
""",
    "ownership": """
SELECT i.ref AS reference, i.title, r.n AS term, r.owner, r.since, r.until, r.how
FROM ownership_rows r JOIN incidents i ON i.id = r.incident
""",
    "called": """
SELECT i.ref AS reference, i.title, r.who, r.why, r.since, r.until, r."by", r.about, r.text
FROM called_rows r JOIN incidents i ON i.id = r.incident
WHERE (r.seq > 0 OR r.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  AND (r.until IS NULL OR r.until >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
""",
    "timeline": """
SELECT i.ref AS reference, i.title, e.place AS seq, e.type, e.occurred_at, e.recorded_at, e."by", e.login,
       e.text, e.verdict
FROM events e JOIN incidents i ON i.id = e.incident
""",
}

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

"""What people query: tables that can be rebuilt from the log, and the views over them."""

from __future__ import annotations

from incident_console.store.table import Table

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

"""The tables as SQL: the log, its guards, and what is derived from it."""

from __future__ import annotations

EVENTS = """
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  incident TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  occurred_at TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  term INTEGER NOT NULL,
  console TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  body TEXT NOT NULL,
  text TEXT NOT NULL,
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  UNIQUE (incident, seq),
  UNIQUE (console, count)
) STRICT
"""

GUARDS = {
    "events_are_never_changed": """
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only: strike the entry instead'); END
""",
    "events_are_never_deleted": """
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only: strike the entry instead'); END
""",
    "events_are_never_replaced": """
CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM events WHERE incident = NEW.incident AND seq = NEW.seq)
  OR EXISTS (SELECT 1 FROM events WHERE console = NEW.console AND count = NEW.count)
  OR EXISTS (SELECT 1 FROM events WHERE position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'events are append-only: this one is recorded already'); END
""",
}
"""Triggers against mistakes. `INSERT OR REPLACE` gets past the first two, hence the third."""

SEARCH = """
CREATE VIRTUAL TABLE events_fts USING fts5 (
  text, content="", prefix='1 2 3 4', columnsize=0, tokenize="unicode61 categories 'L* M* N* Co'"
)
"""
"""What the index is given is not what was typed (`search.indexed`), so it has no content to read back."""

SEARCHED = "CREATE TABLE searched (upto INTEGER NOT NULL) STRICT"
"""One row: the position up to which the search index has been filled. See `search.catch_up`."""

INCIDENTS = """
CREATE TABLE incidents (
  id TEXT NOT NULL PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  severity TEXT,
  severity_confirmed INTEGER NOT NULL,
  status TEXT NOT NULL,
  open INTEGER NOT NULL,
  drill INTEGER NOT NULL,
  imported INTEGER NOT NULL,
  client TEXT,
  ticket TEXT,
  owner TEXT NOT NULL,
  ic TEXT NOT NULL,
  cl TEXT NOT NULL,
  ol TEXT NOT NULL,
  term INTEGER NOT NULL,
  clock_kind TEXT,
  clock_due_at TEXT,
  clock_promised INTEGER NOT NULL,
  offered_to TEXT,
  offered_by TEXT,
  offer_roles TEXT,
  offer_stands_until TEXT,
  away_until TEXT,
  client_told INTEGER NOT NULL,
  unsent INTEGER NOT NULL,
  started_at TEXT,
  declared_at TEXT NOT NULL,
  closed_at TEXT,
  version INTEGER NOT NULL,
  last_hash BLOB NOT NULL,
  shelf INTEGER NOT NULL
) STRICT
"""

INDEXES = (
    "CREATE INDEX incidents_by_shelf ON incidents (shelf)",
    "CREATE INDEX incidents_by_time ON incidents (declared_at)",
    "CREATE INDEX update_rows_waiting ON update_rows (written_at) WHERE waiting = 1",
    "CREATE INDEX action_rows_open ON action_rows (incident) WHERE open = 1",
)

DERIVED = {
    "updates": """
CREATE TABLE update_rows (
  incident TEXT NOT NULL,
  n INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  "by" TEXT NOT NULL,
  written_at TEXT NOT NULL,
  out_at TEXT,
  posted_in TEXT NOT NULL,
  waiting INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  next_update_at TEXT,
  words TEXT NOT NULL,
  PRIMARY KEY (incident, n)
) STRICT, WITHOUT ROWID
""",
    "promises": """
CREATE TABLE promise_rows (
  incident TEXT NOT NULL,
  n INTEGER NOT NULL,
  kind TEXT NOT NULL,
  made_at TEXT NOT NULL,
  due_at TEXT NOT NULL,
  outcome TEXT NOT NULL,
  late_seconds INTEGER,
  fulfilled_at TEXT,
  keeper TEXT NOT NULL,
  watcher TEXT NOT NULL,
  made_by TEXT NOT NULL,
  PRIMARY KEY (incident, n)
) STRICT, WITHOUT ROWID
""",
    "actions": """
CREATE TABLE action_rows (
  incident TEXT NOT NULL,
  n INTEGER NOT NULL,
  text TEXT NOT NULL,
  owner TEXT NOT NULL,
  due TEXT,
  open INTEGER NOT NULL,
  follow_up INTEGER NOT NULL,
  added_at TEXT NOT NULL,
  done_at TEXT,
  dropped_at TEXT,
  dropped_why TEXT NOT NULL,
  PRIMARY KEY (incident, n)
) STRICT, WITHOUT ROWID
""",
    "ownership": """
CREATE TABLE ownership_rows (
  incident TEXT NOT NULL,
  n INTEGER NOT NULL,
  owner TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT,
  how TEXT NOT NULL,
  PRIMARY KEY (incident, n)
) STRICT, WITHOUT ROWID
""",
}
"""What people query, by the name that events use (`Event.derived`); each can be rebuilt from the log."""

DERIVED_TABLES = {name: sql.split()[2] for name, sql in DERIVED.items()}

VIEWS = {
    "updates": """
SELECT i.ref AS reference, i.title, r.kind, r.number, r."by", r.written_at, r.out_at, r.posted_in, r.waiting,
       r.dropped, r.next_update_at, r.words, r.id, r.seq
FROM update_rows r JOIN incidents i ON i.id = r.incident
""",
    "promises": """
SELECT i.ref AS reference, i.title, r.kind, r.made_at, r.due_at, r.outcome, r.late_seconds, r.fulfilled_at,
       r.keeper, r.watcher, i.drill
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
    "timeline": """
SELECT i.ref AS reference, i.title, e.seq, e.type, e.occurred_at, e.recorded_at, e."by", e.text
FROM events e JOIN incidents i ON i.id = e.incident
""",
}

KEEPING = (
    """
CREATE TABLE drafts (
  incident TEXT NOT NULL,
  kind TEXT NOT NULL,
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  console TEXT NOT NULL,
  PRIMARY KEY (incident, kind, author)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE consoles (
  id TEXT NOT NULL PRIMARY KEY,
  machine TEXT NOT NULL,
  inode INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  UNIQUE (machine, inode)
) STRICT
""",
    """
CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID
""",
)

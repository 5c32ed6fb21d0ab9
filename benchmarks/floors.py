"""The least that does something of the kind: what ours is compared with."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from incident_console.store import engine

HERE = Path(__file__).parent

TABLE_APP = (sys.executable, str(HERE / "floor_table.py"))
"""The least Textual app with a table and a footer."""
AREA_APP = (sys.executable, str(HERE / "floor_area.py"))
"""A Textual app that is one text area."""
IMPORT_CLICK = (sys.executable, "-c", "import click")
IMPORT_ENGINE = (sys.executable, "-c", f"import {engine.library().split()[0]}")

SEARCH = """
SELECT hit.rowid, e.text
FROM (SELECT rowid FROM events_fts WHERE events_fts MATCH ? ORDER BY rowid DESC LIMIT ?) AS hit
JOIN events e ON e.position = hit.rowid
"""

SEARCH_PAST = """
SELECT hit.rowid, e.occurred_at, e."by", e.text, i.ref, i.title, i.declared_at
FROM (SELECT rowid FROM events_fts WHERE events_fts MATCH ? ORDER BY rowid DESC LIMIT ?) AS hit
JOIN events e ON e.position = hit.rowid JOIN incidents i ON i.id = e.incident
"""

SENTENCE = "We moved traffic to another region and restarted hosts. "


def long_text(length: int) -> str:
    """Lines as people write them in an update, of so many characters in all."""
    paragraph = SENTENCE * 3 + "\n"
    return (paragraph * (length // len(paragraph) + 1))[:length]


class BareTable:
    """A table of ids and texts in a file of its own, with the pragmas that the store has."""

    table = "CREATE TABLE rows (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT"
    sql = "INSERT INTO rows VALUES (?, ?)"

    def __init__(self, path: Path) -> None:
        fresh = not path.exists()
        if fresh:
            path.touch(0o600)
        self.connection = engine.connect(str(path))
        if fresh:
            self.connection.execute(f"PRAGMA journal_mode={engine.journal_mode()}")
            self.connection.execute(self.table)

    def insert(self, *row: object) -> None:
        """One row, committed."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute(self.sql, row)
        self.connection.execute("COMMIT")

    def insert_all(self, rows: Sequence[tuple[object, ...]]) -> None:
        """All rows in one transaction."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(self.sql, rows)
        self.connection.execute("COMMIT")

    def close(self) -> None:
        self.connection.close()


class BareEvents(BareTable):
    """Rows with every column of an event, without its indexes, guards and constraints."""

    table = """
        CREATE TABLE rows (position INTEGER PRIMARY KEY, id TEXT UNIQUE, incident TEXT, place INTEGER,
          verdict TEXT, type TEXT, version INTEGER, occurred_at TEXT, recorded_at TEXT, "by" TEXT,
          login TEXT, term TEXT, console TEXT, count INTEGER,
          seen BLOB, prev BLOB, hash BLOB, body TEXT, text TEXT)
        STRICT
    """
    sql = f"INSERT INTO rows VALUES ({', '.join('?' * 19)})"

"""The least that does something of the kind: what ours is compared with."""

from __future__ import annotations

import sys
from pathlib import Path

from incident_console.store import engine

HERE = Path(__file__).parent

TABLE_APP = (sys.executable, str(HERE / "floor_table.py"))
"""The least Textual app with a table and a footer."""
AREA_APP = (sys.executable, str(HERE / "floor_area.py"))
"""A Textual app that is one text area."""
IMPORT_CLICK = (sys.executable, "-c", "import click")
IMPORT_ENGINE = (sys.executable, "-c", f"import {engine.library().split()[0]}")

SEARCH = "SELECT rowid, text FROM events_fts WHERE events_fts MATCH ? ORDER BY rowid DESC LIMIT ?"


class BareTable:
    """One table in a file of its own, written with the pragmas that the store has."""

    def __init__(self, path: Path) -> None:
        fresh = not path.exists()
        if fresh:
            path.touch(0o600)
        self.connection = engine.connect(str(path))
        if fresh:
            self.connection.execute(f"PRAGMA journal_mode={engine.journal_mode()}")
            self.connection.execute("CREATE TABLE events (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT")

    def insert(self, id: str, body: str) -> None:
        """One row, committed."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute("INSERT INTO events VALUES (?, ?)", (id, body))
        self.connection.execute("COMMIT")

    def insert_all(self, rows: list[tuple[str, str]]) -> None:
        """All rows in one transaction."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT INTO events VALUES (?, ?)", rows)
        self.connection.execute("COMMIT")

    def close(self) -> None:
        self.connection.close()

"""Half-written texts, kept until they are sent: they outlive a crash and are found on every console."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from incident_console.store import engine
from incident_console.store.errors import UNREADABLE, NotSaved
from incident_console.store.stamps import moment, stamp

SAVE = """
INSERT INTO drafts (incident, kind, author, body, saved_at, console) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (incident, kind, author)
DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at, console = excluded.console
"""

SELECT = "SELECT incident, kind, author, body, saved_at, console FROM drafts"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A text in the making: for which incident ("" is none yet), of what kind, by whom; `saved_at` is UTC."""

    incident: str
    kind: str
    author: str
    fields: dict[str, str]
    saved_at: datetime
    console: str


def save(connection: engine.Connection, draft: Draft) -> None:
    """Keep a draft in the place of the author's earlier one of that kind, in the transaction that is open."""
    body = msgspec.json.encode(draft.fields).decode()
    written = connection.execute(
        SAVE, (draft.incident, draft.kind, draft.author, body, stamp(draft.saved_at), draft.console)
    )
    if written.rowcount < 1:
        raise NotSaved("the draft was not saved: something in the file keeps it out; verify names it")


def drop(connection: engine.Connection, incident: str, kind: str, author: str) -> None:
    """Forget a draft, in the transaction that is open."""
    connection.execute(
        "DELETE FROM drafts WHERE incident = ? AND kind = ? AND author = ?", (incident, kind, author)
    )


def find(connection: engine.Connection, incident: str, kind: str, author: str) -> Draft | None:
    row = connection.execute(
        f"{SELECT} WHERE incident = ? AND kind = ? AND author = ?", (incident, kind, author)
    ).fetchone()
    return None if row is None else to_draft(row)


def by_author(connection: engine.Connection, author: str | None) -> list[Draft]:
    """Return all drafts, or those of one author, newest first."""
    rows = engine.rows(
        connection, f"{SELECT} WHERE ?1 IS NULL OR author = ?1 ORDER BY saved_at DESC", (author,)
    )
    found = []
    for row in rows:
        # One that was damaged stays in the file, and the others are found.
        with suppress(*UNREADABLE):
            found.append(to_draft(row))
    return found


def to_draft(row: tuple[Any, ...]) -> Draft:
    incident, kind, author, body, saved_at, console = row
    return Draft(
        incident=incident,
        kind=kind,
        author=author,
        fields=msgspec.json.decode(body, type=dict[str, str]),
        saved_at=moment(saved_at),
        console=console,
    )

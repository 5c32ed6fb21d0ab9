"""Half-written texts, kept until they are sent: they outlive a crash and are found on every console."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from incident_console.store import engine
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
    connection.execute(
        SAVE, (draft.incident, draft.kind, draft.author, body, stamp(draft.saved_at), draft.console)
    )


def drop(connection: engine.Connection, incident: str, kind: str, author: str) -> None:
    """Forget a draft, in the transaction that is open."""
    connection.execute(
        "DELETE FROM drafts WHERE incident = ? AND kind = ? AND author = ?", (incident, kind, author)
    )


def find(connection: engine.Connection, incident: str, kind: str, author: str) -> Draft | None:
    """Return an author's draft of a kind for an incident."""
    row = connection.execute(
        f"{SELECT} WHERE incident = ? AND kind = ? AND author = ?", (incident, kind, author)
    ).fetchone()
    return None if row is None else to_draft(row)


def by_author(connection: engine.Connection, author: str | None) -> list[Draft]:
    """Return all drafts, or those of one author, newest first."""
    rows = connection.execute(
        f"{SELECT} WHERE ?1 IS NULL OR author = ?1 ORDER BY saved_at DESC", (author,)
    ).fetchall()
    return [to_draft(row) for row in rows]


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

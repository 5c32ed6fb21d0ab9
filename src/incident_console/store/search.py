"""Full-text search over everything that was typed, newest first."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from incident_console.store import engine
from incident_console.store.stamps import moment

SEARCH = """
SELECT e.incident, i.ref, i.title, i.status, i.severity, e.seq, e.type, e.occurred_at, e."by", e.text
FROM (SELECT rowid FROM events_fts WHERE events_fts MATCH ? ORDER BY rowid DESC LIMIT ?) AS hit
JOIN events e ON e.position = hit.rowid
JOIN incidents i ON i.id = e.incident
ORDER BY e.position DESC
"""

EXCERPT = 160
"""Characters of a hit that are shown around the first word found."""


class SearchHit(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that holds the words, with its incident; `occurred_at` is UTC."""

    incident: str
    ref: str
    title: str
    status: str
    severity: str | None
    seq: int
    type: str
    occurred_at: datetime
    by: str
    excerpt: str


def expression(words: str) -> str | None:
    """Return the search as FTS5 reads it, None where there is nothing to look for.

    Words are quoted, so that none is taken for an operator; "several words" in quotation marks stay together; the
    last word may be unfinished. A lone quotation mark is no more than a blank.
    """
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', words.replace("\0", " "))]
    parts = [part for part in parts if any(character.isalnum() for character in part)]
    if not parts:
        return None
    finished = words.rstrip().endswith('"') or words[-1:].isspace()
    quoted = [f'"{part}"' for part in parts]
    return " ".join(quoted) + ("" if finished else "*")


def search(connection: engine.Connection, words: str, limit: int) -> list[SearchHit]:
    """Return entries that hold all the words, newest first."""
    looked_for = expression(words)
    if looked_for is None:
        return []
    first = re.search(r"\w+", words)
    return [
        SearchHit(
            incident=incident,
            ref=ref,
            title=title,
            status=status,
            severity=severity,
            seq=seq,
            type=type,
            occurred_at=moment(occurred_at),
            by=by,
            excerpt=excerpt(text, first.group() if first else ""),
        )
        for incident, ref, title, status, severity, seq, type, occurred_at, by, text in connection.execute(
            SEARCH, (looked_for, limit)
        ).fetchall()
    ]


def excerpt(text: str, word: str) -> str:
    """Return one line of a text around a word."""
    line = " ".join(text.split())
    at = max(0, line.lower().find(word.lower()) - EXCERPT // 3)
    if len(line) <= EXCERPT:
        return line
    start = line.rfind(" ", 0, at) + 1 if at else 0
    shown = line[start : start + EXCERPT]
    return ("… " if start else "") + shown.strip() + (" …" if start + EXCERPT < len(line) else "")

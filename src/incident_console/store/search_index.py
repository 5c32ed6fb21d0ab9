"""The index of full-text search: what it is given of each entry, filling it, and what it should hold.

The index is filled in batches, within the transaction of an append or in an idle moment: filled with each
event, it would double what an append writes.

It is not given a text as it was typed but `folded`, with the words for its kind behind it, and whoever
searches is read by the same function: both see the same words in every script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from incident_console.domain.tokens import folded
from incident_console.store import engine, tables
from incident_console.store.engine import as_text

BEHIND = 64
"""How many positions the index may lack before an append fills it."""

PREFIX_LETTERS = 4
"""Up to here FTS5 knows the beginnings of words as it knows words (`prefix` in `tables.SEARCH`)."""

BATCH = 1000
"""How many entries are given to the index at a time."""

TO_INDEX = f"""
SELECT position, type, body, text FROM events
WHERE position > ? AND position <= ? AND text <> '' ORDER BY position LIMIT {BATCH}
"""

KINDS = {
    "incident_declared": "declared",
    "incident_assessed": "assessment",
    "severity_changed": "severity",
    "ticket_linked": "ticket",
    "portal_write_ended": "portal ticket",
    "client_added": "client",
    "client_dropped": "client",
    "role_assigned": "role",
    "handover_offered": "handover",
    "handover_declined": "handover",
    "offer_changed": "handover",
    "ownership_taken": "takeover",
    "update_written": "update",
    "reschedule_written": "reschedule",
    "absence_announced": "absence",
    "message_posted": "posted",
    "message_discarded": "discarded",
    "delivery_ended": "delivery",
    "client_told": "told",
    "promise_adopted": "duplicate",
    "duplicate_released": "duplicate",
    "action_added": "action",
    "action_dropped": "action",
    "action_reassigned": "action",
    "escalated": "escalation",
    "report_written": "report inside",
    "entry_struck": "struck",
    "incident_resolved": "resolution",
    "wrap_up_written": "wrap-up",
    "analysis_written": "analysis",
    "stand_down_written": "stand-down",
    "duplicate_written": "duplicate",
    "incident_reopened": "reopened",
    "review_written": "review",
}
"""What an entry is found by besides its words, by its type."""

NOTE_KINDS = {"inquiry": "inquiry question"}
"""Kinds of notes that go by more than their name."""

NOTE_KIND = re.compile(r'"note":"([a-z_]+)"')
"""The kind of a note in its JSON: within a text, the quotation marks would be escaped."""

WORDS = "CREATE VIRTUAL TABLE temp.indexed_words USING fts5vocab (main, events_fts, instance)"
FILLED = "SELECT upto, coalesce((SELECT max(position) FROM events), 0) FROM searched"


def indexed(kind: str, body: str, text: str) -> str:
    """Return what the index is given of an entry, by its type, its JSON and its text."""
    if kind == "noted":
        note = NOTE_KIND.search(body)
        also = NOTE_KINDS.get(note[1], note[1]) if note else ""
    else:
        also = KINDS.get(kind, "")
    return f"{folded(text)}\n{also}" if also else folded(text)


def behind(connection: engine.Connection) -> int:
    """Return how many positions the index lacks."""
    upto, last = connection.execute(FILLED).fetchone()
    return int(last - upto)


def catch_up(connection: engine.Connection, allowed: int = 0) -> int:
    """Fill the index where it lacks more positions than allowed, in the transaction that is open.

    Returns:
        The position up to which the index is filled now.
    """
    upto, last = connection.execute(FILLED).fetchone()
    if last - upto <= allowed:
        return int(upto)
    connection.executemany(
        "INSERT INTO events_fts (rowid, text) VALUES (?, ?)", to_index(connection, upto, last)
    )
    connection.execute("UPDATE searched SET upto = ?", (last,))
    return int(last)


def difference(connection: engine.Connection) -> str | None:
    """Return how the index differs from what it should hold, in words; None where it does not."""
    filled = connection.execute(FILLED).fetchall()
    if len(filled) != 1 or not 0 <= filled[0][0] <= filled[0][1]:
        return "does not say up to where it is filled"
    fresh = engine.scratch()
    try:
        fresh.execute(tables.SEARCH)
        fresh.executemany(
            "INSERT INTO events_fts (rowid, text) VALUES (?, ?)", to_index(connection, 0, filled[0][0])
        )
        terms: set[str] = set()
        for indexed, wanted in zip_longest(every_word(connection), every_word(fresh)):
            if indexed != wanted:
                return "does not hold what was typed, and nothing else"
            terms.add(indexed[0])
        beginnings = {term[:n] for term in terms for n in range(1, PREFIX_LETTERS + 1)}
        if any(begun(connection, letters) != begun(fresh, letters) for letters in beginnings):
            return "does not find the beginnings of words"
    finally:
        fresh.close()
    return None


def every_word(connection: engine.Connection) -> Iterator[tuple[Any, ...]]:
    """Yield each word of an index with its entry and its place there, in order."""
    name_words_once(connection)
    yield from connection.execute("SELECT term, doc, col, offset FROM temp.indexed_words")


def begun(connection: engine.Connection, letters: str) -> list[tuple[int]]:
    """Return the positions of the entries in which a word begins so."""
    return connection.execute(
        "SELECT rowid FROM events_fts WHERE events_fts MATCH ? ORDER BY rowid", (f'"{letters}"*',)
    ).fetchall()


def to_index(connection: engine.Connection, after: int, upto: int) -> Iterator[tuple[int, str]]:
    """Yield position and words of each entry behind a position, up to another, in order."""
    while rows := engine.rows(connection, TO_INDEX, (after, upto)):
        for position, kind, body, text in rows:
            yield position, indexed(as_text(kind), as_text(body), as_text(text))
        after = rows[-1][0]


def rebuild(connection: engine.Connection) -> None:
    """Fill the index anew from the log, in the transaction that is open."""
    try:
        connection.execute("INSERT INTO events_fts (events_fts) VALUES ('delete-all')")
    except engine.DatabaseError:
        # What cannot be read cannot be emptied either.
        connection.execute("DROP TABLE events_fts")
        connection.execute(tables.SEARCH.strip())
    connection.execute("DELETE FROM searched")
    connection.execute("INSERT INTO searched VALUES (0)")
    catch_up(connection)


def name_words_once(connection: engine.Connection) -> None:
    if engine.value(connection, "SELECT 1 FROM sqlite_temp_schema WHERE name = 'indexed_words'") is None:
        name_words(connection)


def name_words(connection: engine.Connection) -> None:
    """Give the words of the index a name of this connection's own; the file is left as it is."""
    guarded = engine.value(connection, "PRAGMA query_only")
    connection.execute("PRAGMA query_only=0")
    try:
        connection.execute(WORDS)
    finally:
        connection.execute(f"PRAGMA query_only={guarded}")

"""Full-text search over everything that was typed, newest first.

The index is filled in batches, within the transaction of an append or in an idle moment: filled with each
event, it would double what an append writes. The few entries that it does not hold yet are looked through one
by one, so that a search always finds what was recorded before it.

FTS5 answers an unfinished word of up to four letters from an index of its own. For a longer one it would
bring the entries of all words that begin so together before it shows the first; so the few words are looked
up here, and FTS5 goes through theirs from the newest back. Thus a search takes as long in a large record as
in a small one.

The index is not given a text as it was typed but `folded`, with the words for its kind behind it, and whoever
searches is read by the same function: both see the same words in every script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

import msgspec

from incident_console.domain.tokens import folded, letters, tokens
from incident_console.store import engine, tables
from incident_console.store.errors import UNREADABLE
from incident_console.store.stamps import moment

BEHIND = 64
"""How many positions the index may lack before an append fills it."""

PREFIX_LETTERS = 4
"""Up to here FTS5 knows the beginnings of words as it knows words (`prefix` in `tables.SEARCH`)."""

MOST_WORDS = 32
"""How many words with one beginning are looked for one by one; where there are more, each is rare."""

EXCERPT = 160
"""Characters of a hit that are shown around the first word found."""

COLUMNS = (
    'e.incident, i.ref, i.title, i.status, i.severity, e.place, e.type, e.occurred_at, e."by", e.id, e.text'
)

INDEXED = f"""
SELECT {COLUMNS}
FROM (SELECT rowid FROM events_fts WHERE events_fts MATCH ? ORDER BY rowid DESC LIMIT ?) AS hit
JOIN events e ON e.position = hit.rowid
JOIN incidents i ON i.id = e.incident
ORDER BY hit.rowid DESC
"""

NOT_YET = f"""
SELECT {COLUMNS}, e.body
FROM events e JOIN incidents i ON i.id = e.incident
WHERE e.position > (SELECT upto FROM searched) AND e.text <> '' ORDER BY e.position DESC
"""

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
    "client_told": "told",
    "promise_adopted": "duplicate",
    "duplicate_released": "duplicate",
    "action_added": "action",
    "action_dropped": "action",
    "action_reassigned": "action",
    "escalated": "escalation",
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
NEXT_WORD = "SELECT term FROM temp.indexed_words WHERE term >= ? ORDER BY term LIMIT 1"
AFTER = "\x01"
"""Added to a word it is what comes next after it and all its entries."""
FILLED = "SELECT upto, coalesce((SELECT max(position) FROM events), 0) FROM searched"

NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What SQLite takes in no text."""


class SearchHit(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that holds the words, with its incident; `occurred_at` is UTC, None where it cannot be read.

    Of a `damaged` one not all is as it was written.
    """

    id: str
    incident: str
    ref: str
    title: str
    status: str
    severity: str | None
    seq: int
    type: str
    occurred_at: datetime | None
    by: str
    excerpt: str
    damaged: bool = False


class Sought(msgspec.Struct, frozen=True):
    """What is looked for: folded words or phrases that must all be there; the last one may be unfinished."""

    parts: tuple[str, ...]
    unfinished: bool

    @property
    def beginning(self) -> str | None:
        """The letters of the unfinished word, where it is one whose whole words are to be looked up."""
        last = self.parts[-1]
        if not self.unfinished or not last.isascii():
            # Of a script without blanks each letter is a word, and FTS5 knows the beginnings of those.
            return None
        word = tokens(last)[-1]
        return word if len(word) > PREFIX_LETTERS else None

    @property
    def expression(self) -> str:
        """The search as FTS5 reads it, each part quoted, so that no word is taken for an operator."""
        return " AND ".join(f'"{part}"' for part in self.parts) + ("*" if self.unfinished else "")

    def completed(self, words: Sequence[str]) -> str:
        """The search as FTS5 reads it, with these words for the one that is unfinished."""
        *whole, last = self.parts
        before = last[: len(last) - len(tokens(last)[-1])]
        either = " OR ".join(f'"{before}{word}"' for word in words)
        return " AND ".join([*(f'"{part}"' for part in whole), f"({either})"])

    def found_in(self, text: str) -> bool:
        """Tell whether a text holds it, as the index would; the text is `folded` or not."""
        held = f" {' '.join(tokens(text))} "
        *whole, last = (" " + " ".join(tokens(part)) for part in self.parts)
        return all(f"{part} " in held for part in whole) and (last if self.unfinished else f"{last} ") in held


def sought(words: str) -> Sought | None:
    """Read what somebody typed: words, and phrases in quotation marks. None where nothing is looked for.

    A lone quotation mark is no more than a blank.
    """
    words = NO_TEXT.sub(" ", words)
    found = re.findall(r'"([^"]+)"|([^\s"]+)', words)
    parts = tuple(folded(phrase or word) for phrase, word in found if tokens(phrase or word))
    if not parts:
        return None
    return Sought(parts, unfinished=tokens(words[-1]) != [])


def search(connection: engine.Connection, words: str, limit: int) -> list[SearchHit]:
    """Return entries that hold all the words, newest first."""
    wanted = sought(words)
    if wanted is None:
        return []
    rows = [
        tuple(row)
        for *row, body in engine.rows(connection, NOT_YET)
        if wanted.found_in(indexed(as_text(row[6]), as_text(body), as_text(row[10])))
    ]
    if len(rows) < limit:
        rows += engine.rows(connection, INDEXED, (expression(connection, wanted), limit - len(rows)))
    return [hit(row, wanted.parts[0]) for row in rows[:limit]]


def expression(connection: engine.Connection, wanted: Sought) -> str:
    """Return what to ask FTS5 for: the words that the unfinished one may become, where they are few."""
    beginning = wanted.beginning
    if beginning is None:
        return wanted.expression
    words = words_with(connection, beginning)
    return wanted.completed(words) if 0 < len(words) <= MOST_WORDS else wanted.expression


def words_with(connection: engine.Connection, beginning: str) -> list[str]:
    """Return the words of the index that begin so, in order, one more than MOST_WORDS at most."""
    name_words_once(connection)
    words: list[str] = []
    word = engine.value(connection, NEXT_WORD, (beginning,))
    while word is not None and word.startswith(beginning) and len(words) <= MOST_WORDS:
        words.append(word)
        word = engine.value(connection, NEXT_WORD, (word + AFTER,))
    return words


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


def hit(row: tuple[Any, ...], word: str) -> SearchHit:
    """Return a hit; where a cell holds what nobody wrote, with what can be read of it."""
    damaged = any(isinstance(cell, bytes) for cell in row) or not isinstance(row[5], int)
    at = None
    try:
        at = moment(row[7])
    except UNREADABLE:
        damaged = True
    return SearchHit(
        incident=as_text(row[0]),
        ref=as_text(row[1]),
        title=as_text(row[2]),
        status=as_text(row[3]),
        severity=None if row[4] is None else as_text(row[4]),
        seq=row[5] if isinstance(row[5], int) else 0,
        type=as_text(row[6]),
        occurred_at=at,
        by=as_text(row[8]),
        id=as_text(row[9]),
        excerpt=excerpt(as_text(row[10]), word),
        damaged=damaged,
    )


def as_text(cell: Any) -> str:
    """Return a cell that should hold text, whatever it holds."""
    if isinstance(cell, str):
        return cell
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)


def excerpt(text: str, word: str) -> str:
    """Return one line of a text, as it was typed, around a word that is given `folded`."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    at = max(0, place(line, word) - EXCERPT // 3)
    start = line.rfind(" ", 0, at) + 1 if at else 0
    # In a script without blanks a run of letters may be cut anywhere.
    start = start if at - start < EXCERPT // 3 else at
    shown = line[start : start + EXCERPT]
    return ("… " if start else "") + shown.strip() + (" …" if start + EXCERPT < len(line) else "")


def place(line: str, word: str) -> int:
    """Return where in a line a folded word stands, as far as can be told; -1 for nowhere."""
    if line.isascii():
        return line.lower().find(word.lower())
    plain, places = [], []
    for at, character in enumerate(line):
        for letter in letters(character).strip() or " ":
            plain.append(letter)
            places.append(at)
    found = "".join(plain).find(word if word.isascii() else word.replace(" ", ""))
    return found if found < 0 else places[found]


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
        for held, wanted in zip_longest(every_word(connection), every_word(fresh)):
            if held != wanted:
                return "does not hold what was typed, and nothing else"
            terms.add(held[0])
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

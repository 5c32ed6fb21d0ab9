"""Full-text search over everything that was typed, newest first.

What the index does not hold yet (`search_index`) is looked through entry by entry, so that a search always
finds what was recorded before it.

FTS5 answers an unfinished word of up to four letters from an index of its own. For a longer one it would
bring the entries of all words that begin so together before it shows the first; so the few words are looked
up here, and FTS5 goes through theirs from the newest back. Thus a search takes as long in a large record as
in a small one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from incident_console.domain.tokens import folded, tokens
from incident_console.store import engine
from incident_console.store.engine import as_text
from incident_console.store.hits import COLUMNS, SearchHit, hits
from incident_console.store.search_index import PREFIX_LETTERS, indexed, name_words_once

MOST_WORDS = 32
"""How many words with one beginning are looked for one by one; where there are more, each is rare."""

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

NEXT_WORD = "SELECT term FROM temp.indexed_words WHERE term >= ? ORDER BY term LIMIT 1"
AFTER = "\x01"
"""Added to a word it is what comes next after it and all its entries."""

NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What SQLite takes in no text."""


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
        words = f" {' '.join(tokens(text))} "
        *whole, last = (" " + " ".join(tokens(part)) for part in self.parts)
        return (
            all(f"{part} " in words for part in whole) and (last if self.unfinished else f"{last} ") in words
        )


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
    return hits(rows[:limit], wanted.parts[0])


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

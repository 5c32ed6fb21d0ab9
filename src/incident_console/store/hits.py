"""What a search finds: an entry with its incident, and the words around what was looked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from incident_console.domain.tokens import letters
from incident_console.store.engine import as_text
from incident_console.store.errors import UNREADABLE
from incident_console.store.stamps import Moment, moment

EXCERPT = 160
"""Characters of a hit that are shown around the first word found."""

OF_THE_ENTRY = 'e.place, e.type, e.occurred_at, e."by", e.id, e.text'
COLUMNS = f"e.incident, i.ref, i.title, i.status, i.severity, {OF_THE_ENTRY}"

AsHeld = tuple[str, str, str, str, str | None, int, str, Moment, str, str, str]
"""The types of `COLUMNS`, which SQLite checks only when it writes."""


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


def hits(rows: Sequence[tuple[Any, ...]], word: str) -> list[SearchHit]:
    """Return rows of `COLUMNS` as hits, each with its words around one that is given `folded`."""
    try:
        sound = msgspec.convert(rows, list[AsHeld], strict=True)
    except msgspec.ValidationError:
        return [what_can_be_read(row, word) for row in rows]
    return [
        SearchHit(
            incident=incident,
            ref=ref,
            title=title,
            status=status,
            severity=severity,
            seq=place,
            type=kind,
            occurred_at=occurred_at,
            by=by,
            id=event,
            excerpt=excerpt(text, word),
        )
        for incident, ref, title, status, severity, place, kind, occurred_at, by, event, text in sound
    ]


def what_can_be_read(row: tuple[Any, ...], word: str) -> SearchHit:
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

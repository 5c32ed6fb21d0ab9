"""What came from the terminal, cut into what a person would call keys; pure, and before any parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

import msgspec

START, END = "\x1b[200~", "\x1b[201~"
"""The brackets that a terminal puts around a paste, where it was asked to."""

_TOKEN = re.compile(
    r"(?P<report>\x1b\[(?:<[\d;-]*[Mm]|M[\s\S]{3}|[IO]|20[01]~|\?[0-?]*[ -/]*[@-~]|[\d;:]*[mtR]))"
    r"|(?P<opened>\x1b(?:\[(?:M[\s\S]{0,2}|\[|[0-?]*[ -/]*)|O)?\Z)"
    r"|(?P<control>\x1b(?:\[\[[A-E]|\[[0-?]*[ -/]*[@-~]|O[ -~]|[^\x1b\[O])|[\x00-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)


class Kind(Enum):
    """What a piece of the stream is."""

    TEXT = "text"
    """Printable keys."""
    CONTROL = "control"
    """Enter, tab, an arrow, ctrl and a letter."""
    REPORT = "report"
    """The mouse, the window's focus, an answer of the terminal: no key at all."""
    OPENED = "opened"
    """The beginning of a sequence whose rest has not come; by itself it is the escape key."""


class Piece(msgspec.Struct, frozen=True):
    """A piece of the stream: printable keys in a row, or one of anything else."""

    kind: Kind
    at: int
    text: str

    @property
    def is_key(self) -> bool:
        return self.kind is not Kind.REPORT

    @property
    def may_commit(self) -> bool:
        """Whether it is Enter, or ctrl and a letter: what forms and dialogs act on."""
        return len(self.text) == 1 and self.text < " " and self.text not in "\b\t\x1b"


def pieces(stream: str) -> Iterator[Piece]:
    """Yield what a stream of characters consists of, in order, leaving nothing out."""
    for found in _TOKEN.finditer(stream):
        yield Piece(Kind(found.lastgroup), found.start(), found[0])


def opened(stream: str) -> str:
    """Return the beginning of a sequence that a stream ends with, empty where it ends with none."""
    start = stream.rfind("\x1b", max(len(stream) - 32, 0))
    if start < 0:
        return ""
    last = next(pieces(stream[start:]))
    return last.text if last.kind is Kind.OPENED else ""


def has_text(stream: str) -> bool:
    """Whether anything printable was typed in a stream."""
    return any(piece.kind is Kind.TEXT for piece in pieces(stream))


def is_reports(stream: str) -> bool:
    """Whether a stream holds no key at all."""
    return stream.startswith("\x1b") and all(piece.kind is Kind.REPORT for piece in pieces(stream))

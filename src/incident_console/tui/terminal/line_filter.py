"""The one filter before the terminal: no text, wherever it came from, reaches it as an order."""

from __future__ import annotations

import codecs
import re
import sys
from functools import lru_cache
from typing import TextIO

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, C0, DEL and C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What steers, hides or turns round: control, zero-width, bidirectional and tag characters, surrogates."""

STAND_IN = "\ufffd"


class TextOnly(LineFilter):
    """Replaces what is not plain text; a character that took a cell leaves a mark of the same width.

    Those of one encoding are equal: Textual keeps filtered lines by their filter.
    """

    def __init__(self, encoding: str | None = None) -> None:
        """Take in what the terminal reads letters, None for UTF-8: what it cannot read gets a sign it can."""
        super().__init__()
        self.encoding = encoding

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TextOnly) and other.encoding == self.encoding

    def __hash__(self) -> int:
        return hash((TextOnly, self.encoding))

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with harmless texts, without hyperlinks and control codes."""
        if self.encoding is not None:
            segments = [legible(segment, self.encoding) for segment in segments]
        search = HARMFUL.search
        for text, style, control in segments:
            if control or search(text) or (style is not None and style.link):
                return [cleaned(segment) for segment in segments]
        return segments


def cleaned(segment: Segment) -> Segment:
    text, style, _ = segment
    return Segment(HARMFUL.sub(mark, text), without_link(style))


def mark(found: re.Match[str]) -> str:
    return STAND_IN * cell_len(found[0])


@lru_cache(256)
def without_link(style: Style | None) -> Style | None:
    return style if style is None or not style.link else style.update_link(None)


TWINS = str.maketrans(
    {
        **dict.fromkeys("─━═╌┄–—−▔▁", "-"),
        **dict.fromkeys("│┃║▌▐▏▕▎▍▊▉", "|"),
        **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
        **dict.fromkeys("█▀▄▓▒■", "#"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚", "'"),
        **dict.fromkeys("●•·…", "."),
        **dict.fromkeys("▸→", ">"),
        **dict.fromkeys("✓✔", "v"),
        "×": "x",
        "←": "<",
        "↑": "^",
        "↓": "v",
    }
)
"""What the program draws, by a sign that every terminal has."""


def legible(segment: Segment, encoding: str) -> Segment:
    """A segment in the letters of an encoding, as wide as it was."""
    text, style, control = segment
    if control or text.isascii() or encodable(text, encoding):
        return segment
    return Segment("".join(letter(each, encoding) for each in text), style)


def letter(character: str, encoding: str) -> str:
    """A character, or as many signs as it has cells."""
    if encodable(character, encoding):
        return character
    twin = character.translate(TWINS)
    return twin if twin.isascii() else "?" * cell_len(character)


@lru_cache(4096)
def encodable(text: str, encoding: str) -> bool:
    """Whether a text can be written in an encoding."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def encoding_of(stream: TextIO | None) -> str | None:
    """In what a terminal reads letters, by the stream to it; None where that is UTF-8."""
    name = getattr(stream, "encoding", None) or "utf-8"
    try:
        return None if codecs.lookup(name).name == "utf-8" else name
    except LookupError:
        return "ascii"


TEXT_ONLY = TextOnly(encoding_of(sys.__stderr__))
"""The filter for this terminal."""

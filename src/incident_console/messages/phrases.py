"""What people typed, set as sentences that a client can read."""

from __future__ import annotations

import re

BULLET = r"\A[-*•–]\s+"
UNCHANGED = (
    r"(?i:(?:still )?(?:unchanged|no change|the same)(?: since (?:the|our) (?:last|previous) update)?\.?)"
)
FINISHED = tuple(".!?:;…,。．！？：；，、､｡।॥؟؛۔።។")
"""Signs after which nothing is missing at the end of a sentence, in the scripts of the world."""


def sentence(text: str) -> str:
    """Return one statement as its author wrote it, letter by letter, with a full stop where it has no end.

    An address stays without: whoever copies it would copy the stop.
    """
    said = text.strip()
    if not said or said.endswith(FINISHED) or "://" in said.rsplit(maxsplit=1)[-1]:
        return said
    return f"{said}."


def statements(text: str) -> list[str]:
    """Return each line as a statement. Where there are several, the template sets the dashes before them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        lines = [bare for line in lines if (bare := re.sub(BULLET, "", line, count=1))]
    return [sentence(line) for line in lines]


def says_unchanged(text: str) -> bool:
    """Whether an impact says no more than that nothing has changed."""
    return re.fullmatch(UNCHANGED, text.strip()) is not None

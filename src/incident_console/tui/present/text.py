"""Any text as `Content`, cleaned once more; lines filled to a width."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from textual.content import Content
from textual.style import Style

from incident_console.domain.text import LIMIT, clean
from incident_console.words import clock

Styled = tuple[str, str]
"""A text and the style it is drawn in, with theme variables such as `$quiet`."""

BLANK = Content("")

STAMP = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}) UTC")


def safe(text: object, *, lines: bool = False) -> str:
    """Return a text without anything that could steer a terminal; on one line, unless `lines`."""
    try:
        return clean(str(text), lines=lines)
    except ValueError:
        return clean(str(text)[:LIMIT], lines=lines)


def shown(text: object, style: str | Style = "", *, lines: bool = False) -> Content:
    """Return a text from outside as content: never markup, never a control character."""
    cleaned = safe(text, lines=lines)
    return Content.styled(cleaned, style) if style else Content(cleaned)


def join(*parts: Content | Styled | str, gap: str = "") -> Content:
    """Return parts in one line, the empty ones left out. Plain strings are the program's own words."""
    contents = [part if isinstance(part, Content) else _own(part) for part in parts]
    return Content(gap).join([content for content in contents if content.plain])


def _own(part: Styled | str) -> Content:
    text, style = (part, "") if isinstance(part, str) else part
    return Content.styled(text, style) if style else Content(text)


def spread(left: Content, right: Content, width: int, *, fill: str = " ", gap: int = 1) -> Content:
    """Return a line of exactly this width: `left` cut short where it must be, `right` at the edge."""
    if right.cell_length + gap >= width:
        return right.truncate(max(width, 0), ellipsis=True, pad=True)
    room = width - right.cell_length
    if left.cell_length > room - gap:
        left = left.truncate(room - gap, ellipsis=True)
    return Content.assemble(left, fill * (room - left.cell_length), right)


def first_fit(width: int, *variants: Content) -> Content:
    """Return the first variant that fits the width; the last one is cut short where none does."""
    for content in variants:
        if content.cell_length <= width:
            return content
    return variants[-1].truncate(max(width, 0), ellipsis=True)


def local_times(text: str, zone: tzinfo, now: datetime) -> str:
    """Return a sentence of the rules with its UTC times as this console's clock shows them."""

    def local(found: re.Match[str]) -> str:
        return clock(datetime.strptime(found[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC), zone, now)

    return STAMP.sub(local, text)


COMMAND = re.compile(
    r": (handover (?:offer|withdraw)|reopen|resolve|confirm|close|escalate|outbox|log|list)\b[^;]*"
)
ACTIONS = {"handover offer": "hand_over", "handover withdraw": "withdraw"}


def by_keys(sentence: str, keys: Mapping[str, str]) -> str:
    """Return a refusal with the key of an action where it names a command of the command line."""

    def named(found: re.Match[str]) -> str:
        key = keys.get(ACTIONS.get(found[1], found[1]))
        return f" ({key})" if key else ""

    return COMMAND.sub(named, sentence)


def fit(width: int, *variants: tuple[Content, Content], gap: int = 2) -> Content:
    """Return the first pair of left and right that fits the width; where none does, the last, cut short."""
    for left, right in variants:
        if left.cell_length + gap + right.cell_length <= width:
            return spread(left, right, width, gap=gap)
    left, right = variants[-1]
    return spread(left, right, width)


def stack(*lines: Content | None) -> Content:
    """Return lines one below the other; None is left out."""
    return Content("\n").join([line for line in lines if line is not None])

"""Any text as `Content`, harmless once more; lines filled to a width."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.content import Content, Span
from textual.style import Style

from incident_console.domain.text import displayed

Styled = tuple[str, str]
"""A text and the style it is drawn in, with theme variables such as `$quiet`."""

GAP = 3
"""The cells between two things on one line."""

SHORTER = (80, 60, 40, 24)
"""To how many characters a reason is cut where there is no room for more of it."""
BLANK = Content("")

TIE = "\ue000"
ZONED = re.compile(r"(?<=\d\d:\d\d) UTC")


def safe(text: object, *, lines: bool = False) -> str:
    """Return a text as it is shown: nothing that could steer a terminal, nothing that fills no cell.

    It is on one line, unless `lines`, and however long it is.
    """
    return displayed(str(text), lines=lines)


def shown(text: object, style: str | Style = "", *, lines: bool = False) -> Content:
    """Return a text from outside as content: never markup, never a control character."""
    cleaned = safe(text, lines=lines)
    return Content.styled(cleaned, style) if style else Content(cleaned)


def join(*parts: Content | Styled | str, gap: str = "") -> Content:
    """Return parts in one line, the empty ones left out. Plain strings are the program's own words.

    Lines are made by the hundred with each key, so this goes without Content's own generality: one list of
    spans, in order, none over another (the row “key to the last byte”).
    """
    texts: list[str] = []
    spans: list[Span] = []
    at = 0
    for part in parts:
        # Asked in this order, for whether something is a Content takes long to find out where it is not.
        if isinstance(part, str):
            text = part
        elif isinstance(part, tuple):
            text = part[0]
        else:
            text = part.plain
        if not text:
            continue
        if gap and at:
            texts.append(gap)
            at += len(gap)
        if isinstance(part, tuple):
            if part[1]:
                spans.append(Span(at, at + len(text), part[1]))
        elif not isinstance(part, str):
            spans += (
                [Span(start + at, end + at, style) for start, end, style in part.spans] if at else part.spans
            )
        texts.append(text)
        at += len(text)
    return Content("".join(texts), spans, strip_control_codes=False)


def spread(left: Content, right: Content, width: int, *, gap: int = 1) -> Content:
    """Return a line of exactly this width: `left` cut short where it must be, `right` at the edge."""
    taken = right.cell_length
    if taken and taken + gap >= width:
        return right.truncate(max(width, 0), ellipsis=True, pad=True)
    room = width - taken - (gap if taken else 0)
    if left.cell_length > room:
        left = left.truncate(max(room, 0), ellipsis=True)
    return join(left, " " * (width - taken - left.cell_length), right)


def first_fit(width: int, *variants: Content) -> Content:
    """Return the first variant that fits the width; the last one is cut short where none does."""
    for content in variants:
        if content.cell_length <= width:
            return content
    return variants[-1].truncate(max(width, 0), ellipsis=True)


def column(text: str, width: int) -> str:
    """Return a text of exactly so many cells, cut short where it must be."""
    return Content(text).truncate(max(width, 0), ellipsis=True, pad=True).plain


def broken(text: Content, width: int) -> list[Content]:
    """Return a content in lines of a width; a time, which is none without its zone, stays on one with it."""
    # The sign between them is one that no text holds, and as wide as the blank.
    tied = Content(ZONED.sub(f"{TIE}UTC", text.plain), spans=[*text.spans])
    return [Content(line.plain.replace(TIE, " "), spans=[*line.spans]) for line in tied.wrap(width)]


def wrapped(text: str, width: int, limit: int = 0) -> list[Content]:
    """Return a text in lines of a width, in so many at most, the last one cut short; 0 for all it takes."""
    lines = broken(Content(text), max(width, 2))
    if not limit or len(lines) <= limit:
        return [join((line.plain.rstrip(), "$ink")) for line in lines]
    first_lines = [line.plain.rstrip() for line in lines[: limit - 1]]
    rest = text
    for line in first_lines:
        rest = rest[len(line) :].lstrip()
    return [
        *(join((line, "$ink")) for line in first_lines),
        join((rest, "$ink")).truncate(max(width, 0), ellipsis=True),
    ]


def fit(width: int, *variants: tuple[Content, Content], gap: int = 2) -> Content:
    """Return the first pair of left and right that fits the width; where none does, the last, cut short."""
    for left, right in variants:
        if left.cell_length + gap + right.cell_length <= width:
            return spread(left, right, width, gap=gap)
    left, right = variants[-1]
    return spread(left, right, width)


def differing(old: Content, new: Content, width: int) -> tuple[int, int]:
    """Return the columns in which two lines of a width differ, from and up to; an empty range for none."""
    one, other = old.plain, new.plain
    if one == other and old.spans == new.spans:
        return 0, 0
    single = len(one) == old.cell_length == len(other) == new.cell_length == width
    if old.spans != new.spans or not single:
        return 0, width
    start = next(n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
    end = next(n for n in range(width, 0, -1) if one[n - 1] != other[n - 1])
    return start, end


def stack(*lines: Content | None) -> Content:
    """Return lines one below the other; None is left out."""
    return Content("\n").join([line for line in lines if line is not None])


def in_few_lines(parts: Sequence[Content], width: int, limit: int) -> list[Content]:
    """Return parts one after the other in so many lines at most, and how many more there are."""
    lines: list[Content] = []
    for n, part in enumerate(parts):
        more = len(parts) - n - 1
        keep = len(f"  +{more}") if more and len(lines) >= limit - 1 else 0
        if lines and lines[-1].cell_length + GAP + part.cell_length + keep <= width:
            lines[-1] = join(lines[-1], part, gap=" " * GAP)
        elif len(lines) < limit:
            lines.append(part.truncate(max(width - keep, 0), ellipsis=True))
        else:
            tail = join((f"+{more + 1}", "$quiet"))
            kept = lines[-1].truncate(max(width - GAP - tail.cell_length, 0), ellipsis=True)
            lines[-1] = join(kept, tail, gap=" " * GAP)
            break
    return lines


def indent(line: Content, by: int = 2) -> Content:
    return Content(" " * by) + line

"""Any text as `Content`, cleaned once more; lines filled to a width."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style

from incident_console.domain.text import LIMIT, clean

Styled = tuple[str, str]
"""A text and the style it is drawn in, with theme variables such as `$quiet`."""

BLANK = Content("")


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


def stack(*lines: Content | None) -> Content:
    """Return lines one below the other; None is left out."""
    return Content("\n").join([line for line in lines if line is not None])

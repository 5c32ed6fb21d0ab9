"""The HTML of a message: our own from its text, or by a template of the team's."""

from __future__ import annotations

import re
from html import escape

PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
    '<body style="font-family: sans-serif; line-height: 1.5">{}</body></html>'
)
LIST_LINE = "- "


def as_html(text: str) -> str:
    """Return a text as a page: paragraphs, lists where lines begin with a dash, and no markup of its own."""
    return PAGE.format("".join(paragraph(each) for each in re.split(r"\n{2,}", text.strip())))


def paragraph(text: str) -> str:
    """Return lines that belong together: those before a list, and the list."""
    lines, points = [], []
    for line in text.splitlines():
        if line.startswith(LIST_LINE):
            points.append(f"<li>{escape(line.removeprefix(LIST_LINE))}</li>")
        elif points:
            points.append(escape(line))
        else:
            lines.append(escape(line))
    said = f"<p>{'<br>'.join(lines)}</p>" if lines else ""
    return said + (f"<ul>{''.join(points)}</ul>" if points else "")

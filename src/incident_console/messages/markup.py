"""The HTML of a message: our own, made of its text, or by a template in a client's folder."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from incident_console.messages.render import MARKUP, theirs_says

PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
    '<body style="font-family: sans-serif; line-height: 1.5">{}</body></html>'
)
LIST_LINE = "- "


def html_values(
    *, text: str, title: str, ref: str, client: str, kind: str, number: int, drill: bool
) -> dict[str, Any]:
    """Return what a template of HTML may use: the text, whole and in paragraphs, and whose it is."""
    return {
        "text": text,
        "paragraphs": [each.splitlines() for each in re.split(r"\n{2,}", text.strip())],
        "title": title,
        "ref": ref,
        "client": client or None,
        "kind": kind,
        "number": number or None,
        "drill": drill,
    }


def their_html(folder: str, kind: str, values: dict[str, Any]) -> str | None:
    """Return the HTML by the template of a client's folder; None where it has none of this kind.

    Raises:
        TemplateBroken: it does not work; its `fallback` is the HTML that is ours.
    """
    if not folder:
        return None
    return theirs_says(folder, kind, values, (), fallback=our_html(str(values["text"])), ending=MARKUP)


def our_html(text: str) -> str:
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
    text_lines = f"<p>{'<br>'.join(lines)}</p>" if lines else ""
    return text_lines + (f"<ul>{''.join(points)}</ul>" if points else "")

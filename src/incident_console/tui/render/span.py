"""A span of time as a bar on one line: what of it is gone, and what came after its end."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from incident_console.tui.render.content import join
from incident_console.tui.render.view import Glyphs

BAR_CELLS = 6
"""A shorter bar says nothing."""


def bar(begun: datetime, due: datetime, now: datetime, width: int, style: str, glyphs: Glyphs) -> Content:
    """Return a bar of a width from a beginning to an end, filled up to now; beyond the end where it is over.

    Args:
        style: of what is gone, or of what is beyond the end.
    """
    room = width - 2
    start, stop = (glyphs.bar_from, "$quiet"), (glyphs.bar_to, "$quiet")
    if now <= due or due <= begun:
        gone = max((now - begun) / (due - begun), 0.0) if due > begun else 1.0
        filled = round(room * min(gone, 1.0))
        return join(start, (glyphs.bar * filled, style), (glyphs.rule * (room - filled), "$rule"), stop)
    over = min(max(round(room * ((now - due) / (now - begun))), 1), room - 1)
    return join(start, (glyphs.bar * (room - over), "$quiet"), stop, (glyphs.bar * over, style))

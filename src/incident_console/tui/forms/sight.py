"""Keeping in sight the line that the cursor of a widget is on."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widget import Widget


def keep_in_sight(widget: Widget, line: int) -> None:
    """Scroll what a widget stands in so that a line of it is seen."""
    for node in widget.ancestors:
        if isinstance(node, VerticalScroll):
            y = widget.region.y - node.content_region.y + int(node.scroll_offset.y) + line
            node.scroll_to_region(Region(0, y, 1, 1), animate=False)
            return

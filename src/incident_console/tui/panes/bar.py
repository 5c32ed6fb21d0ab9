"""What the single lines of a screen have in common."""

from __future__ import annotations

from incident_console.tui.panes.pane import Pane


class Bar(Pane, can_focus=False):
    """Lines without a rule, from edge to edge."""

    FRAMED = False
    ALLOW_MAXIMIZE = False

    @property
    def line_width(self) -> int:
        return self._wide

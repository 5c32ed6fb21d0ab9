"""A line for what is on its way to clients, from edge to edge: there as long as it has something to say."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size

from incident_console.tui.panes.incident_pane import IncidentPane
from incident_console.tui.render.content import join
from incident_console.tui.render.ways import on_the_way

AIR = "  "
"""What is left free at either end of a line from edge to edge."""
WAY_LINES = ((34, 3), (22, 2), (0, 1))
"""From how many lines of the screen on how many of them say how messages stand on their way."""


class OnTheWay(IncidentPane, can_focus=False):
    """How messages stand that are on their way to clients, or do not arrive: as high as that takes."""

    FRAMED = False
    ALLOW_MAXIMIZE = False
    _told: Sequence[Content] = ()

    def draw(self, width: int, height: int) -> Sequence[Content]:
        return self._told

    def redraw(self) -> None:
        incident, (wide, high) = self.incident, self.app.size
        limit = next(lines for least, lines in WAY_LINES if high >= least)
        told = [] if incident is None else on_the_way(incident, self.view, wide - 2 * len(AIR), limit)
        before, self._told = len(self._told), [join(AIR, line) for line in told]
        if len(told) != before:
            self.set_class(bool(told), "-told")
            self.refresh(layout=True)
        super().redraw()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height that shows all of it."""
        return len(self._told)

    async def on_click(self) -> None:
        if self.moment is None:
            await self.app.go_on_with("posted")

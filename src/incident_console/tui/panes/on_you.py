"""What waits for whoever sits here, over all incidents."""

from __future__ import annotations

from functools import partial

from textual.content import Content
from textual.geometry import Size

from incident_console.domain.turns import Turn
from incident_console.tui.panes.pane import Line
from incident_console.tui.panes.rows import Rows
from incident_console.tui.render import on_you
from incident_console.tui.render.content import join


class OnYou(Rows[Turn]):
    """A line for each thing, the most urgent first; Enter goes to its incident and does what it asks for."""

    def title(self) -> tuple[Content, Content]:
        style = "$focus bold" if self.has_focus else "$ink"
        count = str(len(self.rows)) if self.rows else ""
        return join(("On you", style)), join(
            (count, "$quiet"), (self.app.view().key("pane_on_you"), "$focus"), gap="  "
        )

    def draw_row(self, row: Turn, width: int, *, chosen: bool) -> list[Content]:
        here = row.ref == self.app.chosen
        return [join(" ", on_you.turn_line(row, self.app.view(), width - 1, here=here))]

    @property
    def length(self) -> int:
        return super().length or 1

    def line(self, n: int) -> Line:
        return super().line(n) if self.rows else (join((f"  {on_you.NOTHING}", "$quiet")), None)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height that shows all of it; the styles say how much of that there may be."""
        return self.length + self.FRAMED

    def same_row(self, one: Turn, other: Turn) -> bool:
        return one.key == other.key

    def show(self) -> None:
        """Show what waits now."""
        before = self.length
        self.show_rows(self.app.on_you)
        if self.length != before:
            self.refresh(layout=True)

    def open_line(self) -> None:
        if (turn := self.picked) is not None:
            self.app.under_way(partial(self._answer, turn), group="verbs")

    async def _answer(self, turn: Turn) -> None:
        """Go to where it waits, and do what it asks for."""
        if self.screen.maximized is self:
            self.screen.minimize()
        if turn.ref != self.app.chosen:
            self.app.go_to(turn.ref)
        if turn.n:
            actions = self.screen.query_one("#actions", Rows)
            places = (place for place, action in enumerate(actions.rows) if action.n == turn.n)
            actions.go_to(next(places, actions.cursor))
        await self.app.go_on_with(on_you.action_of(turn))

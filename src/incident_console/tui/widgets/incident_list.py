"""The list of incidents, most urgent first."""

from __future__ import annotations

from textual.content import Content

from incident_console.store.projection import SummaryRow
from incident_console.tui.present import board, join, safe
from incident_console.tui.widgets.rows import Rows


class IncidentList(Rows[SummaryRow]):
    """Moving through it chooses the incident that the other panes show."""

    ROW_HEIGHT = 2

    def title(self) -> tuple[Content, Content]:
        style = "$focus bold" if self.has_focus else "$ink"
        wanted = self.app.wanted
        right = f"{len(self.rows)} match {wanted}" if wanted else ""
        return join(("Incidents", style)), join((safe(right), "$quiet"))

    def draw_row(self, row: SummaryRow, width: int, *, chosen: bool) -> list[Content]:
        return board.board_row(row, self.app.view(), width, chosen=chosen)

    def same_row(self, one: SummaryRow, other: SummaryRow) -> bool:
        return one.ref == other.ref

    def moved(self) -> None:
        if (row := self.picked) is not None:
            self.app.chosen = row.ref

    def show_board(self) -> None:
        """Show the board as filtered, with the cursor on the chosen incident."""
        rows = self.app.listed
        self.rows = rows
        refs = [row.ref for row in rows]
        before = self.cursor
        self.cursor = (
            refs.index(self.app.chosen) if self.app.chosen in refs else min(before, max(len(rows) - 1, 0))
        )
        self._into_sight()
        self.redraw()
        if rows and self.app.chosen not in refs:
            self.app.chosen = rows[self.cursor].ref

"""The list of incidents, most urgent first."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.summary import SummaryRow
from incident_console.tui.panes.pane import Line
from incident_console.tui.panes.rows import Rows
from incident_console.tui.render import listing
from incident_console.tui.render.content import join, safe


class IncidentList(Rows[SummaryRow]):
    """Moving through it chooses the incident that the other panes show."""

    ROW_HEIGHT = 2
    POINTED = False
    _loudest: str | None = None
    _aside: str | None = None
    """What was chosen before a filter let nothing through."""

    def title(self) -> tuple[Content, Content]:
        style = "$focus bold" if self.has_focus else "$ink"
        wanted = self.app.wanted
        right = f"{len(self.rows)} of {self.app.number_on_show}  /{wanted}" if wanted else ""
        return join(("Incidents", style)), join((safe(right), "$quiet"))

    def draw_row(self, row: SummaryRow, width: int, *, chosen: bool) -> list[Content]:
        loud = row.ref == self._loudest
        return listing.board_row(row, self.app.view(), width, chosen=chosen, loud=loud)

    def parting(self, width: int) -> Content:
        return listing.ended_rule(self.app.view())

    @property
    def length(self) -> int:
        return super().length or bool(self.app.wanted)

    def line(self, n: int) -> Line:
        if not self.rows:
            return join(("  " + listing.NOTHING_MATCHES, "$quiet")), None
        return super().line(n)

    def same_row(self, one: SummaryRow, other: SummaryRow) -> bool:
        return one.ref == other.ref

    def moved(self) -> None:
        if (row := self.picked) is not None:
            self.app.chosen = row.ref

    def show_board(self) -> None:
        """Show the board as filtered, with the cursor on the chosen incident."""
        self.rows = self.app.listed
        self.parted = next((n for n, row in enumerate(self.rows) if not row.open), None)
        self._loudest = listing.loudest(self.app.board)
        self.follow()
        self.redraw()

    def follow(self) -> None:
        """Put the cursor on the chosen incident; where it is not listed, choose the one that is nearest.

        Where nothing matches a filter nothing is chosen, and what was is chosen again once it matches.
        """
        refs = [row.ref for row in self.rows]
        for ref in (self.app.chosen, self._aside):
            if ref in refs:
                self._aside = None
                if self.cursor != refs.index(ref):
                    self.go_to(refs.index(ref))
                break
        else:
            if refs:
                self.cursor = min(self.cursor, len(refs) - 1)
            elif self.app.wanted:
                self._aside = self.app.chosen or self._aside
                self.app.chosen = None
                return
        self.moved()

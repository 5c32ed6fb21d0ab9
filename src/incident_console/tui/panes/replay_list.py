"""The incidents that were open at a moment of the past: as a list, where it is narrow as a line of tabs."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from incident_console.domain.summary import SummaryRow
from incident_console.tui.panes.bar import Bar
from incident_console.tui.panes.rows import Rows
from incident_console.tui.render import listing
from incident_console.tui.render.content import join
from incident_console.tui.room.moment import Moment


class ReplayList(Rows[SummaryRow]):
    """Moving in it changes nothing; `enter` goes over to another incident, at the same time."""

    ROW_HEIGHT = 2
    POINTED = False
    _loudest: str | None = None
    all_known = False
    """Whether it is known by now what else was open."""

    def __init__(self, moment: Moment, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.moment = moment

    def title(self) -> tuple[Content, Content]:
        style = "$focus bold" if self.has_focus else "$ink"
        count = sum(row.open for row in self.rows)
        right = f"{count} open then" if self.all_known else "looking for others"
        return join(("Incidents", style)), join((right, "$quiet"))

    def draw_row(self, row: SummaryRow, width: int, *, chosen: bool) -> list[Content]:
        shown, loud = self.is_shown(row), row.ref == self._loudest
        return listing.board_row(row, self.moment.view(), width, chosen=shown, loud=loud)

    def parting(self, width: int) -> Content:
        return listing.ended_rule(self.moment.view())

    def is_shown(self, row: SummaryRow) -> bool:
        """Whether it is the incident that the other panes show."""
        return self.moment.incident is not None and row.id == self.moment.incident.id

    def same_row(self, one: SummaryRow, other: SummaryRow) -> bool:
        return one.id == other.id

    def show_open(self, rows: Sequence[SummaryRow]) -> None:
        """Show what was open, and below what had ended; unless somebody moves it the cursor is with
        the incident that is shown.
        """
        self._loudest = listing.loudest(rows)
        self.parted = next((n for n, row in enumerate(rows) if not row.open), None)
        self.show_rows(rows)
        if not self.has_focus:
            self.to_shown()

    def to_shown(self) -> None:
        """Put the cursor on the incident that the other panes show."""
        self.go_to(next((n for n, row in enumerate(self.rows) if self.is_shown(row)), 0))


class ReplayTabs(Bar, can_focus=True):
    """The same on one line, in whole tabs."""

    def __init__(self, listed: ReplayList, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.listed = listed

    def draw(self, width: int, height: int) -> Sequence[Content]:
        rows, moment = self.listed.rows, self.listed.moment
        at = self.listed.picked if self.has_focus else next(filter(self.listed.is_shown, rows), None)
        return [listing.tabs(rows, None if at is None else at.ref, moment.view(), width)]

    def place(self) -> object:
        return self.listed.cursor

    def move(self, count: int) -> None:
        self.listed.move(count)
        self.redraw()

    def open_line(self) -> None:
        self.listed.open_line()

    def watch_has_focus(self, value: bool) -> None:
        if not value:
            self.listed.to_shown()
        super().watch_has_focus(value)

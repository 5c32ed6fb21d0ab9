"""A pane of rows with a cursor, each drawn when it comes into sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.content import Content

from incident_console.tui.panes.opened import Opened
from incident_console.tui.panes.pane import Line, Pane
from incident_console.tui.render.content import BLANK, join

if TYPE_CHECKING:
    from textual import events

R = TypeVar("R")


class Rows(Pane, Generic[R]):
    """Rows to move through. Drawing costs what is in sight, however many there are."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--cursor-away"}
    ROW_HEIGHT: ClassVar[int] = 1
    POINTED: ClassVar[bool] = True
    """Whether the row under the cursor gets its pointer here, in the column that is left free for it."""
    NEWEST_FIRST: ClassVar[bool] = False
    """Whether new rows come at the top: a cursor up there stays up there."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[R] = ()
        self.cursor = 0
        self.parted: int | None = None
        """The row above which a line parts it from those before; None for no such line."""
        self._drawn: dict[int, list[Content]] = {}
        self._scrolled_away = False
        """Whether the wheel has taken the view from the cursor: what is new does not take it back."""

    def draw_row(self, row: R, width: int, *, chosen: bool) -> list[Content]:
        """Return the lines of a row, as many as ROW_HEIGHT."""
        return []

    def parting(self, width: int) -> Content:
        """Return the line that parts two groups of rows."""
        return BLANK

    def same_row(self, one: R, other: R) -> bool:
        """Return whether a row is still the same thing after a refresh, so that the cursor stays with it."""
        return one is other

    def moved(self) -> None:
        """The cursor went to another row."""

    # Rows

    @property
    def picked(self) -> R | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def show_rows(self, rows: Sequence[R], *, afresh: bool = False) -> None:
        """Show other rows; the cursor stays with its row, or with `afresh` goes to the top."""
        at_newest = self.NEWEST_FIRST and not self.cursor and not self._scrolled_away
        picked = None if afresh or at_newest else self.picked
        self.rows = rows
        if picked is None:
            self.cursor = 0
            self._scrolled_away = False
            self.back_to_top()
        else:
            found = (n for n, row in enumerate(rows) if self.same_row(row, picked))
            before = self.cursor
            self.cursor = next(found, min(self.cursor, max(len(rows) - 1, 0)))
            if self.NEWEST_FIRST:
                self._keep_in_sight(self.cursor - before)
        self.redraw()

    def redraw(self) -> None:
        self._drawn.clear()
        if not self._scrolled_away:
            self._into_sight()
        self.paint()

    def scroll_lines(self, count: int) -> None:
        self._scrolled_away = True
        super().scroll_lines(count)

    def _keep_in_sight(self, count: int) -> None:
        """So many rows came above: who reads further down keeps the lines before their eyes."""
        if self._top:
            self._top += count * self.ROW_HEIGHT

    @property
    def length(self) -> int:
        return len(self.rows) * self.ROW_HEIGHT + (self.parted is not None)

    def _first_line(self, row: int) -> int:
        return row * self.ROW_HEIGHT + (self.parted is not None and row >= self.parted)

    def _place(self, n: int) -> tuple[int, int] | None:
        """Return the row that a line belongs to, and which of its lines it is; None for the parting line."""
        if self.parted is not None:
            at = self.parted * self.ROW_HEIGHT
            if n == at:
                return None
            n -= n > at
        return divmod(n, self.ROW_HEIGHT)

    def line(self, n: int) -> Line:
        place = self._place(n)
        if place is None:
            return self.parting(self.line_width), None
        return self._line_of(*place)

    def _line_of(self, row: int, part: int) -> Line:
        lines = self._lines_of(row)
        content = lines[part] if part < len(lines) else BLANK
        if row != self.cursor:
            return content, None
        return content, "rows--cursor" if self.has_focus else "rows--cursor-away"

    def _lines_of(self, row: int) -> list[Content]:
        """Return the lines of a row, drawn once."""
        lines = self._drawn.get(row)
        if lines is None:
            lines = self.draw_row(self.rows[row], self.line_width, chosen=row == self.cursor)
            if self.POINTED and self.has_focus and row == self.cursor:
                lines = [join((self.app.glyphs.pointer, "$focus"), content[1:]) for content in lines]
            self._drawn[row] = lines
        return lines

    # Moving

    def place(self) -> object:
        return self.cursor, self._top

    def page_up(self) -> None:
        self.move(-self._rows_in(self.page - 1, -1))

    def page_down(self) -> None:
        self.move(self._rows_in(self.page - 1, 1))

    def half_page_up(self) -> None:
        self.move(-self._rows_in(self.page // 2, -1))

    def half_page_down(self) -> None:
        self.move(self._rows_in(self.page // 2, 1))

    def _rows_in(self, lines: int, way: int) -> int:
        """Return how many rows beside the cursor so many lines hold, one at least; `way` is -1 for above."""
        return max(lines // self.ROW_HEIGHT, 1)

    def move(self, count: int) -> None:
        self.go_to(self.cursor + count)

    def go_to(self, row: int) -> None:
        """Put the cursor on a row, the nearest there is."""
        before, self.cursor = self.cursor, max(min(row, len(self.rows) - 1), 0)
        if self.cursor == before and not self._scrolled_away:
            return
        self._scrolled_away = False
        self._drawn.pop(before, None)
        self._drawn.pop(self.cursor, None)
        self._into_sight()
        self.paint()
        if self.cursor != before:
            self.moved()

    def _into_sight(self) -> None:
        first = self._first_line(self.cursor)
        self._top = max(min(self._top, first), first + self.ROW_HEIGHT - max(self.page, self.ROW_HEIGHT))

    def open_line(self) -> None:
        if (row := self.picked) is not None:
            self.post_message(Opened(row))

    def _row_at(self, y: int) -> int:
        """Return the row that a line in sight belongs to; -1 for none."""
        place = self._place(y + self._top)
        return -1 if place is None else place[0]

    def on_click(self, event: events.Click) -> None:
        row = self._row_at(event.y - self.FRAMED)
        if event.y >= self.FRAMED and 0 <= row < len(self.rows):
            again = row == self.cursor and event.chain > 1
            self.go_to(row)
            if again:
                self.open_line()

"""A pane of rows of several heights. Only those in sight are wrapped, however many there are."""

from __future__ import annotations

from typing import TypeVar

from incident_console.tui.panes.pane import Line
from incident_console.tui.panes.rows import Rows

R = TypeVar("R")


class WrappedRows(Rows[R]):
    """Rows as high as what they say.

    `_top` is the row at the top here: how many lines there are in all nobody knows, for nobody wraps them.
    """

    _over = 0
    """How many lines of the row at the top are above the sight."""

    # Measures

    def _height(self, row: int) -> int:
        return max(len(self._lines_of(row)), 1)

    @property
    def length(self) -> int:
        return len(self.rows)

    def _settle(self) -> None:
        """Keep the last line at the foot where there is less to show than there is room."""
        last = self._last_top()
        if (self._top, self._over) > last:
            self._top, self._over = last

    def _last_top(self) -> tuple[int, int]:
        """Return the row and line at the top where the very last line is at the foot, or one behind it."""
        if self._top + self.page < len(self.rows):
            return len(self.rows), 0
        return self._back_from(len(self.rows), 0, self.page)

    def _back_from(self, row: int, over: int, lines: int) -> tuple[int, int]:
        """Return the row and line so many lines above a line of a row, or the first of all."""
        over -= lines
        while over < 0 and row:
            row -= 1
            over += self._height(row)
        return row, max(over, 0)

    def _on_from(self, row: int, over: int, lines: int) -> tuple[int, int]:
        """Return the row and line so many lines below a line of a row."""
        over += lines
        while row < len(self.rows) and over >= self._height(row):
            over -= self._height(row)
            row += 1
        return row, over

    def _into_sight(self) -> None:
        if not self._wide or not self.rows:
            return
        room = max(self.page, self._height(self.cursor))
        lowest = self._back_from(self.cursor + 1, 0, room)
        self._top, self._over = min(max((self._top, self._over), lowest), (self.cursor, 0))

    def _keep_in_sight(self, count: int) -> None:
        if self._top or self._over:
            self._top += count

    def back_to_top(self) -> None:
        self._top = self._over = 0

    # What is in sight

    def _content_in_sight(self) -> list[Line]:
        lines: list[Line] = []
        row, over = self._top, self._over
        while len(lines) < self.page and row < len(self.rows):
            high = self._height(row)
            lines += [self._line_of(row, part) for part in range(over, high)]
            row, over = row + 1, 0
        return lines[: self.page]

    def _thumb(self, length: int, page: int) -> range:
        """Where the thumb is, by rows: those in sight among all there are."""
        first, end = self._top, self._on_from(self._top, self._over, page)
        if not length or not page or (not first and not self._over and end[0] >= length):
            return range(0)
        shown = min(max(end[0] - first, 1), length)
        size = max(1, page * shown // length)
        start = round(first * (page - size) / max(length - shown, 1))
        return range(min(start, page - size), min(start, page - size) + size)

    def _row_at(self, y: int) -> int:
        row, _ = self._on_from(self._top, self._over, y)
        return row if row < len(self.rows) else -1

    # Moving

    def place(self) -> object:
        return self.cursor, self._top, self._over

    def scroll_lines(self, count: int) -> None:
        self._scrolled_away = True
        way = self._on_from if count > 0 else self._back_from
        self._top, self._over = way(self._top, self._over, abs(count))
        self.paint()

    def _rows_in(self, lines: int, way: int) -> int:
        row, count = self.cursor + way, 0
        while 0 <= row < len(self.rows) and (lines := lines - self._height(row)) >= 0:
            row, count = row + way, count + 1
        return max(count, 1)

"""A pane of rows with a cursor, each drawn when it comes into sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.content import Content
from textual.message import Message

from incident_console.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from textual import events

R = TypeVar("R")


class Rows(Pane, Generic[R]):
    """Rows to move through. Drawing costs what is in sight, however many there are."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--cursor-away"}
    ROW_HEIGHT: ClassVar[int] = 1

    class Opened(Message):
        """Enter, or a second click, on a row."""

        def __init__(self, pane: Rows[object], row: object) -> None:
            super().__init__()
            self.pane = pane
            self.row = row

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[R] = ()
        self.cursor = 0
        self._drawn: dict[int, list[Content]] = {}

    def draw_row(self, row: R, width: int, *, chosen: bool) -> list[Content]:
        """The lines of a row, as many as ROW_HEIGHT."""
        return []

    def same_row(self, one: R, other: R) -> bool:
        """Whether a row is still the same thing after a refresh, so that the cursor stays with it."""
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
        if afresh:
            self.rows, self.cursor, self._top = rows, 0, 0
        elif (picked := self.picked) is not None:
            self.rows = rows
            found = (n for n, row in enumerate(rows) if self.same_row(row, picked))
            self.cursor = next(found, min(self.cursor, max(len(rows) - 1, 0)))
        else:
            self.rows, self.cursor = rows, 0
        self._into_sight()
        self.redraw()

    def redraw(self) -> None:
        """Draw rows in sight that differ from before."""
        if not self.size.width:
            return
        self._draw_title()
        before, self._drawn = self._drawn, {}
        if self._clamp():
            self.refresh()
            return
        for n in self._in_sight():
            old = before.get(n)
            new = self._row_lines(n) if n < len(self.rows) else None
            if (old is None) != (new is None) or (old and new and not _same(old, new)):
                self._refresh_row(n)

    def _in_sight(self) -> range:
        first = self._top // self.ROW_HEIGHT
        return range(first, first + self.page // self.ROW_HEIGHT + 2)

    def _row_lines(self, n: int) -> list[Content]:
        lines = self._drawn.get(n)
        if lines is None:
            lines = self.draw_row(self.rows[n], self.line_width, chosen=n == self.cursor)
            self._drawn[n] = lines
        return lines

    def _refresh_row(self, n: int) -> None:
        for part in range(self.ROW_HEIGHT):
            self._refresh_line(n * self.ROW_HEIGHT + part)

    @property
    def length(self) -> int:
        return len(self.rows) * self.ROW_HEIGHT

    def line(self, n: int) -> Content:
        row, part = divmod(n, self.ROW_HEIGHT)
        lines = self._row_lines(row)
        return lines[part] if part < len(lines) else Content("")

    def line_style(self, n: int) -> str | None:
        if n // self.ROW_HEIGHT != self.cursor or not self.rows:
            return None
        return "rows--cursor" if self.has_focus else "rows--cursor-away"

    # Moving

    def move(self, count: int) -> None:
        self.go_to(self.cursor + count)

    def go_to(self, row: int) -> None:
        """Put the cursor on a row, the nearest there is."""
        before = self.cursor
        self.cursor = max(min(row, len(self.rows) - 1), 0)
        if self.cursor == before:
            return
        for n in (before, self.cursor):
            self._drawn.pop(n, None)
            self._refresh_row(n)
        self._into_sight()
        self.moved()

    def _into_sight(self) -> None:
        first = self.cursor * self.ROW_HEIGHT
        top = max(min(self._top, first), first + self.ROW_HEIGHT - max(self.page, self.ROW_HEIGHT))
        if top != self._top:
            self._top = top
            self.refresh()

    def open_line(self) -> None:
        if (row := self.picked) is not None:
            self.post_message(self.Opened(self, row))  # type: ignore[arg-type]

    def on_resize(self) -> None:
        self._drawn = {}
        self._into_sight()

    def on_click(self, event: events.Click) -> None:
        row = (event.y - self.FRAMED + self._top) // self.ROW_HEIGHT
        if event.y >= self.FRAMED and 0 <= row < len(self.rows):
            again = row == self.cursor and event.chain > 1
            self.go_to(row)
            if again:
                self.open_line()


def _same(one: list[Content], other: list[Content]) -> bool:
    return len(one) == len(other) and all(a.is_same(b) for a, b in zip(one, other, strict=True))

"""The pane of past incidents: a line each, and below it what holds the words that are looked for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from textual.content import Content

from incident_console.store.history_answers import Figures, Found, PastIncident
from incident_console.store.hits import SearchHit
from incident_console.tui.panes.bar import Bar
from incident_console.tui.panes.copied import of_when
from incident_console.tui.panes.pane import Line
from incident_console.tui.panes.rows import Rows
from incident_console.tui.render import past
from incident_console.tui.render.content import join, safe


class PastLine(NamedTuple):
    """A line: an incident, or an entry of one that holds the words."""

    found: PastIncident
    hit: SearchHit | None = None

    @property
    def name(self) -> str:
        """What the line is known by: the id of its entry or of its incident."""
        return self.found.row.id if self.hit is None else self.hit.id


class PastList(Rows[PastLine]):
    """Past incidents to move through."""

    ALLOW_MAXIMIZE = False
    found: Found | None = None
    figures: Figures | None = None
    order = "when"
    _whole: tuple[int, Mapping[str, Content]] = (0, MappingProxyType({}))
    trouble = ""
    """Why what was typed finds nothing else; empty where it does."""

    def title(self) -> tuple[Content, Content]:
        count = "" if self.found is None else past.counted(self.found, self.figures)
        style = "$focus bold" if self.has_focus else "$ink"
        copied = of_when(self.app)
        left = join(
            ("Past incidents", style),
            (count, "$ink"),
            (f"copy {copied}" if copied else "", "$ink bold"),
            (safe(self.trouble), "$soon"),
            gap="  ",
        )
        return left, join((f"by {self.order}, times in {self.app.view().clocks(None).named}", "$quiet"))

    def show_found(self, found: Found, figures: Figures | None, *, from_top: bool, same: bool) -> None:
        """Show what was found, with figures that are known.

        The cursor stays on its line if it is there, unless one is to read `from_top`; where it is not, it
        stays in its place among what answers the `same` question, and else goes to the top.
        """
        self.found, self.figures = found, figures
        self._whole = (0, {})
        lines = [
            line
            for each in found.incidents
            for line in (PastLine(each), *(PastLine(each, hit) for hit in each.hits))
        ]
        there = self.picked is not None and any(self.same_row(line, self.picked) for line in lines)
        self.show_rows(lines, afresh=from_top or not (same or there))

    def show_nothing(self) -> None:
        """Show nothing, as nothing could be looked for."""
        self.found = self.figures = None
        self.show_rows(())

    def draw_row(self, row: PastLine, width: int, *, chosen: bool) -> list[Content]:
        view, sought = self.app.view(), None if self.found is None else self.found.sought
        if row.hit is None:
            return [self.incident_line(row.found, width)]
        return [past.hit_line(row.hit, row.found, sought, view, width)]

    def incident_line(self, found: PastIncident, width: int) -> Content:
        """Return an incident's line: all are drawn together, for their columns are as wide as the widest."""
        if self._whole[0] != width:
            listed = () if self.found is None else self.found.incidents
            lines = past.past_lines(listed, self.app.view(), width)
            self._whole = width, {each.row.id: line for each, line in zip(listed, lines, strict=True)}
        return self._whole[1][found.row.id]

    def same_row(self, one: PastLine, other: PastLine) -> bool:
        return one.name == other.name

    def go_to_name(self, name: str) -> None:
        """Put the cursor on the line of an entry or an incident, by its id, where it is there."""
        at = next((n for n, row in enumerate(self.rows) if row.name == name), None)
        if at is not None:
            self.go_to(at)

    @property
    def length(self) -> int:
        return super().length or self.found is not None

    def line(self, n: int) -> Line:
        if not self.rows:
            return join((f"  {self.nothing}", "$quiet")), None
        return super().line(n)

    @property
    def nothing(self) -> str:
        """What is said where nothing was found."""
        if self.found is not None and self.found.sought is not None:
            return "Nothing like that was said."
        asked = self.app.past_query.text.strip()
        return "No incident is like that." if asked else "No incident is recorded yet."


class PastFigures(Bar):
    """The figures of what is listed, at a glance."""

    figures: Figures | None = None
    counting = True
    """Whether there will be some that are not there yet."""

    def show(self, figures: Figures | None, *, counting: bool = False) -> None:
        self.figures, self.counting = figures, counting
        self.redraw()

    def draw(self, width: int, height: int) -> list[Content]:
        if self.figures is None:
            return [join((" counting …", "$quiet"))] if self.counting else []
        return past.figures_lines(self.figures, self.app.view(), width, height)


class PastKeys(Bar):
    """The keys of the mode."""

    def draw(self, width: int, height: int) -> list[Content]:
        return [past.keys_line(self.app.keys, width)]

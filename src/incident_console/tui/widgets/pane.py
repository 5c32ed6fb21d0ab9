"""A pane: a title on a rule, lines below it. Only lines that differ from before are drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.css.styles import RulesMap
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import RenderOptions
from textual.widget import Widget

from incident_console.tui.present import join, spread

if TYPE_CHECKING:
    from textual import events

    from incident_console.tui.app import IncidentConsole

ONE_LINE: RulesMap = {"text_wrap": "nowrap", "text_overflow": "ellipsis"}


class Pane(Widget, can_focus=True):
    """Lines under a rule. It scrolls by itself, so that a new length never lays out the screen anew."""

    app: IncidentConsole
    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = True
    FRAMED: ClassVar[bool] = True
    """Whether it has a title on a rule."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Content] = []
        self._top = 0
        self._title = Content("")

    # What it shows

    def title(self) -> tuple[Content, Content]:
        """What stands on the rule, left and right."""
        return Content(""), Content("")

    def draw(self, width: int, height: int) -> Sequence[Content]:
        """The lines below the rule, for a width and the height in sight."""
        return ()

    def redraw(self) -> None:
        """Draw what differs from before."""
        if not self.size.width:
            return
        self._draw_title()
        lines = list(self.draw(self.line_width, self.page))
        before, self._lines = self._lines, lines
        if self._clamp():
            self.refresh()
            return
        for n in range(self._top, min(max(len(lines), len(before)), self._top + self.page)):
            old, new = (each[n] if n < len(each) else None for each in (before, lines))
            if old is None or new is None or not new.is_same(old):
                self._refresh_line(n)
        if (len(lines) > self.page) != (len(before) > self.page):
            self.refresh()

    # Measures

    @property
    def page(self) -> int:
        """How many lines are in sight below the rule."""
        return max(self.size.height - self.FRAMED, 0)

    @property
    def line_width(self) -> int:
        """The width of a line; one column at the right is for the scroll mark, one for air."""
        return max(self.size.width - 2, 0)

    @property
    def length(self) -> int:
        """How many lines there are in all."""
        return len(self._lines)

    def line(self, n: int) -> Content:
        """A line by its number."""
        return self._lines[n]

    def line_style(self, n: int) -> str | None:
        """The component class that a line is drawn in, None for the plain one."""
        return None

    # Drawing

    def render_line(self, y: int) -> Strip:
        if self.FRAMED:
            if y == 0:
                return self._strip(self._title, None)
            y -= 1
        n = self._top + y
        content = self.line(n) if n < self.length else Content("")
        line = spread(content, self._scroll_mark(y), self.size.width, gap=0)
        return self._strip(line, self.line_style(n))

    def _strip(self, content: Content, component: str | None) -> Strip:
        style = self.get_visual_style(component) if component else self.visual_style
        width = self.size.width
        strips = content.render_strips(width, 1, style, RenderOptions(self._get_style, ONE_LINE))
        strip = strips[0] if strips else Strip.blank(width)
        return strip.adjust_cell_length(width, style.rich_style)

    def _scroll_mark(self, y: int) -> Content:
        """The thumb of a scroll bar as thin as the rules, where there is more than fits."""
        if self.length <= self.page:
            return Content("")
        size = max(1, self.page * self.page // self.length)
        start = round(self._top * (self.page - size) / max(self.length - self.page, 1))
        inside = start <= y < start + size
        return join((self.app.glyphs.thumb if inside else " ", "$rule"))

    def _draw_title(self) -> None:
        if not self.FRAMED:
            return
        left, right = self.title()
        rule = "$focus" if self.has_focus else "$rule"
        dash = self.app.glyphs.rule
        width = self.size.width
        named = join((dash, rule), left, gap=" ")
        end = join(right, (dash, rule), gap=" ") if right.plain else join((dash, rule))
        if named.cell_length + end.cell_length + 2 > width:
            end = join((dash, rule))
        if named.cell_length + 3 > width:
            named = named.truncate(max(width - 3, 0), ellipsis=True)
        if end.plain == dash:
            line, end = dash * max(width - named.cell_length - 1, 0), Content("")
        else:
            line = dash * max(width - named.cell_length - end.cell_length - 2, 0) + " "
        title = Content.assemble(named, " ", Content.styled(line, rule), end)
        if not title.is_same(self._title):
            self._title = title
            self.refresh(Region(0, 0, width, 1))

    def _refresh_line(self, n: int) -> None:
        y = n - self._top
        if 0 <= y < self.page:
            self.refresh(Region(0, y + self.FRAMED, self.size.width, 1))

    # Scrolling

    def _clamp(self) -> bool:
        """Keep the top where there are lines below it; tell whether it moved."""
        top = min(self._top, max(self.length - self.page, 0))
        moved, self._top = top != self._top, top
        return moved

    def scroll_lines(self, count: int) -> None:
        """Scroll down by so many lines, up where negative."""
        before = self._top
        self._top = max(self._top + count, 0)
        self._clamp()
        if self._top != before:
            self.refresh()

    def move(self, count: int) -> None:
        """Answer to the keys that move: a plain pane scrolls."""
        self.scroll_lines(count)

    def open_line(self) -> None:
        """Answer to Enter: a plain pane has nothing more to show."""

    def back_to_top(self) -> None:
        """Show the beginning, as another incident begins."""
        self._top = 0

    # Events

    def on_resize(self) -> None:
        self._title = Content("")
        self.redraw()
        self.refresh()

    def on_show(self) -> None:
        self.redraw()

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_lines(-3)

    def page_up(self) -> None:
        self.move(-max(self.page - 1, 1))

    def page_down(self) -> None:
        self.move(max(self.page - 1, 1))

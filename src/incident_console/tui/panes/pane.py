"""A pane: a title on a rule, lines below it. Only what differs from what is on the screen is drawn again.

The rows “key to the last byte” and “idle: bytes on the wire” hold what is kept from one drawing to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.color import Color
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from incident_console.tui.render.content import BLANK, differing, join, spread
from incident_console.tui.room.room import Room
from incident_console.tui.terminal.line_filter import TEXT_ONLY

if TYPE_CHECKING:
    from textual import events


NO_GROUND = Color(0, 0, 0)
"""What is given for the background to a filter that looks at texts only."""

NAMED_CELLS = 22
"""What the left part of a title keeps beside the right one."""

NOTHING_BELOW, NOTHING_ABOVE = "Nothing more below.", "Nothing more above."

Line = tuple[Content, str | None]
"""A line, and the component class it is drawn in; None for the plain one."""


class Pane(Widget, can_focus=True):
    """Lines under a rule. It scrolls by itself, so that a new length never lays out the screen anew."""

    app: Room
    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = True
    FRAMED: ClassVar[bool] = True
    """Whether it has a title on a rule."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Content] = ()
        self._painted: list[Line] = []
        self._filled: dict[int, tuple[Content, bool, Content]] = {}
        """By place: what a line was made of, whether the thumb is beside it, and the whole line."""
        self._wide = self._high = 0
        self._fitting = False
        self._fitted = Size(0, 0)
        self._top = 0
        self._inks: dict[tuple[str | Style, str | None], RichStyle] = {}
        self._strips: dict[int, Strip] = {}

    # What it shows

    def title(self) -> tuple[Content, Content]:
        """Return what stands on the rule, left and right."""
        return BLANK, BLANK

    def draw(self, width: int, height: int) -> Sequence[Content]:
        """Return the lines below the rule, for a width and the height in sight."""
        return ()

    def redraw(self) -> None:
        """Draw anew what may have changed."""
        if self._wide:
            self._lines = self.draw(self.line_width, self.page)
            self.paint()

    @property
    def length(self) -> int:
        """How many lines there are in all."""
        return len(self._lines)

    def line(self, n: int) -> Line:
        """Return what is drawn on a line, counted from the top, and the component class of its style."""
        return self._lines[n], None

    # Measures

    @property
    def page(self) -> int:
        """How many lines are in sight below the rule."""
        return max(self._high - self.FRAMED, 0)

    @property
    def line_width(self) -> int:
        """The width of a line; one column at the right is for the scroll mark, one for air."""
        return max(self._wide - 2, 0)

    def fit(self) -> bool:
        """Draw for the size that the layout gave, to be shown with it; tell whether that is another one."""
        if self.outer_size == self._fitted:
            return False
        self._fitted = self.outer_size
        self._wide, self._high = self.size
        self._painted = []
        self._filled.clear()
        self._strips.clear()
        self._fitting = True
        self.redraw()
        self._fitting = False
        return True

    # Painting

    def paint(self) -> None:
        """Compare what should be in sight with what is, and have the terminal told of the difference."""
        if not self._wide:
            return
        self._settle()
        fresh: list[Line] = [(self._title_line(), None)] if self.FRAMED else []
        fresh += self._lines_in_sight()
        before, self._painted = self._painted, fresh
        if len(before) != len(fresh):
            self._strips.clear()
            if not self._fitting:
                self.refresh()
            return
        regions = []
        for y, ((old, old_class), (new, new_class)) in enumerate(zip(before, fresh, strict=True)):
            if old is new and old_class == new_class:
                continue
            start, end = (0, self._wide) if old_class != new_class else differing(old, new, self._wide)
            if start < end:
                self._strips.pop(y, None)
                regions.append(Region(start, y, end - start, 1))
        if regions:
            self.refresh(*regions)

    def _settle(self) -> None:
        """Scroll no further than to the last line."""
        self._top = min(self._top, max(self.length - self.page, 0))

    def _content_in_sight(self) -> list[Line]:
        """Return the lines in sight, as many as there are."""
        return [self.line(n) for n in range(self._top, min(self._top + self.page, self.length))]

    def _lines_in_sight(self) -> list[Line]:
        page, wide = self.page, self._wide
        inside = self._content_in_sight()
        thumb = self._thumb(self.length, page)
        mark = join((self.app.glyphs.thumb, "$rule"))
        lines: list[Line] = []
        before, self._filled = self._filled, {}
        for y in range(page):
            content, component = inside[y] if y < len(inside) else (BLANK, None)
            filled = before.get(y)
            if filled is None or filled[0] is not content or filled[1] != (y in thumb):
                filled = (content, y in thumb, spread(content, mark if y in thumb else BLANK, wide, gap=0))
            self._filled[y] = filled
            lines.append((filled[2], component))
        return lines

    def _thumb(self, length: int, page: int) -> range:
        """Where the thumb of the scroll bar is, which is as thin as the rules; nowhere where all fits."""
        if length <= page or not page:
            return range(0)
        size = max(1, page * page // length)
        start = round(self._top * (page - size) / (length - page))
        return range(start, start + size)

    def _title_line(self) -> Content:
        left, right = self.title()
        rule = "$focus" if self.has_focus else "$rule"
        dash = self.app.glyphs.rule
        named = join((dash, rule), left, gap=" ")
        end = join(" ", right, " ", (dash, rule)) if right.plain else BLANK
        if self._wide - end.cell_length - 3 < min(named.cell_length, NAMED_CELLS):
            end = BLANK
        room = max(self._wide - end.cell_length - 3, 0)
        if named.cell_length > room:
            named = named.truncate(room, ellipsis=True)
        fill = max(self._wide - named.cell_length - end.cell_length - 1, 0)
        return join(named, " ", (dash * fill, rule), end)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a region. A pane has neither border nor padding, so it needs no help with them."""
        strips = [self._strip(y) for y in crop.line_range]
        start, end = crop.column_span
        if (start, end) != (0, self._wide):
            strips = [strip.crop(start, end) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        return self._strip(y)

    def _strip(self, y: int) -> Strip:
        """Return a line as it goes to the terminal, filtered; kept until it changes."""
        strip = self._strips.get(y)
        if strip is None:
            content, component = self._painted[y] if y < len(self._painted) else (BLANK, None)
            if content.cell_length != self._wide:
                content = spread(content, BLANK, self._wide, gap=0)
            segments = TEXT_ONLY.apply(self._segments(content, component), NO_GROUND)
            strip = self._strips[y] = Strip(segments, self._wide)
        return strip

    def _segments(self, content: Content, component: str | None) -> list[Segment]:
        text = content.plain.replace("…", self.app.glyphs.ellipsis)
        segments: list[Segment] = []
        at = 0
        for start, end, style in content.spans:
            if start > at:
                segments.append(Segment(text[at:start], self._ink("", component)))
            segments.append(Segment(text[start:end], self._ink(style, component)))
            at = end
        if at < len(text):
            segments.append(Segment(text[at:], self._ink("", component)))
        return segments

    def _ink(self, style: str | Style, component: str | None) -> RichStyle:
        """Return the terminal's style for a style of content on a line of a component class."""
        key = (style, component)
        ink = self._inks.get(key)
        if ink is None:
            under = self.get_visual_style(component) if component else self.visual_style
            over = Style.parse(style) if isinstance(style, str) else style
            ink = (under + over if style else under).rich_style
            ink = self._inks[key] = self._filtered(ink)
        return ink

    def _filtered(self, ink: RichStyle) -> RichStyle:
        """Return a style as Textual's filters leave it: they look at nothing else, so once is enough."""
        segments = [Segment("x", ink)]
        ground = self.background_colors[1]
        for line_filter in self.app.get_line_filters():
            segments = line_filter.apply(segments, ground)
        return segments[0].style or ink

    def notify_style_update(self) -> None:
        self._forget_inks()
        super().notify_style_update()

    def _forget_inks(self) -> None:
        """Colours may be other ones now."""
        self._inks.clear()
        self._strips.clear()

    # Scrolling

    def scroll_lines(self, count: int) -> None:
        """Scroll down by so many lines, up where negative."""
        self._top = max(self._top + count, 0)
        self.paint()

    def place(self) -> object:
        """Return where somebody is in it: another value once they have moved."""
        return self._top

    def move(self, count: int) -> None:
        """Answer to the keys that move: a plain pane scrolls."""
        self.scroll_lines(count)

    def page_up(self) -> None:
        self.move(-max(self.page - 1, 1))

    def page_down(self) -> None:
        self.move(max(self.page - 1, 1))

    def half_page_up(self) -> None:
        self.move(-max(self.page // 2, 1))

    def half_page_down(self) -> None:
        self.move(max(self.page // 2, 1))

    def open_line(self) -> None:
        """Answer to Enter: a plain pane has nothing more to show."""

    def back_to_top(self) -> None:
        """Show the beginning, as another incident begins."""
        self._top = 0

    # Events

    def on_resize(self, event: events.Resize) -> None:
        if self.fit():
            self.refresh()

    def watch_has_focus(self, value: bool) -> None:
        super().watch_has_focus(value)
        self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_lines(-3)

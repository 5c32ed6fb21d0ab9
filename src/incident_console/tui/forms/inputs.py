"""One-line and many-line inputs that take only harmless text, and answer their keys in order."""

from __future__ import annotations

from functools import cache
from typing import ClassVar, Literal

from textual import events
from textual.binding import Binding, BindingsMap, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

from incident_console.domain.text import LIMIT, harmless


class Walk(Message):
    """An arrow key leads out of a field, to the next one or back."""

    def __init__(self, way: Literal["next", "back"]) -> None:
        self.way = way
        super().__init__()

    @property
    def step(self) -> int:
        return 1 if self.way == "next" else -1


@cache
def bindings_of(kind: type[Widget]) -> BindingsMap:
    """Return the keys that a kind of widget binds itself, those of its bases included."""
    bound = [vars(base)["BINDINGS"] for base in reversed(kind.__mro__) if "BINDINGS" in vars(base)]
    return BindingsMap.merge(BindingsMap(bindings) for bindings in bound)


async def own_keys(widget: Widget, event: events.Key) -> None:
    """Answer a key that the widget itself binds, such as backspace, here and now.

    Textual lets it go all the way up first: what is typed next would come before it.
    """
    for binding in bindings_of(type(widget)).key_to_bindings.get(event.key, ()):
        if await widget.app.run_action(binding.action, widget):
            event.stop()
            event.prevent_default()
            return


def take_nothing(event: events.Key | events.Paste) -> None:
    """Let an event end here: a letter that goes further up would be one of the room's keys."""
    event.stop()
    event.prevent_default()


def cleaned_paste(event: events.Paste, *, lines: bool) -> str:
    """What is left of a paste without anything that could steer a terminal; what was cleaned stays."""
    return event.text if hasattr(event, "pasted") else harmless(event.text, lines=lines)[:LIMIT]


class LineInput(Input):
    """An input of one line; the arrows up and down walk on. While it is `locked`, nothing can be typed."""

    locked = False
    proposed = ""
    """What was put there by the program: the first letter replaces it, as long as nobody changed it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "walk('next')", show=False),
        Binding("up", "walk('back')", show=False),
    ]

    def on_focus(self, event: events.Focus) -> None:
        if self.proposed and self.value == self.proposed and not event.from_app_focus:
            self.select_all()

    def action_walk(self, way: Literal["next", "back"]) -> None:
        self.post_message(Walk(way))

    async def on_key(self, event: events.Key) -> None:
        if self.locked:
            take_nothing(event)
        else:
            await own_keys(self, event)

    def on_paste(self, event: events.Paste) -> None:
        if self.locked:
            take_nothing(event)
        event.text = cleaned_paste(event, lines=False)


class ProseInput(TextArea):
    """An input of many lines; where there may be `paragraphs`, a key breaks the line.

    While it is `locked`, nothing can be typed.
    """

    locked = False
    proposed = ""
    """What was put there by the program: the first letter replaces it, as long as nobody changed it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j,shift+enter,alt+enter", "break_line", show=False),
    ]

    def __init__(self, text: str, *, paragraphs: bool, placeholder: str) -> None:
        super().__init__(
            text,
            compact=True,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            placeholder=placeholder,
            highlight_cursor_line=False,
        )
        self.paragraphs = paragraphs

    async def on_key(self, event: events.Key) -> None:
        if self.locked:
            take_nothing(event)
        else:
            await own_keys(self, event)

    def on_focus(self, event: events.Focus) -> None:
        if self.proposed and self.text == self.proposed and not event.from_app_focus:
            self.select_all()

    def on_blur(self) -> None:
        """What is selected there only for its next letter is no more than text while others are written."""
        if self.selected_text == self.text:
            self.move_cursor(self.document.end)

    def action_delete_to_start_of_line(self) -> None:
        """Delete what is selected, else what was typed of the line."""
        if self.selection.is_empty:
            super().action_delete_to_start_of_line()
        else:
            self.action_delete_left()

    def action_break_line(self) -> None:
        if self.paragraphs:
            self.replace("\n", *self.selection)

    def get_cursor_line_start_location(self, smart_home: bool = False) -> tuple[int, int]:
        """Where the line that was typed begins, on however many lines of the screen it stands."""
        return (self.cursor_location[0], 0)

    def get_cursor_line_end_location(self) -> tuple[int, int]:
        """Where the line that was typed ends."""
        row = self.cursor_location[0]
        return (row, len(self.document[row]))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing is drawn without a column, nor while it is being taken down."""
        if not self.is_attached or self.content_size.width <= 0:
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)

    def action_cursor_down(self, select: bool = False) -> None:
        """Leave by the last line."""
        if not select and self.cursor_at_last_line and self.wrapped_below == 0:
            self.post_message(Walk("next"))
        else:
            super().action_cursor_down(select)

    def action_cursor_up(self, select: bool = False) -> None:
        """Leave by the first line."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            self.post_message(Walk("back"))
        else:
            super().action_cursor_up(select)

    @property
    def wrapped_below(self) -> int:
        return 0 if self.navigator.is_last_wrapped_line(self.cursor_location) else 1

    async def on_paste(self, event: events.Paste) -> None:
        if self.locked:
            take_nothing(event)
        event.text = cleaned_paste(event, lines=True)

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

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "walk('next')", show=False),
        Binding("up", "walk('back')", show=False),
    ]

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
    """An input of many lines, in which enter breaks the line where there may be `paragraphs`.

    While it is `locked`, nothing can be typed.
    """

    locked = False

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

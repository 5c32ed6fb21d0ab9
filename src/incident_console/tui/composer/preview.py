"""What the client will read, beside the fields or in their place."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.widgets import Static

from incident_console.tui.forms.inputs import bindings_of, own_keys, take_nothing
from incident_console.tui.room.room import Room


class Preview(ScrollableContainer, can_focus=True):
    """A text to read. Letters do nothing here: they would be the room's keys, and may be meant as text."""

    app: Room
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("space", "page_down", show=False),
    ]

    def __init__(self, head: Static, text: Static) -> None:
        super().__init__(classes="composer--preview")
        self.head = head
        self.text = text
        self.can_focus = False

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.text

    async def on_key(self, event: events.Key) -> None:
        if event.key in bindings_of(type(self)).key_to_bindings:
            await own_keys(self, event)
        elif event.is_printable:
            take_nothing(event)
            self.app.tell("No text here: F8 goes back to the fields.")

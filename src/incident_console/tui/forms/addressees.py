"""The recipients of a message, a line each: who has it, and who is still to be told, by which way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style
from textual.visual import VisualType
from textual.widget import Widget

from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.reports.deliveries import Way
from incident_console.tui.forms.sight import keep_in_sight
from incident_console.tui.render.recipients import Recipient, recipient_lines, recipients
from incident_console.tui.room.room import Room


class Addressees(Widget, can_focus=True):
    """They stay in their order while one after the other is told."""

    app: Room
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("home,g", "move(-1000)", show=False),
        Binding("end,G", "move(1000)", show=False),
    ]

    cursor: reactive[int] = reactive(0)
    """Which of them the keys are on."""

    def __init__(self, incident: Incident, message: Message, ways: Sequence[Way]) -> None:
        super().__init__()
        self.show(incident, message, ways)

    def show(self, incident: Incident, message: Message, ways: Sequence[Way]) -> None:
        """Show how each of them stands now."""
        self.incident, self.message = incident, message
        self.rows: list[Recipient] = recipients(incident, message, ways)
        self.cursor = min(self.cursor, len(self.rows) - 1)
        self.refresh()

    def action_move(self, step: int) -> None:
        self.cursor = max(0, min(self.cursor + step, len(self.rows) - 1))

    def watch_cursor(self) -> None:
        self.call_after_refresh(lambda: keep_in_sight(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        place = event.style.meta.get("addressee")
        if isinstance(place, int):
            self.cursor = place

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.rows)

    def render(self) -> VisualType:
        view, width = self.app.view(), self.content_size.width
        lines = recipient_lines(self.incident, self.message, self.rows, view, width, self.cursor)
        return Content("\n").join(
            [line.stylize(Style.from_meta({"addressee": n})) for n, line in enumerate(lines)]
        )

"""What all dialogs have in common: a frame with a title that says what it does, and a line of keys."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import ScreenResume
from textual.screen import ModalScreen
from textual.widgets import Static

from incident_console.tui.forms.key_hints import FLASH_SECONDS, KeyHint, Keys
from incident_console.tui.render.content import shown
from incident_console.tui.room.first_layout import sized, styled_when_mounted
from incident_console.tui.room.room import Room
from incident_console.tui.terminal.exact_updates import ExactCompositor, LeavesToTheTop

T = TypeVar("T")


class Dialog(LeavesToTheTop, ModalScreen[T]):
    """A framed question over the screen. Escape leaves it with None."""

    app: Room
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (50, "-narrow"), (72, "-normal"), (112, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-low"), (22, "-mid"), (30, "-high")]

    def __init__(self, title: str, will: str = "") -> None:
        """Take what it does, and one sentence about what will happen."""
        super().__init__()
        self._compositor = ExactCompositor()
        self.does = title
        self.will = will
        sized(self, self.app.size)

    def middle(self) -> ComposeResult:
        """Return what stands between the sentence and the keys."""
        yield from ()

    def keys(self) -> list[KeyHint]:
        """Return the keys at its foot."""
        return [KeyHint("esc", "Cancel", "cancel")]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as frame:
            frame.border_title = shown(self.does)
            if self.will:
                yield Static(shown(self.will), classes="dialog--will", markup=False)
            yield from self.middle()
            yield Keys(*self.keys())

    def count(self, counted: str) -> None:
        """Say at the frame's edge which field of how many this is."""
        self.query_one(".dialog").border_subtitle = shown(counted)

    def on_key(self, event: events.Key) -> None:
        """Show that a key was seen which answers nothing here."""
        if event.key not in self.active_bindings:
            event.stop()
            self.flash()

    def flash(self) -> None:
        """Light the frame up."""
        frame = self.query_one(".dialog")
        frame.add_class("-flash")
        frame.set_timer(FLASH_SECONDS, lambda: frame.remove_class("-flash"))

    def on_screen_resume(self, event: ScreenResume) -> None:
        styled_when_mounted(self, event)

    async def on_key_hint_pressed(self, event: KeyHint.Pressed) -> None:
        event.stop()
        await self.run_action(event.action)

    def action_cancel(self) -> None:
        self.dismiss(None)

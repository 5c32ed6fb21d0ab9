"""Something to read in full on a screen of its own, until a key that leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from incident_console.keys.keymap import shown_key
from incident_console.tui.panes.pane import NOTHING_ABOVE, NOTHING_BELOW
from incident_console.tui.render.content import join
from incident_console.tui.room.room import Room
from incident_console.tui.terminal.exact_updates import ExactCompositor, LeavesToTheTop


class Detail(LeavesToTheTop, ModalScreen[None]):
    """Something to read, until a key that leaves."""

    app: Room

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("Esc", "back"),)
    """What stands at the foot: keys, and what they do."""

    def __init__(self, made: Callable[[], tuple[Content, Content]]) -> None:
        """Show a title and a body, made anew whenever the record has changed."""
        super().__init__()
        self._compositor = ExactCompositor()
        self._made = made
        self._shown = made()

    def compose(self) -> ComposeResult:
        title, body = self._shown
        with VerticalScroll(id="detail-box"):
            yield Static(title, id="detail-title")
            yield Static(body, id="detail-body")
            yield Static(self.keys_line(), id="detail-keys")

    def keys_line(self) -> Content:
        return join(*(join((key, "$focus"), (f" {does}", "$quiet")) for key, does in self.KEYS), gap="   ")

    def on_mount(self) -> None:
        self.query_one("#detail-box").focus()
        for changing in ("incident", "ways"):
            self.watch(self.app, changing, self._follow, init=False)

    def _follow(self) -> None:
        """Show it as the record has it now, where that is another thing."""
        before, self._shown = self._shown, self._made()
        for old, new, part in zip(before, self._shown, ("#detail-title", "#detail-body"), strict=True):
            if old != new:
                self.query_one(part, Static).update(new)

    def action_scroll(self, lines: int) -> None:
        scroll = self.query_one("#detail-box", VerticalScroll)
        here = scroll.scroll_offset.y
        if here == (scroll.max_scroll_y if lines > 0 else 0):
            self.app.tell(NOTHING_BELOW if lines > 0 else NOTHING_ABOVE)
        scroll.scroll_to(y=here + lines, animate=False)

    def on_key(self, event: Key) -> None:
        """Say of a key that stands for nothing that it does nothing."""
        if event.key not in self.active_bindings:
            self.app.tell(f"{shown_key(event.key)} does nothing here; the keys stand below.")

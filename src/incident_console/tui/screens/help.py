"""The screen of all keys, with a line to look for one in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from incident_console.keys.actions import Mode
from incident_console.keys.keymap import shown_key
from incident_console.tui.forms.inputs import LineInput
from incident_console.tui.render.content import join
from incident_console.tui.room.room import Room
from incident_console.tui.screens.help_text import Place, help_text, pane

if TYPE_CHECKING:
    from textual import events

MARGIN = 5
KEYS = (("Esc", "back"), ("/", "look for a key"), ("j k", "move"))


class HelpScreen(ModalScreen[None]):
    """The page of keys; any of the keys that leave things leaves it."""

    app: Room
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("q,question_mark,f1,enter", "dismiss", show=False),
        Binding("slash", "look", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown", "scroll(15)", show=False),
        Binding("pageup", "scroll(-15)", show=False),
        Binding("g,home", "scroll(-1000)", show=False),
        Binding("G,end", "scroll(1000)", show=False),
    ]

    def __init__(self, focused: Widget | None, *, mode: Mode | None = None) -> None:
        """Take what has the focus below it, whose keys stand on top, and the one mode that is asked about."""
        super().__init__()
        self.mode = mode
        self.here = place_of(focused)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static("", id="help-text")
        yield Static(
            join("  ", join(*(join((key, "$focus"), " ", (word, "$ink")) for key, word in KEYS), gap="   ")),
            id="help-keys",
        )
        with Horizontal(id="help-typing"):
            yield Static("/", id="help-slash")
            yield LineInput(id="help-query", placeholder="what you want to do", compact=True)

    def on_mount(self) -> None:
        self.query_one(LineInput).cursor_blink = False
        self.query_one("#help").focus()

    def on_resize(self, event: events.Resize) -> None:
        self.show_page(event.size.width)

    def show_page(self, width: int) -> None:
        """Show what answers the query, all of it where nothing is looked for."""
        page = help_text(
            self.app.config.keymap,
            self.app.glyphs,
            width - MARGIN,
            here=self.here,
            mode=self.mode,
            query=self.query_one(LineInput).value.strip(),
        )
        self.query_one("#help-text", Static).update(page)

    def action_scroll(self, lines: int) -> None:
        scroll = self.query_one("#help", VerticalScroll)
        scroll.scroll_to(y=scroll.scroll_offset.y + lines, animate=False)

    # Looking for a key

    def action_look(self) -> None:
        self.add_class("-typing")
        self.set_focus(self.query_one(LineInput))

    @on(Input.Changed)
    def _typed(self) -> None:
        self.show_page(self.size.width)
        self.action_scroll(-1000)

    @on(Input.Submitted)
    def to_page(self) -> None:
        """Keep what is shown, and give the keys back to the page."""
        self.remove_class("-typing")
        self.set_focus(self.query_one("#help"))

    def action_back(self) -> None:
        """Show all again, and from there leave."""
        typing = self.query_one(LineInput)
        if not typing.value and not self.has_class("-typing"):
            self.dismiss()
            return
        typing.value = ""
        self.to_page()


def place_of(focused: Widget | None) -> Place | None:
    """Return where the focus is: in a pane, or in what somebody writes; None where no keys are for it."""
    if focused is None:
        return None
    for node in focused.ancestors_with_self:
        if node.parent is not None and node.parent.id == "dock":
            return Place("What you are writing", keys=keys_of(node))
    return pane(focused.id)


def keys_of(node: object) -> list[tuple[str, str]]:
    """Return the keys that a widget names, with what they do."""
    named = [each for each in getattr(node, "BINDINGS", ()) if isinstance(each, Binding) and each.description]
    return [(shown_key(each.key.partition(",")[0]), each.description) for each in named]

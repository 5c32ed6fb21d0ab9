"""The palette: every action, incident, person and theme by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from incident_console.tui.forms.inputs import LineInput
from incident_console.tui.render.content import safe, shown, spread, stack
from incident_console.tui.room.room import Room
from incident_console.tui.screens import findable
from incident_console.tui.screens.findable import Findable

PADDING = 6
"""What frame and scrollbar take from the width."""
WIDEST = 90
AROUND = 6
"""The lines above and below the list."""
SHOWN_LIMIT = 100
"""How many are listed; who sees none of them types another letter."""
RECENT_LIMIT = 8
NOTHING = "Nothing is called that: try fewer letters, or another word"


class Palette(ModalScreen[None]):
    """A line to type into, and below it what answers, the best under the cursor; enter does it.

    What is listed is always for what was typed: enter does not wait for a search that is still under way.
    """

    app: Room
    AUTO_FOCUS = "#palette-query"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", show=False),
        Binding("enter", "do", show=False, priority=True),
        Binding("down,ctrl+n", "move('cursor_down')", show=False, priority=True),
        Binding("up,ctrl+p", "move('cursor_up')", show=False, priority=True),
        Binding("pagedown", "move('page_down')", show=False, priority=True),
        Binding("pageup", "move('page_up')", show=False, priority=True),
    ]

    def __init__(self, among: Callable[[Room], Sequence[Findable]], asks: str) -> None:
        """Make it.

        Args:
            among: returns what can be found.
            asks: what stands in the line while nothing is typed.
        """
        super().__init__(id="palette")
        self.among = among
        self.asks = asks
        self.listed: list[Findable] = []
        self.answered: str | None = None
        """What the list answers."""

    def compose(self) -> ComposeResult:
        with Vertical(id="palette-box"):
            yield LineInput(placeholder=self.asks, id="palette-query", compact=True)
            listing = OptionList(id="palette-list", markup=False)
            listing.can_focus = False
            yield listing

    def on_mount(self) -> None:
        self.query_one(LineInput).cursor_blink = False
        self.all = list(self.among(self.app))
        self.answer()

    def answer(self) -> None:
        """List what answers what is typed now."""
        query = self.query_one(LineInput).value
        if query == self.answered:
            return
        self.answered = query
        self.show_answers(findable.found(query, self.all, self.app.recent)[:SHOWN_LIMIT])

    def show_answers(self, listed: list[Findable]) -> None:
        self.listed = listed
        width = max(min(self.app.size.width * 9 // 10, WIDEST) - PADDING, 10)
        rows = [Option(entry(each, width)) for each in listed]
        options = self.query_one(OptionList)
        options.set_options(rows or [Option(shown(NOTHING, "$quiet"), disabled=True)])
        # A box that grows with its list takes the list's whole length, however little of it is shown.
        options.styles.height = max(min(2 * len(rows), self.app.size.height - AROUND), 1)
        options.highlighted = 0 if rows else None
        options.scroll_home(animate=False)

    def on_resize(self) -> None:
        place = self.query_one(OptionList).highlighted
        self.show_answers(self.listed)
        self.query_one(OptionList).highlighted = place

    @on(Input.Changed)
    def _typed(self) -> None:
        self.answer()

    def action_move(self, way: str) -> None:
        getattr(self.query_one(OptionList), f"action_{way}")()

    async def action_do(self) -> None:
        self.answer()
        place = self.query_one(OptionList).highlighted
        if place is not None and place < len(self.listed):
            await self.do(self.listed[place])

    @on(OptionList.OptionSelected)
    async def _clicked(self, event: OptionList.OptionSelected) -> None:
        await self.do(self.listed[event.option_index])

    async def do(self, chosen: Findable) -> None:
        """Leave, remember what was chosen, and do it."""
        app = self.app
        app.recent = [chosen.id, *(each for each in app.recent if each != chosen.id)][:RECENT_LIMIT]
        self.dismiss()
        await chosen.do()

    def on_click(self, event: events.Click) -> None:
        """A click beside it leaves."""
        if event.widget is self:
            self.dismiss()


def entry(each: Findable, width: int) -> Content:
    """Return it in two lines: what it is called and its key, then what it does or why not now."""
    ink, accent = ("$ink", "$focus") if each.able else ("$quiet", "$quiet")
    name = shown(each.name, ink)
    explanation = shown(safe(each.explanation), "$quiet")
    return stack(
        spread(name, shown(each.key, accent), width, gap=3),
        explanation.truncate(width, ellipsis=True),
    )


def palette() -> Palette:
    """Return the palette, ready to be shown."""
    return Palette(findable.everything, "What do you want to do?")


def theme_palette() -> Palette:
    """Return one that knows the themes alone."""
    return Palette(lambda app: list(findable.themes(app, offered=True)), "How shall the war room look?")

"""Finding past incidents: by words, by what is known of them, in any order; and going there."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol, runtime_checkable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Input, Static

from incident_console.domain.incident import Incident
from incident_console.keys.actions import Mode, in_mode
from incident_console.keys.keymap import shown_key
from incident_console.reports.history_query import TERMS
from incident_console.store.errors import StoreError
from incident_console.store.history_orders import ORDERS
from incident_console.tui.forms.inputs import LineInput, Walk
from incident_console.tui.panes.opened import Opened
from incident_console.tui.panes.pane import NOTHING_ABOVE, NOTHING_BELOW, Pane
from incident_console.tui.panes.past_list import PastFigures, PastKeys, PastLine, PastList
from incident_console.tui.room.first_layout import sized
from incident_console.tui.room.record import folded
from incident_console.tui.room.room import Room
from incident_console.tui.room.spot import Spot
from incident_console.tui.screens.past_asking import PastAsking
from incident_console.tui.terminal.exact_updates import ExactCompositor, LeavesToTheTop

END = 1_000_000
MORE_BELOW = "More is being read."


@runtime_checkable
class ShowsEntries(Protocol):
    """A screen that can be opened at an entry."""

    def show_entry(self, entry: str, seq: int) -> None:
        """Show an entry, by its id and its place."""


class PastScreen(LeavesToTheTop, PastAsking, inherit_bindings=False):
    """The mode in which the past is found; nothing in it changes the record."""

    app: Room
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-medium"), (104, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-mid"), (34, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(action.keys, f"app.act('{action.id}')", action.title, id=action.id, show=False)
            for action in in_mode(Mode.PAST)
        ),
        Binding("ctrl+c,super+c", "screen.copy_text", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._compositor = ExactCompositor()
        sized(self, self.app.size)

    def compose(self) -> ComposeResult:
        with Horizontal(id="past-typing"):
            yield Static("/", id="past-slash")
            yield LineInput(
                self.app.past_query.text, id="past-query", placeholder=f"words  {TERMS}", compact=True
            )
        yield PastList(id="past-list")
        yield PastFigures(id="past-figures")
        yield PastKeys(id="past-keys")

    def on_mount(self) -> None:
        self.query_one(LineInput).cursor_blink = False
        self.listed.order = self.app.past_query.order
        self.set_focus(self.listed)
        self.watch(self.app, "board", self.board_changed, init=False)
        self.watch(self.app, "theme", self._theme_changed, init=False)
        self.look()

    # Typing

    @on(Input.Changed, "#past-query")
    def _typed(self) -> None:
        if self.query_one(LineInput).value != self.app.past_query.text:
            self.look_afresh()

    @on(Input.Submitted, "#past-query")
    @on(Walk)
    def to_list(self) -> None:
        """Keep what is found, and give the keys to the list."""
        self.set_focus(self.listed)

    # What keys do

    def do_past_words(self) -> None:
        self.set_focus(self.query_one(LineInput))

    def do_past_sort(self) -> None:
        self._sort(1)

    def do_past_sort_back(self) -> None:
        self._sort(-1)

    def _sort(self, step: int) -> None:
        """Sort by another thing, from the top."""
        orders = list(ORDERS)
        self.listed.order = orders[(orders.index(self.listed.order) + step) % len(orders)]
        self.app.past_query.order = self.listed.order
        self.listed.paint()
        self.look_afresh(from_top=True)

    def _go(self, way: Callable[[Pane], None], nothing_more: str) -> None:
        """Move in the list; below its last line more is read, where there is more."""
        before = self.listed.place()
        way(self.listed)
        more = self._read_on() and nothing_more == NOTHING_BELOW
        if self.listed.place() == before:
            self.app.tell(MORE_BELOW if more else nothing_more)

    def _read_on(self) -> bool:
        """Read more where the cursor is near the end of what was read; tell whether more comes."""
        found, rows = self.listed.found, len(self.listed.rows)
        if found is None or not found.more or self.listed.cursor + self.size.height < rows:
            return False
        if self._answered[0] == self._looks:
            self.look_further()
        return True

    def do_past_next(self) -> None:
        self._go(lambda pane: pane.move(1), NOTHING_BELOW)

    def do_past_previous(self) -> None:
        self._go(lambda pane: pane.move(-1), NOTHING_ABOVE)

    def do_past_first(self) -> None:
        self._go(lambda pane: pane.move(-END), NOTHING_ABOVE)

    def do_past_last(self) -> None:
        self._go(lambda pane: pane.move(END), NOTHING_BELOW)

    def do_past_page_down(self) -> None:
        self._go(Pane.page_down, NOTHING_BELOW)

    def do_past_page_up(self) -> None:
        self._go(Pane.page_up, NOTHING_ABOVE)

    def do_past_help(self) -> None:
        from incident_console.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.focused))

    def do_past_open(self) -> None:
        self.once_answered(self._open_line)

    def _open_line(self) -> None:
        self.listed.open_line()
        if self.listed.picked is None:
            self.app.tell("There is no line here to open.")

    async def _replay(self) -> None:
        await self.app.go_on_with("replay")

    def do_past_replay(self) -> None:
        """Show the war room as it stood with the entry that was found, else with the declaration."""
        self.once_answered(self._replay_line)

    def _replay_line(self) -> None:
        if self.listed.picked is None:
            self.app.tell("There is no incident here to replay.")
        else:
            self.app.under_way(self._replay, group="verbs")

    def spot(self) -> Spot:
        line = self.listed.picked
        if line is None:
            return Spot(None)
        hit = line.hit or (line.found.hits[0] if line.found.hits else None)
        incident, damage = folded(self.app.reader, line.found.row.ref)
        return Spot(incident, "" if hit is None else hit.id, damage)

    @on(Opened)
    def _open(self, event: Opened) -> None:
        """Go to the incident in the war room, its timeline at the entry that was found."""
        line: PastLine = event.row
        self.app.past_query.at = line.name
        room = self.app.screen_stack[0]
        hit = line.hit or (line.found.hits[0] if line.found.hits else None)
        self.dismiss()
        self.app.go_to(line.found.row.ref)
        if hit is not None and isinstance(room, ShowsEntries):
            self.app.call_after_refresh(room.show_entry, hit.id, hit.seq)

    def do_past_course(self) -> None:
        """Show how an incident went above what was found; the war room's choice stays what it is."""
        from incident_console.tui.screens.detail import how_it_went

        def show(incident: Incident, _: str) -> None:
            self.app.push_screen(how_it_went(self.app, incident))

        self.once_answered(lambda: self._read(show))

    def do_past_log(self) -> None:
        """Show the log of an incident above what was found, at the entry that was found."""
        self.once_answered(lambda: self._read(self.app.show_log))

    def _read(self, show: Callable[[Incident, str], None]) -> None:
        """Show something about the incident under the cursor, given with the entry that was found."""
        if self.listed.picked is None:
            self.app.tell("There is no line here to read about.")
            return
        try:
            spot = self.spot()
        except StoreError as error:
            self.app.report(str(error), cause="past", severity="error")
            return
        if spot.incident is None:
            self.app.tell(spot.damage, severity="error")
        else:
            show(spot.incident, spot.entry)

    def do_past_back(self) -> None:
        """From the words to the list, from what is found to all, from all to the war room."""
        typing = self.query_one(LineInput)
        if self.focused is typing and typing.value:
            self.set_focus(self.listed)
        elif typing.value:
            typing.value = ""
            self.set_focus(self.listed)
        else:
            self.dismiss()

    def on_key(self, event: Key) -> None:
        """Say of a key that stands for nothing that it does nothing."""
        if event.key not in self.active_bindings:
            shown, keys = shown_key(event.key), self.app.view().key("past_help")
            self.app.tell(f"{shown} does nothing here; {keys} shows the keys.")

    # How it looks

    def _theme_changed(self) -> None:
        for pane in self.query(Pane):
            pane.refresh()

    def on_resize(self) -> None:
        for pane in self.query(Pane):
            pane.redraw()

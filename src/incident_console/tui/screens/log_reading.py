"""Reading the log of an incident through, in order of occurrence, of all or of those that hold words."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Input, Static

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.keys.keymap import shown_key
from incident_console.reports.entry_matching import Reader, by_term, kind_term, toggled
from incident_console.reports.log_rows import for_readers
from incident_console.tui.forms.inputs import LineInput, Walk
from incident_console.tui.panes.log_list import LogList
from incident_console.tui.panes.opened import Opened
from incident_console.tui.panes.pane import NOTHING_ABOVE, NOTHING_BELOW, Pane
from incident_console.tui.render.content import join
from incident_console.tui.room.room import Room
from incident_console.tui.room.spot import Spot
from incident_console.tui.terminal.exact_updates import ExactCompositor, LeavesToTheTop

KEYS = (
    ("Enter", "full"),
    ("/", "words"),
    ("b", "person"),
    ("t", "kind"),
    ("r", "replay"),
    ("Esc", "back"),
)
END = 1_000_000


class LogScreen(LeavesToTheTop, Screen[None], inherit_bindings=False):
    """All entries of an incident, one below the other; nothing here changes the record."""

    app: Room
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("g,home", f"move({-END})", show=False),
        Binding("G,end", f"move({END})", show=False),
        Binding("space,pagedown,ctrl+d", "page(1)", show=False),
        Binding("pageup,ctrl+u", "page(-1)", show=False),
        Binding("enter", "open", show=False),
        Binding("slash", "look", show=False),
        Binding("b", "only_by", show=False),
        Binding("t", "only_of_kind", show=False),
        Binding("r", "replay", show=False),
        Binding("ctrl+c,super+c", "screen.copy_text", show=False),
    ]

    def __init__(self, app: Room, incident: Incident, at: str = "") -> None:
        """Show the log of an incident, with the cursor at an entry, by its id."""
        super().__init__()
        self._compositor = ExactCompositor()
        self._room = app
        self._incident = incident
        self._reader = Reader()
        self._at = at

    @property
    def incident(self) -> Incident:
        """The incident as the record has it now, also where another one is chosen meanwhile."""
        self._incident = self._room.as_it_stands(self._incident)
        return self._incident

    def compose(self) -> ComposeResult:
        yield LogList(self.incident, id="log-list")
        with Horizontal(id="log-typing"):
            yield Static("/", id="log-slash")
            yield LineInput(id="log-query", placeholder="words, by:NAME, kind:finding", compact=True)
        yield Static(self.keys_line(), id="log-keys")

    def keys_line(self) -> Content:
        parts = (join((key, "$focus"), (does, "$ink"), gap=" ") for key, does in KEYS)
        return join(" ", join(*parts, gap="  "))

    def on_mount(self) -> None:
        self.query_one(LineInput).cursor_blink = False
        self.set_focus(self.listed)
        self.watch(self.app, "incident", self.show, init=False)
        self.watch(self.app, "theme", self._theme_changed, init=False)
        self.show()
        if self._at:
            self.listed.go_to_entry(self._at)

    @property
    def listed(self) -> LogList:
        return self.query_one(LogList)

    @property
    def wanted(self) -> str:
        return self.query_one(LineInput).value.strip()

    def show(self) -> None:
        """Show the entries that hold what is typed, as the record has them by now."""
        every = for_readers(self.incident)
        found = self._reader.holding(every, self.incident, self.wanted)
        self.listed.show_log(self.incident, found, self.wanted, len(every))

    # Typing

    def action_look(self) -> None:
        self.add_class("-typing")
        self.set_focus(self.query_one(LineInput))

    @on(Input.Changed)
    def _typed(self) -> None:
        here = self.listed.entry
        self.show()
        if here is not None:
            self.listed.go_to_entry(here.id)

    @on(Input.Submitted)
    @on(Walk)
    def to_list(self) -> None:
        """Keep the words, and give the keys back to the list."""
        self.remove_class("-typing")
        self.set_focus(self.listed)

    def action_only_by(self) -> None:
        """Show only what that person did; once more, all again."""
        self._only(by_term, "Nobody did this: the program recorded it by itself.")

    def action_only_of_kind(self) -> None:
        """Show only what is of the same kind; once more, all again."""
        self._only(kind_term, "")

    def _only(self, term: Callable[[Entry], str], nothing: str) -> None:
        entry = self.listed.entry
        if entry is None:
            self.app.tell("There is no line here.")
        elif named := term(entry):
            self.query_one(LineInput).value = toggled(self.wanted, named)
        else:
            self.app.tell(nothing)

    # Moving

    def action_move(self, count: int) -> None:
        self._go(lambda: self.listed.move(count), count)

    def action_page(self, way: int) -> None:
        self._go(self.listed.page_down if way > 0 else self.listed.page_up, way)

    def _go(self, go: Callable[[], None], way: int) -> None:
        before = self.listed.place()
        go()
        if self.listed.place() == before:
            self.app.tell(NOTHING_BELOW if way > 0 else NOTHING_ABOVE)

    def action_open(self) -> None:
        self.listed.open_line()
        if self.listed.picked is None:
            self.app.tell("There is no line here to open.")

    @on(Opened)
    def _open(self) -> None:
        """Read an entry in full; from there it goes on through what is shown here, and comes back to it."""
        from incident_console.tui.screens.entry_reading import EntryReading

        entry = self.listed.entry
        if entry is None:
            self.app.tell("No entry comes after this moment.")
            return

        reading = EntryReading(self._room, self.incident, entry, self.wanted)
        self.app.push_screen(reading, lambda _: self.listed.go_to_entry(reading.spot().entry))

    async def action_replay(self) -> None:
        """Show the war room as it stood with the entry under the cursor."""
        await self.app.go_on_with("replay")

    def spot(self) -> Spot:
        entry = self.listed.entry
        return Spot(self.incident, "" if entry is None else entry.id, self._room.damage)

    def action_back(self) -> None:
        """From the words to the list, from what is found to all, from all to where this was opened."""
        field = self.query_one(LineInput)
        if self.focused is field and field.value:
            self.to_list()
        elif field.value or self.has_class("-typing"):
            field.value = ""
            self.to_list()
        else:
            self.dismiss()

    def on_key(self, event: Key) -> None:
        """Say of a key that stands for nothing that it does nothing."""
        if event.key not in self.active_bindings:
            self.app.tell(f"{shown_key(event.key)} does nothing here; the keys stand below.")

    # How it looks

    def _theme_changed(self) -> None:
        self.query_one("#log-keys", Static).update(self.keys_line())
        for pane in self.query(Pane):
            pane.refresh()

    def on_resize(self) -> None:
        self.listed.redraw()

"""Getting about in the live screen: one method for each action of the table that the screen does itself."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from incident_console.domain.entry import Entry
from incident_console.keys.keymap import shown_key
from incident_console.tui.panes.bars import Tabs
from incident_console.tui.panes.incident_list import IncidentList
from incident_console.tui.panes.opened import Opened
from incident_console.tui.panes.pane import NOTHING_ABOVE, NOTHING_BELOW, Pane
from incident_console.tui.panes.rows import Rows
from incident_console.tui.render import listing
from incident_console.tui.room.room import Room

END = 1_000_000
ASKED_SECONDS = 5.0
"""How long a first `leave` that warned of drafts is remembered."""


class Navigation(Screen[None], inherit_bindings=False):
    """What the keys of the room do."""

    app: Room
    _warned = -ASKED_SECONDS

    @property
    def pane(self) -> Pane:
        """The pane that the moving keys are for."""
        focused = self.focused
        return focused if isinstance(focused, Pane) else self.query_one(IncidentList)

    def to_list(self) -> None:
        """Put the focus on the list, or on the tabs where there is no room for it."""
        listed: Widget = self.query_one(IncidentList)
        if not listed.region:
            listed = self.query_one(Tabs)
        if listed.region:
            self.set_focus(listed)

    def go_to_pane(self, selector: str) -> None:
        """Put the focus on a pane; one without room in this layout fills the screen."""
        pane = self.query_one(selector, Pane)
        if pane is self.focused and pane.region:
            self.app.tell("This pane has the keys already.")
            return
        if self.maximized is not None:
            self.minimize()
        if self.maximized is None and not pane.region:
            self.maximize(pane, container=False)
        self.set_focus(pane)

    # Moving

    def _go(self, way: Callable[[Pane], None], nothing_more: str) -> None:
        """Move in the pane that has the focus; where that leads nowhere, say so."""
        pane = self.pane
        before = pane.place()
        way(pane)
        if pane.place() == before:
            self.app.tell(nothing_more)

    def do_next(self) -> None:
        self._go(lambda pane: pane.move(1), NOTHING_BELOW)

    def do_previous(self) -> None:
        self._go(lambda pane: pane.move(-1), NOTHING_ABOVE)

    def do_first(self) -> None:
        self._go(lambda pane: pane.move(-END), NOTHING_ABOVE)

    def do_last(self) -> None:
        self._go(lambda pane: pane.move(END), NOTHING_BELOW)

    def do_page_down(self) -> None:
        self._go(Pane.page_down, NOTHING_BELOW)

    def do_page_up(self) -> None:
        self._go(Pane.page_up, NOTHING_ABOVE)

    def do_half_page_down(self) -> None:
        self._go(Pane.half_page_down, NOTHING_BELOW)

    def do_half_page_up(self) -> None:
        self._go(Pane.half_page_up, NOTHING_ABOVE)

    def do_open(self) -> None:
        pane = self.pane
        if isinstance(pane, Rows) and pane.picked is None:
            self.app.tell("There is no line here to open.")
        else:
            pane.open_line()

    def do_next_pane(self) -> None:
        self._to_another(self.focus_next)

    def do_previous_pane(self) -> None:
        self._to_another(self.focus_previous)

    def _to_another(self, go: Callable[[], Widget | None]) -> None:
        before = self.focused
        go()
        if self.focused is before:
            key = self.app.view().key
            self.app.tell(f"No other pane fits here; {key('pane_timeline')} shows the timeline alone.")

    def do_pane_list(self) -> None:
        if self.query_one(Tabs).region or self.query_one(IncidentList).region:
            self.go_to_pane("#list")
        elif self.maximized is not None:
            self.do_step_back()
        else:
            keys = " and ".join(map(self.app.view().key, ("next", "previous")))
            self.app.tell(f"There is no room for the list here; {keys} go through it.")

    def do_pane_state(self) -> None:
        self.go_to_pane("#state")

    def do_pane_roles(self) -> None:
        self.go_to_pane("#roles")

    def do_pane_timeline(self) -> None:
        self.go_to_pane("#timeline")

    def do_pane_on_you(self) -> None:
        self.go_to_pane("#on-you")

    def do_pane_actions(self) -> None:
        self.go_to_pane("#actions")

    def do_pane_procedure(self) -> None:
        self.go_to_pane("#procedure")

    def do_zoom(self) -> None:
        if (zoomed := self.maximized) is not None:
            self.minimize()
            self.call_after_refresh(self.to_list_from, zoomed)
        elif isinstance(self.focused, Pane) and self.focused.allow_maximize:
            self.maximize(self.focused, container=False)
        else:
            key = self.app.view().key("pane_timeline")
            self.app.tell(f"There is no pane here to enlarge; {key} shows the timeline alone.")

    def to_list_from(self, zoomed: Widget) -> None:
        """After a zoom: from a pane without room in the layout the focus goes to the list.

        Textual may have given it to a neighbour by now.
        """
        if not zoomed.region:
            self.to_list()

    # Filter, history, palette, help

    def do_filter(self) -> None:
        if self.maximized is not None:
            self.minimize()
        self.add_class("-filtering", "-typing")
        self.set_focus(self.query_one("#filter", Input))

    def clear_filter(self) -> None:
        """Show all incidents again."""
        self.query_one("#filter", Input).value = ""
        self.app.wanted = ""
        self.remove_class("-filtering", "-typing")

    def show_only(self, words: str) -> None:
        """Filter the list, as if somebody had typed this."""
        self.add_class("-filtering")
        self.remove_class("-typing")
        self.query_one("#filter", Input).value = words
        self.app.wanted = words
        self.to_list()

    def do_called(self) -> None:
        """Go to what calls this person; each press goes on to the next incident."""
        refs = list(dict.fromkeys(row.ref for row in self.app.called))
        at = refs.index(self.app.chosen) + 1 if self.app.chosen in refs else 0
        self.remove_class("-filtering", "-typing")
        self.app.go_to(refs[at % len(refs)])

    def do_history(self) -> None:
        self.app.ended = not self.app.ended

    def do_palette(self) -> None:
        from incident_console.tui.screens.palette import palette

        self.app.push_screen(palette())

    def do_theme(self) -> None:
        from incident_console.tui.screens.palette import theme_palette

        self.app.push_screen(theme_palette())

    def do_help(self) -> None:
        from incident_console.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.focused))

    @on(Opened)
    def _open(self, event: Opened) -> None:
        from incident_console.tui.screens.detail import detail
        from incident_console.tui.screens.entry_reading import EntryReading

        incident, row = self.app.incident, event.row
        if isinstance(row, Entry) and incident is not None:
            self.app.push_screen(EntryReading(self.app, incident, row))
        elif (screen := detail(self.app, row)) is not None:
            self.app.push_screen(screen)

    def on_key(self, event: Key) -> None:
        """Say of a key that stands for nothing that it does nothing."""
        if event.key not in self.active_bindings:
            shown, keys = shown_key(event.key), self.app.view().key("help")
            self.app.tell(f"{shown} does nothing here; {keys} shows the keys.")

    def do_suspend(self) -> None:
        if self.app.writing:
            self.app.tell(f"{self.app.view().key('suspend')} suspends outside of fields only.")
        else:
            self.app.suspend_to_shell()

    # Leaving

    def at_top(self) -> bool:
        """Return whether there is no step to go back."""
        return (
            self.maximized is None
            and not self.has_class("-filtering")
            and (self.focused is None or isinstance(self.focused, IncidentList | Tabs))
        )

    def do_step_back(self) -> None:
        if self.has_class("-filtering"):
            self.clear_filter()
            self.call_after_refresh(self.to_list)
        elif self.maximized is not None:
            self.do_zoom()
        elif not self.at_top():
            self.to_list()
        else:
            self.app.tell(f"This is the top; {self.app.view().key('leave')} leaves the war room.")

    def do_leave(self) -> None:
        app = self.app
        if not self.at_top():
            self.do_step_back()
        elif app.drafts and app.clock.monotonic() - self._warned > ASKED_SECONDS:
            self._warned = app.clock.monotonic()
            what = listing.drafts_in_words(app.drafts)
            app.tell(
                f"Kept, and not sent: {what}. {app.keys.get('leave', 'q')} again leaves", severity="warning"
            )
        else:
            app.leave(0)

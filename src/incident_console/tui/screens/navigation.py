"""Getting about in the live screen: one method for each action of the table that the screen does itself."""

from __future__ import annotations

from textual import on
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from incident_console.tui.panes.bars import Tabs
from incident_console.tui.panes.incident_list import IncidentList
from incident_console.tui.panes.pane import Pane
from incident_console.tui.panes.rows import Rows
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
        if self.maximized is not None:
            self.minimize()
        if self.maximized is None and not pane.region:
            self.maximize(pane, container=False)
        self.set_focus(pane)

    # Moving

    def do_next(self) -> None:
        self.pane.move(1)

    def do_previous(self) -> None:
        self.pane.move(-1)

    def do_first(self) -> None:
        self.pane.move(-END)

    def do_last(self) -> None:
        self.pane.move(END)

    def do_page_down(self) -> None:
        self.pane.page_down()

    def do_page_up(self) -> None:
        self.pane.page_up()

    def do_open(self) -> None:
        self.pane.open_line()

    def do_next_pane(self) -> None:
        self.focus_next()

    def do_previous_pane(self) -> None:
        self.focus_previous()

    def do_pane_list(self) -> None:
        if self.query_one(Tabs).region:
            self.go_to_pane("#list")
        else:
            self.to_list()

    def do_pane_state(self) -> None:
        self.go_to_pane("#state")

    def do_pane_roles(self) -> None:
        self.go_to_pane("#roles")

    def do_pane_timeline(self) -> None:
        self.go_to_pane("#timeline")

    def do_pane_actions(self) -> None:
        self.go_to_pane("#actions")

    def do_pane_procedure(self) -> None:
        self.go_to_pane("#procedure")

    def do_zoom(self) -> None:
        if self.maximized is not None:
            self.minimize()
            self.call_after_refresh(self.to_list_if_lost)
        elif isinstance(self.focused, Pane):
            self.maximize(self.focused, container=False)

    def to_list_if_lost(self) -> None:
        """After a zoom: a pane that has no room in the layout cannot keep the focus."""
        if self.focused is None or not self.focused.region:
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

        self.app.push_screen(HelpScreen())

    @on(Rows.Opened)
    def _open(self, event: Rows.Opened) -> None:
        from incident_console.tui.screens.detail import detail

        if (screen := detail(self.app, event.row)) is not None:
            self.app.push_screen(screen)

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

    def do_leave(self) -> None:
        app = self.app
        if not self.at_top():
            self.do_step_back()
        elif app.drafts and app.clock.monotonic() - self._warned > ASKED_SECONDS:
            self._warned = app.clock.monotonic()
            what = "1 text is" if app.drafts == 1 else f"{app.drafts} texts are"
            app.tell(
                f"{what} not sent, and kept. {app.keys.get('leave', 'q')} again leaves", severity="warning"
            )
        else:
            app.leave(0)

"""The live screen: who owns it, what is due, what is true, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from incident_console.keys.actions import Mode, in_mode
from incident_console.tui.panes.bars import Card, Footer, Header, Tabs, Welcome
from incident_console.tui.panes.incident_list import IncidentList
from incident_console.tui.panes.incident_panes import ActionsPane, ClockPane, RolesPane, StatePane
from incident_console.tui.panes.on_the_way import OnTheWay
from incident_console.tui.panes.on_you import OnYou
from incident_console.tui.panes.pane import Pane
from incident_console.tui.panes.procedure_panes import OpenSteps, ProcedurePane
from incident_console.tui.panes.timeline_pane import TimelinePane
from incident_console.tui.render.listing import crosses
from incident_console.tui.room.first_layout import ACROSS, DOWN, sized
from incident_console.tui.room.room import Room
from incident_console.tui.screens.navigation import Navigation
from incident_console.tui.terminal.exact_updates import ExactCompositor, shows_through

if TYPE_CHECKING:
    from datetime import datetime

    from incident_console.domain.incident import Incident

SLOW_SECONDS = 10
"""How often panes whose words change by the minute are looked through."""


class LiveScreen(Navigation, Screen[None], inherit_bindings=False):
    """The war room."""

    app: Room
    HORIZONTAL_BREAKPOINTS = [*ACROSS]
    VERTICAL_BREAKPOINTS = [*DOWN]
    ALLOW_IN_MAXIMIZED_VIEW = "Header, Footer, #dock"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(action.keys, f"app.act('{action.id}')", action.title, id=action.id, show=False)
            for action in in_mode(Mode.LIVE)
            if action.keys
        ),
        Binding("ctrl+c,super+c", "screen.copy_text", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        # Textual 8.2.8 makes its own compositor; the row “idle: bytes on the wire” is what this one is for.
        self._compositor = ExactCompositor()
        self._laid_out = False
        self._panes: list[Pane] = []
        # What is known before the first layout costs no second one (the rows “start”).
        sized(self, self.app.size)
        self.set_class(not self.app.on_show, "-empty", update=False)
        self.set_class(is_drill(self.app.incident), "-drill", update=False)

    def compose(self) -> ComposeResult:
        yield Header(id="header")
        yield Tabs(id="tabs")
        yield Welcome(id="welcome")
        yield Card(id="card")
        with Horizontal(id="room"):
            with Vertical(id="side"):
                yield IncidentList(id="list")
                yield OnYou(id="on-you")
                yield ActionsPane(id="actions")
            with Vertical(id="detail"):
                yield StatePane(id="state", classes="-several" if has_several(self.app.incident) else None)
                with Horizontal(id="upper"):
                    yield ClockPane(id="clock")
                    yield RolesPane(id="roles")
                yield TimelinePane(id="timeline")
                yield OpenSteps(id="open-steps")
                yield ProcedurePane(id="procedure")
        yield Vertical(id="dock")
        yield OnTheWay(id="on-the-way")
        with Horizontal(id="typing"):
            yield Static("/", id="slash")
            yield Input(id="filter", placeholder="words of title, reference, client or person", compact=True)
        yield Footer(id="footer")

    def on_mount(self) -> None:
        app = self.app
        self._shown: tuple[str, int] = ("", 0)
        self._then: datetime = app.now
        self.watch(app, "incident", self._incident_changed, init=False)
        self.watch(app, "ways", self._ways_changed, init=False)
        self.watch(app, "board", self._board_changed, init=False)
        self.watch(app, "now", self._second, init=False)
        self.watch(app, "saving", self._header_changed, init=False)
        self.watch(app, "unsaved_texts", self._header_changed, init=False)
        self.watch(app, "watchers", self._header_changed, init=False)
        self.watch(app, "broken_channels", self._header_changed, init=False)
        self.watch(app, "called", self._header_changed, init=False)
        self.watch(app, "on_you", self._on_you_changed, init=False)
        self.watch(app, "wanted", self._filter_changed, init=False)
        self.watch(app, "theme", self._theme_changed, init=False)
        self.watch(app, "app_focus", self._keep_focus, init=False)
        self.watch(self, "focused", self._focus_moved, init=False)
        # A blink would write to the terminal where nobody types.
        self.query_one("#filter", Input).cursor_blink = False
        self._panes = list(self.query(Pane))
        self._board_changed()
        self._on_you_changed()
        self._incident_changed(app.incident)
        self.query_one(IncidentList).focus()

    def update_node_styles(self, animate: bool = True) -> None:
        """Style everything anew; before the first layout it was styled when mounted (the rows “start”)."""
        if self._laid_out:
            super().update_node_styles(animate)

    def _compositor_refresh(self) -> None:
        """Draw what has another size now before any of it is shown: no frame is half empty.

        Textual 8.2.8 has no public moment between a layout and its frame: on a resize the first is blank.
        """
        self._laid_out = True
        for pane in self._panes:
            pane.fit()
        if not shows_through(self):
            super()._compositor_refresh()

    # What changed

    def _board_changed(self) -> None:
        self.set_class(not self.app.on_show, "-empty")
        self.query_one(IncidentList).show_board()
        for pane in self._of(Header, Tabs, Welcome, Footer):
            pane.redraw()

    def _filter_changed(self) -> None:
        field = self.query_one("#filter", Input)
        if field.value != self.app.wanted:
            field.value = self.app.wanted
        if not self.app.wanted and not self.has_class("-typing"):
            self.remove_class("-filtering")
        self.query_one(IncidentList).show_board()
        self.query_one(Tabs).redraw()

    def _header_changed(self) -> None:
        self.query_one(Header).redraw()

    def _on_you_changed(self) -> None:
        self.query_one(OnYou).show()
        self.query_one(Header).redraw()

    def _theme_changed(self) -> None:
        self.refresh(layout=True)
        for pane in self.query(Pane):
            pane.refresh()

    def _incident_changed(self, incident: Incident | None) -> None:
        """Show the chosen incident everywhere; from the top where it is another one."""
        ref = incident.ref if incident is not None else ""
        afresh, self._shown = ref != self._shown[0], (ref, 0)
        self.set_class(is_drill(incident), "-drill")
        self._show_nothing(incident is None and not self.app.damage)
        self.query_one(StatePane).set_class(has_several(incident), "-several")
        for plain in self._of(StatePane, ClockPane, RolesPane, OpenSteps, OnTheWay):
            if afresh:
                plain.back_to_top()
            plain.redraw()
        self.query_one(TimelinePane).show(incident, afresh=afresh)
        self.query_one(ActionsPane).show(incident, afresh=afresh)
        self.query_one(ProcedurePane).show(incident, afresh=afresh)
        if afresh:
            self.query_one(IncidentList).follow()
        for pane in self._of(OnYou, Tabs, Card, Footer):
            pane.redraw()

    def _ways_changed(self) -> None:
        """What came of messages, or is tried next, is another thing: nothing else of the incident is."""
        for pane in self._of(StatePane, ClockPane, TimelinePane, OnTheWay, Card):
            pane.redraw()

    def _show_nothing(self, nothing: bool) -> None:
        """Where no incident is chosen, show nothing of one: what is shown is what keys act on."""
        if nothing and self.maximized is not None:
            self.minimize()
        if nothing is not self.has_class("-nothing"):
            self.set_class(nothing, "-nothing")
            self.call_after_refresh(self._keep_focus)

    def _second(self, now: datetime) -> None:
        """A second has gone by: the clocks follow it, the rest where its words change."""
        before, self._then = self._then, now
        for pane in self._of(ClockPane, Card, OnTheWay):
            pane.redraw()
        crossed = crosses(self.app.on_show, before, now)
        if crossed:
            self.app.refresh_board()
            # What is listed may have changed with the time alone.
            self.query_one(IncidentList).show_board()
        # After a jump of the clock nothing on the screen is right any more.
        if crossed or now.second % SLOW_SECONDS == 0 or abs((now - before).total_seconds()) > 1:
            self.app.look_on_you()
            for pane in self._of(Header, IncidentList, OnYou, Tabs, StatePane, RolesPane, OpenSteps, Footer):
                pane.redraw()
            for rows in (self.query_one(ActionsPane), self.query_one(ProcedurePane)):
                rows.show(self.app.incident, afresh=False)

    def _focus_moved(self, focused: Widget | None) -> None:
        """Where somebody writes in the dock, the keys of the room do not count, and are not shown."""
        writing = focused is not None and any(node.id == "dock" for node in focused.ancestors)
        self.query_one(Footer).set_class(writing, "-writing")
        # A class of the screen's own would style everything on it anew.
        self.query("ToastRack").set_class(writing, "-writing")

    def _of(self, *kinds: type[Pane]) -> list[Pane]:
        return [self.query_one(kind) for kind in kinds]

    def do_past(self) -> None:
        self.app.show_past()

    def show_entry(self, entry: str, seq: int) -> None:
        """Put the cursor on an entry of the timeline, by its id; where that is no line, on the next one."""
        self.go_to_pane("#timeline")
        self.query_one(TimelinePane).go_to_entry(entry, seq)

    # The filter

    @on(Input.Changed, "#filter")
    def _typed(self) -> None:
        # What is in the field by now: the event may be of a letter before the last one.
        self.app.wanted = self.query_one("#filter", Input).value

    @on(Input.Submitted, "#filter")
    def _keep_filter(self) -> None:
        self.remove_class("-typing")
        if not self.app.wanted:
            self.remove_class("-filtering")
        self.to_list()

    # The size

    def on_resize(self) -> None:
        for pane in self._of(Header, OnTheWay):
            pane.redraw()
        self.call_after_refresh(self._keep_focus)

    def _keep_focus(self) -> None:
        """Where the focus is on something that is no longer there, give it to the list, in whatever form.

        In a window that has no focus itself nothing has: what had it gets it back with the window.
        """
        focused = self.focused
        if self.app.app_focus and (focused is None or not _in_sight(focused)):
            self.to_list()


def is_drill(incident: Incident | None) -> bool:
    return incident is not None and incident.drill


def has_several(incident: Incident | None) -> bool:
    return incident is not None and incident.has_several


def _in_sight(widget: Widget) -> bool:
    return bool(widget.region) and widget.display

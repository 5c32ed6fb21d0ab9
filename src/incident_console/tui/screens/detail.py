"""What a pane holds in full: the incident, an entry of the timeline, an action, a step of the procedure."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Action
from incident_console.domain.procedure import Step
from incident_console.domain.summary import SummaryRow
from incident_console.tui.render import record
from incident_console.tui.render.content import join
from incident_console.tui.render.course import course_of
from incident_console.tui.room.room import Room
from incident_console.tui.room.shown import Shown
from incident_console.tui.terminal.exact_updates import ExactCompositor

WIDEST, MARGINS = 100, 6
"""Cells of the box where the screen is wide, and those at its sides (`styles/help.tcss`)."""


Made = Callable[[], tuple[Content, Content]]


class Detail(ModalScreen[None]):
    """Something to read, until a key that leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(self, made: Made) -> None:
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
            yield Static(join(("Esc ", "$focus"), ("back", "$quiet")), id="detail-keys")

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
        scroll.scroll_to(y=scroll.scroll_offset.y + lines, animate=False)


def detail(app: Room, row: object) -> Detail | None:
    """Return the screen for a row; None for one that shows all there is."""
    made = in_full(app, row)
    return None if made is None else Detail(made)


def in_full(app: Room, row: object, seen: Shown | None = None) -> Made | None:
    """Return what makes a row's title and body, as the record has it by then.

    Args:
        app: the room, for the width of its screen.
        row: what a pane shows.
        seen: what is looked at, where it is not the record as it stands.
    """
    shown = app if seen is None else seen
    before = shown.incident
    if before is None:
        return None
    match row:
        case Incident() | SummaryRow():
            return lambda: record.incident_in_full(shown.incident or before, shown.view(), width_for(app))
        case Entry():
            return lambda: entry_in_full(row, shown.incident or before, shown)
        case Action():
            return lambda: action_in_full(row, shown.incident or before, shown)
        case Step():
            return lambda: record.step_in_full(row, shown.view())
        case _:
            return None


def how_it_went(app: Room, incident: Incident) -> Detail:
    """Return the page on how an incident went, as the record has it by then."""

    def made() -> tuple[Content, Content]:
        now = app.incident
        same = incident if now is None or now.id != incident.id else now
        return course_of(same, app.view(), width_for(app))

    return Detail(made)


def width_for(app: Room) -> int:
    """Return how many cells a line of the body has."""
    return min(app.size.width * 4 // 5, WIDEST) - MARGINS


def entry_in_full(row: Entry, incident: Incident, shown: Shown) -> tuple[Content, Content]:
    return record.entry_in_full(incident.entry(row.id, row.seq) or row, incident, shown.view())


def action_in_full(row: Action, incident: Incident, shown: Shown) -> tuple[Content, Content]:
    now = next((action for action in incident.actions if action.id == row.id), row)
    return record.action_in_full(now, shown.view())

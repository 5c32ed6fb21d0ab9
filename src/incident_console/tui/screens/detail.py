"""What a pane holds in full: the incident, an entry of the timeline, an action, a step of the procedure."""

from __future__ import annotations

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
from incident_console.tui.room.room import Room
from incident_console.tui.terminal.exact_updates import ExactCompositor


class Detail(ModalScreen[None]):
    """Something to read, until a key that leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(self, title: Content, body: Content) -> None:
        super().__init__()
        self._compositor = ExactCompositor()
        self._heading = title
        self._body = body

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="detail-box"):
            yield Static(self._heading, id="detail-title")
            yield Static(self._body, id="detail-body")
            yield Static(join(("Esc ", "$focus"), ("back", "$quiet")), id="detail-keys")

    def on_mount(self) -> None:
        self.query_one("#detail-box").focus()

    def action_scroll(self, lines: int) -> None:
        scroll = self.query_one("#detail-box", VerticalScroll)
        scroll.scroll_to(y=scroll.scroll_offset.y + lines, animate=False)


def detail(app: Room, row: object) -> Detail | None:
    """Return the screen for a row; None for one that shows all there is."""
    incident = app.incident
    if incident is None:
        return None
    view = app.view()
    if isinstance(row, Incident | SummaryRow):
        return Detail(*record.incident_in_full(incident, view, app.size.width * 4 // 5 - 6))
    if isinstance(row, Entry):
        return Detail(*record.entry_in_full(row, incident, view))
    if isinstance(row, Action):
        return Detail(*record.action_in_full(row, view))
    return Detail(*record.step_in_full(row, view)) if isinstance(row, Step) else None

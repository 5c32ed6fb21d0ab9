"""The live screen: who owns it, what is due, what is true, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from incident_console.tui.actions import ACTIONS
from incident_console.tui.present import shown

if TYPE_CHECKING:
    from incident_console.tui.app import IncidentConsole


class LiveScreen(Screen[None]):
    """The war room."""

    app: IncidentConsole
    BINDINGS = [
        Binding(action.keys, f"act('{action.id}')", action.title, id=action.id, show=False)
        for action in ACTIONS
        if action.keys
    ]

    def compose(self) -> ComposeResult:
        yield Static(id="state")
        yield Vertical(id="dock")

    def on_mount(self) -> None:
        self.watch(self.app, "incident", self._show)

    def _show(self) -> None:
        incident = self.app.incident
        title = f"{incident.ref} {incident.title}" if incident else "No incident is open. Press d to declare one."
        self.query_one("#state", Static).update(shown(title))

    async def action_act(self, id: str) -> None:
        self.app.action_act(id)

"""A pane about the chosen incident."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.incident import Incident
from incident_console.tui.panes.opened import Opened
from incident_console.tui.panes.pane import Pane
from incident_console.tui.render.content import join
from incident_console.tui.render.view import View
from incident_console.tui.room.shown import Shown


class IncidentPane(Pane):
    """A pane about the chosen incident, as it stands or as it stood."""

    moment: Shown | None = None
    """What is looked at instead of the record as it stands."""

    @property
    def seen(self) -> Shown:
        """What the pane shows."""
        return self.app if self.moment is None else self.moment

    def title_words(self, left: str, right: str = "") -> tuple[Content, Content]:
        """Return a title that takes the accent with the focus."""
        style = "$focus bold" if self.has_focus else "$ink"
        return join((left, style)), join((right, "$quiet"))

    @property
    def incident(self) -> Incident | None:
        return self.seen.incident

    def open_line(self) -> None:
        """Open the incident in full."""
        if self.incident is not None:
            self.post_message(Opened(self.incident))

    @property
    def view(self) -> View:
        return self.seen.view()

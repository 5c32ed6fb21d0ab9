"""A moment of the past, as panes look at it."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.replaying import Replay
from incident_console.reports.portal_state import writings
from incident_console.tui.render.view import View
from incident_console.tui.room.record import ways_then
from incident_console.tui.room.room import Room


class Moment:
    """The incident as it stood where a replay is, for the eyes of who sits here."""

    def __init__(self, app: Room, replay: Replay, damage: str = "") -> None:
        self._app = app
        self.replay = replay
        self.damage = damage
        self._stands: tuple[object, ...] = ()
        self.look()

    def turn_to(self, replay: Replay, damage: str) -> None:
        """Look at another incident."""
        self.replay, self.damage = replay, damage
        self.look()

    def look(self) -> bool:
        """Look where the replay is now; tell whether the incident stands otherwise there."""
        stands = (self.replay, self.replay.which, self.replay.place, len(self.replay.past))
        if stands == self._stands:
            return False
        self._stands = stands
        self.incident: Incident | None = self.replay.incident
        return True

    @property
    def now(self) -> datetime:
        """The second at which it is looked at (UTC)."""
        return self.replay.now.replace(microsecond=0)

    @property
    def policy(self) -> Policy:
        return self._app.policy

    def view(self) -> View:
        """Return the eyes of then: what is counted is counted from that time, and no key does anything."""
        ways = {} if self.incident is None else ways_then(self.incident)
        view = self._app.view()
        written = {} if self.incident is None else writings(self.incident, None, view.policy)
        return replace(view, now=self.now, past=True, ways=ways, notified={}, written=written)

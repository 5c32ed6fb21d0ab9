"""What the panes of an incident look at: the record as it stands, or a moment of the past."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.tui.render.view import View


class Shown(Protocol):
    """An incident at a time, and for whose eyes."""

    @property
    def incident(self) -> Incident | None:
        """The incident that is looked at."""

    @property
    def now(self) -> datetime:
        """The time of which it is (UTC)."""

    @property
    def policy(self) -> Policy:
        """The agreements in force."""

    @property
    def damage(self) -> str:
        """Why it is not all of it; empty where it is."""

    def view(self) -> View:
        """Return the eyes that content is made for."""

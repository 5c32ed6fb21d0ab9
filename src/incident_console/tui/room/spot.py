"""Where somebody is in an incident, so that its past is gone through from there."""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

from incident_console.domain.incident import Incident


class Spot(NamedTuple):
    """An incident, and the entry of it that somebody is at."""

    incident: Incident | None
    entry: str = ""
    """Its id; empty for none."""
    damage: str = ""
    """Why this is not all of the incident."""


@runtime_checkable
class PointsAt(Protocol):
    """A screen from which a replay begins where somebody is on it."""

    def spot(self) -> Spot:
        """Return where somebody is."""

"""What all parts of a sheet are written from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.reports.deliveries import Way
from incident_console.reports.portal_state import comment_writings, creation_writing
from incident_console.words import Clocks

if TYPE_CHECKING:
    from incident_console.store.store import Store


class Page:
    """An incident as it stands now: its times on the speaker's clock, each client's on theirs."""

    def __init__(
        self,
        incident: Incident,
        clocks_of: Callable[[str | None], Clocks],
        policy: Policy,
        ways: Sequence[Way] = (),
        watched: str = "",
        inside: Sequence[str] = (),
        store: Store | None = None,
    ) -> None:
        self.incident = incident
        self.ways = ways
        self.watched = watched
        """Who watches the clock without a screen; empty where that is no news."""
        self.inside = inside
        """Lines about what colleagues have not heard."""
        self.policy = policy
        self.clocks_of = clocks_of
        self.clocks = clocks_of(incident.client)
        self.now = self.clocks.now
        self.comments = comment_writings(incident, store)
        """What is to be logged in the support portal, each with how far it is."""
        self.creation = creation_writing(incident, store)
        """What came of having the ticket created."""

    def clock(self, moment: datetime) -> str:
        """When something happened or is to be done; the zone is named once, in the head."""
        return self.clocks.ours(moment)

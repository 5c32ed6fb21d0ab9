"""An outage whose clients are told by channels, and a postman who says what came of it when a test does."""

from __future__ import annotations

from pathlib import Path

from incident_console.config import Config
from incident_console.delivery.queue import Attempted
from incident_console.domain.message import Message
from incident_console.domain.policy import ClientProfile
from incident_console.domain.vocabulary import DeliveryOutcome, Proof
from incident_console.domain.ways import WayOut
from incident_console.store.leases import Beat, taken
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from tests.delivery.parcels import channel
from tests.tui.dialogs.outage import Outage

MAIL = WayOut(channel="mail", recipients=("ops@acme.example",))
SLACK = WayOut(channel="slack", proof=Proof.POSTED)
ACME = ClientProfile(name="ACME", ways=(MAIL, SLACK))
INITECH = ClientProfile(name="Initech", ways=(MAIL,))
GLOBEX = ClientProfile(name="Globex")
"""Nobody has a channel to Globex."""


class ByChannels(Outage):
    """A P1 that alice declared at 13:02 UTC; a channel has a `trouble` where one is given."""

    def __init__(
        self, folder: Path, *profiles: ClientProfile, troubles: dict[str, str] | None = None
    ) -> None:
        self.channels = {
            name: channel("file", name=name, path="/nowhere", trouble=(troubles or {}).get(name, ""))
            for name in ("mail", "slack")
        }
        super().__init__(folder, profiles=profiles or (ACME,))

    def app(self) -> IncidentConsole:
        config = Config(policy=self.policy, channels=self.channels)
        return IncidentConsole(Store.open(self.path), person="alice", config=config, clock=self.clock)

    def came(
        self,
        by: str,
        outcome: DeliveryOutcome = DeliveryOutcome.DELIVERED,
        *,
        client: str = "ACME",
        reason: str = "",
    ) -> None:
        """What came of an attempt to send what is due to a client by a channel, as the postman records it."""
        desk = self.desk("postman")
        row = next(row for row in desk.store.deliveries.due(desk.now()) if row.channel == by)
        row = next(
            each
            for each in desk.store.deliveries.due(desk.now())
            if (each.channel, each.client) == (by, client if len(self.names) > 1 else row.client)
        )
        (held,) = desk.store.deliveries.lease([row], taken("postman", Beat.of(self.clock), 30))
        proof = {"mail": Proof.ACCEPTED, "slack": Proof.POSTED}[by]
        arrived = outcome is DeliveryOutcome.DELIVERED
        desk.deliver(
            [
                Attempted(
                    row=held,
                    outcome=outcome,
                    at=desk.now(),
                    proof=proof if arrived else None,
                    reason=reason,
                    again_at=desk.now() if outcome is DeliveryOutcome.WAITING else None,
                )
            ]
        )
        desk.store.close()

    @property
    def last(self) -> Message:
        """The message that was written last."""
        return list(self.read().messages.values())[-1]

    def outcomes(self) -> list[str]:
        return [f"{each.channel} {each.outcome}" for each in self.last.deliveries.values()]

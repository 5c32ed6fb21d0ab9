"""A copy of the record at which people sit, and the postmen who carry from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from incident_console.clock import FixedClock
from incident_console.config.channels import Channel
from incident_console.delivery.kinds import carry as send
from incident_console.delivery.parcel import Parcel
from incident_console.delivery.receipt import Receipt
from incident_console.desk import Desk
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.policy import Policy
from incident_console.domain.ways import Delivery
from incident_console.postman.postman import Postman
from incident_console.store.store import Store
from tests.faults.services import Services


class File:
    """A copy of the record at which people sit, and a postman or two."""

    def __init__(self, path: Path, clock: FixedClock, services: Services, postmen: int) -> None:
        self.path, self.clock, self.services = path, clock, services
        self.policy = Policy(usual_ways=services.ways)
        self.alice = self.sit_down("alice")
        self.postmen = [self.postman() for _ in range(postmen)]

    def sit_down(self, name: str) -> Desk:
        store = Store.open(self.path)
        # What is tested is not the disk.
        store._connection.execute("PRAGMA synchronous=OFF")
        return Desk(store, self.clock, self.policy, name)

    def postman(self, how: Callable[[Parcel, Channel], Receipt] = send) -> Postman:
        return Postman(self.sit_down("postman"), self.services.channels, how)

    def kill(self, postman: Postman) -> None:
        """End a postman where he stands: what was sent was sent, and nobody records what was answered."""
        for _ in postman._under_way:
            postman._came.get(timeout=10)
        postman.close()
        postman.desk.store.close()

    def close(self) -> None:
        for postman in self.postmen:
            self.kill(postman)
        self.alice.store.close()

    def done(self) -> None:
        """Let the postmen work until nothing more is due."""
        for postman in self.postmen:
            postman.look_again()
            while postman.turn(10 if postman.busy else 0):
                pass

    @property
    def incidents(self) -> list[Incident]:
        ids = self.alice.store._connection.execute("SELECT id FROM incidents ORDER BY id").fetchall()
        return [self.alice.by_id(each) for (each,) in ids]

    @property
    def sent(self) -> list[tuple[Incident, Message, Delivery]]:
        """All deliveries of the record."""
        return [
            (incident, message, each)
            for incident in self.incidents
            for message in incident.messages.values()
            for each in message.deliveries.values()
        ]

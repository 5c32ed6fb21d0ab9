"""An outage of a platform that hits three clients, in three zones and two languages, or forty of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from incident_console.clock import FixedClock
from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.domain import communication
from incident_console.domain.incident import Incident
from incident_console.domain.policy import ClientProfile, Policy
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.store.store import Store
from incident_console.tui.app import IncidentConsole
from tests.tui.scene import at

ACME, INITECH, GLOBEX = "ACME", "Initech", "Globex"
PROFILES = (
    ClientProfile(name=ACME, zone="Europe/London", channel="Slack #acme"),
    ClientProfile(name=INITECH, zone="Europe/Berlin", language="de", channel="mail"),
    ClientProfile(name=GLOBEX, zone="Asia/Tokyo"),
)
ZONES = ("Europe/London", "Europe/Berlin", "Asia/Tokyo", "America/New_York")


def many(count: int) -> tuple[ClientProfile, ...]:
    """So many clients, in four zones and two languages."""
    return tuple(
        ClientProfile(name=f"Client {n + 1}", zone=ZONES[n % 4], language="de" if n % 3 == 1 else "en")
        for n in range(count)
    )


class Outage:
    """A record with one incident that alice owns, declared at 13:02 UTC."""

    def __init__(
        self, folder: Path, profiles: tuple[ClientProfile, ...] = PROFILES, clients: int | None = None
    ) -> None:
        """Declare it, for all whose agreements are known or for the first ones of them."""
        self.clock = FixedClock(at(13, 2))
        self.path = folder / "incidents.db"
        self.policy = Policy(clients={each.name.lower(): each for each in profiles})
        self.alice = Desk(Store.open(self.path), self.clock, self.policy, "alice")
        self.ref = self.alice.declare(
            title="Platform down",
            because=[Criterion.PRODUCTION],
            severity=Severity.P1,
            clients=[each.name for each in profiles[:clients]],
            ticket="SUP-2077",
            impact="No request is answered",
            scope="every region",
        ).incident.ref

    def update(self, *clients: str, minutes: int = 30, posted: bool = True) -> str:
        """Write the next update, to all or to these; return what the outbox calls it."""
        done = self.alice.act(
            self.ref,
            communication.send_update,
            impact="No request is answered",
            done="We found the failing switch.",
            next_steps="Replace the switch",
            next_update=self.clock.now() + timedelta(minutes=minutes),
            clients=clients,
            posted=posted,
        )
        return done.entries[0].id

    def posted(self, message: str, *clients: str) -> None:
        """Say that a message is out to these."""
        from incident_console.domain import posting

        self.alice.act(self.ref, posting.say_posted, message=message, clients=clients)

    def under_way(self) -> None:
        """13:08 all were told; 13:38 a second update was written: ACME has it, Initech is late from 13:40 on."""
        self.clock.step(at(13, 8))
        self.update(minutes=32)
        self.clock.step(at(13, 36))
        second = self.update(minutes=30, posted=False)
        self.posted(second, ACME)
        self.clock.step(at(13, 42, 12))

    @property
    def incident(self) -> Incident:
        """The incident as another console reads it."""
        return Desk(Store.open(self.path), self.clock, self.policy, "reader").incident(self.ref)

    def app(self, person: str = "alice") -> IncidentConsole:
        return IncidentConsole(
            Store.open(self.path), person=person, config=Config(policy=self.policy), clock=self.clock
        )

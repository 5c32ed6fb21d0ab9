"""Messages that go out by channels in random lives: what comes of each, and what people say of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from tests.domain.incident_life import Life
from tests.domain.logged import PORTAL, created
from tests.domain.logged import came as logs_came
from tests.domain.random_people import People, ago, pick, who, yes
from tests.domain.random_people import where as while_any
from tests.domain.sent import MAIL, SLACK, TWO_MAILS, profile, told_by

from incident_console.domain.colleagues import Colleagues
from incident_console.domain.delivering import note_delivery
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.policy import Policy
from incident_console.domain.portal import not_logged
from incident_console.domain.portal_writes import log_again
from incident_console.domain.settling import retry, settle
from incident_console.domain.ticketing import create_ticket, is_asked_for
from incident_console.domain.vocabulary import DeliveryOutcome, Proof
from incident_console.domain.ways import Delivery

BY_CHANNELS = msgspec.structs.replace(
    told_by(
        MAIL,
        Acme=profile("Acme", MAIL, SLACK),
        Globex=profile("Globex", TWO_MAILS, SLACK, told="all"),
        Initech=profile("Initech", TWO_MAILS),
    ),
    colleagues=Colleagues(portal=PORTAL),
)
outcomes = st.sampled_from(
    [
        *(DeliveryOutcome.DELIVERED, DeliveryOutcome.DELIVERED, DeliveryOutcome.DELIVERED),
        *(DeliveryOutcome.REFUSED, DeliveryOutcome.UNCERTAIN),
    ]
)


mostly = st.sampled_from([True, True, True, False])


def ends(message: Message) -> set[DeliveryOutcome]:
    return {each.outcome for each in message.deliveries.values()}


def under_ways(message: Message) -> list[Delivery]:
    """The deliveries of which it is not known yet what becomes."""
    return [each for each in message.deliveries.values() if each.open]


def sends(incident: Incident) -> list[Message]:
    """The messages that go out by channels."""
    return [message for message in incident.messages.values() if message.deliveries]


class Sending(People):
    """What the postman does, and what people say of it."""

    @initialize(by_channels=mostly)
    def configure(self, by_channels: bool) -> None:
        self.shift.policy = BY_CHANNELS if by_channels else Policy()

    @while_any(sends)
    @rule(n=pick, m=pick, several=st.lists(outcomes, min_size=1, max_size=4), back=ago, under_way=mostly)
    def deliver(self, n: int, m: int, several: list[DeliveryOutcome], back: int, under_way: bool) -> None:
        """Mostly of what is under way; an answer may also come when it is known otherwise."""
        life = self.one(n, lambda incident: any(under_ways(each) for each in sends(incident)))
        messages = [each for each in sends(life.incident) if under_ways(each)] or sends(life.incident)
        for outcome in several if messages else ():
            message = life.incident.messages[messages[-1 - m % len(messages)].id]
            found = under_ways(message) if under_way else list(message.deliveries.values())
            if found:
                self.came(life, message, found[m % len(found)], outcome, back)

    def came(
        self, life: Life, message: Message, delivery: Delivery, outcome: DeliveryOutcome, back: int
    ) -> None:
        """Record what came of a message at one recipient."""
        at = min(max(life.now - timedelta(minutes=back), message.written_at), life.now)
        request = msgspec.structs.replace(life.request(at=at), by="")
        said: dict[str, Any] = {"reason": "Because"}
        if outcome is DeliveryOutcome.DELIVERED:
            said = {"proof": Proof.ACCEPTED if delivery.recipient else Proof.POSTED}
        events = note_delivery(
            life.incident,
            request,
            message=message.id,
            destination=delivery.destination,
            outcome=outcome,
            survivor=self.survivor_of(message),
            **said,
        )
        life.record(request, events)
        self.every_life_is_whole()

    def survivor_of(self, message: Message) -> Incident | None:
        goes_into = message.event.goes_into
        lives = (life.incident for life in self.shift.lives.values())
        return next((incident for incident in lives if incident.id == goes_into), None)

    @rule(n=pick, m=pick, outcome=outcomes, by=who, again=yes)
    def log(self, n: int, m: int, outcome: DeliveryOutcome, by: str, again: bool) -> None:
        """The portal answers what it was given, is asked for a ticket, or for what it lacks once more."""
        life: Life = self.one(n, lambda incident: bool(incident.declared_at))
        incident = life.incident
        open_ones = [each for each in not_logged(incident) if each.write is None]
        if is_asked_for(incident):
            created(life, outcome, ticket=f"SUP-{m}" if outcome is DeliveryOutcome.DELIVERED else "")
        elif incident.ticket is not None and open_ones and not again:
            logs_came(life, outcome, about=open_ones[m % len(open_ones)].entry.id)
        elif incident.ticket is not None:
            self.give(life, log_again, by)
        else:
            self.give(life, create_ticket, by)
        self.every_life_is_whole()

    @while_any(sends)
    @rule(n=pick, m=pick, by=who, arrived=yes, again=yes, back=ago)
    def look(self, n: int, m: int, by: str, arrived: bool, again: bool, back: int) -> None:
        """Somebody looks what came of it, or has it sent once more."""
        life: Life = self.one(n, sends)
        messages = [each for each in sends(life.incident) if again or DeliveryOutcome.UNCERTAIN in ends(each)]
        if not messages:
            return
        message = messages[-1 - m % len(messages)]
        said: dict[str, Any] = {"message": message.id}
        if again:
            self.give(life, retry, by, **said)
        else:
            said |= {"arrived": arrived, "lost": not arrived, "survivor": self.survivor_of(message)}
            self.give(life, settle, by, **said)

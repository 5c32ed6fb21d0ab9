"""What came of the messages that one person wrote: told once, as soon as the postman has recorded it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

from textual.notifications import SeverityLevel

from incident_console.desk import Desk
from incident_console.domain.delivering import DeliveryEnded
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.going_out import first_capital, going_out
from incident_console.reports.timeline import headline
from incident_console.store.errors import Damaged
from incident_console.words import Clocks

WAY_ON = {
    DeliveryOutcome.REFUSED: "{key} sends it again, or takes another way",
    DeliveryOutcome.UNCERTAIN: "look there, then say with {key} whether it is there",
}


class Came(NamedTuple):
    """What is told of a message, how grave it is, and what makes it true."""

    words: str
    weight: SeverityLevel
    cause: Hashable


def on_its_way(message: Message) -> Hashable:
    """Return the cause of what is told of a message that is on its way: the next such word replaces it."""
    return "on its way", message.id


class MyMessages:
    """The outcomes of one person's messages, between one look at the record and the next."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._upto = -1
        """Up to where the log was looked through; before the first look nothing was."""

    def look(self, chosen: str | None, key: str, clocks: Callable[[str | None], Clocks]) -> list[Came]:
        """Return what came of them since the last look, what is loud last.

        Args:
            chosen: the reference of the incident that is looked at; others are named.
            key: what leads to the ways on.
            clocks: on whose clocks times are read, by the client.

        Raises:
            StoreError: the record cannot be read.
        """
        self._upto, found = self.desk.store.deliveries.came(self._upto)
        came: list[Came] = []
        for incident_id in dict.fromkeys(incident for incident, _ in found):
            try:
                incident = self.desk.by_id(incident_id)
            except Damaged:
                continue
            ids = {entry for of, entry in found if of == incident_id}
            whose = "" if incident.ref == chosen else f"{incident.ref}: "
            came += self._of_incident(incident, ids, whose, key, clocks)
        return sorted(dict.fromkeys(came), key=lambda each: each.weight == "error")

    def _of_incident(
        self,
        incident: Incident,
        ids: set[str],
        whose: str,
        key: str,
        clocks: Callable[[str | None], Clocks],
    ) -> list[Came]:
        came = []
        for entry in incident.entries:
            event = entry.event
            if entry.id not in ids or not isinstance(event, DeliveryEnded):
                continue
            message = incident.messages[event.message]
            if not same_person(message.by, self.desk.by):
                continue
            if (state := going_out(incident, message)) and event.outcome is DeliveryOutcome.DELIVERED:
                closed = "" if incident.is_open else f". {incident.ref} is closed"
                came.append(
                    Came(f"{whose}{first_capital(state)}{closed}.", "information", on_its_way(message))
                )
                continue
            said = f"{whose}{first_capital(headline(entry, incident, clocks(event.client or None)))}"
            cause = (event.message, event.destination.key)
            if event.kept_back or event.outcome not in WAY_ON:
                came.append(Came(said, "information", cause))
            else:
                came.append(Came(f"{said}; {WAY_ON[event.outcome].format(key=key)}", "error", cause))
        return came

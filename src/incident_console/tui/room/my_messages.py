"""What came of the messages of one person, and in the portal: told once, as soon as it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from typing import NamedTuple

from textual.notifications import SeverityLevel

from incident_console.desk import Desk
from incident_console.domain.delivering import DeliveryEnded
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.portal_writes import PortalWriteEnded
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.deliveries import ways_of
from incident_console.reports.going_out import first_capital, going_out
from incident_console.reports.timeline import headline
from incident_console.store.errors import Damaged
from incident_console.words import Clocks

WAY_ON = {
    DeliveryOutcome.REFUSED: "{key} sends it again, or takes another way",
    DeliveryOutcome.UNCERTAIN: "once you have looked, say with {key} whether it arrived",
}
"""What a key does about a message that did not simply arrive."""


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
            # The room says of a damaged one that it is; its messages are not judged by half of it.
            with suppress(Damaged):
                incident = self.desk.by_id(incident_id)
                here = incident.ref == chosen
                for entry in self._ended(incident, {entry for of, entry in found if of == incident_id}):
                    told = self._told(incident, entry, key if here else f"{key} there", clocks)
                    came.append(told if here else told._replace(words=f"{incident.ref}: {told.words}"))
        return sorted(dict.fromkeys(came), key=lambda each: each.weight == "error")

    def _ended(self, incident: Incident, ids: set[str]) -> Iterator[Entry]:
        """Yield those of some entries that say what came of a message of this person's."""
        for entry in incident.entries:
            if entry.id in ids and isinstance(entry.event, DeliveryEnded):
                message = incident.messages.get(entry.event.message)
                if message is not None and same_person(message.by, self.desk.by):
                    yield entry
            elif (
                entry.id in ids
                and isinstance(entry.event, PortalWriteEnded)
                and self._is_mine(incident, entry.event)
            ):
                yield entry

    def _is_mine(self, incident: Incident, event: PortalWriteEnded) -> bool:
        """Whether this person hears of what came of something in the portal: they did it, or they own it.

        That a comment stands there is no news.
        """
        about = incident.entry(event.about, 0)
        mine = [incident.owner, *([] if about is None else [about.by])]
        news = event.creates or event.outcome is not DeliveryOutcome.DELIVERED
        return news and any(same_person(name, self.desk.by) for name in mine)

    def _told(
        self, incident: Incident, entry: Entry, key: str, clocks: Callable[[str | None], Clocks]
    ) -> Came:
        """Return what is told of an entry: of what arrived, how the message stands now as a whole."""
        event = entry.event
        if isinstance(event, PortalWriteEnded):
            return self._logged(incident, entry, event, key, clocks)
        assert isinstance(event, DeliveryEnded)
        message = incident.messages[event.message]
        if event.outcome is DeliveryOutcome.DELIVERED:
            ways = ways_of(incident, self.desk.store.deliveries, [message])
            state = first_capital(going_out(incident, message, ways, self.desk.now()))
            closed = "" if incident.is_open else f" {incident.ref} is closed."
            return Came(f"{state}.{closed}", "information", on_its_way(message))
        outcome = first_capital(headline(entry, incident, clocks(event.client or None)))
        cause = (message.id, event.destination.key)
        if event.kept_back:
            return Came(outcome, "information", cause)
        return Came(f"{outcome}; {WAY_ON[event.outcome].format(key=key)}", "error", cause)

    def _logged(
        self,
        incident: Incident,
        entry: Entry,
        event: PortalWriteEnded,
        key: str,
        clocks: Callable[[str | None], Clocks],
    ) -> Came:
        """Return what is told of a ticket that was to be created, or of what was not logged."""
        said = first_capital(headline(entry, incident, clocks(None)))
        cause = ("portal", event.ticket if not event.creates else "", event.about)
        if event.outcome is DeliveryOutcome.DELIVERED:
            return Came(f"{said}.", "information", cause)
        step = 4 if event.creates else 7
        return Came(f"{said}; step {step} of the procedure leads on", "error", cause)

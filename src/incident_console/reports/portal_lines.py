"""What is logged in the support portal, in words: beside what it tells of, and where it did not work out."""

from __future__ import annotations

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.parts import PortalWrite
from incident_console.domain.portal import name_of
from incident_console.domain.portal_writes import LoggedByHand, PortalWriteEnded, PortalWriteRetried
from incident_console.domain.ticketing import TicketRequested
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.entry_line import Line
from incident_console.words import flat


def is_told_elsewhere(entry: Entry) -> bool:
    """Whether an entry says no more than that something is in the portal: what it tells of says so itself."""
    event = entry.event
    arrived = isinstance(event, PortalWriteEnded) and event.outcome is DeliveryOutcome.DELIVERED
    return arrived and not event.text


def writes_of(incident: Incident, *entries: str) -> list[PortalWrite]:
    """Return what came of the comments of entries (by their ids) in the present ticket, where it is known."""
    if incident.ticket is None or not incident.portal:
        return []
    found = (incident.portal.get((incident.ticket, each)) for each in entries)
    return [each for each in found if each is not None]


def logged_in(incident: Incident, *entries: str) -> str:
    """Return where entries are logged, or why one is not; empty as long as that is not known of each."""
    found = writes_of(incident, *entries)
    wrong = next((each for each in found if not each.is_there), None)
    if wrong is not None:
        why = f", {flat(wrong.reason)}" if wrong.reason else ""
        return f"not logged in {wrong.ticket}: {wrong.outcome}{why}"
    return f"logged in {incident.ticket}" if found and len(found) == len(set(entries)) else ""


def ticket_requested(event: TicketRequested, line: Line) -> str:
    return "the portal is asked for a ticket" if event.by_itself else "asks the portal for a ticket"


def portal_write_ended(event: PortalWriteEnded, line: Line) -> str:
    why = f": {flat(event.reason)}" if event.reason else ""
    if event.creates:
        return {
            DeliveryOutcome.DELIVERED: f"the portal created the ticket {event.ticket}{why}",
            DeliveryOutcome.REFUSED: f"the portal did not create a ticket{why}",
        }.get(event.outcome, f"whether the portal created a ticket is uncertain{why}")
    name = name_of(line.incident, event.about)
    return {
        DeliveryOutcome.DELIVERED: f"{name} is logged in {event.ticket}{why}",
        DeliveryOutcome.REFUSED: f"{name} is not logged: {event.ticket} refused it{why}",
    }.get(event.outcome, f"whether {name} is logged in {event.ticket} is uncertain{why}")


def portal_write_retried(event: PortalWriteRetried, line: Line) -> str:
    names = ", ".join(name_of(line.incident, each) for each in event.about)
    return f"{names} {'is' if len(event.about) == 1 else 'are'} to be logged in {event.ticket} once more"


def logged_by_hand(event: LoggedByHand, line: Line) -> str:
    names = ", ".join(name_of(line.incident, each) for each in event.about)
    return f"{names} {'is' if len(event.about) == 1 else 'are'} logged in {event.ticket}, written by hand"

"""What came of messages on their way, in words."""

from __future__ import annotations

from incident_console.domain import delivering, settling
from incident_console.domain.declaring import TicketLinked
from incident_console.domain.entry import Entry
from incident_console.domain.portal_writes import PortalWriteEnded
from incident_console.domain.ticketing import TicketRequested
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.domain.ways import Destination
from incident_console.reports.entry_line import Line
from incident_console.reports.message_lines import ended_by, outcome
from incident_console.words import flat

POSTMAN = "postman"
"""Who carries messages out: nobody, so that no act of anybody's is made of it."""
CARRIED = (delivering.DeliveryEnded, TicketLinked, TicketRequested, PortalWriteEnded)
"""What the program records by itself, where it names nobody."""


def author(entry: Entry) -> str:
    """Who stands beside an entry; empty where its line in a past incident's record named nobody."""
    return entry.by or (POSTMAN if isinstance(entry.event, CARRIED) else "")


def delivery_ended(event: delivering.DeliveryEnded, line: Line) -> str:
    message = f"{line.message(event.message)}{to_client(event.client, line)}"
    way, why = by_way(event.destination), f": {flat(event.reason)}" if event.reason else ""
    if event.outcome is DeliveryOutcome.DELIVERED:
        proof = f" ({event.proof})" if event.proof else ""
        return f"{message} arrived{way}{proof}{now_told(event.message, line)}"
    if event.outcome is DeliveryOutcome.UNCERTAIN:
        return f"whether {message} arrived{way} is uncertain{why}"
    refused = "was not sent" if event.kept_back or not event.attempts else "was refused"
    return f"{message} {refused}{way}{why}"


def delivery_settled(event: settling.DeliverySettled, line: Line) -> str:
    became = "arrived after all" if event.arrived else "did not arrive"
    return f"{sent_by(event.message, event.to, line, became)}{now_told(event.message, line)}"


def delivery_retried(event: settling.DeliveryRetried, line: Line) -> str:
    return sent_by(event.message, event.to, line, "is sent once more")


def sent_by(message: str, to: tuple[Destination, ...], line: Line, became: str) -> str:
    """What is said of a message, with the channels and recipients of which it is said."""
    clients = ",".join(to_client(each, line) for each in dict.fromkeys(one.client for one in to))
    return f"{line.message(message)}{clients} {became}{','.join(by_way(each) for each in to)}"


def to_client(client: str, line: Line) -> str:
    """To which of several clients."""
    return f" to {client}" if client and line.incident.has_several else ""


def by_way(to: Destination) -> str:
    """By which channel, and at which of its recipients."""
    return f" by {to.channel}{f' ({flat(to.recipient)})' if to.recipient else ''}"


def now_told(message: str, line: Line) -> str:
    """Whom an entry told, with what became of what they were promised; empty where it told nobody."""
    incident = line.incident
    if line.entry.id in incident.struck:
        return ""
    told = []
    for addressee in incident.messages[message].told:
        if addressee.out_by != line.entry.id or addressee.out_at is None:
            continue
        ended = ended_by(message, addressee.out_at, line, incident.ledgers[addressee.ledger])
        who = f"{addressee.client or 'the client'} was told"
        told.append(f"{who}; {outcome(ended)}" if ended else who)
    return f"; {', '.join(told)}" if told else ""

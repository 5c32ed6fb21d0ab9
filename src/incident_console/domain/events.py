"""All events, for writing them as JSON and reading them back."""

from __future__ import annotations

from functools import cache

import msgspec

from incident_console.domain.absence import AbsenceAnnounced, OwnerReturned
from incident_console.domain.actions import ActionAdded, ActionDone, ActionDropped, ActionReassigned
from incident_console.domain.adopting import DuplicateReleased, PromiseAdopted
from incident_console.domain.clients import ClientAdded, ClientDropped
from incident_console.domain.closing import (
    AnalysisWritten,
    IncidentResolved,
    ResolutionConfirmed,
    WrapUpWritten,
)
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.declaring import (
    IncidentAssessed,
    IncidentDeclared,
    SeverityChanged,
    TicketLinked,
)
from incident_console.domain.delivering import DeliveryEnded
from incident_console.domain.duplicates import DuplicateWritten
from incident_console.domain.ending import ClientTold, HistoryEnded, StandDownWritten
from incident_console.domain.entry import Event
from incident_console.domain.handover import HandoverOffered
from incident_console.domain.handover_answers import HandoverAccepted, HandoverDeclined, HandoverWithdrawn
from incident_console.domain.offers import OfferChanged
from incident_console.domain.ownership import OwnershipTaken, RoleAssigned
from incident_console.domain.portal_writes import LoggedByHand, PortalWriteEnded, PortalWriteRetried
from incident_console.domain.posting import MessageDiscarded, MessagePosted
from incident_console.domain.promises import RescheduleWritten
from incident_console.domain.reopening import IncidentReopened
from incident_console.domain.reporting import ReportWritten
from incident_console.domain.response import EntryStruck, Escalated, Noted, StatusChanged
from incident_console.domain.review import ReviewCompleted, ReviewWritten
from incident_console.domain.settling import DeliveryRetried, DeliverySettled
from incident_console.domain.ticketing import TicketRequested

AnyEvent = (
    IncidentDeclared
    | IncidentAssessed
    | SeverityChanged
    | TicketLinked
    | TicketRequested
    | PortalWriteEnded
    | PortalWriteRetried
    | LoggedByHand
    | ClientAdded
    | ClientDropped
    | RoleAssigned
    | HandoverOffered
    | HandoverAccepted
    | HandoverDeclined
    | HandoverWithdrawn
    | OfferChanged
    | OwnershipTaken
    | UpdateWritten
    | RescheduleWritten
    | AbsenceAnnounced
    | OwnerReturned
    | MessagePosted
    | MessageDiscarded
    | DeliveryEnded
    | DeliverySettled
    | DeliveryRetried
    | ClientTold
    | PromiseAdopted
    | DuplicateReleased
    | StatusChanged
    | ActionAdded
    | ActionDone
    | ActionDropped
    | ActionReassigned
    | Noted
    | Escalated
    | ReportWritten
    | EntryStruck
    | IncidentResolved
    | ResolutionConfirmed
    | WrapUpWritten
    | AnalysisWritten
    | StandDownWritten
    | DuplicateWritten
    | IncidentReopened
    | HistoryEnded
    | ReviewWritten
    | ReviewCompleted
)

encoder = msgspec.json.Encoder()


@cache
def decoder() -> msgspec.json.Decoder[Event]:
    """What reads events; made at its first use, since most starts do without."""
    return msgspec.json.Decoder(AnyEvent)


def encode(event: Event) -> bytes:
    """An event as JSON, its type first."""
    return encoder.encode(event)


def decode(body: bytes | str) -> Event:
    """The event that was written.

    Raises:
        msgspec.ValidationError: where it is no event of this program.
    """
    return decoder().decode(body)


def type_name(event: Event) -> str:
    """The event's type as the log names it."""
    return str(event.__struct_config__.tag)

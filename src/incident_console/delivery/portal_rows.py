"""What is still to be written to the support portal, kept up with the log in the transaction that records.

Each comment and each request for a ticket is a notice, once by its name, with a row of the queue: the ticket
stands in the name, so that a corrected one gets the whole log. What came of it is an event of the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from incident_console.clock import new_id
from incident_console.delivery.portal_names import COMMENT, CREATION, is_for_portal, is_wanted, name_of
from incident_console.domain.closing import IncidentResolved, ResolutionConfirmed
from incident_console.domain.colleagues import Portal
from incident_console.domain.declaring import IncidentDeclared, TicketLinked
from incident_console.domain.delivering import DeliveryEnded
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.policy import Policy
from incident_console.domain.portal import comments, writer
from incident_console.domain.portal_writes import LoggedByHand, PortalWriteRetried
from incident_console.domain.posting import MessagePosted
from incident_console.domain.response import EntryStruck
from incident_console.domain.settling import DeliverySettled
from incident_console.domain.ticketing import TicketRequested, creation, is_asked_for
from incident_console.domain.ways import Destination
from incident_console.store.delivery_rows import RowState
from incident_console.store.notices import Notice
from incident_console.store.store import Store

CONCERNS = (
    *(IncidentDeclared, TicketLinked, TicketRequested, PortalWriteRetried, LoggedByHand),
    *(MessagePosted, DeliveryEnded, DeliverySettled, IncidentResolved, ResolutionConfirmed, EntryStruck),
)
"""The events after which something is to be written, or no more."""


def keep_up(
    store: Store, incident: Incident, policy: Policy, now: datetime, entries: Sequence[Entry] | None = None
) -> tuple[str, ...]:
    """Have all written that is not there yet, in order; return the notices by which it is, by their ids.

    Args:
        incident: as it stands.
        policy: the agreements in force, which say whether there is a portal.
        now: the time at hand (UTC).
        entries: what was just recorded; where nothing is said, all may be new.
    """
    portal = policy.colleagues.portal
    if portal is None or incident.drill or incident.imported:
        return ()
    if entries is not None and not any(isinstance(entry.event, CONCERNS) for entry in entries):
        return ()
    if entries is None or any(isinstance(entry.event, TicketLinked | LoggedByHand) for entry in entries):
        end_what_is_needless(store, incident)
    again = {
        each
        for entry in entries or ()
        if isinstance(entry.event, PortalWriteRetried)
        for each in entry.event.about
    }
    wanted = [*wanted_creation(store, incident), *wanted_comments(store, incident, again)]
    made = tuple(
        notice
        for kind, name, repeated in wanted
        if (notice := have_written(store, incident, portal, kind, name, now, again=repeated))
    )
    if made:
        # What waits to be tried again stands before it.
        store.deliveries.hasten(now, incident=incident.id, channel=portal.way.channel)
    return made


def wanted_creation(store: Store, incident: Incident) -> Iterator[tuple[str, str, bool]]:
    """Yield the request for a ticket that is made from this file and not answered yet."""
    last = creation(incident)
    if last is not None and is_asked_for(incident) and last.request.console == store.console:
        yield CREATION, name_of(incident, "", last.request.id), False


def wanted_comments(store: Store, incident: Incident, again: set[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield the comments that this file is to write, and of each whether it is to be written `again`."""
    if incident.ticket is None:
        return
    for each in comments(incident):
        repeated = each.entry.id in again
        if repeated or (each.write is None and writer(incident, each) == store.console):
            yield COMMENT, name_of(incident, incident.ticket, each.entry.id), repeated


def have_written(
    store: Store, incident: Incident, portal: Portal, kind: str, name: str, now: datetime, *, again: bool
) -> str:
    """Have something written by its name, and return its notice; empty where it is tried already."""
    to = Destination(channel=portal.way.channel)
    fresh_until = now + timedelta(seconds=portal.way.fresh)
    notice = store.notices.named(name)
    if notice is not None and not again:
        needless = [
            row.id for row in store.deliveries.of(message=notice.id) if row.state is RowState.NEEDLESS
        ]
        store.deliveries.revive(needless)
        return notice.id if needless else ""
    if notice is None:
        notice = Notice(
            id=new_id(),
            incident=incident.id,
            name=name,
            kind=kind,
            made_at=now,
            due_at=None,
            subject="",
            text="",
        )
        store.notices.add(notice)
    store.deliveries.add([(incident.id, notice.id, to, fresh_until)], now, inside=True)
    return notice.id


def end_what_is_needless(store: Store, incident: Incident) -> None:
    """Have tried no more what waits for a ticket that is not the incident's any more, or asks for one."""
    waiting = [
        row
        for row in store.deliveries.of(incident=incident.id)
        if row.inside and row.state is RowState.WAITING
    ]
    notices = [(row.id, store.notices.notice(row.message)) for row in waiting]
    store.deliveries.end_unsent(
        row
        for row, notice in notices
        if notice is not None and is_for_portal(notice) and not is_wanted(incident, notice)
    )

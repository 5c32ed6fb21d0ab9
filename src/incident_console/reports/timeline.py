"""The timeline: every entry in one line of plain words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

from incident_console.domain import (
    absence,
    actions,
    adopting,
    clients,
    closing,
    communication,
    declaring,
    delivering,
    duplicates,
    ending,
    handover,
    handover_answers,
    offers,
    ownership,
    posting,
    promises,
    reopening,
    reporting,
    response,
    review,
    settling,
)
from incident_console.domain.entry import Entry, Event
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.domain.past import is_ahead
from incident_console.domain.portal_writes import LoggedByHand, PortalWriteEnded, PortalWriteRetried
from incident_console.domain.ticketing import TicketRequested
from incident_console.domain.vocabulary import Remedy, Role
from incident_console.reports.delivery_lines import delivery_ended, delivery_retried, delivery_settled
from incident_console.reports.entry_line import Line
from incident_console.reports.message_lines import (
    absence_announced,
    message_discarded,
    message_posted,
    reschedule_written,
    sent_to,
    unsent,
    update_written,
    wrap_up_written,
)
from incident_console.reports.names import NOTE_LABELS
from incident_console.reports.portal_lines import (
    logged_by_hand,
    logged_in,
    portal_write_ended,
    portal_write_retried,
    ticket_requested,
)
from incident_console.wording.names import REMEDIES
from incident_console.words import Clocks, Said, dated, flat

STRUCK_SHOWN = 60
"""Characters of an entry that say which one is struck."""


def headline(entry: Entry, incident: Incident, clocks: Clocks | None = None, *, dates: Said = dated) -> str:
    """What an entry says, on one line, without who and when, which stand beside it in the log.

    Args:
        clocks: on which the times in it are read; without them all are UTC.
        dates: how a time of another day than the entry's is written: `dated`, or for a reader `clock`.
    """
    if is_ahead(entry, incident):
        return f"{type_name(entry.event).replace('_', ' ')}, of what was recorded later"
    line = Line(entry, incident, clocks or Clocks(UTC, UTC, entry.occurred_at), dates)
    said = HEADLINES[type(entry.event)](entry.event, line)
    return f"{said}{offer_lost(entry, incident)}{logged(entry, incident)}"


def logged(entry: Entry, incident: Incident) -> str:
    """Where an entry is logged in the support portal, or why it is not; mostly nothing."""
    where = logged_in(incident, entry.id)
    return f"; {where}" if where else ""


def offer_lost(entry: Entry, incident: Incident) -> str:
    """What an entry did to an offer of another copy, which no entry of its own says; mostly nothing."""
    loss = next((one for one in incident.offer_losses if one.entry == entry.id and not one.recorded), None)
    if loss is None:
        return ""
    if loss.left:
        return f"; the offer to {loss.to} goes on without {roles_of(loss.lost)}"
    return f"; with it ended the offer of {roles_of(loss.lost)} to {loss.to}"


def declared(event: declaring.IncidentDeclared, line: Line) -> str:
    what = "imported" if event.imported else "drill declared" if event.drill else "declared"
    severity = f" {event.severity}" if event.severity else ""
    several = f" for {', '.join([event.client or '', *(each.client for each in event.others)])}"
    doubt = " (to be confirmed)" if event.severity and not event.severity_confirmed else ""
    return f"{what}{severity}{doubt}{several if event.others else ''}: {event.title}; owner {event.owner}"


def client_added(event: clients.ClientAdded, line: Line) -> str:
    return f"{event.client} is a client of this incident"


def client_dropped(event: clients.ClientDropped, line: Line) -> str:
    return f"{event.client} is not concerned{unsent(line)}: {flat(event.why)}"


def assessed(event: declaring.IncidentAssessed, line: Line) -> str:
    parts = [
        f"{name}: {flat(text)}" for name, text in (("impact", event.impact), ("scope", event.scope)) if text
    ]
    return "; ".join(parts)


def severity_changed(event: declaring.SeverityChanged, line: Line) -> str:
    return f"severity is {event.severity}: {flat(event.why)}"


def ticket_linked(event: declaring.TicketLinked, line: Line) -> str:
    return f"ticket {event.ticket}" + (f" ({event.url})" if event.url else "")


def role_assigned(event: ownership.RoleAssigned, line: Line) -> str:
    return f"{event.name} is {event.role.full_name}"


def roles_of(roles: Sequence[Role]) -> str:
    """Roles by their short names."""
    return ", ".join(role.value for role in roles)


def handover_offered(event: handover.HandoverOffered, line: Line) -> str:
    status = flat(event.brief.status)
    return f"offers {roles_of(event.roles)} to {event.to} until {line.at(event.stands_until)}: {status}"


def handover_accepted(event: handover_answers.HandoverAccepted, line: Line) -> str:
    owner = " and owns it" if Role.IC in event.roles else ""
    return f"{event.to} takes over {roles_of(event.roles)} from {event.given_by}{owner}"


def offer_changed(event: offers.OfferChanged, line: Line) -> str:
    by = f"{line.entry.by} {event.why}"
    if event.left:
        return f"offers {roles_of(event.left)} to {event.to} on, without {roles_of(event.lost)}: {by}"
    return f"the offer of {roles_of(event.lost)} to {event.to} ended: {by}"


def ownership_taken(event: ownership.OwnershipTaken, line: Line) -> str:
    silent = f"{event.taken_from}, who does not answer"
    return f"{event.taken_by} takes over from {silent} (exceptional): {flat(event.why)}"


def promise_adopted(event: adopting.PromiseAdopted, line: Line) -> str:
    if event.others:
        names = ", ".join([event.client or "the client", *(each.client or "" for each in event.others)])
        return f"takes in the duplicate {event.duplicate}, with what {names} were promised"
    by = f" and its promise for {line.told(event.due_at)}" if event.due_at else ""
    if event.first_update_due is not None:
        by = f", whose first update was due {line.told(event.first_update_due)}"
    return f"takes in the duplicate {event.duplicate}{by}"


def duplicate_released(event: adopting.DuplicateReleased, line: Line) -> str:
    return f"{event.duplicate} goes on by itself again"


def action_added(event: actions.ActionAdded, line: Line) -> str:
    kind = "follow-up" if event.follow_up else "action"
    due = f", due {line.at(event.due)}" if event.due else ""
    n = next(action.n for action in line.incident.actions if action.id == line.entry.id)
    return f"{kind} {n}: {flat(event.what)} ({event.owner}{due})"


def report_written(event: reporting.ReportWritten, line: Line) -> str:
    parts = f"{flat(event.conditions)}; actions: {flat(event.steps)}; needs: {flat(event.needed)}"
    due = event.next_report_at
    return f"report to colleagues: {parts}" + ("" if due is None else f"; next report by {line.at(due)}")


def noted(event: response.Noted, line: Line) -> str:
    about = f" (time: {flat(event.precision)})" if event.precision else ""
    also = f" ({flat(event.also)})" if event.also else ""
    label = NOTE_LABELS[event.note]
    if event.client and line.incident.has_several:
        label = f"{event.client} asks: "
    return f"{label}{flat(event.what)}{about}{also}"


def struck(event: response.EntryStruck, line: Line) -> str:
    target = next(entry for entry in line.incident.entries if entry.id == event.entry)
    struck_line = headline(target, line.incident, line.clocks, dates=line.dates)
    return f"strikes entry {target.seq} ({shortened(struck_line)}): {flat(event.why)}"


def shortened(text: str) -> str:
    """The beginning of a line, to know it by."""
    return text if len(text) <= STRUCK_SHOWN else f"{text[:STRUCK_SHOWN].rstrip()} …"


def resolved(event: closing.IncidentResolved, line: Line) -> str:
    since = line.at(event.restored_at) if event.restored_at else ""
    if event.remedy is Remedy.RESTORED and since:
        return f"resolved; service restored at {since}"
    return f"resolved: {REMEDIES[event.remedy]}{f', since {since}' if since else ''}"


def stand_down_written(event: ending.StandDownWritten, line: Line) -> str:
    return f"stood down as a false alarm{sent_to(line)}: {flat(event.why)}"


def duplicate_written(event: duplicates.DuplicateWritten, line: Line) -> str:
    return f"a duplicate of {event.of_ref}, which goes on{sent_to(line)}"


def review_written(event: review.ReviewWritten, line: Line) -> str:
    parts = [f"root cause: {flat(event.root_cause)}"] if event.root_cause else []
    parts += [f"factor: {flat(factor)}" for factor in event.factors]
    parts += [f"recommendation: {flat(advice)}" for advice in event.recommendations]
    return f"review, {'; '.join(parts)}"


HEADLINES: dict[type[Event], Callable[[Any, Line], str]] = {
    declaring.IncidentDeclared: declared,
    declaring.IncidentAssessed: assessed,
    declaring.SeverityChanged: severity_changed,
    declaring.TicketLinked: ticket_linked,
    TicketRequested: ticket_requested,
    PortalWriteEnded: portal_write_ended,
    PortalWriteRetried: portal_write_retried,
    LoggedByHand: logged_by_hand,
    clients.ClientAdded: client_added,
    clients.ClientDropped: client_dropped,
    ownership.RoleAssigned: role_assigned,
    handover.HandoverOffered: handover_offered,
    handover_answers.HandoverAccepted: handover_accepted,
    handover_answers.HandoverDeclined: lambda event, line: f"handover declined: {flat(event.why)}",
    handover_answers.HandoverWithdrawn: lambda event, line: "handover withdrawn",
    offers.OfferChanged: offer_changed,
    ownership.OwnershipTaken: ownership_taken,
    communication.UpdateWritten: update_written,
    promises.RescheduleWritten: reschedule_written,
    absence.AbsenceAnnounced: absence_announced,
    absence.OwnerReturned: lambda event, line: "is back",
    posting.MessagePosted: message_posted,
    posting.MessageDiscarded: message_discarded,
    delivering.DeliveryEnded: delivery_ended,
    settling.DeliverySettled: delivery_settled,
    settling.DeliveryRetried: delivery_retried,
    ending.ClientTold: lambda event, line: f"the client knows that it is over: {flat(event.how)}",
    adopting.PromiseAdopted: promise_adopted,
    adopting.DuplicateReleased: duplicate_released,
    response.StatusChanged: lambda event, line: f"status: {event.status}",
    actions.ActionAdded: action_added,
    actions.ActionDone: lambda event, line: f"done, {line.action(event.action)}",
    actions.ActionDropped: lambda event, line: f"dropped, {line.action(event.action)}: {flat(event.why)}",
    actions.ActionReassigned: lambda event, line: f"{event.owner} takes {line.action(event.action)}",
    response.Noted: noted,
    reporting.ReportWritten: report_written,
    response.Escalated: lambda event, line: f"escalated to {event.to}: {flat(event.why)}",
    response.EntryStruck: struck,
    closing.IncidentResolved: resolved,
    closing.ResolutionConfirmed: lambda event, line: "resolution confirmed",
    closing.WrapUpWritten: wrap_up_written,
    closing.AnalysisWritten: lambda event, line: f"analysis{sent_to(line)}: {flat(event.what)}",
    ending.StandDownWritten: stand_down_written,
    duplicates.DuplicateWritten: duplicate_written,
    reopening.IncidentReopened: lambda event, line: f"reopened: {flat(event.why)}",
    ending.HistoryEnded: lambda event, line: "the record from elsewhere ends here",
    review.ReviewWritten: review_written,
    review.ReviewCompleted: lambda event, line: "review completed",
}
"""How each kind of event reads; complete, as a test over all kinds holds."""

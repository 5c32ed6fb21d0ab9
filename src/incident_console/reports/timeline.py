"""The timeline: every entry in one line of plain words, and the log as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from incident_console.domain import (
    absence,
    adopting,
    clients,
    closing,
    communication,
    declaring,
    duplicates,
    ending,
    handover,
    offers,
    ownership,
    posting,
    promises,
    reopening,
    response,
    review,
)
from incident_console.domain.entry import Entry, Event
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger, Promise
from incident_console.domain.vocabulary import ENDINGS, MessageKind, Outcome, Remedy, Role
from incident_console.reports.names import NOTE_LABELS
from incident_console.reports.stamps import stamp
from incident_console.wording.names import REMEDIES, the_message
from incident_console.words import Clocks, Said, clock, comes_twice, dated, flat, late, length, zone_name

FEW = 5
"""As many clients are named in a line, also where all of them are meant."""

STRUCK_SHOWN = 60
"""Characters of an entry that say which one is struck."""


class Line:
    """One entry being put into words, beside its incident and on whose clocks."""

    def __init__(self, entry: Entry, incident: Incident, clocks: Clocks, dates: Said) -> None:
        self.entry = entry
        self.incident = incident
        self.clocks = clocks
        self.dates = dates

    def at(self, moment: datetime) -> str:
        """When something happened or is to be done: beside the entry's own time, or with its day."""
        return self.beside(moment, self.clocks.mine, self.clocks.ours)

    def told(self, moment: datetime) -> str:
        """A time that the client is told, on their clock: beside the entry's own time, or with its day."""
        return self.beside(moment, self.clocks.client, self.clocks.told)

    def beside(self, moment: datetime, zone: tzinfo, on_the_clock: Callable[..., str]) -> str:
        """A time of the day on which the entry stands goes without that day."""
        here, there = self.entry.occurred_at.astimezone(self.clocks.mine), moment.astimezone(zone)
        if here.date() != there.date():
            today = self.dates is clock and there.date() == self.clocks.now.astimezone(zone).date()
            return f"{'today ' if today else ''}{on_the_clock(moment, self.dates)}"
        same = here.utcoffset() == there.utcoffset() and not comes_twice(there)
        return f"{there:%H:%M}" if same else f"{there:%H:%M} {zone_name(moment, zone)}"

    def message(self, id: str) -> str:
        """What a message is called: `update 3`, `the wrap-up`."""
        return the_message(self.incident.messages.get(id))

    def action(self, id: str) -> str:
        """An action by its number in the order of now, and its words."""
        action = next(action for action in self.incident.actions if action.id == id)
        return f"action {action.n}: {flat(action.text)}"


def headline(entry: Entry, incident: Incident, clocks: Clocks | None = None, *, dates: Said = dated) -> str:
    """What an entry says, on one line, without who and when, which stand beside it in the log.

    Args:
        clocks: on which the times in it are read; without them all are UTC.
        dates: how a time of another day than the entry's is written: `dated`, or for a reader `clock`.
    """
    line = Line(entry, incident, clocks or Clocks(UTC, UTC, entry.occurred_at), dates)
    return HEADLINES[type(entry.event)](entry.event, line) + offer_lost(entry, incident)


def offer_lost(entry: Entry, incident: Incident) -> str:
    """What an entry did to an offer of another copy, which no entry of its own says; mostly nothing."""
    loss = next((one for one in incident.offer_losses if one.entry == entry.id and not one.said), None)
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
    said = [
        f"{name}: {flat(text)}" for name, text in (("impact", event.impact), ("scope", event.scope)) if text
    ]
    return "; ".join(said)


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


def handover_accepted(event: handover.HandoverAccepted, line: Line) -> str:
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


def update_written(event: communication.UpdateWritten, line: Line) -> str:
    by = f"; next by {line.told(event.next_update_at)}" if event.next_update_at else "; names no next time"
    said = flat(event.impact or event.text).removesuffix(".")
    return f"{line.message(line.entry.id)}{sent_to(line)}: {said}{by}"


def sent_to(line: Line) -> str:
    """For whom a message is, where it is not for all, and whom of them it has not reached."""
    return f"{to_some(line)}{unsent(line)}"


def to_some(line: Line) -> str:
    """For whom a message is, where that is not everybody who was a client when it was written."""
    message = line.incident.messages.get(line.entry.id)
    if message is None or not line.incident.has_several:
        return ""
    then = [ledger for ledger in line.incident.ledgers if ledger.was_concerned(message.written_at)]
    left_out = [ledger.client or "" for ledger in then if ledger.n not in message.addressees]
    if not left_out:
        return ""
    if FEW < len(message.addressees) > len(left_out):
        return f" to all but {', '.join(left_out)}"
    return f" to {', '.join(each.client or '' for each in message.addressees.values())}"


def unsent(line: Line) -> str:
    """Whether the message of this entry has not reached the client, or not all of them."""
    message = line.incident.messages.get(line.entry.id)
    if message is None or (message.out_at is not None and not message.waiting):
        return ""
    if told := message.told:
        return f" (told {len(told)} of {len(message.addressees)})"
    if line.incident.is_overtaken(message):
        return " (unsent, overtaken)"
    return " (not sent)" if message.dropped else " (unsent)"


def reschedule_written(event: promises.RescheduleWritten, line: Line) -> str:
    watch = f"; {event.watcher} watches the clock" if event.watcher else ""
    promise = f"{event.promise.value}{to_some(line)}"
    return f"{promise} moved to {line.told(event.due_at)}{unsent(line)}: {flat(event.why)}{watch}"


def absence_announced(event: absence.AbsenceAnnounced, line: Line) -> str:
    asked = f"; asked to cover: {', '.join(event.asked)}" if event.asked else ""
    state = unsent(line)
    told = state if "told" in state else " (client not told)" if state else ""
    return f"away until {line.told(event.until)}, nobody covers{told}: {flat(event.expect)}{asked}"


def message_posted(event: posting.MessagePosted, line: Line) -> str:
    also = f" ({flat(event.also)})" if event.also else ""
    if line.incident.has_several:
        return f"{line.message(event.message)} is out to {told_apart(event, line)}{also}"
    where = f" in {event.where}" if event.where else ""
    ended = ended_by(event, line, line.incident.ledgers[0])
    became = f"; {outcome(ended)}" if ended else ""
    return f"{line.message(event.message)} is out{where}{became}{also}"


def told_apart(event: posting.MessagePosted, line: Line) -> str:
    """To whom a message is out, those together for whom the same came of it."""
    alike: dict[str, list[str]] = {}
    for client, where in event.told:
        ledger = line.incident.ledger_of(client)
        ended = None if ledger is None else ended_by(event, line, ledger)
        said = [f"in {where}"] if where else []
        said += [outcome(ended)] if ended else []
        alike.setdefault(f" ({'; '.join(said)})" if said else "", []).append(client or "the client")
    everybody = len(line.incident.messages[event.message].addressees)
    return ", ".join(
        f"{f'all {everybody}' if FEW < len(names) == everybody else ', '.join(names)}{said}"
        for said, names in alike.items()
    )


def ended_by(event: posting.MessagePosted, line: Line, ledger: Ledger) -> Promise | None:
    """The promise to a client that this message kept, or ended late."""
    if line.entry.id in line.incident.struck:
        return None
    at, promises = line.entry.occurred_at, ledger.promises
    for place, promise in enumerate(promises):
        if promise.fulfilled_at != at or promise.made_by == event.message or promise.made_at > at:
            continue
        # Several may have gone out at one time: what ended a promise opened the next one, or none.
        following = next((each for each in promises[place + 1 :] if each.kind is promise.kind), None)
        opened = following is not None and following.made_at == at
        if following is not None and opened and following.made_by == event.message:
            return promise
        if not opened and line.incident.messages[event.message].kind is not MessageKind.RESCHEDULE:
            return promise
    return None


def outcome(promise: Promise) -> str:
    """What became of a promise, in words."""
    if promise.outcome is Outcome.LATE:
        return f"the promise was {late(promise.late_seconds or 0)}"
    early = timedelta() if promise.fulfilled_at is None else promise.due_at - promise.fulfilled_at
    return f"promise kept with {length(early)} left" if early else "promise kept to the minute"


def message_discarded(event: posting.MessageDiscarded, line: Line) -> str:
    return f"{line.message(event.message)} will not be sent: {flat(event.why)}"


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


def action_added(event: response.ActionAdded, line: Line) -> str:
    kind = "follow-up" if event.follow_up else "action"
    due = f", due {line.at(event.due)}" if event.due else ""
    n = next(action.n for action in line.incident.actions if action.id == line.entry.id)
    return f"{kind} {n}: {flat(event.what)} ({event.owner}{due})"


def noted(event: response.Noted, line: Line) -> str:
    about = f" (time: {flat(event.precision)})" if event.precision else ""
    also = f" ({flat(event.also)})" if event.also else ""
    return f"{NOTE_LABELS[event.note]}{flat(event.what)}{about}{also}"


def struck(event: response.EntryStruck, line: Line) -> str:
    target = next(entry for entry in line.incident.entries if entry.id == event.entry)
    said = headline(target, line.incident, line.clocks, dates=line.dates)
    return f"strikes entry {target.seq} ({shortened(said)}): {flat(event.why)}"


def shortened(text: str) -> str:
    """The beginning of a line, to know it by."""
    return text if len(text) <= STRUCK_SHOWN else f"{text[:STRUCK_SHOWN].rstrip()} …"


def resolved(event: closing.IncidentResolved, line: Line) -> str:
    since = line.at(event.restored_at) if event.restored_at else ""
    if event.remedy is Remedy.RESTORED and since:
        return f"resolved; service restored at {since}"
    return f"resolved: {REMEDIES[event.remedy]}{f', since {since}' if since else ''}"


def wrap_up_written(event: closing.WrapUpWritten, line: Line) -> str:
    by = f"; analysis by {line.told(event.analysis_by)}" if event.analysis_by else ""
    said = flat(event.what or event.text).removesuffix(".")
    return f"wrap-up{sent_to(line)}: {said}{by}"


def stand_down_written(event: ending.StandDownWritten, line: Line) -> str:
    return f"stood down as a false alarm{sent_to(line)}: {flat(event.why)}"


def duplicate_written(event: duplicates.DuplicateWritten, line: Line) -> str:
    return f"a duplicate of {event.of_ref}, which goes on{sent_to(line)}"


def review_written(event: review.ReviewWritten, line: Line) -> str:
    said = [f"root cause: {flat(event.root_cause)}"] if event.root_cause else []
    said += [f"factor: {flat(factor)}" for factor in event.factors]
    said += [f"recommendation: {flat(advice)}" for advice in event.recommendations]
    return f"review, {'; '.join(said)}"


HEADLINES: dict[type[Event], Callable[[Any, Line], str]] = {
    declaring.IncidentDeclared: declared,
    declaring.IncidentAssessed: assessed,
    declaring.SeverityChanged: severity_changed,
    declaring.TicketLinked: ticket_linked,
    clients.ClientAdded: client_added,
    clients.ClientDropped: client_dropped,
    ownership.RoleAssigned: role_assigned,
    handover.HandoverOffered: handover_offered,
    handover.HandoverAccepted: handover_accepted,
    handover.HandoverDeclined: lambda event, line: f"handover declined: {flat(event.why)}",
    handover.HandoverWithdrawn: lambda event, line: "handover withdrawn",
    offers.OfferChanged: offer_changed,
    ownership.OwnershipTaken: ownership_taken,
    communication.UpdateWritten: update_written,
    promises.RescheduleWritten: reschedule_written,
    absence.AbsenceAnnounced: absence_announced,
    absence.OwnerReturned: lambda event, line: "is back",
    posting.MessagePosted: message_posted,
    posting.MessageDiscarded: message_discarded,
    ending.ClientTold: lambda event, line: f"the client knows that it is over: {flat(event.how)}",
    adopting.PromiseAdopted: promise_adopted,
    adopting.DuplicateReleased: duplicate_released,
    response.StatusChanged: lambda event, line: f"status: {event.status}",
    response.ActionAdded: action_added,
    response.ActionDone: lambda event, line: f"done, {line.action(event.action)}",
    response.ActionDropped: lambda event, line: f"dropped, {line.action(event.action)}: {flat(event.why)}",
    response.ActionReassigned: lambda event, line: f"{event.owner} takes {line.action(event.action)}",
    response.Noted: noted,
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


def in_order(incident: Incident) -> list[Entry]:
    """The entries as they happened: by the time of occurrence, then by sequence."""
    return sorted(incident.entries, key=lambda entry: (entry.occurred_at, entry.seq))


def first_logins(incident: Incident) -> dict[str, str]:
    """The login of an entry, by its id, where that name acts under that login for the first time."""
    pairs: dict[tuple[str, str], str] = {}
    for entry in in_order(incident):
        if entry.login:
            pairs.setdefault((entry.by, entry.login), entry.id)
    return {entry: login for (_, login), entry in pairs.items()}


def conflict(
    entry: Entry, incident: Incident, clocks: Clocks | None = None, *, dates: Said = dated
) -> str | None:
    """Why an entry does not hold where it stands, times as in `headline`; None where it holds."""
    if entry.objection is None:
        return None
    line = Line(entry, incident, clocks or Clocks(UTC, UTC, entry.occurred_at), dates)
    return entry.objection.sentence(line.told if entry.objection.ground.told else line.at)


def verdict(
    entry: Entry, incident: Incident, clocks: Clocks | None = None, *, dates: Said = dated
) -> str | None:
    """What is said of an entry that does not hold, as what it does; None where it holds.

    A message that the client has read is no less read: `was read by the client, so its promise counts, …`.
    """
    why = conflict(entry, incident, clocks, dates=dates)
    if why is None:
        return None
    message = incident.messages.get(entry.id)
    if message is None or message.out_at is None:
        return f"does not hold: {why}"
    promised = any(promise.made_by == message.id for promise in incident.promises)
    counts = ", so its promise counts" if promised else ""
    but = "but ended nothing: " if message.kind in ENDINGS else "though "
    return f"was read by the client{counts}, {but}{why}"


def conflict_row(entry: Entry, incident: Incident) -> dict[str, Any]:
    """An entry that does not hold, as `show --json` gives it."""
    return {
        "seq": entry.seq,
        "type": type_name(entry.event),
        "by": entry.by or None,
        "why": conflict(entry, incident),
        "occurred_at": stamp(entry.occurred_at),
        "verdict": verdict(entry, incident),
    }


def term_of(entry: Entry, incident: Incident) -> int | None:
    """The number of the term that an entry was recorded under; None where it never became one here."""
    return next((n for n, tenure in enumerate(incident.tenures, 1) if tenure.id == entry.term), None)


def log_rows(incident: Incident) -> list[dict[str, Any]]:
    """The log as `log --json` gives it: struck entries stay, in their place."""
    return [log_row(entry, incident) for entry in in_order(incident)]


def log_row(entry: Entry, incident: Incident) -> dict[str, Any]:
    """One entry of the log. `text` is what was typed, verbatim; `struck_why` why it was struck."""
    strike = incident.struck.get(entry.id)
    return {
        "seq": entry.seq,
        "type": type_name(entry.event),
        "occurred_at": stamp(entry.occurred_at),
        "recorded_at": stamp(entry.recorded_at),
        "by": entry.by or None,
        "text": entry.event.text,
        "struck": strike is not None,
        "struck_why": strike.why if strike is not None else None,
        "struck_by": strike.by if strike is not None else None,
        "headline": headline(entry, incident),
        "login": entry.login or None,
        "term": term_of(entry, incident),
        "conflict": conflict(entry, incident),
    }

"""A message and what became of it as one entry, for whoever reads a timeline. The log keeps both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from incident_console.domain import absence, closing, communication, duplicates, ending, promises
from incident_console.domain.clients import ClientDropped
from incident_console.domain.delivering import DeliveryEnded
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Promise
from incident_console.domain.message import Addressee, Message
from incident_console.domain.posting import MessagePosted
from incident_console.domain.settling import DeliverySettled
from incident_console.domain.vocabulary import DeliveryOutcome, Outcome
from incident_console.domain.ways import Delivery, arrived_at
from incident_console.reports.entry_line import Line
from incident_console.reports.message_lines import ended_by, to_some, unsent
from incident_console.reports.portal_lines import is_told_elsewhere, logged_in
from incident_console.words import Clocks, Said, dated, flat, late, length


def said_together(incident: Incident) -> tuple[frozenset[str], dict[str, Message]]:
    """Return the ids of entries that others stand for, and the messages, by the id of the entry that does.

    A message that is out stands where it last went out, and for what the postman says of its arrivals. What
    was struck, or does not hold beside what another copy recorded, stands for itself.
    """
    entries = {entry.id: entry for entry in incident.entries}
    hidden: set[str] = set()
    shown: dict[str, Message] = {}
    arrivals = plain_arrivals(incident)
    hidden.update(entry.id for entry in incident.entries if is_told_elsewhere(entry))
    for message in incident.messages.values():
        told = [entries.get(each.out_by) for each in message.told]
        ids = [message.id, *(entry.id for entry in told if entry is not None)]
        if None in told or any(not stands(entries[each], incident) for each in ids):
            continue
        hidden.update(arrivals.get(message.id, ()))
        if len(ids) == 1:
            continue
        hidden.update(ids)
        hidden.discard(ids[-1])
        shown[ids[-1]] = message
    return frozenset(hidden), shown


def plain_arrivals(incident: Incident) -> dict[str, list[str]]:
    """Return the entries that say no more than that a message arrived somewhere, by the message's id."""
    found: dict[str, list[str]] = {}
    for entry in incident.entries:
        event = entry.event
        arrived = isinstance(event, DeliveryEnded) and event.outcome is DeliveryOutcome.DELIVERED
        if arrived and isinstance(event, DeliveryEnded) and stands(entry, incident):
            found.setdefault(event.message, []).append(entry.id)
    return found


def stands(entry: Entry, incident: Incident) -> bool:
    """Whether an entry holds where it stands."""
    return entry.id not in incident.struck and entry.objection is None


def in_one(
    message: Message, incident: Incident, clocks: Clocks | None = None, *, dates: Said = dated
) -> tuple[str, str]:
    """Return a message as what it is and what became of it, and what it says.

    Args:
        clocks: on which the times in it are read; without them all are UTC.
        dates: how a time of another day than the entry's is written.
    """
    entry = incident.entry(message.id, message.seq)
    if entry is None:
        return message.kind.value, ""
    line = Line(entry, incident, clocks or Clocks(UTC, UTC, entry.occurred_at), dates)
    name, promised, words = PARTS[type(message.event)](message.event, line)
    state = became(message, line) if message.told else []
    where = logged_in(incident, *(each.out_by for each in message.told))
    state += [where] if where else []
    head = ", ".join([f"{name}{to_some(line)}{'' if state else unsent(line)}", *state])
    return f"{head}{f'; {promised}' if promised else ''}", words


def became(message: Message, line: Line) -> list[str]:
    """Return what became of a message and of the promises that it answered."""
    told, waits = message.told, [each.client or "" for each in message.to_tell]
    if not line.incident.has_several:
        out = f"{when_out(message, told[0].out_at)}{by_channels(message)}"
        return [out, *ended(told[0], line), *besides(told, line)]
    alike: dict[str, list[str]] = {}
    for each in told:
        alike.setdefault(", ".join(ended(each, line)), []).append(each.client or "the client")
    reached = "; ".join(
        f"{', '.join(names) if len(alike) > 1 or waits else f'all {len(names)}'}{f' ({how})' if how else ''}"
        for how, names in alike.items()
    )
    still = [f"still to be told: {', '.join(waits)}"] if waits else []
    out = f"{when_out(message, told[-1].out_at)} to {reached}{by_channels(message)}"
    return [out, *still, *besides(told, line)]


def when_out(message: Message, out_at: datetime | None) -> str:
    """Return how long after it was written a message was out."""
    after = length(out_at - message.written_at) if out_at is not None else ""
    return "out at once" if out_at is None or out_at <= message.written_at else f"out after {after}"


def by_channels(message: Message) -> str:
    """Return by which channels a message arrived."""
    ways: dict[tuple[int, str], list[Delivery]] = {}
    for each in message.deliveries.values():
        ways.setdefault((each.ledger, each.channel), []).append(each)
    brought = [
        channel
        for (_, channel), found in ways.items()
        if arrived_at(found) is not None and any(each.outcome is DeliveryOutcome.DELIVERED for each in found)
    ]
    return f" by {', '.join(dict.fromkeys(brought))}" if brought else ""


def ended(told: Addressee, line: Line) -> list[str]:
    """Return what became of the promise that one client's reading a message ended, if it ended any."""
    entry = line.incident.entry(told.out_by, told.out_seq)
    if entry is None or told.out_at is None:
        return []
    heard = Line(entry, line.incident, line.clocks, line.dates)
    promise = ended_by(line.entry.id, told.out_at, heard, line.incident.ledgers[told.ledger])
    return [] if promise is None else [kept_or_late(promise)]


def kept_or_late(promise: Promise) -> str:
    """Return what became of a promise, in few words."""
    if promise.outcome is Outcome.LATE:
        return late(promise.late_seconds or 0)
    fulfilled = promise.fulfilled_at or promise.due_at
    left = promise.due_at - fulfilled
    return f"kept with {length(left)} left" if left else "kept to the minute"


def besides(told: list[Addressee], line: Line) -> list[str]:
    """Return who says that it arrived, where the channel did not, and what a past incident's record said."""
    places = sorted({(each.out_seq, each.out_by) for each in told})
    entries = [line.incident.entry(each, seq) for seq, each in places]
    events = [entry.event for entry in entries if entry is not None]
    word = [f"as {entry.by} says" for entry in entries if entry and isinstance(entry.event, DeliverySettled)]
    return [*word, *(flat(each.also) for each in events if isinstance(each, MessagePosted) and each.also)]


Parts = tuple[str, str, str]
"""What a message is called, what it promises, and what it says."""


def update(event: communication.UpdateWritten, line: Line) -> Parts:
    by = f"next by {line.told(event.next_update_at)}" if event.next_update_at else "names no next time"
    return line.message(line.entry.id), by, flat(event.impact or event.text)


def wrap_up(event: closing.WrapUpWritten, line: Line) -> Parts:
    by = f"analysis by {line.told(event.analysis_by)}" if event.analysis_by else ""
    return "wrap-up", by, flat(event.what or event.text)


def reschedule(event: promises.RescheduleWritten, line: Line) -> Parts:
    watch = f"{event.watcher} watches the clock" if event.watcher else ""
    return f"{event.promise.value} moved to {line.told(event.due_at)}", watch, flat(event.why)


def away(event: absence.AbsenceAnnounced, line: Line) -> Parts:
    asked = f"asked to cover: {', '.join(event.asked)}" if event.asked else ""
    return f"away until {line.told(event.until)}, nobody covers", asked, flat(event.expect)


PARTS: dict[type, Callable[[Any, Line], Parts]] = {
    communication.UpdateWritten: update,
    closing.WrapUpWritten: wrap_up,
    closing.AnalysisWritten: lambda event, line: ("analysis", "", flat(event.what)),
    promises.RescheduleWritten: reschedule,
    absence.AbsenceAnnounced: away,
    ending.StandDownWritten: lambda event, line: ("stood down as a false alarm", "", flat(event.why)),
    duplicates.DuplicateWritten: lambda event, line: (
        f"a duplicate of {event.of_ref}, which goes on",
        "",
        "",
    ),
    ClientDropped: lambda event, line: (f"{event.client} is not concerned", "", flat(event.why)),
}
"""How each kind of message reads; complete, as a test over all kinds holds."""

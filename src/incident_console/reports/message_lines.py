"""Messages to clients in words: for whom, what is out to whom, and what became of the promise."""

from __future__ import annotations

from datetime import datetime, timedelta

from incident_console.domain import absence, closing, communication, posting, promises
from incident_console.domain.ledger import Ledger, Promise
from incident_console.domain.vocabulary import MessageKind, Outcome
from incident_console.reports.entry_line import Line
from incident_console.wording.names import NOT_OUT
from incident_console.words import flat, late, length

FEW = 5
"""As many clients are named in a line, also where all of them are meant."""


def update_written(event: communication.UpdateWritten, line: Line) -> str:
    by = f"; next by {line.told(event.next_update_at)}" if event.next_update_at else "; names no next time"
    impact = flat(event.impact or event.text).removesuffix(".")
    return f"{line.message(line.entry.id)}{sent_to(line)}: {impact}{answers(event, line)}{by}"


def answers(event: communication.UpdateWritten, line: Line) -> str:
    """Which questions of clients an update answers, by the numbers of their entries."""
    asked = [str(entry.seq) for entry in line.incident.entries if entry.id in event.answers]
    return f"; answers {', '.join(asked)}" if asked else ""


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
        return f" (out to {len(told)} of {len(message.addressees)})"
    if line.incident.is_overtaken(message):
        return " (overtaken)"
    return " (discarded)" if message.dropped else f" ({NOT_OUT})"


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
    ended = ended_by(event.message, line.entry.occurred_at, line, line.incident.ledgers[0])
    became = f"; {outcome(ended)}" if ended else ""
    return f"{line.message(event.message)} is out{where}{became}{also}"


def told_apart(event: posting.MessagePosted, line: Line) -> str:
    """To whom a message is out, those together for whom the same came of it."""
    alike: dict[str, list[str]] = {}
    for client, where in event.told:
        ledger = line.incident.ledger_of(client)
        at = line.entry.occurred_at
        ended = None if ledger is None else ended_by(event.message, at, line, ledger)
        particulars = [f"in {where}"] if where else []
        particulars += [outcome(ended)] if ended else []
        alike.setdefault(f" ({'; '.join(particulars)})" if particulars else "", []).append(
            client or "the client"
        )
    everybody = len(line.incident.messages[event.message].addressees)
    return ", ".join(
        f"{f'all {everybody}' if FEW < len(names) == everybody else ', '.join(names)}{particulars}"
        for particulars, names in alike.items()
    )


def ended_by(message: str, at: datetime, line: Line, ledger: Ledger) -> Promise | None:
    """The promise to a client that a message kept, or ended late, by going out at a time (UTC)."""
    if line.entry.id in line.incident.struck:
        return None
    promises = ledger.promises
    for place, promise in enumerate(promises):
        if promise.fulfilled_at != at or promise.made_by == message or promise.made_at > at:
            continue
        # Several may have gone out at one time: what ended a promise opened the next one, or none.
        following = next((each for each in promises[place + 1 :] if each.kind is promise.kind), None)
        opened = following is not None and following.made_at == at
        if following is not None and opened and following.made_by == message:
            return promise
        if not opened and line.incident.messages[message].kind is not MessageKind.RESCHEDULE:
            return promise
    return None


def outcome(promise: Promise) -> str:
    """What became of a promise, in words."""
    if promise.outcome is Outcome.LATE:
        return f"the promise was {late(promise.late_seconds or 0)}"
    early = timedelta() if promise.fulfilled_at is None else promise.due_at - promise.fulfilled_at
    return f"promise kept with {length(early)} left" if early else "promise kept to the minute"


def message_discarded(event: posting.MessageDiscarded, line: Line) -> str:
    return f"{line.message(event.message)} is discarded: {flat(event.why)}"


def wrap_up_written(event: closing.WrapUpWritten, line: Line) -> str:
    by = f"; analysis by {line.told(event.analysis_by)}" if event.analysis_by else ""
    what = flat(event.what or event.text).removesuffix(".")
    return f"wrap-up{sent_to(line)}: {what}{by}"

"""Promised times: whole minutes on the clock, and giving them another time (C, Regular updates)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from incident_console.domain.authority import (
    in_term,
    required,
    speak,
)
from incident_console.domain.declaring import person
from incident_console.domain.entry import Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.ownership import is_away
from incident_console.domain.parts import Message
from incident_console.domain.posting import posting
from incident_console.domain.vocabulary import MessageKind, PromiseKind, Refused, refusal_time


class RescheduleWritten(MessageEvent, frozen=True, kw_only=True):
    """Another time for what was promised, told to the client with the reason."""

    kind: ClassVar[MessageKind] = MessageKind.RESCHEDULE
    promise: PromiseKind
    due_at: datetime
    why: str
    watcher: str

    def went_out(self, incident: Incident, message: Message, at: datetime) -> None:
        if incident.end_promise(self.promise, at, moved=True) is not None:
            incident.make_promise(self.promise, at, self.due_at, message).watcher = self.watcher

    @property
    def promised_at(self) -> datetime | None:
        return self.due_at

    @property
    def text(self) -> str:
        return self.why


def to_the_minute(moment: datetime) -> datetime:
    """A promise is a whole minute on the clock: what the client reads."""
    return moment.replace(second=0, microsecond=0)


def future_minute(moment: datetime, at: datetime, name: str) -> datetime:
    """The minute that is promised.

    Raises:
        Refused: where it is not in the future.
    """
    minute = to_the_minute(moment)
    if minute <= at:
        raise Refused(
            f"{name} {refusal_time(minute)} is not in the future; give a time after {refusal_time(at)}"
        )
    return minute


def reschedule(
    incident: Incident,
    request: Request,
    *,
    due: datetime,
    why: str,
    watcher: str | None = None,
    posted: bool = False,
    where: str | None = None,
) -> list[Event]:
    """Give a promise another time, tell the client why, and name who watches the clock (C, Regular updates).

    While the incident is open it is the promised update; afterwards the promised analysis.

    Raises:
        Refused: without a promise, for a time not in the future, or where the watcher is away.
    """
    speak(incident, request, "reschedule")
    in_term(incident, request, "reschedule")
    kind = PromiseKind.UPDATE if incident.is_open else PromiseKind.ANALYSIS
    promise = incident.open_promise(kind)
    if promise is None and incident.is_open:
        raise Refused(
            f"{incident.ref} has promised no update yet; send the first one, it names the next time"
        )
    if promise is None:
        raise Refused(
            f"{incident.ref} has ended and owes its client no analysis; there is nothing to reschedule"
        )
    due = future_minute(due, request.at, "the new time")
    if due == promise.due_at:
        raise Refused(f"the {kind} is promised for {refusal_time(due)} already; give another time")
    watching = person(watcher or request.by)
    if is_away(incident, watching):
        raise Refused(f"{watching} is away and cannot watch the clock; name somebody with --watcher")
    written = RescheduleWritten(
        promise=kind,
        due_at=due,
        why=required(why, "the reason", '--why "the vendor needs another hour"'),
        watcher=watching,
    )
    return [written, *posting(incident, request, written, posted, where)]


def longer_than_cadence(incident: Incident, request: Request) -> datetime | None:
    """Where a standing promise is longer than the cadence: the time to bring it forward to (UTC)."""
    promise = incident.update_promise
    if promise is None or not incident.is_open or incident.severity is None or promise.due_at <= request.now:
        return None
    due = request.policy.next_update_due(incident.severity, incident.status, incident.client, request.now)
    return due if promise.due_at > due else None

"""How an incident ends, and the end of a false alarm (C, Closing)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from incident_console.domain.authority import decide, overruled, required, while_open
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.offers import ENDED, lose, offer_ends
from incident_console.domain.parts import Message
from incident_console.domain.posting import posting
from incident_console.domain.promises import RescheduleWritten
from incident_console.domain.refusal import Part
from incident_console.domain.vocabulary import MessageKind, Outcome, PromiseKind, Role, Status


class StandDownWritten(MessageEvent, frozen=True, kw_only=True):
    """A false alarm. Where the client was told anything, it ends when they are told this."""

    kind: ClassVar[MessageKind] = MessageKind.STAND_DOWN
    derived = frozenset({"updates", "promises", "actions"})
    why: str
    silent: bool = False

    def apply(self, incident: Incident, entry: Entry) -> None:
        if self.silent:
            end(incident, Status.STOOD_DOWN, entry.occurred_at, entry.id)
        else:
            incident.write(self, entry)

    def overruled(self, incident: Incident, entry: Entry) -> None:
        if not self.silent:
            incident.write(self, entry, holds=False)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return overruled(incident, entry) or told_meanwhile(incident, self.silent)

    def went_out(self, incident: Incident, message: Message, at: datetime) -> None:
        if not message.overtaken:
            end(incident, Status.STOOD_DOWN, at, message.out_by)

    @property
    def text(self) -> str:
        return self.why


class HistoryEnded(Event, frozen=True, kw_only=True):
    """An incident brought in from another tool is over: its record is history."""

    derived = frozenset({"updates", "promises", "actions"})

    def apply(self, incident: Incident, entry: Entry) -> None:
        if incident.is_open:
            finish(incident, Status.CLOSED, entry.occurred_at, entry.id)


def told_meanwhile(incident: Incident, silent: bool) -> Objection | None:
    """Why an incident does not end without a word: its client was told something by then."""
    if not silent or not client_was_told(incident):
        return None
    return Objection(ground=Ground.TOLD, at=incident.last_out_at)


def end(incident: Incident, status: Status, at: datetime, by: str) -> None:
    """End an incident by what went out at that time; its update promise ends with it. `by` is the event.

    A duplicate's promise is moved, whenever it was due: the survivor keeps it.
    """
    promise = incident.update_promise
    if status is not Status.DUPLICATE:
        incident.end_promise(PromiseKind.UPDATE, at)
    elif promise is not None:
        promise.outcome = Outcome.MOVED
    finish(incident, status, at, by)


def finish(incident: Incident, status: Status, at: datetime, by: str) -> None:
    """Nothing waits but what concerns the analysis, nothing is offered, nobody is away any more.

    An update that never went out would now promise another one; open actions go on as follow-ups.
    """
    incident.status = status
    incident.closed_at = at
    incident.ended_by = by
    incident.first_update_due = None
    incident.ended_ever.append(by)
    lose(incident, Role, ENDED)
    incident.away = None
    for message in incident.waiting:
        message.dropped = message.overtaken = not about_analysis(message)
    for action in incident.open_actions:
        if not action.follow_up:
            action.follow_up = action.carried = True


def about_analysis(message: Message) -> bool:
    """Whether a message is the analysis, or gives it another time."""
    written = message.event
    if isinstance(written, RescheduleWritten):
        return written.promise is PromiseKind.ANALYSIS
    return message.kind is MessageKind.ANALYSIS


def client_was_told(incident: Incident) -> bool:
    """Whether anything about this incident ever reached the client."""
    return incident.last_out_at is not None


def stand_down(
    incident: Incident, request: Request, *, why: str, posted: bool = False, where: str | None = None
) -> list[Event]:
    """End a false alarm. Where the client was told anything, they are told this too."""
    decide(incident, request, "stand it down")
    while_open(incident)
    why = required(why, Part.WHY, "the reason")
    if not client_was_told(incident) and not posted:
        return [StandDownWritten(why=why, silent=True), *offer_ends(incident, request, ENDED)]
    written = StandDownWritten(why=why)
    return [written, *posting(incident, request, written, posted, where)]

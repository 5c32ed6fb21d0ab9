"""The end: resolve, confirm, close by the wrap-up; reopening, standing down, duplicates (C, Closing; R 8)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from incident_console.domain.authority import (
    after_the_last,
    contribute,
    decide,
    optional,
    past_only,
    required,
    speak,
    while_open,
)
from incident_console.domain.incident import (
    Asked,
    BriefAction,
    Entry,
    Event,
    Incident,
    Message,
    MessageEvent,
    MessageKind,
    Outcome,
    PromiseKind,
    Refused,
    Remedy,
    Status,
    refusal_time,
)
from incident_console.domain.posting import posting
from incident_console.domain.promises import RescheduleWritten, future_minute
from incident_console.domain.response import StatusChanged

ENDINGS = (MessageKind.WRAP_UP, MessageKind.STAND_DOWN, MessageKind.DUPLICATE)


class IncidentResolved(Event, frozen=True, kw_only=True):
    """The first gate: one of the three criteria is met (R 8)."""

    remedy: Remedy
    restored_at: datetime | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.status = Status.RESOLVED
        incident.remedy = self.remedy
        incident.resolved_at = entry.occurred_at
        incident.restored_at = self.restored_at

    @property
    def text(self) -> str:
        return self.remedy.value


class ResolutionConfirmed(Event, frozen=True, kw_only=True):
    """The second gate: the Incident Commander confirms (R 8)."""

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.confirmed_at = entry.occurred_at


class WrapUpWritten(MessageEvent, frozen=True, kw_only=True):
    """The wrap-up (C, Closing). The third gate opens when it is out."""

    kind: ClassVar[MessageKind] = MessageKind.WRAP_UP
    what: str = ""
    customer_impact: str = ""
    prevention: str | None = None
    analysis_by: datetime | None = None
    restored_at: datetime | None = None
    follow_ups: tuple[BriefAction, ...] = ()

    def went_out(self, incident: Incident, message: Message, at: datetime) -> None:
        incident.last_update_at = at
        end(incident, Status.CLOSED, at)
        if self.analysis_by is not None:
            incident.end_promise(PromiseKind.ANALYSIS, at, moved=True)
            incident.make_promise(PromiseKind.ANALYSIS, at, self.analysis_by, message)

    @property
    def promised_at(self) -> datetime | None:
        return self.analysis_by

    @property
    def text(self) -> str:
        return (
            "\n".join(part for part in (self.what, self.customer_impact, self.prevention) if part)
            or self.words
        )


class AnalysisWritten(MessageEvent, frozen=True, kw_only=True):
    """The promised analysis (C, Closing)."""

    kind: ClassVar[MessageKind] = MessageKind.ANALYSIS
    what: str

    def went_out(self, incident: Incident, message: Message, at: datetime) -> None:
        incident.end_promise(PromiseKind.ANALYSIS, at)

    @property
    def text(self) -> str:
        return self.what


class StandDownWritten(MessageEvent, frozen=True, kw_only=True):
    """A false alarm. Where the client was told anything, it ends when they are told this."""

    kind: ClassVar[MessageKind] = MessageKind.STAND_DOWN
    derived = frozenset({"updates", "promises", "actions"})
    why: str
    silent: bool = False

    def apply(self, incident: Incident, entry: Entry) -> None:
        if self.silent:
            end(incident, Status.STOOD_DOWN, entry.occurred_at)
        else:
            incident.write(self, entry)

    def went_out(self, incident: Incident, message: Message, at: datetime) -> None:
        end(incident, Status.STOOD_DOWN, at)

    @property
    def text(self) -> str:
        return self.why


class IncidentReopened(Event, frozen=True, kw_only=True):
    """It goes on: both gates are open again, and the client hears anew. The past stays."""

    derived = frozenset({"updates", "promises", "actions"})
    why: str
    first_update_due: datetime | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        if not incident.is_open:
            incident.lives += 1
            incident.first_update_due = self.first_update_due
        incident.drop_waiting(*ENDINGS)
        incident.status = Status.INVESTIGATING
        incident.remedy = None
        incident.duplicate_of = None
        incident.restored_at = incident.resolved_at = incident.confirmed_at = incident.closed_at = None
        incident.review.due_at = incident.review.completed_at = None
        for action in incident.actions:
            if action.carried:
                action.carried = action.follow_up = False

    @property
    def text(self) -> str:
        return self.why


class HistoryEnded(Event, frozen=True, kw_only=True):
    """An incident brought in from another tool is over: its record is history."""

    derived = frozenset({"updates", "promises", "actions"})

    def apply(self, incident: Incident, entry: Entry) -> None:
        if incident.is_open:
            finish(incident, Status.CLOSED, entry.occurred_at)


def end(incident: Incident, status: Status, at: datetime) -> None:
    """End an incident by what went out at that time; its update promise ends with it.

    A duplicate's promise is moved, whenever it was due: the survivor keeps it.
    """
    promise = incident.update_promise
    if status is not Status.DUPLICATE:
        incident.end_promise(PromiseKind.UPDATE, at)
    elif promise is not None:
        promise.outcome = Outcome.MOVED
    finish(incident, status, at)


def finish(incident: Incident, status: Status, at: datetime) -> None:
    """Nothing waits but what concerns the analysis, nothing is offered, nobody is away any more.

    An update that never went out would now promise another one; open actions go on as follow-ups.
    """
    incident.status = status
    incident.closed_at = at
    incident.first_update_due = None
    incident.offer = None
    incident.away = None
    for message in incident.waiting:
        message.dropped = not about_analysis(message)
    for action in incident.open_actions:
        if not action.follow_up:
            action.follow_up = action.carried = True


def about_analysis(message: Message) -> bool:
    """Whether a message is the analysis, or gives it another time."""
    written = message.event
    if isinstance(written, RescheduleWritten):
        return written.promise is PromiseKind.ANALYSIS
    return message.kind is MessageKind.ANALYSIS


def resolve(
    incident: Incident, asked: Asked, *, remedy: Remedy, restored_at: datetime | None = None
) -> list[Event]:
    """Say that it is resolved, on which ground, and since when service is restored (R 8).

    Without a time of restoration the time of resolving is taken; a workaround may go without one.

    Raises:
        Refused: where it is resolved already, or restored in the future or before it began.
    """
    contribute(incident, asked)
    while_open(incident)
    after_the_last(incident, asked, StatusChanged, IncidentReopened)
    if incident.status is Status.RESOLVED:
        raise Refused(
            f"{incident.ref} is resolved already; its owner {incident.owner} may confirm it "
            "or send it back with reopen"
        )
    if restored_at is None and remedy is not Remedy.WORKAROUND:
        restored_at = asked.at
    if restored_at is not None:
        past_only(restored_at, asked.at, "--restored-at")
        began = incident.started_at
        if began is not None and restored_at < began:
            raise Refused(f"the impact began at {refusal_time(began)}; give a later --restored-at")
    return [IncidentResolved(remedy=remedy, restored_at=restored_at)]


def confirm(incident: Incident, asked: Asked) -> list[Event]:
    """The Incident Commander confirms the resolution (R 8); from now on the client waits for the wrap-up."""
    decide(incident, asked, "confirm its resolution")
    while_open(incident)
    if incident.status is not Status.RESOLVED:
        raise Refused(
            f"{incident.ref} is {incident.status}; resolve it first: "
            f"resolve {incident.ref} --criterion restored"
        )
    if incident.confirmed_at is not None:
        raise Refused(
            f"{incident.ref} is confirmed since {refusal_time(incident.confirmed_at)}; "
            f"send the wrap-up: close {incident.ref}"
        )
    if incident.resolved_at is not None and asked.at < incident.resolved_at:
        raise Refused(f"it was resolved at {refusal_time(incident.resolved_at)}; confirm it after that")
    return [ResolutionConfirmed()]


def close(
    incident: Incident,
    asked: Asked,
    *,
    what: str,
    customer_impact: str,
    prevention: str | None = None,
    analysis_by: datetime | None = None,
    posted: bool = False,
    where: str | None = None,
) -> list[Event]:
    """Write the wrap-up (C, Closing); the incident is closed when it is out.

    Raises:
        Refused: before the confirmation, or without prevention or the date by which its analysis comes.
    """
    decide(incident, asked, "close it")
    while_open(incident)
    if incident.status is not Status.RESOLVED:
        raise Refused(f"{incident.ref} is {incident.status}; resolve and confirm it first")
    if incident.confirmed_at is None:
        raise Refused(
            f"{incident.ref} is resolved, not confirmed; its owner confirms first: confirm {incident.ref}"
        )
    if asked.at < incident.confirmed_at:
        raise Refused(f"it was confirmed at {refusal_time(incident.confirmed_at)}; close it after that")
    prevented = optional(prevention)
    if not prevented and analysis_by is None:
        raise Refused(
            "say what prevents a recurrence with --prevention, or when the analysis comes with --analysis-by"
        )
    written = WrapUpWritten(
        what=required(what, "what happened", '--what "a release broke the checkout"'),
        customer_impact=required(
            customer_impact, "the customer impact", '--customer-impact "30 % of checkouts failed"'
        ),
        prevention=prevented,
        analysis_by=None
        if analysis_by is None
        else future_minute(analysis_by, asked.at, "the analysis's date"),
        restored_at=incident.restored_at,
        follow_ups=tuple(BriefAction(n=a.n, text=a.text, owner=a.owner) for a in incident.open_actions),
    )
    return [written, *posting(incident, asked, written, posted, where)]


def send_analysis(
    incident: Incident, asked: Asked, *, what: str, posted: bool = False, where: str | None = None
) -> list[Event]:
    """Send the analysis that the wrap-up promised (C, Closing)."""
    speak(incident, asked, "send the analysis")
    if incident.imported:
        raise Refused(f"{incident.ref} was imported and is history; nothing is sent from it: write a note")
    if incident.analysis_promise is None and incident.is_open:
        raise Refused(
            f"{incident.ref} has promised no analysis; the wrap-up may promise one: close --analysis-by"
        )
    written = AnalysisWritten(what=required(what, "the analysis", '"the cause, and what changes: https://…"'))
    return [written, *posting(incident, asked, written, posted, where)]


def reopen(incident: Incident, asked: Asked, *, why: str) -> list[Event]:
    """Open an ended incident again, or send a resolution back before closing; the record keeps it all."""
    why = required(why, "the reason", '--why "errors are back"')
    if incident.imported:
        raise Refused(f"{incident.ref} was imported and is history; declare a new incident")
    if incident.is_open:
        decide(incident, asked, "send it back")
        if incident.status is not Status.RESOLVED and not any(m.kind in ENDINGS for m in incident.waiting):
            raise Refused(f"{incident.ref} is open: {incident.status}; there is nothing to reopen")
        return [IncidentReopened(why=why)]
    contribute(incident, asked)
    ended = incident.closed_at
    if ended is not None and asked.at < ended:
        raise Refused(f"{incident.ref} ended at {refusal_time(ended)}; give a later --at")
    due = asked.policy.first_update_due(incident.severity or "P2", incident.client, asked.at)
    return [IncidentReopened(why=why, first_update_due=due)]


def client_was_told(incident: Incident) -> bool:
    """Whether anything about this incident ever reached the client."""
    return incident.last_out_at is not None


def stand_down(
    incident: Incident, asked: Asked, *, why: str, posted: bool = False, where: str | None = None
) -> list[Event]:
    """End a false alarm. Where the client was told anything, they are told this too."""
    decide(incident, asked, "stand it down")
    while_open(incident)
    why = required(why, "the reason", '--why "the alert was wrong"')
    if not client_was_told(incident) and not posted:
        return [StandDownWritten(why=why, silent=True)]
    written = StandDownWritten(why=why)
    return [written, *posting(incident, asked, written, posted, where)]


def wrap_up_from(incident: Incident) -> msgspec.Struct | None:
    """The wrap-up that waits to go out, for editing it again."""
    for message in incident.waiting:
        if message.kind is MessageKind.WRAP_UP:
            return message.event
    return None

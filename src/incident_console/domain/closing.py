"""The end in three gates: resolve, confirm, close by the wrap-up; the promised analysis (C, Closing; R 8)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

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
from incident_console.domain.ending import end
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.parts import BriefAction, Message
from incident_console.domain.posting import posting
from incident_console.domain.promises import future_minute
from incident_console.domain.reopening import IncidentReopened
from incident_console.domain.response import StatusChanged
from incident_console.domain.vocabulary import MessageKind, PromiseKind, Refused, Remedy, Status, refusal_time


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


def resolve(
    incident: Incident, request: Request, *, remedy: Remedy, restored_at: datetime | None = None
) -> list[Event]:
    """Say that it is resolved, on which ground, and since when service is restored (R 8).

    Without a time of restoration the time of resolving is taken; a workaround may go without one.

    Raises:
        Refused: where it is resolved already, or restored in the future or before it began.
    """
    contribute(incident, request)
    while_open(incident)
    after_the_last(incident, request, StatusChanged, IncidentReopened)
    if incident.status is Status.RESOLVED:
        raise Refused(
            f"{incident.ref} is resolved already; its owner {incident.owner} may confirm it "
            "or send it back with reopen"
        )
    if restored_at is None and remedy is not Remedy.WORKAROUND:
        restored_at = request.at
    if restored_at is not None:
        past_only(restored_at, request.at, "--restored-at")
        began = incident.started_at
        if began is not None and restored_at < began:
            raise Refused(f"the impact began at {refusal_time(began)}; give a later --restored-at")
    return [IncidentResolved(remedy=remedy, restored_at=restored_at)]


def confirm(incident: Incident, request: Request) -> list[Event]:
    """The Incident Commander confirms the resolution (R 8); from now on the client waits for the wrap-up."""
    decide(incident, request, "confirm its resolution")
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
    if incident.resolved_at is not None and request.at < incident.resolved_at:
        raise Refused(f"it was resolved at {refusal_time(incident.resolved_at)}; confirm it after that")
    return [ResolutionConfirmed()]


def close(
    incident: Incident,
    request: Request,
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
    decide(incident, request, "close it")
    while_open(incident)
    if incident.status is not Status.RESOLVED:
        raise Refused(f"{incident.ref} is {incident.status}; resolve and confirm it first")
    if incident.confirmed_at is None:
        raise Refused(
            f"{incident.ref} is resolved, not confirmed; its owner confirms first: confirm {incident.ref}"
        )
    if request.at < incident.confirmed_at:
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
        else future_minute(analysis_by, request.at, "the analysis's date"),
        restored_at=incident.restored_at,
        follow_ups=tuple(BriefAction(n=a.n, text=a.text, owner=a.owner) for a in incident.open_actions),
    )
    return [written, *posting(incident, request, written, posted, where)]


def send_analysis(
    incident: Incident, request: Request, *, what: str, posted: bool = False, where: str | None = None
) -> list[Event]:
    """Send the analysis that the wrap-up promised (C, Closing)."""
    speak(incident, request, "send the analysis")
    if incident.imported:
        raise Refused(f"{incident.ref} was imported and is history; nothing is sent from it: write a note")
    if incident.analysis_promise is None and incident.is_open:
        raise Refused(
            f"{incident.ref} has promised no analysis; the wrap-up may promise one: close --analysis-by"
        )
    written = AnalysisWritten(what=required(what, "the analysis", '"the cause, and what changes: https://…"'))
    return [written, *posting(incident, request, written, posted, where)]


def wrap_up_from(incident: Incident) -> WrapUpWritten | None:
    """The wrap-up that waits to go out, for editing it again."""
    for message in incident.waiting:
        if isinstance(message.event, WrapUpWritten):
            return message.event
    return None

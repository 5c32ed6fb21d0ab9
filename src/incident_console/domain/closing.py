"""The end in three gates: resolve, confirm, close by the wrap-up; the promised analysis (C, Closing; R 8)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from incident_console.domain.addressing import addressed
from incident_console.domain.authority import (
    after_the_last,
    contribute,
    decide,
    no_speaker,
    optional,
    over,
    overruled,
    past_only,
    required,
    speak,
    while_open,
)
from incident_console.domain.ending import end, know_the_end
from incident_console.domain.entry import Entry, Event, MessageEvent, Request
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Message
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.parts import BriefAction
from incident_console.domain.posting import posting
from incident_console.domain.promises import future_minute, make_promise
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.reopening import IncidentReopened
from incident_console.domain.response import StatusChanged, resolved_already
from incident_console.domain.vocabulary import MessageKind, PromiseKind, Remedy, Status


class IncidentResolved(Event, frozen=True, kw_only=True):
    """The first gate: one of the three criteria is met (R 8)."""

    remedy: Remedy
    restored_at: datetime | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.status = Status.RESOLVED
        incident.remedy = self.remedy
        incident.resolution = entry.id
        incident.resolved_by = entry.by
        incident.resolved_at = entry.occurred_at
        incident.restored_at = self.restored_at

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return over(incident) or resolved_already(incident)

    @property
    def text(self) -> str:
        return self.remedy.value


class ResolutionConfirmed(Event, frozen=True, kw_only=True):
    """The second gate: the Incident Commander confirms (R 8)."""

    resolution: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.confirmed_at = entry.occurred_at

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        if ruled := overruled(incident, entry):
            return ruled
        stands = incident.resolution == self.resolution and incident.confirmed_at is None
        return None if stands else Objection(ground=Ground.OTHER_GATE)

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.resolution,)


class WrapUpWritten(MessageEvent, frozen=True, kw_only=True):
    """The wrap-up (C, Closing). The third gate opens when it is out."""

    kind: ClassVar[MessageKind] = MessageKind.WRAP_UP
    what: str = ""
    customer_impact: str = ""
    prevention: str | None = None
    analysis_by: datetime | None = None
    restored_at: datetime | None = None
    follow_ups: tuple[BriefAction, ...] = ()

    def went_out(self, incident: Incident, ledger: Ledger, message: Message, at: datetime) -> None:
        ledger.last_update_at = at
        know_the_end(incident, ledger, message, at)
        if self.analysis_by is not None:
            # Closed for the second time, after a reopening: the new date takes the place of the first.
            ledger.end_promise(PromiseKind.ANALYSIS, at, moved=True)
            make_promise(incident, ledger, PromiseKind.ANALYSIS, at, self.analysis_by, message)

    def ends(self, incident: Incident, at: datetime, by: str) -> None:
        end(incident, Status.CLOSED, at, by)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        if ruled := overruled(incident, entry):
            return ruled
        confirmed = incident.status is Status.RESOLVED and incident.confirmed_at is not None
        return None if confirmed else Objection(ground=Ground.UNCONFIRMED)

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

    @property
    def about_analysis(self) -> bool:
        return True

    def went_out(self, incident: Incident, ledger: Ledger, message: Message, at: datetime) -> None:
        ledger.end_promise(PromiseKind.ANALYSIS, at)

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return no_speaker(incident, entry)

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
    # Anybody may say so: the gate is the confirmation by the Incident Commander (R 8).
    contribute(incident, request)
    while_open(incident)
    after_the_last(incident, request, StatusChanged, IncidentReopened)
    if incident.status is Status.RESOLVED:
        raise Refused(
            "{ref} is resolved already; its owner {owner} may confirm it or send it back",
            then=(Act("confirm", incident.ref), Act("reopen", incident.ref)),
            ref=incident.ref,
            owner=incident.owner,
        )
    began = incident.started_at if incident.reopened_at is None else incident.impact_back
    if restored_at is None and remedy is not Remedy.WORKAROUND:
        # Said now, it is not over before it began, whatever a clock that was set back shows.
        now = request.at if request.backdated or began is None else max(request.at, began)
        return [IncidentResolved(remedy=remedy, restored_at=restored_after(began, now))]
    if restored_at is not None:
        past_only(restored_at, request.at, Part.RESTORED_AT)
    return [IncidentResolved(remedy=remedy, restored_at=restored_after(began, restored_at))]


def restored_after(began: datetime | None, restored_at: datetime | None) -> datetime | None:
    """Return the time of restoration, which is not before the impact began.

    Raises:
        Refused: where it is.
    """
    if began is not None and restored_at is not None and restored_at < began:
        raise Refused(
            "the impact began at {began}; give a later {restored_at}",
            about=Part.RESTORED_AT,
            began=began,
            restored_at=Part.RESTORED_AT,
        )
    return restored_at


def confirm(incident: Incident, request: Request) -> list[Event]:
    """The Incident Commander confirms the resolution (R 8); from now on the client waits for the wrap-up."""
    decide(incident, request, "confirm")
    while_open(incident)
    if incident.status is not Status.RESOLVED:
        raise Refused(
            "{ref} is {status}; resolve it first",
            then=Act("resolve", incident.ref, remedy=Remedy.RESTORED),
            ref=incident.ref,
            status=incident.status,
        )
    if incident.confirmed_at is not None:
        raise Refused(
            "{ref} is confirmed since {confirmed}; send the wrap-up",
            then=Act("close", incident.ref),
            ref=incident.ref,
            confirmed=incident.confirmed_at,
        )
    resolved = incident.resolved_at
    if resolved is not None and request.backdated and request.at < resolved:
        raise Refused(
            "it was resolved at {resolved}; confirm it after that",
            about=Part.AT,
            resolved=incident.resolved_at,
        )
    return [ResolutionConfirmed(resolution=incident.resolution)]


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
    decide(incident, request, "close")
    while_open(incident)
    if incident.status is not Status.RESOLVED:
        raise Refused(
            "{ref} is {status}; resolve and confirm it first",
            then=Act("resolve", incident.ref, remedy=Remedy.RESTORED),
            ref=incident.ref,
            status=incident.status,
        )
    if incident.confirmed_at is None:
        raise Refused(
            "{ref} is resolved, not confirmed; its owner confirms first",
            then=Act("confirm", incident.ref),
            ref=incident.ref,
        )
    if request.backdated and request.at < incident.confirmed_at:
        raise Refused(
            "it was confirmed at {confirmed}; close it after that",
            about=Part.AT,
            confirmed=incident.confirmed_at,
        )
    prevented = optional(prevention, Part.PREVENTION)
    # C, Closing: “what we are doing to prevent a recurrence (or when to expect that analysis)”.
    if not prevented and analysis_by is None:
        raise Refused(
            "say what prevents a recurrence with {prevention}, or when the analysis comes with {analysis_by}",
            about=Part.PREVENTION,
            prevention=Part.PREVENTION,
            analysis_by=Part.ANALYSIS_BY,
        )
    written = WrapUpWritten(
        what=required(what, Part.WHAT, "what happened"),
        customer_impact=required(customer_impact, Part.CUSTOMER_IMPACT, "the customer impact"),
        prevention=prevented,
        analysis_by=None
        if analysis_by is None
        else future_minute(analysis_by, request.at, Part.ANALYSIS_BY, "the analysis's date"),
        restored_at=incident.restored_at,
        # Open work holds up no end: it is told with it, and goes on as follow-ups (C, Closing; R 9).
        follow_ups=tuple(BriefAction(n=a.n, text=a.text, owner=a.owner) for a in incident.open_actions),
        **addressed(incident, incident.listening),
    )
    return [written, *posting(incident, request, written, posted, where)]


def send_analysis(
    incident: Incident, request: Request, *, what: str, posted: bool = False, where: str | None = None
) -> list[Event]:
    """Send the analysis that the wrap-up promised (C, Closing)."""
    speak(incident, request, "send_analysis")
    if incident.imported:
        raise Refused(
            "{ref} was imported and is history; nothing is sent from it: write a note", ref=incident.ref
        )
    if incident.analysis_promise is None and incident.is_open:
        raise Refused("{ref} has promised no analysis; the wrap-up may promise one", ref=incident.ref)
    # A client who was dropped since was promised it all the same, and gets it.
    owed = [ledger for ledger in incident.ledgers if ledger.analysis_promise is not None]
    written = AnalysisWritten(
        what=required(what, Part.WHAT, "the analysis"), **addressed(incident, owed or incident.concerned)
    )
    return [written, *posting(incident, request, written, posted, where)]


def wrap_up_from(incident: Incident) -> WrapUpWritten | None:
    """The wrap-up that waits to go out, for editing it again."""
    for message in incident.waiting:
        if isinstance(message.event, WrapUpWritten):
            return message.event
    return None

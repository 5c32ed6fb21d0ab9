"""The internal report: conditions, actions, needs, for colleagues and never for a client (R 4, CL)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from incident_console.domain.actions import ActionDone
from incident_console.domain.authority import contribute, required, while_open
from incident_console.domain.declaring import SeverityChanged
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.promises import future_minute
from incident_console.domain.refusal import Part
from incident_console.domain.response import Noted, StatusChanged
from incident_console.domain.vocabulary import Role


class ReportWritten(Event, frozen=True, kw_only=True):
    """What colleagues are told of how it stands; `next_report_at` is when the next one comes, if promised."""

    conditions: str
    steps: str
    needed: str
    next_report_at: datetime | None = None

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.reports = (*incident.reports, entry)

    @property
    def text(self) -> str:
        return "\n".join((self.conditions, self.steps, self.needed))


class ReportDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A report as the record proposes it."""

    conditions: str
    actions: str
    needs: str = ""


class NextReport(msgspec.Struct, frozen=True, kw_only=True):
    """When colleagues were promised the next report (UTC), and who sees to it: the CL (R 4)."""

    due_at: datetime
    keeper: str
    since: datetime


def write_report(
    incident: Incident,
    request: Request,
    *,
    conditions: str,
    actions: str,
    needs: str,
    next_report: datetime | None = None,
) -> list[Event]:
    """Report to colleagues. It is no update: it keeps no promise to a client and opens none.

    Raises:
        Refused: where a part is missing, or the next time is not in the future.
    """
    contribute(incident, request)
    while_open(incident)
    return [
        ReportWritten(
            conditions=required(conditions, Part.CONDITIONS, "how things stand"),
            steps=required(actions, Part.REPORTED_ACTIONS, "what is being done"),
            needed=required(needs, Part.NEEDS, "what is needed"),
            next_report_at=None
            if next_report is None
            else future_minute(next_report, request.at, Part.NEXT_REPORT, "the next report"),
        )
    ]


def next_report(incident: Incident) -> NextReport | None:
    """Return when the next report is due by the last one; None where none was promised, or it has ended."""
    if not (incident.is_open and incident.reports):
        return None
    last = incident.reports[-1]
    due_at = last.event.next_report_at if isinstance(last.event, ReportWritten) else None
    return (
        None
        if due_at is None
        else NextReport(due_at=due_at, keeper=incident.holder(Role.CL), since=last.occurred_at)
    )


def proposed_report(incident: Incident) -> ReportDraft:
    """Return the report that the record proposes: how it stands, and what was logged since the last."""
    severity = f"{incident.severity}, " if incident.severity else ""
    impact = f". {incident.impact}" if incident.impact else ""
    return ReportDraft(
        conditions=f"{severity}{incident.status}{impact}",
        actions="\n".join(logged_since(incident)),
    )


def logged_since(incident: Incident) -> Iterator[str]:
    """Yield what was noted, finished and changed since the last report, in order, a line each."""
    after = incident.reports[-1].seq if incident.reports else 0
    done = {action.done_seq: action for action in incident.actions if action.done_at is not None}
    for entry in incident.entries:
        if entry.seq <= after or entry.objection is not None or entry.id in incident.struck:
            continue
        event = entry.event
        if isinstance(event, Noted):
            yield f"{entry.by}: {event.what}"
        elif isinstance(event, SeverityChanged):
            yield f"severity {event.severity}: {event.text}"
        elif isinstance(event, StatusChanged):
            yield f"status {event.status}"
        elif isinstance(event, ActionDone) and entry.seq in done:
            yield f"done: {done[entry.seq].text}"

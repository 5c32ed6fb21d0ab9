"""An incident, and a row of the board, as the command line answers them in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from incident_console.domain.calls import called
from incident_console.domain.communication import waiting_on
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.lives import lives
from incident_console.domain.news import News, news
from incident_console.domain.owed import owed
from incident_console.domain.parts import Action
from incident_console.domain.policy import Policy
from incident_console.domain.procedure import Step, procedure
from incident_console.domain.promises import longer_promises
from incident_console.domain.reporting import ReportWritten, next_report
from incident_console.domain.summary import SummaryRow
from incident_console.domain.vocabulary import Role
from incident_console.reports.called import called_rows, owed_rows
from incident_console.reports.deliveries import delivery_rows, last_told_rows, ways_of
from incident_console.reports.handover_rows import away, handover, inquiry_row, waiting_row
from incident_console.reports.message_rows import unsent_row, update_rows
from incident_console.reports.portal_state import portal_row
from incident_console.reports.promise_rows import clock, clock_of, ledger_row, promise_row
from incident_console.reports.stamps import stamp
from incident_console.reports.verdicts import conflict_row

if TYPE_CHECKING:
    from incident_console.store.store import Store


def show(
    incident: Incident,
    now: datetime,
    policy: Policy | None = None,
    *,
    store: Store | None = None,
    damaged: str = "",
) -> dict[str, Any]:
    """The incident as `show --json` gives it; with a policy also the steps of the procedure.

    Args:
        now: the time at hand, UTC: what has lapsed or is overdue is judged by it.
        store: the record, where it is known what is still to be sent from this file.
        damaged: why this is not all of it.
    """
    answer: dict[str, Any] = {
        "ref": incident.ref,
        "id": incident.id,
        "title": incident.title,
        "severity": incident.severity,
        "status": incident.status,
        "owner": incident.owner,
        "roles": {role.value: incident.holder(role) for role in Role},
        "impact": incident.impact,
        "scope": incident.scope,
        "because": list(incident.because),
        "client": incident.client,
        "clients": incident.clients,
        "ticket": incident.ticket,
        "drill": incident.drill,
        "declared_at": stamp(incident.declared_at),
        "started_at": stamp(incident.started_at),
        "restored_at": stamp(incident.restored_at),
        "resolved_at": stamp(incident.resolved_at),
        "closed_at": stamp(incident.closed_at),
        "handover": handover(incident.standing_offer(now)),
        "called": called_rows(called(incident, now)),
        "owed": owed_rows(owed(incident), now),
        "away": away(incident),
        "clock": clock_of(incident, now),
        "promises": [promise_row(promise) for promise in incident.promises],
        "updates": update_rows(incident),
        "deliveries": delivery_rows(incident, ways_of(incident, None if store is None else store.deliveries)),
        "actions": [action_row(action, incident.ref) for action in incident.actions],
        "events": len(incident.entries),
        "damaged": damaged or None,
    }
    return {**answer, **beyond(incident, now, policy), "portal": portal_row(incident, store)}


def beyond(incident: Incident, now: datetime, policy: Policy | None) -> dict[str, Any]:
    """What `show` tells beyond the fields that scripts were promised."""
    following = next_report(incident)
    answer: dict[str, Any] = {
        "severity_confirmed": incident.severity_confirmed,
        "imported": incident.imported,
        "declared_by": incident.declared_by or None,
        "term": incident.terms,
        "owner_since": stamp(incident.tenure.since) if incident.tenures else None,
        "ticket_url": incident.ticket_url,
        "remedy": incident.remedy,
        "confirmed_at": stamp(incident.confirmed_at),
        "lives": incident.lives,
        "life_spans": [{"from": stamp(life.began), "to": stamp(life.ended)} for life in lives(incident)],
        "longer_than_cadence": longer_promises(incident),
        "highest_severity": incident.highest_severity,
        "duplicate_of": incident.duplicate_of,
        "absorbed": list(incident.absorbed.values()),
        "waiting_on": waiting_row(waiting_on(incident)),
        "inquiries": [inquiry_row(each, incident) for each in open_inquiries(incident)],
        "not_told": [news_row(each) for each in news(incident)],
        "unsent": [unsent_row(message, incident) for message in incident.waiting],
        "review": review(incident),
        "last_told": last_told_rows(incident),
        "reports": [report_row(entry) for entry in incident.reports],
        "next_report_at": stamp(None if following is None else following.due_at),
        "conflicts": [conflict_row(entry, incident) for entry in incident.conflicts],
        "ledgers": [ledger_row(ledger, incident, now) for ledger in incident.ledgers],
    }
    if policy is not None:
        answer["procedure"] = [step_row(step) for step in procedure(incident, now, policy)]
    return answer


def news_row(each: News) -> dict[str, Any]:
    """What clients have not heard of yet."""
    return {"topic": each.topic, "text": each.text, "at": stamp(each.at), "action": each.n or None}


def report_row(entry: Entry) -> dict[str, Any]:
    """A report to colleagues."""
    event = entry.event
    assert isinstance(event, ReportWritten)
    return {
        "at": stamp(entry.occurred_at),
        "by": entry.by,
        "conditions": event.conditions,
        "actions": event.steps,
        "needs": event.needed,
        "next_report_at": stamp(event.next_report_at),
    }


def action_row(action: Action, ref: str) -> dict[str, Any]:
    """An action as `action list --json` gives it."""
    return {
        "n": action.n,
        "text": action.text,
        "owner": action.owner,
        "due": stamp(action.due),
        "done": action.done_at is not None,
        "follow_up": action.follow_up,
        "ref": ref,
        "done_at": stamp(action.done_at),
        "dropped": action.dropped_at is not None,
        "dropped_why": action.dropped_why or None,
    }


def review(incident: Incident) -> dict[str, Any]:
    """The review as far as it is written."""
    written = incident.review
    return {
        "root_cause": written.root_cause or None,
        "factors": list(written.factors),
        "recommendations": list(written.recommendations),
        "follow_ups_said": written.follow_ups or None,
        "due_at": stamp(written.due_at),
        "completed_at": stamp(written.completed_at),
    }


def step_row(step: Step) -> dict[str, Any]:
    """A step of the procedure as `procedure --json` gives it."""
    return {
        "n": step.n,
        "title": step.title,
        "state": step.state,
        "missing": "; ".join(filter(None, (step.missing, step.besides))) or None,
        "since": stamp(step.since),
        "not_logged": step.not_logged or None,
        "not_logged_since": stamp(step.not_logged_since),
    }


def board_row(row: SummaryRow, now: datetime) -> dict[str, Any]:
    """An incident as `list --json` gives it."""
    counting = None
    if row.clock_kind is not None and row.clock_due_at is not None:
        counting = {**clock(row.clock_kind, row.clock_due_at, now), "client": row.clock_client}
    return {
        "ref": row.ref,
        "id": row.id,
        "title": row.title,
        "severity": row.severity,
        "status": row.status,
        "owner": row.owner,
        "client": row.client,
        "clients": list(row.clients),
        "clock": counting,
        "roles": {"IC": row.owner, "CL": row.cl, "OL": row.ol},
        "severity_confirmed": row.severity_confirmed,
        "ticket": row.ticket,
        "drill": row.drill,
        "imported": row.imported,
        "open": row.open,
        "offered_to": row.offered(now),
        "away_until": stamp(row.away_until),
        "unsent": row.unsent,
        "declared_at": stamp(row.declared_at),
        "closed_at": stamp(row.closed_at),
        "damaged": row.damaged or None,
    }

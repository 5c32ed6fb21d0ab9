"""An incident, and a row of the board, as the command line answers them in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from incident_console.delivery.outbox import outbox_id
from incident_console.domain.calls import called
from incident_console.domain.closing import WrapUpWritten
from incident_console.domain.communication import UpdateWritten, waiting_on
from incident_console.domain.deadlines import deadline_for, next_deadline
from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import Inquiry, open_inquiries
from incident_console.domain.ledger import Ledger, Promise, outcomes
from incident_console.domain.lives import lives
from incident_console.domain.owed import owed
from incident_console.domain.parts import Action, Brief, Message, Offer, Waiting
from incident_console.domain.policy import Policy
from incident_console.domain.procedure import Step, procedure
from incident_console.domain.promises import longer_promises
from incident_console.domain.summary import SummaryRow
from incident_console.domain.vocabulary import Role
from incident_console.reports.called import called_rows, owed_rows
from incident_console.reports.deliveries import delivery_rows, last_told_rows, ways_of
from incident_console.reports.log_rows import log_row
from incident_console.reports.stamps import stamp
from incident_console.reports.verdicts import conflict_row

if TYPE_CHECKING:
    from incident_console.store.deliveries import Deliveries


def show(
    incident: Incident,
    now: datetime,
    policy: Policy | None = None,
    *,
    queue: Deliveries | None = None,
    damaged: str = "",
) -> dict[str, Any]:
    """The incident as `show --json` gives it; with a policy also the steps of the procedure.

    Args:
        now: the time at hand, UTC: what has lapsed or is overdue is judged by it.
        queue: what is still to be sent, where this file may send it.
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
        "deliveries": delivery_rows(incident, ways_of(incident, queue)),
        "actions": [action_row(action, incident.ref) for action in incident.actions],
        "events": len(incident.entries),
        "damaged": damaged or None,
    }
    return {**answer, **beyond(incident, now, policy)}


def beyond(incident: Incident, now: datetime, policy: Policy | None) -> dict[str, Any]:
    """What `show` tells beyond the fields that scripts were promised."""
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
        "unsent": [unsent_row(message, incident) for message in incident.waiting],
        "review": review(incident),
        "last_told": last_told_rows(incident),
        "conflicts": [conflict_row(entry, incident) for entry in incident.conflicts],
        "ledgers": [ledger_row(ledger, incident, now) for ledger in incident.ledgers],
    }
    if policy is not None:
        answer["procedure"] = [step_row(step) for step in procedure(incident, now, policy)]
    return answer


def handover(offer: Offer | None) -> dict[str, Any] | None:
    """The standing offer; null once it has lapsed."""
    if offer is None:
        return None
    return {
        "to": offer.to,
        "offered_by": offer.by,
        "offered_at": stamp(offer.offered_at),
        "roles": list(offer.roles),
        "stands_until": stamp(offer.stands_until),
        "brief": brief(offer.brief),
    }


def brief(given: Brief) -> dict[str, Any]:
    """A handover's brief, as it was given."""
    return {
        "status": given.status,
        "latest_update": given.latest_update or None,
        "latest_update_at": stamp(given.latest_update_at),
        "actions": [{"n": action.n, "text": action.text, "owner": action.owner} for action in given.actions],
        "next_kind": given.next_kind or None,
        "next_update_at": stamp(given.next_update_at),
        "roles": list(given.roles),
        "clients": [
            {
                "client": each.client,
                "next_kind": each.next_kind,
                "next_update_at": stamp(each.next_update_at),
            }
            for each in given.clients
        ],
        "waiting_on": waiting_row(given.waiting_on),
        "inquiries": [
            {"seq": each.seq, "client": each.client, "text": each.text, "asked_at": stamp(each.asked_at)}
            for each in given.inquiries
        ],
        "unsent": list(given.unsent),
        "unsent_to": list(given.unsent_to),
        "unsent_why": list(given.unsent_why),
        "overtaken": list(given.overtaken),
    }


def waiting_row(waiting: Waiting | None) -> dict[str, Any] | None:
    """For whom the response waits, as the clients read it; null where it waits for nobody."""
    if waiting is None:
        return None
    return {
        "who": waiting.who,
        "expecting": waiting.expecting,
        "since_update": waiting.update,
        "since": stamp(waiting.since),
    }


def inquiry_row(inquiry: Inquiry, incident: Incident) -> dict[str, Any]:
    """A question of a client: its entry in the log, and who asks."""
    return {**log_row(inquiry.entry, incident), "client": inquiry.client}


def away(incident: Incident) -> dict[str, Any] | None:
    """The declared absence, and whether the client has been told."""
    absence = incident.away
    if absence is None:
        return None
    return {
        "until": stamp(absence.until),
        "who": absence.who,
        "since": stamp(absence.since),
        "expect": absence.expect,
        "asked": list(absence.asked),
        "client_told": absence.told,
    }


def clock_of(incident: Incident, now: datetime) -> dict[str, Any] | None:
    """What the clock counts down to, and who keeps it; null where nothing is due."""
    deadline = next_deadline(incident)
    if deadline is None:
        return None
    return {
        **clock(deadline.kind, deadline.due_at, now),
        "promised": deadline.promised,
        "keeper": deadline.keeper,
        "client": deadline.client,
    }


def ledger_row(ledger: Ledger, incident: Incident, now: datetime) -> dict[str, Any]:
    """What one client was told and promised, and what they wait for."""
    deadline = deadline_for(incident, ledger) if incident.is_open and ledger.concerned else None
    return {
        "client": ledger.client,
        "since": stamp(ledger.since),
        "last_told_at": stamp(ledger.last_out_at),
        "told_of_the_end_at": stamp(ledger.over_at),
        "dropped_at": stamp(ledger.dropped_at),
        "clock": None if deadline is None else clock(deadline.kind, deadline.due_at, now),
        "promises": outcomes(ledger.promises),
    }


def clock(kind: str, due_at: datetime, now: datetime) -> dict[str, Any]:
    """A deadline at that time: `seconds` left are negative when it is overdue."""
    return {
        "kind": kind,
        "due_at": stamp(due_at),
        "overdue": now > due_at,
        "seconds": int((due_at - now).total_seconds()),
    }


def promise_row(promise: Promise) -> dict[str, Any]:
    """A promise and what became of it."""
    return {
        "kind": promise.kind,
        "made_at": stamp(promise.made_at),
        "due_at": stamp(promise.due_at),
        "outcome": promise.outcome,
        "late_seconds": promise.late_seconds,
        "fulfilled_at": stamp(promise.fulfilled_at),
        "keeper": promise.keeper,
        "client": promise.client,
        "watcher": promise.watcher or None,
        "longer_than_cadence": promise.longer_than_cadence,
    }


def update_rows(incident: Incident) -> list[dict[str, Any]]:
    """Updates and wrap-ups as written, numbered through all lives; `posted_at` is null until they are out.

    A wrap-up that waits comes after whatever goes out before it.
    """
    after = incident.updates_written + 1
    places = {entry.id: entry.seq for entry in incident.entries}
    return [
        {
            **update_row(each, each.number or each.counted or after),
            "answers": [places[one] for one in each.event.refers_to if one in places],
        }
        for each in incident.updates
    ]


def update_row(message: Message, n: int) -> dict[str, Any]:
    """An update or wrap-up with its parts; `words` is what the client read."""
    event = message.event
    parts: tuple[str | None, ...] = (None,) * 6
    if isinstance(event, UpdateWritten):
        parts = (
            event.impact,
            event.done,
            event.next_steps,
            event.investigating,
            event.waiting_on,
            event.expecting,
        )
    elif isinstance(event, WrapUpWritten):
        parts = (event.customer_impact, event.what, event.prevention, None, None, None)
    impact, done, next_steps, investigating, waiting_on, expecting = (part or None for part in parts)
    return {
        "n": n,
        "kind": message.kind,
        "life": message.life,
        "seq": message.seq,
        "by": message.by or None,
        "impact": impact,
        "done": done,
        "next": next_steps,
        "next_update_at": stamp(event.next_update_at if isinstance(event, UpdateWritten) else None),
        "investigating": investigating,
        "waiting_on": waiting_on,
        "expecting": expecting,
        "written_at": stamp(message.written_at),
        "posted_at": stamp(message.out_at),
        "where": message.where or None,
        "told": [{"client": each.client, "at": stamp(each.out_at)} for each in message.told],
        "words": message.words or event.text,
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


def unsent_row(message: Message, incident: Incident) -> dict[str, Any]:
    """A message as `outbox list --json` gives it; `text` is what the first client reads whom it waits for."""
    waiting = message.to_tell or list(message.addressees.values())
    texts = [{"client": each.client, "text": message.words_for(each.client)} for each in waiting]
    return {
        "id": outbox_id(incident, message),
        "ref": incident.ref,
        "kind": message.kind,
        "text": message.words_for(waiting[0].client),
        "waiting_since": stamp(message.written_at),
        "overtaken": incident.is_overtaken(message),
        **({"clients": [each.client for each in waiting], "texts": texts} if incident.has_several else {}),
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
        "missing": step.missing or None,
        "since": stamp(step.since),
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

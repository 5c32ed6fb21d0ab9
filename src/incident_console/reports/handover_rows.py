"""What a handover carries, who is away and what is open meanwhile, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incident_console.domain.incident import Incident
from incident_console.domain.inquiries import Inquiry
from incident_console.domain.parts import Brief, Offer, Waiting
from incident_console.reports.log_rows import log_row
from incident_console.reports.stamps import stamp

if TYPE_CHECKING:
    pass


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
        "report": given.report or None,
        "next_report_at": stamp(given.next_report_at),
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

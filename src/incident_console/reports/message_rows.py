"""What was written to clients: updates and wrap-ups, and what is not out yet, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incident_console.delivery.outbox import outbox_id
from incident_console.domain.closing import WrapUpWritten
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.reports.stamps import stamp

if TYPE_CHECKING:
    pass


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

"""The rows that are still to be sent, kept up with the log in the transaction that records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.policy import Policy
from incident_console.domain.settling import DeliveryRetried
from incident_console.domain.vocabulary import DeliveryOutcome, Proof
from incident_console.domain.ways import Delivery, Destination, WayOut
from incident_console.store.deliveries import Deliveries
from incident_console.store.delivery_rows import DeliveryRow, key


class Attempted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one attempt to send a row, and when it was over (UTC).

    What was not sent waits until `again_at` (UTC); everything else is final, and why it was refused or is
    uncertain stands in `reason`.
    """

    row: DeliveryRow
    outcome: DeliveryOutcome
    at: datetime
    proof: Proof | None = None
    reason: str = ""
    url: str = ""
    ticket: str = ""
    """The id of the ticket that the support portal created."""
    again_at: datetime | None = None


def keep_up(
    rows: Deliveries,
    before: Incident,
    incident: Incident,
    entries: Sequence[Entry],
    policy: Policy,
    now: datetime,
) -> None:
    """Bring the rows of an incident up to date with what was just recorded.

    What was written has its rows now, what was retried waits again, and what is out by another way, taken
    back or overtaken is not sent any more.

    Args:
        before: the incident as it stood before the entries, `incident` after them.
        policy: the agreements in force, which say how long a message stays fresh.
        now: the time at hand (UTC).
    """
    written = {entry.id: incident.messages[entry.id] for entry in entries if entry.id in incident.messages}
    for message in written.values():
        to = [each for each in message.deliveries.values() if each.waiting]
        # What is newer goes behind what waits to be tried again, or says all of it: neither stands still.
        for channel in dict.fromkeys(each.channel for each in to):
            rows.hasten(now, incident=incident.id, channel=channel)
        send(rows, incident, message, to, policy, now)
    for entry in entries:
        if isinstance(entry.event, DeliveryRetried):
            message = incident.messages[entry.event.message]
            again = [message.deliveries[each.key] for each in entry.event.to]
            send(rows, incident, message, again, policy, now)
    ended, revived, came = [], [], []
    for message in incident.messages.values():
        was = before.messages.get(message.id)
        if was is None or not message.deliveries or message.deliveries == was.deliveries:
            continue
        for name, each in message.deliveries.items():
            if name in was.deliveries and was.deliveries[name].outcome is not each.outcome:
                came.append((key(message.id, each.destination), each.outcome))
            waited = name in was.deliveries and was.deliveries[name].waiting
            if waited and not each.waiting:
                ended.append(key(message.id, each.destination))
            elif each.waiting and not waited:
                revived.append(key(message.id, each.destination))
    if ended:
        rows.end_unsent(ended)
    if revived:
        rows.revive(revived)
    if came:
        rows.note_outcomes(came)


def catch_up(rows: Deliveries, incident: Incident) -> None:
    """Bring the rows of an incident up to date with what another copy's entries made of its messages."""
    here = [row for row in rows.of(incident=incident.id) if not row.inside]
    wanted = {row.id for row in here if still_waits(incident, row.message, row.destination)}
    rows.end_unsent(row.id for row in here if row.id not in wanted)
    rows.revive(row.id for row in here if row.id in wanted)


def still_waits(incident: Incident, message: str, to: Destination) -> bool:
    """Whether a message is still to be sent to a recipient."""
    found = incident.messages.get(message)
    delivery = None if found is None else found.deliveries.get(to.key)
    return delivery is not None and delivery.waiting


def send(
    rows: Deliveries,
    incident: Incident,
    message: Message,
    deliveries: Sequence[Delivery],
    policy: Policy,
    now: datetime,
) -> None:
    """Have a message sent from this file to these recipients."""
    if not deliveries:
        return
    rows.add(
        (
            (incident.id, message.id, each.destination, now + freshness(policy, incident, each))
            for each in deliveries
        ),
        now,
    )


def freshness(policy: Policy, incident: Incident, delivery: Delivery) -> timedelta:
    """Return how long a message may be sent by itself, by the channel as it is configured now."""
    ways = policy.ways(incident.ledgers[delivery.ledger].client)
    way = next((each for each in ways if each.channel == delivery.channel), WayOut(channel=delivery.channel))
    return timedelta(seconds=way.fresh)

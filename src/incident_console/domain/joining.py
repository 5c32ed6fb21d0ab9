"""Who becomes a client of an incident: somebody new, who comes back, or the one who had no name."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger


def join(incident: Incident, client: str, since: datetime, first_update_due: datetime | None) -> Ledger:
    """Have somebody as a client: a new one, or one who was dropped or told that it is over.

    The first name is that of the client without a name, whose promises stay. For who is a client already
    nothing changes; who joins what another copy had ended hears first when it is reopened.
    """
    if not incident.is_open:
        first_update_due = None
    first, ledger = incident.ledgers[0], incident.ledger_of(client)
    if ledger is None and first.client is None and not incident.has_several:
        first.be_called(client)
        for message in incident.messages.values():
            message.addressees[0] = replace(message.addressees[0], client=client)
        return first
    if ledger is None:
        ledger = Ledger(n=len(incident.ledgers), client=client, since=since)
        ledger.first_update_due = first_update_due
        incident.ledgers.append(ledger)
    elif not ledger.listens:
        ledger.dropped_at, ledger.since = None, since
        ledger.begin_again(first_update_due)
    return ledger

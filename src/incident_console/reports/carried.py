"""Messages that channels carry, as the rules of whose turn it is take them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_console.domain.authority import speakers
from incident_console.domain.incident import Incident
from incident_console.domain.settling import can_go_out
from incident_console.domain.turns import Carried
from incident_console.reports.deliveries import Way
from incident_console.reports.way_stages import Stage, stage_of
from incident_console.wording.names import message_name

STANDS = {
    Stage.UNCERTAIN: ("uncertain", "settle"),
    Stage.REFUSED: ("refused", "retry"),
    Stage.STALE: ("too old to go by itself", "retry"),
    Stage.ELSEWHERE: ("waiting elsewhere, or sent already", "retry"),
}
"""How a message stands that somebody has to say something of, and the rule that answers it."""


def carried(incident: Incident, ways: Sequence[Way], now: datetime) -> Carried | None:
    """Return a message as what it is on somebody for at a time (UTC); None where no channel carries it.

    Args:
        ways: all of its ways.
    """
    lacking = [way for way in ways if lacks(incident, way)]
    if not lacking:
        return None
    message = lacking[0].message
    those = {way.delivery.ledger for way in lacking}
    worst = min(lacking, key=lambda way: stage_of(way, now))
    stands, answer = STANDS.get(stage_of(worst, now), ("", ""))
    return Carried(
        incident=incident.id,
        ref=incident.ref,
        message=message_name(message),
        speakers=speakers(incident),
        by_channels=message.waiting and all(each.ledger in those for each in message.to_tell),
        stands=stands,
        channel=worst.delivery.channel if stands else "",
        reason=worst.reason if stands and worst.reason != stands else "",
        at=worst.delivery.at if stands else None,
        answer=answer,
    )


def lacks(incident: Incident, way: Way) -> bool:
    """Whether a message has not arrived by a way, and may still go out by it as it stands."""
    return way.delivery.lacks_it and can_go_out(incident, way.message, way.delivery)

"""Messages that channels carry, as the rules of whose turn it is take them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_console.domain.authority import speakers
from incident_console.domain.incident import Incident
from incident_console.domain.settling import can_go_out
from incident_console.domain.turns import Carried
from incident_console.reports.deliveries import Way
from incident_console.reports.way_stages import WORDS, Stage, reason, stage_of
from incident_console.wording.names import message_name

ANSWERS = {
    Stage.UNCERTAIN: "settle",
    Stage.REFUSED: "retry",
    Stage.STALE: "retry",
    Stage.ELSEWHERE: "retry",
}
"""The rule by which somebody says what becomes of a message that stands so."""


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
    stage = stage_of(worst, now)
    answer = ANSWERS.get(stage, "")
    return Carried(
        incident=incident.id,
        ref=incident.ref,
        message=message_name(message),
        speakers=speakers(incident),
        by_channels=message.waiting and all(each.ledger in those for each in message.to_tell),
        stands=WORDS[stage] if answer else "",
        channel=worst.delivery.channel if answer else "",
        reason=reason(worst, now) if answer else "",
        at=worst.delivery.at if answer else None,
        answer=answer,
    )


def lacks(incident: Incident, way: Way) -> bool:
    """Whether a message has not arrived by a way, and may still go out by it as it stands."""
    return way.delivery.lacks_it and can_go_out(incident, way.message, way.delivery)

"""What came of an incident's messages by its channels, as the sheet says it; and what each was told last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from incident_console.cli.answers import advise, heading, line, paint
from incident_console.cli.carrying import says
from incident_console.delivery.outbox import outbox_id
from incident_console.domain.channels_told import ChannelTold, channels_told, left_behind
from incident_console.domain.incident import Incident
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports.deliveries import Way
from incident_console.wording.names import message_name, the_message

OPEN = (DeliveryOutcome.WAITING, DeliveryOutcome.REFUSED, DeliveryOutcome.UNCERTAIN)


def ways_lines(incident: Incident, ways: Sequence[Way], clock: Callable[[datetime], str]) -> list[str]:
    """Return what has not arrived, the newest message first, and what each channel was told last."""
    if not ways:
        return []
    lines = [heading("Channels")]
    behind = {(each.ledger, each.channel) for each in left_behind(incident)}
    for each in channels_told(incident):
        said = line(f"{channel_of(incident, each)}: {what_last(each, clock)}")
        over = (each.ledger, each.channel) in behind
        lines.append(paint(f"{said}; not told that it is over", "red") if over else said)
    for way in reversed(ways):
        stands = way.message.unfinished(way.delivery.ledger) and way.delivery.outcome in OPEN
        if stands and not way.delivery.kept_back:
            name = outbox_id(incident, way.message)
            said = f"{name}  {line(message_name(way.message))} {says(way)}"
            lines.append(said if way.waits else paint(said, "red"))
    return lines


def channel_of(incident: Incident, each: ChannelTold) -> str:
    """Return a channel, and whose it is where there are several clients."""
    client = incident.ledgers[each.ledger].client
    return f"{client} by {each.channel}" if client and incident.has_several else each.channel


def what_last(each: ChannelTold, clock: Callable[[datetime], str]) -> str:
    """Return what a channel was told last, and when."""
    if each.message is None or each.at is None:
        return "told nothing yet"
    return f"{message_name(each.message)} at {clock(each.at)}"


def say_left_behind(incident: Incident) -> None:
    """Say on stderr which channels were not told that it is over, though their client was by another."""
    for each in left_behind(incident):
        assert each.message is not None
        last = the_message(each.message)
        advise(line(f"{channel_of(incident, each)} was told {last} last, and not that it is over"))

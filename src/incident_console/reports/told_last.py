"""What each channel was told last, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from incident_console.domain.channels_told import ChannelTold
from incident_console.domain.incident import Incident
from incident_console.wording.names import message_name, the_message


def channel_of(incident: Incident, each: ChannelTold) -> str:
    """Return a channel, and whose it is where there are several clients."""
    client = incident.ledgers[each.ledger].client
    return f"{client} by {each.channel}" if client and incident.has_several else each.channel


def what_last(each: ChannelTold, clock: Callable[[datetime], str]) -> str:
    """Return what a channel was told last, and when."""
    if each.message is None or each.at is None:
        return "told nothing yet"
    return f"{message_name(each.message)} at {clock(each.at)}"


def told_last(incident: Incident, each: ChannelTold) -> str:
    """Return in a sentence what a channel was told last."""
    last = "nothing yet" if each.message is None else f"{the_message(each.message)} last"
    return f"{channel_of(incident, each)} was told {last}"

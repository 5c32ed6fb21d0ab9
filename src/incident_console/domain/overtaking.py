"""Which messages are overtaken, and so not sent late: a newer one says what they would have said."""

from __future__ import annotations

from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Message
from incident_console.domain.vocabulary import ENDINGS, MessageKind
from incident_console.domain.ways import Destination

LAST_WORDS = frozenset((*ENDINGS, MessageKind.CLIENT_DROP))


def overtake(incident: Incident, ledger: Ledger, newer: Message) -> None:
    """Keep back the deliveries to a client of what a message overtakes that has reached them."""
    for older in map(incident.messages.__getitem__, incident.carried):
        if ledger.n not in older.overtaken and overtakes(newer, older):
            older.keep_back(ledger.n, f"overtaken by {named(newer)}")
            older.overtaken = (*older.overtaken, ledger.n)


def overtakes(newer: Message, older: Message) -> bool:
    """Whether a message makes an older one needless for whoever has read it."""
    if newer.seq <= older.seq:
        return False
    if newer.event.about_analysis or older.event.about_analysis:
        both = newer.event.about_analysis and older.event.about_analysis
        return both and (newer.kind is MessageKind.ANALYSIS or newer.kind is older.kind)
    if newer.kind in LAST_WORDS:
        return True
    if newer.kind is MessageKind.UPDATE:
        return older.kind in (MessageKind.UPDATE, MessageKind.RESCHEDULE)
    return newer.kind is older.kind


def overtaken_by(incident: Incident, message: Message, to: Destination) -> Message | None:
    """Return the newest message that waits to go the same way and says all that this one would have said."""
    for newer in reversed(incident.messages.values()):
        if newer.seq <= message.seq:
            return None
        waits = any(
            each.waiting and (each.client, each.channel) == (to.client, to.channel)
            for each in newer.deliveries.values()
        )
        if waits and overtakes(newer, message):
            return newer
    return None


def named(message: Message) -> str:
    """Return what a message is called in a reason: `update 4`, `the wrap-up`."""
    if message.kind is MessageKind.UPDATE:
        return f"update {message.number}"
    return {MessageKind.WRAP_UP: "the wrap-up", MessageKind.CLIENT_DROP: "its last word"}.get(
        message.kind, f"a newer {message.kind.value.replace('_', ' ')}"
    )

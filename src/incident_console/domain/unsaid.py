"""What an update does not tell its readers: an impact, or what was done since the last (C, Communication)."""

from __future__ import annotations

import re

from incident_console.domain.communication import UpdateWritten
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Message
from incident_console.domain.text import name_key

UNCHANGED = (
    r"(?i:(?:still )?(?:unchanged|no change|the same)(?: since (?:the|our) (?:last|previous) update)?\.?"
    r"|(?:weiterhin )?(?:unverändert|keine (?:ver)?änderung(?:en)?)"
    r"(?: seit (?:dem|unserem) letzten update)?\.?)"
)
"""An impact that only says that it is what it was."""
NOTHING_NEW = r"(?i:no new steps|nothing new|keine neuen schritte|nichts neues)\b"
"""Steps that say that there were none."""


def says_unchanged(impact: str) -> bool:
    """Whether an impact says no more than that nothing has changed."""
    return re.fullmatch(UNCHANGED, impact.strip()) is not None


def impact_told(incident: Incident, ledger: Ledger) -> tuple[str, int]:
    """The impact that a client last read in full, and in which update; empty where in none."""
    for message in reversed(incident.messages.values()):
        update, addressee = message.event, message.addressees.get(ledger.n)
        if addressee is None or addressee.out_at is None or not isinstance(update, UpdateWritten):
            continue
        # “Unchanged” says nothing to who reads it alone: they are told what it was.
        if not says_unchanged(update.impact):
            return update.impact, message.number
    return "", 0


def leaves_impact_unsaid(incident: Incident, message: Message) -> bool:
    """Whether an update says that the impact is unchanged to somebody who has not read any."""
    event = message.event
    if not isinstance(event, UpdateWritten) or not says_unchanged(event.impact):
        return False
    return any(not impact_told(incident, incident.ledgers[n])[0] for n in message.addressees)


def repeats_what_was_done(incident: Incident, message: Message) -> Message | None:
    """Return the update that a reader of this one read before, where it says the same was done; else None."""
    event = message.event
    if not isinstance(event, UpdateWritten) or re.match(NOTHING_NEW, event.done):
        return None
    for n in message.addressees:
        had = [each for each in incident.updates if each.id != message.id and each.has_reached(n)]
        last = max(had, key=lambda each: each.addressees[n].out_seq, default=None)
        said = None if last is None else last.event
        if isinstance(said, UpdateWritten) and name_key(said.done) == name_key(event.done):
            return last
    return None

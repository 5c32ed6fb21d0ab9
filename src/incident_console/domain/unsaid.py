"""What an update does not tell its readers: an impact, or what was done since the last (C, Communication)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from incident_console.domain.communication import UpdateWritten
from incident_console.domain.entry import MessageEvent
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Message
from incident_console.domain.refusal import Part
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


class Lack(NamedTuple):
    """What readers will miss in an update: in which part, and why."""

    part: Part
    why: str


def missed(incident: Incident, event: MessageEvent, readers: Sequence[Ledger], but: str = "") -> list[Lack]:
    """Return what these clients will miss in an update.

    Args:
        incident: as it stands, before the update or after it.
        event: what is written, or was; other messages lack nothing.
        but: the id of the update itself, where it is in the incident already.
    """
    if not isinstance(event, UpdateWritten):
        return []
    found = []
    if says_unchanged(event.impact) and not all(impact_told(incident, each)[0] for each in readers):
        why = "who reads this has read no impact yet, and “unchanged” tells them none"
        found.append(Lack(Part.IMPACT, why))
    if (last := said_as_well(incident, event, readers, but)) is not None:
        found.append(Lack(Part.DONE, f"update {last.number} said already that the same was done"))
    return found


def said_as_well(
    incident: Incident, event: UpdateWritten, readers: Sequence[Ledger], but: str
) -> Message | None:
    """Return the update that one of these clients read last, where it says the same was done; else None."""
    if re.match(NOTHING_NEW, event.done):
        return None
    for reader in readers:
        had = [each for each in incident.updates if each.id != but and each.has_reached(reader.n)]
        last = max(had, key=lambda each: each.addressees[reader.n].out_seq, default=None)
        said = None if last is None else last.event
        if isinstance(said, UpdateWritten) and name_key(said.done) == name_key(event.done):
            return last
    return None

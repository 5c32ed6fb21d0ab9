"""What is said of entries that do not hold where they stand."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from incident_console.domain.entry import Entry
from incident_console.domain.events import type_name
from incident_console.domain.incident import Incident
from incident_console.domain.vocabulary import ENDINGS
from incident_console.reports.entry_line import Line
from incident_console.reports.stamps import stamp
from incident_console.words import Clocks, Said, dated


def conflict(
    entry: Entry, incident: Incident, clocks: Clocks | None = None, *, dates: Said = dated
) -> str | None:
    """Why an entry does not hold where it stands, times as in `headline`; None where it holds."""
    if entry.objection is None:
        return None
    line = Line(entry, incident, clocks or Clocks(UTC, UTC, entry.occurred_at), dates)
    return entry.objection.sentence(line.told if entry.objection.ground.told else line.at)


def verdict(
    entry: Entry, incident: Incident, clocks: Clocks | None = None, *, dates: Said = dated
) -> str | None:
    """What is said of an entry that does not hold, as what it does; None where it holds.

    A message that the client has read is no less read: `was read by the client, so its promise counts, …`.
    """
    why = conflict(entry, incident, clocks, dates=dates)
    if why is None:
        return None
    message = incident.messages.get(entry.id)
    if message is None or message.out_at is None:
        return f"does not hold: {why}"
    promised = any(promise.made_by == message.id for promise in incident.promises)
    counts = ", so its promise counts" if promised else ""
    but = "but ended nothing: " if message.kind in ENDINGS else "though "
    return f"was read by the client{counts}, {but}{why}"


def conflict_row(entry: Entry, incident: Incident) -> dict[str, Any]:
    """An entry that does not hold, as `show --json` gives it."""
    return {
        "seq": entry.seq,
        "type": type_name(entry.event),
        "by": entry.by or None,
        "why": conflict(entry, incident),
        "occurred_at": stamp(entry.occurred_at),
        "verdict": verdict(entry, incident),
    }

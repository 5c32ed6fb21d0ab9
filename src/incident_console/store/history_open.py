"""Which incidents were open in a stretch of the past, and their logs, to be folded as they stood then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from incident_console.domain.entry import Entry
from incident_console.store import engine, log
from incident_console.store.engine import as_text
from incident_console.store.errors import UNREADABLE, Damaged
from incident_console.store.history import interruptible
from incident_console.store.stamps import stamp

RECORDED_LATE = timedelta(days=7)
"""An end that was recorded still later is not looked for in what was known before that."""

OPEN_BETWEEN = """
SELECT * FROM (
  SELECT i.id, i.ref, i.declared_at, i.closed_at, CASE WHEN i.closed_at IS NOT NULL THEN
    (SELECT e.recorded_at FROM events e WHERE e.incident = i.id ORDER BY e.place DESC LIMIT 1) END AS known
  FROM incidents i
  WHERE i.imported = 0 AND i.declared_at <= :until AND (i.closed_at IS NULL OR i.closed_at >= :earlier)
) WHERE closed_at IS NULL OR closed_at >= :since OR known >= :since
"""
LOGS = """
SELECT e.incident, e.id, e.place, e.console, e.count, e.term, e.occurred_at, e.recorded_at, e."by", e.login,
  e.body, e.verdict
FROM json_each(?) j CROSS JOIN events e ON e.incident = j.value
"""


class OpenSpan(NamedTuple):
    """An incident and the time in which it may have been open, as the file holds times; None is up to now.

    It was declared `since` and ended `until`, which was known from `known_until` on at the latest. Between
    two lives it was closed all the same: only its log tells.
    """

    id: str
    ref: str
    since: str
    until: str | None
    known_until: str | None


def open_between(connection: engine.Connection, since: datetime, until: datetime) -> list[OpenSpan]:
    """Return the incidents that may have been open at some time of a stretch (UTC), imports left out.

    Raises:
        Interrupted: another question came first.
    """
    values = {"since": stamp(since), "until": stamp(until), "earlier": stamp(since - RECORDED_LATE)}
    with interruptible():
        rows = engine.rows(connection, OPEN_BETWEEN, values)
    return [
        OpenSpan(*map(as_text, (name, ref, begun)), *(None if at is None else as_text(at) for at in ends))
        for name, ref, begun, *ends in rows
    ]


def logs(connection: engine.Connection, spans: Sequence[OpenSpan]) -> dict[str, list[Entry]]:
    """Return the entries of incidents in their order, as far as they can be read.

    Raises:
        Interrupted: another question came first.
    """
    found: dict[str, list[log.AsHeld]] = {span.id: [] for span in spans}
    try:
        with interruptible():
            rows = connection.execute(LOGS, (json.dumps(list(found)),)).fetchall()
        for (incident, *_), held in zip(
            rows, msgspec.convert([row[1:] for row in rows], list[log.AsHeld], strict=True), strict=True
        ):
            found[incident].append(held)
        read = {name: log.entries_of(name, sorted(held, key=place)) for name, held in found.items()}
    except (engine.DatabaseError, *UNREADABLE):
        return {span.id: what_can_be_read(connection, span) for span in spans}
    for span in spans:
        if entries := read[span.id]:
            entries[0] = log.renamed(entries[0], span.ref)
    return read


def place(held: log.AsHeld) -> int:
    return held[1]


def what_can_be_read(connection: engine.Connection, span: OpenSpan) -> list[Entry]:
    try:
        return log.entries(connection, span.id)
    except Damaged as damage:
        return damage.entries

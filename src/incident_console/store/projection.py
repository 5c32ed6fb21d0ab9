"""From a folded incident to the rows that lists, the status line and people's queries read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from incident_console.domain.incident import Incident
from incident_console.domain.parts import Message, Promise
from incident_console.domain.summary import DamagedRow, SummaryRow
from incident_console.store.stamps import maybe_moment, maybe_stamp, stamp

Row = tuple[Any, ...]

NAMES = ("updates", "promises", "actions", "ownership")


FIELDS = SummaryRow.__struct_fields__
FLAGS = frozenset(
    FIELDS.index(name)
    for name in ("severity_confirmed", "open", "drill", "imported", "clock_promised", "client_told")
)
TIMES = frozenset(
    FIELDS.index(name)
    for name in ("clock_due_at", "offer_stands_until", "away_until", "started_at", "declared_at", "closed_at")
)
ROLES = FIELDS.index("offer_roles")
NUMBERS = ("term", "unsent", "version")
NEEDED = ("id", "ref", "title", "status", "owner", "ic", "cl", "ol", "declared_at")
"""Fields that are never empty."""


def to_row(row: SummaryRow, columns: Iterable[int] = range(len(FIELDS))) -> list[Any]:
    """Return the row as the file holds it, or these columns of it."""
    values = msgspec.structs.astuple(row)
    return [to_cell(n, values[n]) for n in columns]


def to_cell(column: int, value: Any) -> Any:
    if column in FLAGS:
        return int(value)
    if column in TIMES:
        return maybe_stamp(value)
    return (" ".join(value) or None) if column == ROLES else value


def changed_columns(before: SummaryRow, row: SummaryRow) -> list[int]:
    """Return the numbers of the columns in which two rows differ."""
    pairs = zip(msgspec.structs.astuple(before), msgspec.structs.astuple(row), strict=True)
    return [n for n, (old, new) in enumerate(pairs) if old != new]


def from_row(values: Iterable[Any]) -> SummaryRow:
    """Return the row that the file holds; one that is damaged as a `DamagedRow`."""
    row = list(values)
    try:
        return whole_row(list(row))
    except (ValueError, TypeError, AttributeError):
        return damaged_row(row)


NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""Stands for a time that must be there and cannot be read."""


def damaged_row(row: list[Any]) -> SummaryRow:
    """Return what can be read of a row."""
    for n, name in enumerate(FIELDS):
        value, needed = row[n], name in NEEDED
        if n in FLAGS:
            row[n] = bool(value)
        elif n in TIMES:
            row[n] = readable_moment(value) or (NEVER if needed else None)
        elif n == ROLES:
            row[n] = tuple(str(value).split()) if value else ()
        elif name in NUMBERS:
            row[n] = value if isinstance(value, int) else 0
        else:
            row[n] = str(value) if value is not None else "" if needed else None
    return DamagedRow(*row)


def readable_moment(value: Any) -> datetime | None:
    """Return a time (UTC) if it is one."""
    try:
        moment = maybe_moment(value)
    except (ValueError, TypeError):
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def whole_row(row: list[Any]) -> SummaryRow:
    """Return a row that is as it was written.

    Raises:
        ValueError, TypeError, AttributeError: it is not.
    """
    for n in FLAGS:
        row[n] = bool(row[n])
    for n in TIMES:
        row[n] = maybe_moment(row[n])
        if row[n] is not None and row[n].tzinfo is None:
            raise ValueError(f"{row[n]} has no zone")
    row[ROLES] = tuple(row[ROLES].split()) if row[ROLES] else ()
    return SummaryRow(*row)


def derived(incident: Incident, names: Iterable[str] = NAMES) -> dict[str, list[Row]]:
    """Return the rows of an incident in the derived tables of these names, each numbered from 1."""
    return {name: ROWS[name](incident) for name in names}


def update_rows(incident: Incident) -> list[Row]:
    return [message_row(incident.id, n, message) for n, message in enumerate(incident.messages.values(), 1)]


def message_row(incident: str, n: int, message: Message) -> Row:
    return (
        incident,
        n,
        message.id,
        message.kind.value,
        message.number,
        message.seq,
        message.by,
        stamp(message.written_at),
        maybe_stamp(message.out_at),
        message.where,
        int(message.waiting),
        int(message.dropped),
        maybe_stamp(message.event.promised_at),
        message.words or message.event.text,
    )


def promise_rows(incident: Incident) -> list[Row]:
    return [promise_row(incident.id, n, promise) for n, promise in enumerate(incident.promises, 1)]


def promise_row(incident: str, n: int, promise: Promise) -> Row:
    return (
        incident,
        n,
        promise.kind.value,
        stamp(promise.made_at),
        stamp(promise.due_at),
        promise.outcome.value,
        promise.late_seconds,
        maybe_stamp(promise.fulfilled_at),
        promise.keeper,
        promise.watcher,
        promise.made_by,
    )


def action_rows(incident: Incident) -> list[Row]:
    return [
        (
            incident.id,
            action.n,
            action.text,
            action.owner,
            maybe_stamp(action.due),
            int(action.open),
            int(action.follow_up),
            stamp(action.added_at),
            maybe_stamp(action.done_at),
            maybe_stamp(action.dropped_at),
            action.dropped_why,
        )
        for action in incident.actions
    ]


def ownership_rows(incident: Incident) -> list[Row]:
    return [
        (incident.id, n, tenure.name, stamp(tenure.since), maybe_stamp(tenure.until), tenure.how)
        for n, tenure in enumerate(incident.tenures, 1)
    ]


ROWS = {"updates": update_rows, "promises": promise_rows, "actions": action_rows, "ownership": ownership_rows}

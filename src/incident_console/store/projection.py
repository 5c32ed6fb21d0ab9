"""From a folded incident to the rows that lists, the status line and people's queries read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from incident_console.domain.deadlines import DeadlineKind, next_deadline
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Message, Promise
from incident_console.domain.vocabulary import Role, Severity, Status
from incident_console.store.stamps import maybe_moment, maybe_stamp, stamp

Row = tuple[Any, ...]

NAMES = ("updates", "promises", "actions", "ownership")


class SummaryRow(msgspec.Struct, frozen=True):
    """An incident as the board and the status line show it. All times are UTC.

    `open` is false once it ended; `client_told` is false while an absence has not reached the client;
    `unsent` counts the messages that wait; `version` is the sequence number of the last entry.
    """

    id: str
    ref: str
    title: str
    severity: str | None
    severity_confirmed: bool
    status: str
    open: bool
    drill: bool
    imported: bool
    client: str | None
    ticket: str | None
    owner: str
    ic: str
    cl: str
    ol: str
    term: int
    clock_kind: str | None
    clock_due_at: datetime | None
    clock_promised: bool
    offered_to: str | None
    offered_by: str | None
    offer_roles: tuple[str, ...]
    offer_stands_until: datetime | None
    away_until: datetime | None
    client_told: bool
    unsent: int
    started_at: datetime | None
    declared_at: datetime
    closed_at: datetime | None
    version: int

    @property
    def damaged(self) -> str:
        """Why it cannot be relied on; empty for one that is as it was written."""
        return ""


class DamagedRow(SummaryRow, frozen=True):
    """What can be read of a summary that holds something nobody wrote; the rest stands empty."""

    @property
    def damaged(self) -> str:
        return (
            f"{self.ref} is damaged on the board: what it says cannot be relied on; verify names the place, and "
            "verify --rebuild writes it anew from the log"
        )


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

HELD_AS = {bool: int, datetime: str, datetime | None: str | None, tuple[str, ...]: str | None}
WORDS: dict[str, Any] = {
    "severity": Severity | None,
    "status": Status,
    "clock_kind": DeadlineKind | None,
}
"""Columns that hold one of a few words."""

KINDS: list[Any] = [
    WORDS.get(field.name, HELD_AS.get(field.type, field.type)) for field in msgspec.structs.fields(SummaryRow)
]
AS_HELD = tuple[tuple(KINDS)]  # type: ignore[misc]
"""The types of a row's cells, which SQLite checks only when it writes."""

EMPTY_CELLS: dict[str, Any] = {
    **dict.fromkeys(("id", "ref", "title", "owner", "ic", "cl", "ol"), "?"),
    **dict.fromkeys(("severity_confirmed", "open", "client_told"), True),
    **dict.fromkeys(("drill", "imported", "clock_promised"), False),
    **dict.fromkeys(("term", "unsent", "version"), 0),
    "status": Status.INVESTIGATING.value,
    "offer_roles": (),
    "declared_at": datetime(1, 1, 2, tzinfo=UTC),
}
"""What stands for a cell that cannot be read, where nothing may not stand there."""


def summary(incident: Incident) -> SummaryRow:
    """Return the board's row of an incident that has at least one entry."""
    assert incident.declared_at is not None
    clock = next_deadline(incident)
    offer, away = incident.offer, incident.away
    return SummaryRow(
        id=incident.id,
        ref=incident.ref,
        title=incident.title,
        severity=None if incident.severity is None else incident.severity.value,
        severity_confirmed=incident.severity_confirmed,
        status=incident.status.value,
        open=incident.is_open,
        drill=incident.drill,
        imported=incident.imported,
        client=incident.client,
        ticket=incident.ticket,
        owner=incident.owner,
        ic=incident.holder(Role.IC),
        cl=incident.holder(Role.CL),
        ol=incident.holder(Role.OL),
        term=incident.terms,
        clock_kind=None if clock is None else clock.kind.value,
        clock_due_at=None if clock is None else clock.due_at,
        clock_promised=clock is not None and clock.promised,
        offered_to=None if offer is None else offer.to,
        offered_by=None if offer is None else offer.by,
        offer_roles=() if offer is None else tuple(role.value for role in offer.roles),
        offer_stands_until=None if offer is None else offer.stands_until,
        away_until=None if away is None else away.until,
        client_told=away is None or away.told,
        unsent=len(incident.waiting),
        started_at=incident.started_at,
        declared_at=incident.declared_at,
        closed_at=incident.closed_at,
        version=incident.seq,
    )


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
    """Return the row that the file holds.

    Raises:
        ValueError, TypeError: it holds something that nobody wrote.
    """
    row = list(values)
    msgspec.convert(tuple(row), AS_HELD, strict=True)
    for n in FLAGS:
        row[n] = bool(row[n])
    for n in TIMES:
        row[n] = maybe_moment(row[n])
    row[ROLES] = tuple(row[ROLES].split()) if row[ROLES] else ()
    return SummaryRow(*row)


def damaged_row(values: Sequence[Any]) -> DamagedRow:
    """Return what can be read of a row, cell by cell."""
    cells: list[Any] = []
    for n, (found, kind) in enumerate(zip(values, KINDS, strict=True)):
        value = found.decode("utf-8", "replace") if isinstance(found, bytes) else found
        try:
            cell = msgspec.convert(value, kind, strict=True)
            cell = maybe_moment(cell) if n in TIMES else bool(cell) if n in FLAGS else cell
            cells.append(tuple(cell.split()) if n == ROLES and cell else () if n == ROLES else cell)
        except (ValueError, TypeError):
            cells.append(EMPTY_CELLS.get(FIELDS[n]))
    return DamagedRow(*cells)


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
        message.client,
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
        promise.client,
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

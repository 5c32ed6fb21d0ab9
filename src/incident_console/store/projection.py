"""From a folded incident to the rows that lists, the status line and people's queries read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

import msgspec

from incident_console.domain.deadlines import DeadlineKind
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Promise
from incident_console.domain.owed import OwedKind
from incident_console.domain.parts import Message
from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import name_key
from incident_console.domain.vocabulary import Severity, Status
from incident_console.store.stamps import maybe_moment, maybe_stamp, stamp

Row = tuple[Any, ...]

NAMES = ("updates", "promises", "actions", "ownership", "called")
ALWAYS = ("called",)
"""What every entry may change: whoever acts is called no longer."""


class DamagedRow(SummaryRow, frozen=True):
    """What can be read of a summary that holds something nobody wrote; the rest stands empty."""

    @property
    def damaged(self) -> str:
        return (
            f"{self.ref} is damaged on the board: what it says cannot be relied on; verify names the place, "
            "and verify --rebuild writes it anew from the log"
        )


FIELDS = SummaryRow.__struct_fields__
FLAGS = frozenset(
    FIELDS.index(name)
    for name in ("severity_confirmed", "open", "drill", "imported", "clock_promised", "client_told")
)
TIMES = frozenset(
    FIELDS.index(name)
    for name in (
        *("clock_due_at", "offer_stands_until", "away_until", "started_at", "declared_at", "closed_at"),
        *("owed_due_at", "awaited_at"),
    )
)
LISTS = {
    FIELDS.index("clients"): "\n",
    FIELDS.index("offer_roles"): " ",
    FIELDS.index("watchers"): "\n",
}
"""Columns that hold several words or names, and what parts them there: a name is on one line."""

HELD_AS = {bool: int, datetime: str, datetime | None: str | None, tuple[str, ...]: str | None}
WORDS: dict[str, Any] = {
    "severity": Severity | None,
    "status": Status,
    "clock_kind": DeadlineKind | None,
    "owed_kind": OwedKind | None,
}
"""Columns that hold one of a few words."""

KINDS: list[Any] = [
    WORDS.get(field.name, HELD_AS.get(field.type, field.type)) for field in msgspec.structs.fields(SummaryRow)
]
AS_HELD: Any = tuple[tuple(KINDS)]  # type: ignore[misc]
"""The types of a row's cells, which SQLite checks only when it writes."""
ALL_AS_HELD: Any = list[AS_HELD]

EMPTY_CELLS: dict[str, Any] = {
    **dict.fromkeys(("id", "ref", "title", "owner", "ic", "cl", "ol"), "?"),
    **dict.fromkeys(("severity_confirmed", "open", "client_told"), True),
    **dict.fromkeys(("drill", "imported", "clock_promised"), False),
    **dict.fromkeys(("term", "unsent", "version"), 0),
    "status": Status.INVESTIGATING.value,
    "clients": (),
    "offer_roles": (),
    "watchers": (),
    "declared_at": datetime(1, 1, 2, tzinfo=UTC),
}
"""What stands for a cell that cannot be read, where nothing may not stand there."""


def to_row(row: SummaryRow, columns: Iterable[int] = range(len(FIELDS))) -> list[Any]:
    """Return the row as the file holds it, or these columns of it."""
    values = msgspec.structs.astuple(row)
    return [to_cell(n, values[n]) for n in columns]


def to_cell(column: int, value: Any) -> Any:
    if column in FLAGS:
        return int(value)
    if column in TIMES:
        return maybe_stamp(value)
    return (LISTS[column].join(value) or None) if column in LISTS else value


def changed_columns(before: SummaryRow, row: SummaryRow) -> list[int]:
    """Return the numbers of the columns in which two rows differ."""
    pairs = zip(msgspec.structs.astuple(before), msgspec.structs.astuple(row), strict=True)
    return [n for n, (old, new) in enumerate(pairs) if old != new]


def from_row(values: Sequence[Any]) -> SummaryRow:
    """Return the row that the file holds.

    Raises:
        ValueError, TypeError: it holds something that nobody wrote.
    """
    return from_rows([values])[0]


def from_rows(rows: Sequence[Sequence[Any]]) -> list[SummaryRow]:
    """Return the rows that the file holds, looked at all at once: msgspec reads the types anew at each look.

    Raises:
        ValueError, TypeError: one of them holds something that nobody wrote.
    """
    msgspec.convert(rows, ALL_AS_HELD, strict=True)
    return [summary_row(row) for row in rows]


def summary_row(values: Sequence[Any]) -> SummaryRow:
    row = list(values)
    for n in FLAGS:
        row[n] = bool(row[n])
    for n in TIMES:
        row[n] = maybe_moment(row[n])
    for n in LISTS:
        row[n] = from_cell(n, row[n])
    return SummaryRow(*row)


def from_cell(column: int, value: Any) -> Any:
    """Return a cell as the row has it."""
    if column in FLAGS:
        return bool(value)
    if column in TIMES:
        return maybe_moment(value)
    if column in LISTS:
        return tuple(value.split(LISTS[column])) if value else ()
    return value


def damaged_row(values: Sequence[Any]) -> DamagedRow:
    """Return what can be read of a row, cell by cell."""
    cells: list[Any] = []
    for n, (found, kind) in enumerate(zip(values, KINDS, strict=True)):
        value = found.decode("utf-8", "replace") if isinstance(found, bytes) else found
        try:
            msgspec.convert(value, kind, strict=True)
            cells.append(from_cell(n, value))
        except (ValueError, TypeError):
            cells.append(EMPTY_CELLS.get(FIELDS[n]))
    return DamagedRow(*cells)


def derived(incident: Incident, names: Iterable[str] = NAMES) -> dict[str, list[Row]]:
    """Return the rows of an incident in the derived tables of these names, each numbered from 1.

    Who is called is always among them.
    """
    return {name: ROWS[name](incident) for name in (*names, *ALWAYS)}


def update_rows(incident: Incident) -> list[Row]:
    """A row for each message and client whom it is for."""
    numbers = count(1)
    return [
        row for message in incident.messages.values() for row in message_rows(incident.id, numbers, message)
    ]


def message_rows(incident: str, numbers: Iterator[int], message: Message) -> Iterator[Row]:
    """The rows of a message: what is the same for all of its clients is worked out once."""
    written = (
        message.id,
        message.kind.value,
        message.number,
        message.seq,
        message.by,
        stamp(message.written_at),
    )
    promised = maybe_stamp(message.event.promised_at)
    told = {name_key(each.client): each.words for each in message.event.to if each.words}
    words = message.event.words or message.event.text
    for to in message.addressees.values():
        yield (
            incident,
            next(numbers),
            *written,
            maybe_stamp(to.out_at),
            to.where,
            int(to.waiting),
            int(to.dropped),
            to.client,
            promised,
            told.get(name_key(to.client or ""), words) if told else words,
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


def called_rows(incident: Incident) -> list[Row]:
    """Who is called and has not acted; those too whom time will call, if nobody acts before."""
    # Who only reads does without all the chapters of the domain.
    from incident_console.domain.calls import calls

    return [
        (
            incident.id,
            n,
            call.who,
            name_key(call.who),
            call.why.value,
            stamp(call.since),
            maybe_stamp(call.until),
            call.seq,
            call.by,
            call.about,
            call.n,
            call.text,
            call.answer,
            call.event,
        )
        for n, call in enumerate(calls(incident), 1)
    ]


ROWS = {
    "updates": update_rows,
    "promises": promise_rows,
    "actions": action_rows,
    "ownership": ownership_rows,
    "called": called_rows,
}

"""An incident's one row, as the file holds it and as lists have it.

What a row of the file holds that nobody wrote is told from the rest: SQLite checks types only as it writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from incident_console.domain.summary import SummaryRow
from incident_console.domain.urgency import DeadlineKind, OwedKind
from incident_console.domain.vocabulary import Severity, Status
from incident_console.store.errors import UNREADABLE
from incident_console.store.stamps import Moment, maybe_moment, maybe_stamp


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
        *("owed_due_at", "awaited_at", "review_due_at", "reviewed_at"),
    )
)
LISTS = {
    FIELDS.index("clients"): "\n",
    FIELDS.index("offer_roles"): " ",
    FIELDS.index("watchers"): "\n",
}
"""Columns that hold several words or names, and what parts them there: a name is on one line."""

HELD_AS = {bool: int, datetime: Moment, datetime | None: Moment | None, tuple[str, ...]: str | None}
WORDS: dict[str, Any] = {
    "severity": Severity | None,
    "highest_severity": Severity | None,
    "status": Status,
    "clock_kind": DeadlineKind | None,
    "owed_kind": OwedKind | None,
}
"""Columns that hold one of a few words."""

KINDS: list[Any] = [
    WORDS.get(field.name, HELD_AS.get(field.type, field.type)) for field in msgspec.structs.fields(SummaryRow)
]
AS_HELD: Any = list[tuple[tuple(KINDS)]]  # type: ignore[misc]
"""The types of the cells of rows, which SQLite checks only when it writes."""

EMPTY_CELLS: dict[str, Any] = {
    **dict.fromkeys(("id", "ref", "title", "owner", "ic", "cl", "ol"), "?"),
    **dict.fromkeys(("severity_confirmed", "open", "client_told"), True),
    **dict.fromkeys(("drill", "imported", "clock_promised"), False),
    **dict.fromkeys(("term", "unsent", "version", "closed_seconds"), 0),
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


def from_rows(rows: Sequence[Sequence[Any]]) -> list[SummaryRow]:
    """Return the rows that the file holds; one that was damaged stands among them as such."""
    try:
        return [summary_row(list(cells)) for cells in msgspec.convert(rows, AS_HELD, strict=True)]
    except UNREADABLE:
        return [row if (row := undamaged(cells)) is not None else damaged_row(cells) for cells in rows]


def undamaged(cells: Sequence[Any]) -> SummaryRow | None:
    """Return the row that the file holds; None where one of its cells holds something that nobody wrote."""
    try:
        return summary_row(list(msgspec.convert([cells], AS_HELD, strict=True)[0]))
    except UNREADABLE:
        return None


def summary_row(cells: list[Any]) -> SummaryRow:
    """Return the row that the cells make, in the order of `SummaryRow`."""
    for n in FLAGS:
        cells[n] = bool(cells[n])
    for n in LISTS:
        cells[n] = from_cell(n, cells[n])
    return SummaryRow(*cells)


def from_cell(column: int, value: Any) -> Any:
    """Return a cell as Python has it: flags, times (UTC) and lists are kept as SQLite can."""
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

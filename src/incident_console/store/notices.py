"""What colleagues are told by channels: each once by its name, whoever finds that its time is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from incident_console.store import delivery_rows
from incident_console.store.delivery_rows import DeliveryRow
from incident_console.store.session import Session
from incident_console.store.stamps import maybe_moment, moment, stamp
from incident_console.store.tables import UNHEARD

CALL, TEAM, REPORT, ALARM = "call", "notice", "report", "alarm"
"""The kinds of notices: somebody is called, a team is told, somebody reports to it, a deadline is there."""

COLUMNS = "id, incident, name, kind, made_at, due_at, subject, text"
ROWS_OF = f"""
SELECT {delivery_rows.COLUMNS} FROM deliveries WHERE incident = ? AND inside = 1 ORDER BY position
"""
NOT_HEARD = f"""
SELECT {delivery_rows.COLUMNS} FROM deliveries AS d WHERE {UNHEARD}
  AND NOT EXISTS (SELECT 1 FROM notices AS n WHERE n.id = d.message AND n.kind LIKE 'portal %')
ORDER BY +position DESC LIMIT ?
"""
"""What is written to the support portal tells nobody. The rows are few: found by their index, then sorted."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A text for colleagues. `name` tells it from every other; the times are UTC."""

    id: str
    incident: str
    name: str
    kind: str
    made_at: datetime
    due_at: datetime | None
    subject: str
    text: str


class Notices:
    """The notices of an open record."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, notice: Notice) -> bool:
        """Keep a notice; tell whether none of its name was there before.

        In the transaction that is open, or in one of its own.
        """
        cells = (
            *(notice.id, notice.incident, notice.name, notice.kind, stamp(notice.made_at)),
            None if notice.due_at is None else stamp(notice.due_at),
            *(notice.subject, notice.text),
        )
        with self._session.joining():
            made = self._session.connection.execute(
                f"INSERT INTO notices ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                cells,
            )
            return bool(made.rowcount)

    def has(self, name: str) -> bool:
        """Whether one of that name was made already."""
        with self._session.reading() as connection:
            return connection.execute("SELECT 1 FROM notices WHERE name = ?", (name,)).fetchone() is not None

    def notice(self, id: str) -> Notice | None:
        return self._one("id = ?", id)

    def named(self, name: str) -> Notice | None:
        """Return the notice of a name, where one was made."""
        return self._one("name = ?", name)

    def _one(self, which: str, value: str) -> Notice | None:
        with self._session.reading() as connection:
            row = connection.execute(f"SELECT {COLUMNS} FROM notices WHERE {which}", (value,)).fetchone()
        return None if row is None else notice_of(row)

    def several(self, ids: Collection[str]) -> dict[str, Notice]:
        """Return notices by their ids."""
        marks = ", ".join("?" * len(ids))
        with self._session.reading() as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM notices WHERE id IN ({marks})", (*ids,))
            return {notice.id: notice for notice in map(notice_of, rows.fetchall())}

    def rows(self, incident: str) -> list[DeliveryRow]:
        """Return the rows by which colleagues are told of an incident, in the order of their making."""
        with self._session.reading() as connection:
            found = connection.execute(ROWS_OF, (incident,)).fetchall()
        return [delivery_rows.row_of(row) for row in found]

    def unheard(self, limit: int) -> list[DeliveryRow]:
        """Return the rows by which colleagues have not heard, as far as is known, the newest first."""
        with self._session.reading() as connection:
            return [delivery_rows.row_of(row) for row in connection.execute(NOT_HEARD, (limit,)).fetchall()]

    def send_again(self, rows: Iterable[DeliveryRow], now: datetime) -> None:
        """Have rows sent from this file, now (UTC), and by themselves for as long as when they were made."""
        again = (
            "UPDATE deliveries SET state = 'waiting', outcome = NULL, reason = '', console = ?, made_at = ?, "
            "next_attempt_at = ?, fresh_until = ? WHERE id = ? AND state <> 'sending'"
        )
        at, here = stamp(now), self._session.known_console()
        cells = [(here, at, at, stamp(now + (row.fresh_until - row.made_at)), row.id) for row in rows]
        with self._session.joining():
            self._session.connection.executemany(again, cells)


def notice_of(cells: Sequence[Any]) -> Notice:
    """Return a notice as the file holds it (`COLUMNS`)."""
    key, incident, name, kind, made_at, due_at, subject, text = cells
    return Notice(
        id=key,
        incident=incident,
        name=name,
        kind=kind,
        made_at=moment(made_at),
        due_at=maybe_moment(due_at),
        subject=subject,
        text=text,
    )

"""What colleagues are told by channels: each once by its name, whoever finds that its time is there."""

from __future__ import annotations

from datetime import datetime

import msgspec

from incident_console.store.session import Session
from incident_console.store.stamps import maybe_moment, moment, stamp

COLUMNS = "id, incident, name, kind, made_at, due_at, subject, text"


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
        if row is None:
            return None
        key, incident, name, kind, made_at, due_at, subject, text = row
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

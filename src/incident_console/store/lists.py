"""What lists read of a record: its summaries and what is derived beside them, without the log and the rules.

`list` starts from here (the row “`list`” of the benchmarks).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from incident_console.domain.summary import SummaryRow
from incident_console.domain.turns import Work
from incident_console.store import board, engine, file, schema, turns
from incident_console.store.board import ActionRow, OwingCounts, WaitingMessage
from incident_console.store.errors import UNREADABLE, StoreError, StoreGone, StoreRefused
from incident_console.store.session import Session
from incident_console.store.stamps import maybe_moment
from incident_console.store.turns import CalledRow

T = TypeVar("T")

LAST_RECORDED = "SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1"


class Lists:
    """An open record, for reading its lists. Threads may share it: a call waits for another's transaction."""

    def __init__(self, path: Path, *, read_only: bool, to_verify: bool = False) -> None:
        self.path = path
        self._session = Session(path, read_only=read_only, to_verify=to_verify)
        self._lock = self._session.lock

    @property
    def read_only(self) -> bool:
        """Whether every write is refused."""
        return self._session.read_only

    @property
    def is_copy(self) -> bool:
        """Whether it is read as a copy that cannot be written by who acts."""
        return self._session.is_copy

    def last_recorded(self) -> datetime | None:
        """Return when the last entry was recorded that the file holds (UTC); None of an empty one."""
        with self._session.reading() as connection:
            last = engine.value(connection, LAST_RECORDED)
        try:
            return maybe_moment(last)
        except UNREADABLE:
            return None

    @property
    def _connection(self) -> engine.Connection:
        return self._session.connection

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        create: bool = True,
        read_only: bool = False,
        to_verify: bool = False,
        group: str | None = None,
    ) -> Self:
        """Open the record, making it on first use.

        Args:
            path: where it is, or is to be; symbolic links are followed.
            create: make it where it does not exist.
            read_only: refuse every write; a file written by a newer version can be opened so.
            to_verify: open it for reading though it lacks tables or guards; `verify` says what is wrong.
            group: the group of logins that shares it; it is made theirs where it is to be written to.

        Raises:
            StoreRefused: the file is not ours, newer, damaged, or in a wrong place; it is left as it is.
        """
        resolved = file.resolve(path)
        if not file.examine(resolved):
            if read_only or not create:
                raise StoreRefused(
                    f"{resolved} does not exist; give another file with --db, or declare an incident"
                )
            file.create(resolved, schema.fill, None if group is None else shared_folder(resolved, group))
            file.examine(resolved)
        try:
            file.peek(resolved)
            if group is not None and not read_only:
                share_with(resolved, group)
            return cls(resolved, read_only=read_only or to_verify, to_verify=to_verify)
        except StoreGone as error:
            raise StoreRefused(f"{resolved} was taken away while it was being opened; try again") from error

    def find(self, name: str) -> str:
        """Return the id of the incident that a person means: a reference, a unique start of one, or `.`.

        Raises:
            NotFound: there is none.
            Ambiguous: there are several.
        """
        return self._found(lambda connection: board.find(connection, name))

    def sharing(self, ref: str) -> list[str]:
        """Return the ids of the incidents that were declared under a reference, or go by it here."""
        return self._found(lambda connection: board.sharing(connection, ref))

    def summary(self, incident: str) -> SummaryRow | None:
        return self._found(lambda connection: board.summary(connection, incident))

    def board(self, now: datetime, limit: int = -1) -> list[SummaryRow]:
        """Return open incidents (-1: all): overdue at `now` (UTC) first, then by severity and time left."""
        return self._found(lambda connection: board.open_incidents(connection, now, limit))

    def history(self, before: datetime | None = None, limit: int = 500) -> list[SummaryRow]:
        """Return ended and imported incidents, newest first, not declared after `before` (UTC)."""
        return self._found(lambda connection: board.history(connection, before, limit))

    def ended_holding(
        self, words: Sequence[str], fits: Callable[[Sequence[Any]], bool], limit: int = 500
    ) -> list[SummaryRow]:
        """Return ended and imported incidents that fit, newest first, of all there are: as `past.holding`."""
        from incident_console.store import past

        return self._found(lambda connection: past.holding(connection, words, fits, limit))

    def ended_count(self) -> int:
        """Return how many incidents have ended or were imported."""
        from incident_console.store import past

        return self._found(past.count)

    def owing(self, limit: int = 500) -> list[SummaryRow]:
        """Return ended incidents that still owe an analysis, a review or follow-ups, due first."""
        return self._found(lambda connection: board.owing(connection, limit))

    def owing_counts(self, now: datetime) -> OwingCounts:
        """Return how many ended incidents still owe something, and how many of them late at `now` (UTC)."""
        return self._found(lambda connection: board.owing_counts(connection, now))

    def pressing(self, until: datetime, limit: int = 500) -> list[SummaryRow]:
        """Return the ended incidents that belong on a board before `until` (UTC), or are offered; due first.

        It is for what a client was promised, a review, and whatever else is late by then.
        """
        return self._found(lambda connection: board.pressing(connection, until, limit))

    def owed_between(self, since: datetime, until: datetime) -> list[SummaryRow]:
        """Return the ended incidents of which something is due between two times (UTC), in no order."""
        return self._found(lambda connection: board.owed_between(connection, since, until))

    def called(self, person: str, until: datetime) -> list[CalledRow]:
        """Return what a person is called for: by acts, and by the times that have come until then (UTC)."""
        return self._found(lambda connection: turns.called(connection, person, until))

    def answered(self, incident: str, person: str, at: datetime) -> bool:
        """Tell whether an act of a person on an incident, recorded at a time (UTC), answers their calls."""
        with self._session.reading() as connection:
            return turns.answered(connection, incident, person, at)

    def outbox(
        self, incident: str | None = None, limit: int = 1000, *, unfinished: bool = False
    ) -> list[WaitingMessage]:
        """Return the messages that have not reached a client, oldest first.

        `unfinished`: those too that have, though not by all of their channels.
        """
        return self._found(
            lambda connection: board.outbox(connection, incident, limit, unfinished=unfinished)
        )

    def set_aside(self) -> list[str]:
        """Return the references of open incidents of which a message left the outbox unsent."""
        with self._session.reading() as connection:
            return board.set_aside(connection)

    def actions(self, incident: str | None = None, limit: int = 1000) -> list[ActionRow]:
        """Return the actions of one incident, or of all incidents those that are open, due first."""
        return self._found(lambda connection: board.actions(connection, incident, limit))

    def work(self, limit: int = 1000) -> list[Work]:
        """Return the open actions of open incidents, due first and without a date last."""
        return self._found(lambda connection: board.work(connection, limit))

    def asks(self, incident: str, after: int) -> bool:
        """Tell whether a client's question was noted in an incident behind a place of its log."""
        with self._session.reading() as connection:
            return board.asks(connection, incident, after)

    def _found(self, question: Callable[[engine.Connection], T]) -> T:
        """Ask about incidents; where pages of the board are damaged, what is left and the log answer."""
        with self._lock:
            writing = self._session.transacting
            try:
                with self._session.reading() as connection:
                    return question(connection)
            except StoreError as error:
                from incident_console.store import salvage

                if writing or not salvage.is_damage(error.__cause__):
                    raise
                with self._session.reading() as connection:
                    if not self.read_only:
                        return salvage.ask(connection, question)
                    salvage.cover(connection)
                    return question(connection)

    def overwritten(self) -> str:
        """Return, once, what is to be said where the file was overwritten by an older copy of itself."""
        return self._session.overwritten()

    def same_file(self) -> None:
        """Make sure that the file which is open still goes by its name.

        Raises:
            StoreGone: it was deleted or replaced.
        """
        self._session.same_file()

    def changed(self) -> bool:
        """Tell whether another console may have written since the last call; cheap, for every 100 ms."""
        return self._session.changed()

    def journal(self) -> str:
        """Return the journal mode in force: `wal`, or `delete` where the SQLite library is not safe so."""
        with self._session.reading() as connection:
            return str(engine.value(connection, "PRAGMA journal_mode"))

    def close(self) -> None:
        """Close the record. Further calls do nothing."""
        with self._lock:
            if not self._session.closed:
                self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def shared_folder(record: Path, group: str) -> int:
    """Make the folder of a new record a group's; return its number."""
    from incident_console.store import sharing

    return sharing.make_shared_folder(record, group)


def share_with(record: Path, group: str) -> None:
    """Make a record a group's, unless it is."""
    from incident_console.store import sharing

    if not sharing.holds(record, group):
        sharing.share(record, group)

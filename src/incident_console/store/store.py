"""The store as the desk sees it: one file, one connection, one writer at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from incident_console.domain.incident import Entry
from incident_console.store import backup, board, console, drafts, engine, file, log, schema, search, verify
from incident_console.store.board import ActionRow, WaitingMessage
from incident_console.store.drafts import Draft
from incident_console.store.errors import (
    CommitUncertain,
    Conflict,
    NotSaved,
    StoreBusy,
    StoreError,
    StoreGone,
    StoreRefused,
)
from incident_console.store.projection import Row, SummaryRow
from incident_console.store.search import SearchHit
from incident_console.store.verify import Verification


class Store:
    """A record opened by one console. Threads may share it: a call waits while another thread's transaction runs."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self.console = ""
        """The id under which this machine writes into this very file; empty where it only reads."""
        self._lock = threading.RLock()
        self._appended: list[str] = []
        self._names = (str(path), f"{path}-wal")
        self._connect()

    @classmethod
    def open(cls, path: Path | str, *, create: bool = True, read_only: bool = False) -> Self:
        """Open the record, making it on first use.

        Args:
            path: where it is, or is to be; symbolic links are followed.
            create: make it where it does not exist.
            read_only: refuse every write; a file written by a newer version can be opened so.

        Raises:
            StoreRefused: the file is not ours, newer, damaged, or lies where it must not; it is left as it is.
        """
        resolved = file.resolve(path)
        if not file.examine(resolved):
            if read_only or not create:
                raise StoreRefused(
                    f"{resolved} does not exist; give another file with --db, or declare an incident"
                )
            file.create(resolved, schema.fill)
            file.examine(resolved)
        try:
            file.peek(resolved)
            return cls(resolved, read_only=read_only)
        except StoreGone as error:
            raise StoreRefused(f"{resolved} was taken away while it was being opened; try again") from error

    def _connect(self) -> None:
        self._identity = file.identity(self.path)
        file.hold(self._identity)
        try:
            self._connection = connect(self.path, read_only=self.read_only)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise
        except BaseException as error:
            file.release(self._identity)
            if isinstance(error, engine.OperationalError):
                raise StoreRefused(file.unreadable(self.path, error)) from error
            if isinstance(error, engine.DatabaseError):
                raise StoreRefused(file.damaged(self.path, error)) from error
            raise

    def _prepare(self) -> None:
        """Check what was opened, bring it up to date, and learn who we are."""
        connection = self._connection
        file.check_ours(self.path, connection)
        version = schema.user_version(connection)
        if self.read_only:
            if version < engine.SCHEMA_VERSION:
                raise StoreRefused(
                    f"{self.path} is from an older version; open it once for writing to bring it up to date"
                )
        else:
            check_journal(self.path, connection)
            schema.migrate(connection, self.path)
        if version <= engine.SCHEMA_VERSION and (lacking := schema.missing(connection)):
            raise StoreRefused(file.damaged(self.path, StoreError(f"without {', '.join(lacking[:3])}")))
        if file.identity(self.path) != self._identity:
            raise StoreGone(file.gone(self.path, "was replaced"))
        self.console = console.known(connection, self._identity) or ""
        if not self.console and not self.read_only:
            self.console = console.mint(connection, self._identity)
        self._log_identity = file.log_identity(self._names[1])
        self._data_version = engine.value(connection, "PRAGMA data_version")

    # Writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Open the one transaction that writes (BEGIN IMMEDIATE); it commits at the end, an exception takes all back.

        Within it, reads see what they read as nobody can change it. Inside another one it joins that.

        Raises:
            StoreBusy: another console wrote for too long.
            StoreGone: the file was deleted or replaced; nothing was recorded, `save_copy` saves what is there.
            NotSaved: the disk or the file refused; nothing was recorded.
            CommitUncertain: the file cannot be read any more to say whether it was recorded.
        """
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._begin()
            try:
                yield
                self._same_file()
            except engine.Error as error:
                self._take_back()
                self._reopen()
                raise NotSaved(
                    f"nothing was recorded: {error}; free the disk or verify the file, then try again"
                ) from error
            except BaseException:
                self._take_back()
                raise
            self._commit()

    def _begin(self) -> None:
        if self.read_only:
            raise StoreRefused(f"{self.path} is open for reading only; nothing was recorded")
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except engine.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise StoreBusy(
                    "another console is writing for too long; nothing was recorded, try again"
                ) from error
            raise NotSaved(
                f"nothing was recorded: {error}; check the disk and who may write to it"
            ) from error
        except engine.DatabaseError as error:
            self._reopen()
            raise NotSaved(f"nothing was recorded: {error}; verify the file") from error
        self._appended.clear()

    def _take_back(self) -> None:
        with suppress(engine.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except engine.Error as error:
            self._settle(error)

    def _settle(self, error: engine.Error) -> None:
        """After an error from COMMIT, look whether the events are there: an error does not mean that they are not."""
        try:
            self._reopen()
            found = log.recorded(self._connection, self._appended)
        except (StoreError, engine.Error) as second:
            raise CommitUncertain(
                f"the record cannot be read again ({second}), so it is not known whether this was saved; "
                "keep your text, start again and look"
            ) from error
        if not self._appended or found < len(self._appended):
            raise NotSaved(f"nothing was recorded: {error}; your text is kept, try again") from error

    def _reopen(self) -> None:
        with suppress(engine.Error):
            self._connection.close()
        file.release(self._identity)
        self._connect()

    def _same_file(self) -> None:
        """Compare device and inode with those at opening, of the file and of its write-ahead log."""
        if file.identity(self._names[0]) != self._identity:
            raise StoreGone(file.gone(self.path, "was replaced"))
        if self._log_identity is not None and file.log_identity(self._names[1]) != self._log_identity:
            raise StoreGone(file.gone(self._names[1], "was deleted or replaced"))

    def append(self, entries: Sequence[Entry], row: SummaryRow, derived: dict[str, list[Row]]) -> None:
        """Record entries of one incident with its new summary, inside `writing`.

        Args:
            entries: in order, numbered from the last one's sequence on; ids made before this attempt.
            row: the incident's summary after them (`projection.summary`).
            derived: the rows that they may have changed (`projection.derived` of `projection.touched`).

        Raises:
            Conflict: somebody recorded something first, or an id is recorded already.
        """
        if not self._connection.in_transaction:
            raise RuntimeError("append needs a transaction: with store.writing()")
        last_hash = log.append(self._connection, entries)
        if row.version != entries[-1].seq or row.id != entries[-1].incident:
            raise Conflict("the summary is not of these entries; nothing was recorded")
        board.write(self._connection, row, derived, last_hash)
        search.catch_up(self._connection, search.BEHIND)
        self._appended += [entry.id for entry in entries]

    def next_count(self) -> int:
        """Return this console's next count, to be used in the transaction that is open."""
        with self._lock:
            return 1 + int(
                engine.value(
                    self._connection, "SELECT max(count) FROM events WHERE console = ?", (self.console,)
                )
                or 0
            )

    def reserve_ref(self, ref: str) -> bool:
        """Tell whether a reference is free; it stays so until the end of the transaction that is open."""
        with self._lock:
            return engine.value(self._connection, "SELECT 1 FROM incidents WHERE ref = ?", (ref,)) is None

    # Reading

    def entries(self, incident: str, after: int = 0) -> list[Entry]:
        """Return the entries of an incident (by its id) with a higher sequence number, in order."""
        with self._lock:
            return log.entries(self._connection, incident, after)

    def find(self, name: str) -> str:
        """Return the id of the incident that a person means: a reference, a unique start of one, or `.`.

        Raises:
            NotFound: there is none.
            Ambiguous: there are several.
        """
        with self._lock:
            return board.find(self._connection, name)

    def summary(self, incident: str) -> SummaryRow | None:
        """Return the summary of an incident by its id."""
        with self._lock:
            return board.summary(self._connection, incident)

    def board(self, now: datetime, limit: int = 500) -> list[SummaryRow]:
        """Return the open incidents, most urgent first: overdue at `now` (UTC), then by severity and time left."""
        with self._lock:
            return board.open_incidents(self._connection, now, limit)

    def history(self, before: datetime | None = None, limit: int = 500) -> list[SummaryRow]:
        """Return ended and imported incidents, newest first, not declared after `before` (UTC)."""
        with self._lock:
            return board.history(self._connection, before, limit)

    def owing(self, limit: int = 500) -> list[SummaryRow]:
        """Return ended incidents that still owe an analysis or a review, due first."""
        with self._lock:
            return board.owing(self._connection, limit)

    def outbox(self, incident: str | None = None, limit: int = 1000) -> list[WaitingMessage]:
        """Return the messages that have not reached a client, oldest first."""
        with self._lock:
            return board.outbox(self._connection, incident, limit)

    def actions(self, incident: str | None = None, limit: int = 1000) -> list[ActionRow]:
        """Return the actions of one incident, or of all incidents those that are open, due first."""
        with self._lock:
            return board.actions(self._connection, incident, limit)

    def search(self, words: str, limit: int = 50) -> list[SearchHit]:
        """Return entries that hold all the words, newest first; the last word may be unfinished."""
        with self._lock:
            return search.search(self._connection, words, limit)

    def anchor(self, incident: str) -> str:
        """Return the last hash of an incident in hexadecimal; kept elsewhere, it shows what was cut off later."""
        with self._lock:
            return log.last(self._connection, incident)[1].hex()

    def changed(self) -> bool:
        """Tell whether another console may have written since the last call; cheap enough for every 100 ms."""
        with self._lock:
            version = engine.value(self._connection, "PRAGMA data_version")
        changed = bool(version != self._data_version)
        self._data_version = version
        return changed

    # Drafts

    def save_draft(
        self, incident: str, kind: str, author: str, fields: dict[str, str], saved_at: datetime
    ) -> None:
        """Keep a half-written text (`incident` is "" for a declaration); the author's earlier one of that kind goes."""
        draft = Draft(
            incident=incident,
            kind=kind,
            author=author,
            fields=fields,
            saved_at=saved_at,
            console=self.console,
        )
        with self.writing():
            drafts.save(self._connection, draft)

    def draft(self, incident: str, kind: str, author: str) -> Draft | None:
        """Return an author's draft of a kind for an incident."""
        with self._lock:
            return drafts.find(self._connection, incident, kind, author)

    def drafts(self, author: str | None = None) -> list[Draft]:
        """Return all drafts, or one author's, newest first."""
        with self._lock:
            return drafts.by_author(self._connection, author)

    def drop_draft(self, incident: str, kind: str, author: str) -> None:
        """Forget a draft: it was sent, or given up."""
        with self.writing():
            drafts.drop(self._connection, incident, kind, author)

    # Keeping house

    def verify(self, incident: str | None = None) -> Verification:
        """Prove that the record is whole: one incident (by its id), or the file and everything in it."""
        with self._lock:
            return verify.verify(self._connection, incident)

    def rebuild(self) -> int:
        """Write the board, the derived tables and the search index anew from the log; return how many incidents."""
        with self.writing():
            return verify.rebuild(self._connection)

    def backup(self, path: Path | str) -> Path:
        """Copy the whole record into a new file (0600) while others go on writing.

        Raises:
            StoreRefused: a file is there already, or the folder cannot be written.
        """
        with self._lock:
            return backup.backup(self._connection, Path(path))

    save_copy = backup

    def journal(self) -> str:
        """Return the journal mode in force: `wal`, or `delete` where the SQLite library is not safe with it."""
        with self._lock:
            return str(engine.value(self._connection, "PRAGMA journal_mode"))

    def checkpoint(self) -> None:
        """Fill the search index and bring the write-ahead log into the file, unless others are busy: for idle moments."""
        if self.read_only:
            return
        with self._lock, suppress(engine.Error):
            self._connection.execute("PRAGMA busy_timeout=100")
            try:
                if search.behind(self._connection):
                    with self.writing():
                        search.catch_up(self._connection)
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                self._connection.execute(f"PRAGMA busy_timeout={int(engine.BUSY_SECONDS * 1000)}")

    def close(self) -> None:
        """Checkpoint and close. Further calls do nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            with suppress(StoreGone):
                self._same_file()
                self.checkpoint()
            with suppress(engine.Error):
                self._connection.close()
            file.release(self._identity)

    _closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(path: Path, *, read_only: bool) -> engine.Connection:
    """Open the file; one on a medium that nobody can write to is read as it lies there."""
    connection = engine.connect(str(path), read_only=read_only)
    try:
        engine.value(connection, "PRAGMA schema_version")
        return connection
    except engine.OperationalError:
        connection.close()
        if not read_only or os.access(path.parent, os.W_OK) or file.log_size(path):
            raise
    return engine.connect(str(path), immutable=True)


def check_journal(path: Path, connection: engine.Connection) -> None:
    """Leave the write-ahead log where this SQLite library could lose rows with it.

    Raises:
        StoreRefused: another console holds the file open in that mode.
    """
    mode = engine.value(connection, "PRAGMA journal_mode")
    if mode != "wal" or engine.journal_mode() == "wal":
        return
    with suppress(engine.OperationalError):
        mode = engine.value(connection, "PRAGMA journal_mode=DELETE")
    if mode == "wal":
        raise StoreRefused(
            f"{path} is open in a console with a newer SQLite than this one's ({engine.library()}), and the two could "
            "lose records together; close that console, or install pysqlite3"
        )

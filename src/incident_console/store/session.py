"""What one console does with the file: it reads, and writes in one transaction at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from incident_console.store import engine, file_troubles, overwrites, schema
from incident_console.store.errors import (
    UNREADABLE,
    CommitUncertain,
    NotSaved,
    StoreBusy,
    StoreError,
    StoreGone,
    StoreRefused,
)
from incident_console.store.open_file import OpenFile


class Session(OpenFile):
    """An open file that is read and written; a write holds its lock to the end."""

    def __init__(self, path: Path, *, read_only: bool, to_verify: bool = False) -> None:
        self._attempted: list[str] = []
        self._tried: overwrites.Tried | None = None
        super().__init__(path, read_only=read_only, to_verify=to_verify)

    @property
    def transacting(self) -> bool:
        """Whether a transaction is open."""
        return self._held and not self.closed and self.connection.in_transaction

    @contextmanager
    def reading(self, *, also_gone: bool = False) -> Iterator[engine.Connection]:
        """Give the connection for reading. Nothing is left open: everything is fetched within.

        Args:
            also_gone: read what is held open even where the file was deleted or replaced.

        Raises:
            StoreGone: it was; nothing of it is believed any more.
            StoreError: the file could not be read. It has been opened anew, so that the next try may work.
        """
        with self.lock:
            self._connected()
            if not also_gone:
                self.same_file()
                self._same_content()
            try:
                yield self.connection
            except engine.Error as error:
                self._reopen()
                raise StoreError(
                    f"the record could not be read ({error}); try again, then verify it"
                ) from error
            except UNREADABLE as error:
                # What was asked for is no text: that is no fault of the record.
                if isinstance(error, UnicodeEncodeError):
                    raise
                raise StoreError(
                    f"the record holds what nobody wrote ({error}); verify names the place, and your last "
                    "backup what it was"
                ) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Open the one transaction that writes (BEGIN IMMEDIATE); an exception takes all of it back.

        What is read within it stays so to its end. It has one owner: inside another one it is refused.

        Raises:
            StoreBusy: another console wrote for too long.
            StoreGone: the file was deleted or replaced; nothing was recorded, `save_copy` saves the rest.
            NotSaved: the disk or the file refused; nothing was recorded.
            CommitUncertain: the file cannot be read any more to say whether it was recorded.
        """
        with self.lock:
            self._connected()
            if self.connection.in_transaction:
                raise RuntimeError("a transaction is open already; whoever opened it does all that is in it")
            self._begin()
            try:
                yield
                self.same_file()
            except engine.Error as error:
                self._take_back()
                self._reopen()
                todo = "verify the file, then try again"
                raise NotSaved(file_troubles.not_recorded(self.path, error, todo)) from error
            except BaseException:
                self._take_back()
                raise
            self._commit()

    @contextmanager
    def joining(self) -> Iterator[None]:
        """Write into the transaction that is open on this thread, or into one of its own.

        Raises:
            StoreError: as `writing`.
        """
        with self.lock:
            self._connected()
            if self.connection.in_transaction:
                yield
            else:
                with self.writing():
                    yield

    def _begin(self) -> None:
        """Begin the transaction that writes, on the file that was opened and while it is of this version."""
        if self.read_only:
            so = "is a copy that cannot be written here" if self.is_copy else "is open for reading only"
            raise StoreRefused(f"{self.path} {so}; nothing was recorded")
        self.same_file()
        self._same_content()
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            version = schema.user_version(self.connection)
        except engine.OperationalError as error:
            self._take_back()
            if "locked" in str(error) or "busy" in str(error):
                raise StoreBusy(
                    "another console is writing for too long; nothing was recorded, try again"
                ) from error
            todo = "check the disk and who may write to it"
            raise NotSaved(file_troubles.not_recorded(self.path, error, todo)) from error
        except engine.DatabaseError as error:
            self._reopen()
            raise NotSaved(f"nothing was recorded: {error}; verify the file") from error
        # Asked within the transaction: a newer program may have changed the file since it was opened.
        if version != engine.SCHEMA_VERSION:
            self._take_back()
            raise StoreRefused(f"nothing was recorded: {schema.newer(self.path, version)}")
        self._attempted.clear()
        self._tried = None

    def _take_back(self) -> None:
        with suppress(engine.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def _commit(self) -> None:
        try:
            self.connection.execute("COMMIT")
        except engine.Error as error:
            self._settle(error)
        if self._attempted:
            overwrites.know(self.connection, self._identity, self._attempted[-1])
        if self._tried is not None:
            overwrites.know_tried(self.path, self._identity, self._tried)
        if self._log_identity is None:
            # Without a write-ahead log each commit writes the file.
            with suppress(StoreGone):
                self.same_file()
                self._looked = self._content()

    def _settle(self, error: engine.Error) -> None:
        """Look whether the events are there: an error from COMMIT does not mean that they are not."""
        try:
            self._reopen()
            found = recorded(self.connection, self._attempted)
        except (StoreError, engine.Error) as second:
            raise CommitUncertain(
                f"the record cannot be read again ({second}), so it is not known whether this was saved; "
                "keep your text, start again and look"
            ) from error
        if not self._attempted or found < len(self._attempted):
            todo = "your text is kept, try again"
            raise NotSaved(file_troubles.not_recorded(self.path, error, todo)) from error

    def tries(self, row: str, attempts: int) -> None:
        """Note in the open transaction that a row of the queue is taken for sending, and how often by now."""
        self._tried = (row, attempts)

    def attempt(self, ids: Iterable[str]) -> None:
        """Note the events of the open transaction, to be looked up where its commit fails."""
        self._attempted += ids

    def changed(self) -> bool:
        """Tell whether another connection may have written since the last call."""
        with self.reading() as connection:
            version = engine.value(connection, "PRAGMA data_version")
        changed = bool(version != self._data_version)
        if changed:
            with self.reading() as connection:
                overwrites.look(connection, self._identity)
        self._data_version = version
        return changed


def recorded(connection: engine.Connection, ids: Sequence[str]) -> int:
    """Return how many of these events are in the file."""
    return sum(
        engine.value(connection, "SELECT 1 FROM events WHERE id = ?", (event_id,)) is not None
        for event_id in ids
    )

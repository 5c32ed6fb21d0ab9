"""One console's connection to the file: opened with every check, and anew after an error."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

from incident_console.store import console, engine, file, file_troubles, overwrites, schema
from incident_console.store.errors import StoreError, StoreGone, StoreOlder, StoreRefused
from incident_console.store.opening import check_journal, connect, is_only_read


class OpenFile:
    """An open file, the same one to the end. `lock` is held by the thread that uses `connection`."""

    def __init__(self, path: Path, *, read_only: bool, to_verify: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.to_verify = to_verify
        self.console = ""
        # Who writes also reads within the transaction, on the same thread.
        self.lock = threading.RLock()
        self.connection: engine.Connection
        self.closed = False
        self._names = (str(path), f"{path}-wal")
        self._log_identity: file.Identity | None = None
        self._identity = file.identity(path)
        self.is_copy = read_only and is_only_read(path)
        """Whether the file is read as a copy, since it cannot be written by who acts."""
        self._held = False
        self._doubtful = False
        """Whether something went wrong with the connection, so that nothing is done with it any more."""
        self._looked: overwrites.Written | None = None
        """The content that this connection knows; None before it knows any."""
        self._found: os.stat_result
        self._connect()

    def _connect(self) -> None:
        """Open the file that goes by the name, which must be the one that it was at first."""
        self._log_identity = None
        self.same_file()
        file.hold(self._identity)
        self._held = True
        try:
            self.connection = connect(self.path, read_only=self.read_only)
            self._prepare()
            self._doubtful = False
        except BaseException as error:
            self._let_go()
            if isinstance(error, engine.OperationalError):
                if not self.read_only and is_only_read(self.path):
                    raise StoreRefused(file_troubles.only_read(self.path)) from error
                raise StoreRefused(file_troubles.unreadable(self.path, error)) from error
            if isinstance(error, engine.DatabaseError | engine.UNREADABLE_SCHEMA):
                raise StoreRefused(file_troubles.damaged(self.path, error)) from error
            raise

    def _prepare(self) -> None:
        """Check what was opened, bring it up to date, and learn who we are."""
        connection = self.connection
        file.check_ours(self.path, connection)
        version = schema.user_version(connection)
        if self.read_only:
            schema.refuse_unreleased(self.path, version)
            if version < engine.SCHEMA_VERSION:
                connection = self._brought_up(connection)
        else:
            check_journal(self.path, connection)
            schema.migrate(connection, self.path)
        lacking = [] if self.to_verify else schema.missing(connection)
        if version <= engine.SCHEMA_VERSION and lacking:
            raise StoreRefused(
                file_troubles.damaged(self.path, StoreError(f"without {', '.join(lacking[:3])}"))
            )
        self.same_file()
        self._know_content()
        if not self.read_only:
            self.know_console()
        self._log_identity = file.log_identity(self._names[1])
        self._data_version: int | None = engine.value(connection, "PRAGMA data_version")

    def _brought_up(self, connection: engine.Connection) -> engine.Connection:
        """Return a connection to a copy of this version, where the file itself cannot be brought up."""
        if not self.is_copy:
            raise StoreOlder(
                f"{self.path} is from an older version; open it once for writing to bring it up to date"
            )
        from incident_console.store import private_copy

        connection.close()
        self.connection = private_copy.opened(self.path, bring_up=True)
        return self.connection

    def _know_content(self) -> None:
        """Know the latest that the file holds; where it went back, this console's count in it is not ours."""
        with suppress(engine.DatabaseError):  # which whoever reads it will hear
            overwrites.went_back(self.connection, self.path, self._identity)
        if not self.read_only:
            if overwrites.new_console_is_due(self._identity):
                console.renew(self.connection, self._identity)
            overwrites.look(self.connection, self._identity)
        self._looked = self._content()

    def _content(self) -> overwrites.Written:
        """Return by what it is known that nobody has copied over the file, as it was looked at last."""
        return self._found.st_mtime_ns, self._found.st_size, overwrites.times(self._identity)

    def _same_content(self) -> None:
        """Look with a connection of its own where the file may have been overwritten past this one.

        What this one has in its memory would still be that of before.
        """
        known, now = self._looked, self._content()
        if now == known or known is None or self.connection.in_transaction:
            return
        try:
            if now[-1] == known[-1] and not self._went_back():
                self._looked = now
                return
        except engine.Error:
            # It is being written at this moment; the next look will tell.
            return
        self._reopen()
        self._data_version = None

    def _went_back(self) -> bool:
        fresh = engine.connect(str(self.path), read_only=True)
        try:
            return overwrites.went_back(fresh, self.path, self._identity)
        finally:
            fresh.close()

    def overwritten(self) -> str:
        """Return the sentence that is to be said where the file was overwritten by an older one; once."""
        return overwrites.sentence(self.path, self._identity)

    def times_overwritten(self) -> int:
        """Return how often the file went back, as far as this process has seen it."""
        return overwrites.times(self._identity)

    def know_console(self) -> None:
        """Learn which console this is, a new one where the file does not know it."""
        known = console.known(self.connection, self._identity)
        self.console = known or console.mint(self.connection, self._identity)

    def known_console(self) -> str:
        """Return which console this is, also where it only reads; empty where it has not written here."""
        return self.console or console.known(self.connection, self._identity) or ""

    def renew_console(self) -> None:
        """Be another console from now on, in the transaction that is open."""
        console.renew(self.connection, self._identity)
        self.know_console()

    def _reopen(self) -> None:
        # What a replaced file held is in this handle alone: it is kept, to be copied from and for no more.
        self._doubtful = True
        self.same_file()
        self._let_go()
        self._connect()

    def _connected(self) -> None:
        """Open the file again where that failed after an error."""
        if self.closed:
            raise RuntimeError("the record is closed")
        if not self._held:
            self._connect()
        elif self._doubtful:
            # What is held open serves for reading on, and whoever writes is refused.
            with suppress(StoreGone):
                self._reopen()

    def _let_go(self) -> None:
        # Where opening failed there may be none.
        with suppress(engine.Error, AttributeError):
            self.connection.close()
        if self._held:
            self._held = False
            if file.release(self._identity):
                overwrites.forget(self._identity)

    def same_file(self) -> None:
        """Compare device and inode with those at opening, of the file and of its write-ahead log."""
        self._found = file.looked_at(self._names[0])
        if (self._found.st_dev, self._found.st_ino) != self._identity:
            raise StoreGone(file_troubles.gone(self.path, "was replaced"))
        if self._log_identity is not None and file.log_identity(self._names[1]) != self._log_identity:
            raise StoreGone(file_troubles.gone(self._names[1], "was deleted or replaced"))

    def checkpoint(self) -> None:
        """Empty the write-ahead log into the file, unless others are in the middle of something."""
        with self.lock, suppress(engine.Error):
            # Who leaves does not wait for readers: the log stays for whoever comes next.
            self.connection.execute("PRAGMA busy_timeout=100")
            try:
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                self.connection.execute(f"PRAGMA busy_timeout={int(engine.BUSY_SECONDS * 1000)}")
            overwrites.leave(self.path, self._identity)

    def close(self) -> None:
        """Close the connection; a file that is no longer ours is left alone."""
        with self.lock:
            if self.closed:
                return
            self.closed = True
            self._let_go()

"""The one place that chooses the SQLite library and opens connections.

Only the standard library and the engine are imported here: the status line starts from this module alone.
"""

from __future__ import annotations

# typing and urllib take as long to import as SQLite, and the status line has no time for them.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from typing import Any
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:
        import sqlite3

APPLICATION_ID = 0x496E6343
"""Written into the file's header ("IncC"), so that a file is known as ours before anything else is read."""

SCHEMA_VERSION = 7
"""What this program writes as `user_version`; a file with a higher one is opened read-only at most."""

BUSY_SECONDS = 10.0
"""How long a writer waits for another console's transaction."""

SHELF_OPEN, SHELF_OWING, SHELF_HISTORY = 1, 2, 0
"""Where an incident is listed (`incidents.shelf`): the board; ended, but owing something; history only."""

MOST_URGENT_FIRST = (
    "ORDER BY clock_due_at IS NULL, clock_due_at >= :now, coalesce(severity, 'P9'), clock_due_at, ref"
)
"""How open incidents are listed everywhere: overdue at `:now` first, then by severity and time left."""

Connection = sqlite3.Connection
Error = sqlite3.Error
DatabaseError = sqlite3.DatabaseError
OperationalError = sqlite3.OperationalError
IntegrityError = sqlite3.IntegrityError

UNREADABLE_SCHEMA = UnicodeDecodeError
"""What is raised where SQLite names, in its complaint, a part of a schema that is no text any more."""

PRAGMAS = (
    # What was answered as recorded outlasts a power cut.
    "PRAGMA synchronous=FULL",
    # On macOS the usual fsync leaves it in the memory of the disk.
    "PRAGMA fullfsync=1",
    "PRAGMA checkpoint_fullfsync=1",
    "PRAGMA foreign_keys=1",
    # Else REPLACE deletes rows past the triggers that guard the log.
    "PRAGMA recursive_triggers=1",
    # A file from elsewhere may hold views and triggers of somebody's.
    "PRAGMA trusted_schema=0",
    # A damaged page is noticed where it is read, before it is believed.
    "PRAGMA cell_size_check=1",
    # A page that cannot be read is an error; of one that is mapped the process dies.
    "PRAGMA mmap_size=0",
    "PRAGMA cache_size=-8000",
    "PRAGMA journal_size_limit=16777216",
    "PRAGMA wal_autocheckpoint=1000",
)
"""Set on every connection; the journal mode is set once, when the file is made (see `journal_mode`)."""


def wal_is_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Tell whether this SQLite is free of the WAL-reset bug, which loses rows when processes write."""
    if version < (3, 7, 0) or version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Return `wal`, or `delete` where several processes on one write-ahead log could lose rows."""
    return "wal" if wal_is_safe(version) else "delete"


def connect(
    path: str, *, read_only: bool = False, immutable: bool = False, alone: bool = False
) -> Connection:
    """Open an existing file with every pragma set; never creates one.

    Args:
        path: the file, symbolic links already resolved.
        read_only: open with `mode=ro` and refuse every write.
        immutable: read the main file alone, without locks and without the write-ahead log. Never where this
            process has the same file open otherwise: closing such a handle drops the locks of the other.
        alone: read where not even the index of the write-ahead log can be made: it is kept in memory, and
            nobody else may have the file open meanwhile.

    Raises:
        Error: the file cannot be opened, or is not a database.
    """
    # In an address each of these would begin something else.
    name = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    uri = f"file:{name}?mode={'ro' if read_only or immutable else 'rw'}"
    if immutable:
        uri += "&immutable=1"
    connection = sqlite3.connect(
        # Python's module begins transactions by itself, and late: here `Session` does. Its lock says which
        # thread uses the connection.
        uri,
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        check_same_thread=False,
    )
    try:
        if alone:
            # Before anything is read, or the index is looked for beside the file.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        for pragma in PRAGMAS:
            connection.execute(pragma)
        if read_only or immutable or alone:
            connection.execute("PRAGMA query_only=1")
    except BaseException:
        connection.close()
        raise
    return connection


def that_reads(connection: Connection) -> Connection:
    """Return a connection that has read from its file; what stands in the way closes it and is told now."""
    try:
        value(connection, "SELECT 1 FROM sqlite_schema LIMIT 1")
    except BaseException:
        connection.close()
        raise
    return connection


def scratch() -> Connection:
    """Open an empty database that nobody else sees and that is gone when it is closed."""
    return sqlite3.connect("", isolation_level=None)


def value(connection: Connection, sql: str, parameters: tuple[Any, ...] = ()) -> Any:
    """Return the first column of the first row, or None."""
    row = connection.execute(sql, parameters).fetchone()
    return None if row is None else row[0]


def rows(connection: Connection, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a query. Text that is no UTF-8, which nobody wrote, is given as its bytes."""
    try:
        return connection.execute(sql, parameters).fetchall()
    except OperationalError as error:
        if "decode" not in str(error):
            raise
    usual = connection.text_factory
    connection.text_factory = text_or_bytes
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.text_factory = usual


def text_or_bytes(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def as_text(cell: Any) -> str:
    """Return a cell that should hold text, whatever it holds."""
    if isinstance(cell, str):
        return cell
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)


def library() -> str:
    """Name the SQLite in use, for `doctor`: which module, which version."""
    return f"{sqlite3.__name__.partition('.')[0]} {sqlite3.sqlite_version}"

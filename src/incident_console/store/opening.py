"""Opening the file, also where nobody can write to it or the disk is full."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from incident_console.store import engine, file, file_troubles
from incident_console.store.errors import StoreRefused


def connect(path: Path, *, read_only: bool) -> engine.Connection:
    """Open the file. For reading, a medium that nobody can write to or that is full will do."""
    try:
        return engine.that_reads(engine.connect(str(path), read_only=read_only))
    except engine.OperationalError:
        if not read_only:
            raise
        if may_write(path.parent):
            if not file_troubles.disk_is_full(path):
                raise
            return engine.that_reads(engine.connect(str(path), alone=True))
        if file.log_size(path):
            # Without its index nobody reads the log in place, and without the log the latest is missing.
            from incident_console.store import private_copy

            return private_copy.opened(path)
    return engine.connect(str(path), immutable=True)


def may_write(folder: Path) -> bool:
    """Tell whether files can be made in a folder, by who acts rather than who logged in."""
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def is_only_read(path: Path) -> bool:
    """Tell whether a file cannot be written by who acts: it lies there as a copy."""
    effective = os.access in os.supports_effective_ids
    return not (may_write(path.parent) and os.access(path, os.W_OK, effective_ids=effective))


def check_journal(path: Path, connection: engine.Connection) -> None:
    """Leave the write-ahead log where this SQLite library could lose rows with it.

    Raises:
        StoreRefused: another console holds the file open in that mode.
    """
    mode = engine.value(connection, "PRAGMA journal_mode")
    if mode != "wal" or engine.journal_mode() == "wal":
        return
    # Refused while another console holds the file open: the mode stays as it was, which is told below.
    with suppress(engine.OperationalError):
        mode = engine.value(connection, "PRAGMA journal_mode=DELETE")
    if mode == "wal":
        raise StoreRefused(
            f"{path} is open in a console with a newer SQLite than this one's ({engine.library()}), and "
            "the two could lose records together; close that console, or install pysqlite3"
        )

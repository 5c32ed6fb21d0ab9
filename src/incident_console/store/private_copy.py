"""A copy of a record for this process alone, where the record lies so that it cannot be read in place.

That is so in a folder that nobody can write to, for a write-ahead log without its index, and for a file of
an older version. Once it is open the copy has no name any more: nothing is left of it, however this ends.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from incident_console.store import engine
from incident_console.store.errors import StoreRefused

TRIES = 3
"""How often a file is copied that somebody changes meanwhile."""


def opened(path: Path, *, bring_up: bool = False) -> engine.Connection:
    """Copy a record with its write-ahead log and open the copy for reading.

    Args:
        path: resolved. This process must not hold the file open in any other way: its locks would be dropped.
        bring_up: bring the copy up to this version.

    Raises:
        StoreRefused: there is no room for a copy, or the record is being written.
        Error: the copy cannot be opened.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="incident-console-") as folder:
            return readable(copied(path, Path(folder)), bring_up=bring_up)
    except OSError as error:
        raise StoreRefused(
            f"{path} can only be read from a copy, and none can be made in {tempfile.gettempdir()} "
            f"({error.strerror}); make room there, or name another folder by TMPDIR"
        ) from error


def copied(path: Path, folder: Path) -> Path:
    """Copy a record and its log into a folder, both as of one moment."""
    for _ in range(TRIES):
        before = looks(path)
        for name in (path, Path(f"{path}-wal")):
            if name.exists():
                shutil.copyfile(name, folder / name.name)
        if looks(path) == before:
            return folder / path.name
    raise StoreRefused(f"{path} is being written by somebody else; try again")


def looks(path: Path) -> list[tuple[int, int]]:
    """Return size and time of a record and its log, by which it is known whether somebody wrote."""
    found = [os.stat(name) for name in (str(path), f"{path}-wal") if os.path.exists(name)]
    return [(each.st_size, each.st_mtime_ns) for each in found]


def readable(copy: Path, *, bring_up: bool) -> engine.Connection:
    """Open a copy so that it can be read when its names are gone."""
    if bring_up:
        from incident_console.store import schema

        connection = engine.connect(str(copy))
        try:
            schema.apply(connection)
        finally:
            connection.close()
    # The log is looked at now, and its index kept in memory.
    return engine.that_reads(engine.connect(str(copy), alone=True))

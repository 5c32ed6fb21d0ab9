"""Copies of the file: complete, private, and never in the place of another file."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from incident_console import private_files
from incident_console.paths import is_sqlites_own
from incident_console.store import console, deliveries, engine
from incident_console.store.errors import StoreError, StoreRefused
from incident_console.store.file import check_ours, resolve


def backup(connection: engine.Connection, path: Path) -> Path:
    """Copy what an open connection sees, also where its file was deleted, while others go on writing.

    The copy appears under its name when it is complete and on the disk (0600).

    Raises:
        StoreRefused: a file is there already, or the folder cannot be written.
        StoreError: reading or writing failed on the way.
    """
    path = resolve(Path(path).parent) / Path(path).name
    if is_sqlites_own(path.name):
        raise StoreRefused(
            f"{path.name} is a name that SQLite gives to files of its own; give one such as incidents-copy.db"
        )
    if path.is_symlink():
        raise StoreRefused(f"{path} is a link; give the name of a file that does not exist yet")
    if path.is_dir():
        raise StoreRefused(f"{path} is a directory; give a file name for the copy")
    if path.exists():
        raise StoreRefused(f"{path} exists already; give another name, nothing is overwritten")
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}.new")
    try:
        private_files.make_empty(temporary)
        try:
            copy_into(connection, temporary)
            os.link(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        private_files.sync_folder(path.parent)
    except FileExistsError as error:
        raise StoreRefused(f"{path} exists already; give another name, nothing is overwritten") from error
    except OSError as error:
        raise StoreRefused(
            f"{path} cannot be written ({error.strerror}); give a file in a folder of yours"
        ) from error
    except engine.Error as error:
        raise StoreError(f"no copy was made ({error}); try another disk") from error
    return path


def backup_damaged(source: Path, path: Path) -> Path:
    """Copy the pages of a record that is too damaged to be opened, as they lie there, its log included.

    Raises:
        StoreRefused: it is none of ours, or as for `backup`.
        StoreError: not even its pages can be read.
    """
    try:
        connection = engine.connect(str(source), read_only=True)
        try:
            check_ours(source, connection)
            return backup(connection, path)
        finally:
            connection.close()
    except (engine.Error, engine.UNREADABLE_SCHEMA) as error:
        raise StoreError(
            f"the pages of {source} cannot be read ({error}); copy its whole folder with cp"
        ) from error


def copy_into(connection: engine.Connection, temporary: Path) -> None:
    """Fill an empty file that nobody else has open, and put it on the disk."""
    target = engine.connect(str(temporary))
    try:
        # All of it is put on the disk once, at the end; until then it has no name.
        target.execute("PRAGMA synchronous=OFF")
        connection.backup(target)
        # What is damaged is copied as it is.
        with suppress(engine.Error):
            # Who opens the copy is another console: two that count as one would fork it.
            console.forget_all(target)
            deliveries.forget_all(target)
    finally:
        target.close()
    handle = os.open(temporary, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

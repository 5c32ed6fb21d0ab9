"""The file itself: making it, looking at it before it is opened, and knowing it again."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from incident_console import private_files
from incident_console.owners import hand_over
from incident_console.store import engine
from incident_console.store.errors import StoreGone, StoreRefused
from incident_console.store.file_troubles import (
    FOR_A_RECORD,
    Advice,
    damaged,
    gone,
    is_full,
    no_room,
    not_ours,
    unreadable,
)
from incident_console.store.mounts import network_filesystem

LINK_SECONDS = 2.0
"""How long a second name of the file may exist: another console may be giving it its final name just now."""

COPYING_SECONDS = 0.5
"""How long a file may look damaged: another console may be copying its log into it, a page at a time."""

Identity = tuple[int, int]
"""Device and inode: what tells an open file from another one of the same name."""

_held: Counter[Identity] = Counter()
_held_lock = threading.Lock()


def hold(identity: Identity) -> None:
    """Note that this process has the file open: nobody may look at it without locks then."""
    with _held_lock:
        _held[identity] += 1


def release(identity: Identity) -> bool:
    """Note that one connection of this process to the file is closed; tell whether it was the last one."""
    with _held_lock:
        _held[identity] -= 1
        return _held[identity] == 0


def resolve(path: Path | str, advice: Advice = FOR_A_RECORD) -> Path:
    """Return the absolute path with symbolic links followed, also where the file does not exist yet."""
    try:
        return Path(path).expanduser().resolve(strict=False)
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreRefused(f"{path} leads nowhere ({error}); {advice.another}") from error


def identity(path: Path | str) -> Identity:
    """Return device and inode of the file that goes by this name now.

    Raises:
        StoreGone: there is none.
    """
    found = looked_at(path)
    return found.st_dev, found.st_ino


def looked_at(path: Path | str) -> os.stat_result:
    """Return what the system says of the file that goes by this name now.

    Raises:
        StoreGone: there is none.
    """
    try:
        return os.stat(path)
    except OSError as error:
        raise StoreGone(gone(path, "was deleted")) from error


def log_identity(log: str) -> Identity | None:
    """Return device and inode of the write-ahead log, None where there is none."""
    try:
        found = os.stat(log)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def examine(path: Path, *, mountinfo: str | None = None, advice: Advice = FOR_A_RECORD) -> bool:
    """Tell whether the file exists, refusing whatever must not be opened.

    The file is left as it is: nothing of it is read here but what the system says of it.

    Args:
        path: resolved.
        mountinfo: what the system says of its mounts, where not the system's own.
        advice: what to give instead.

    Raises:
        StoreRefused: a directory or device, a second name, an empty file, a network filesystem.
    """
    kind = network_filesystem(str(path), mountinfo)
    if kind is not None:
        raise StoreRefused(
            f"{path} lies on a network filesystem ({kind}), where SQLite can lose records without a word; "
            f"{advice.local}"
        )
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreRefused(f"{path} cannot be looked at ({error.strerror}); {advice.another}") from error
    if stat.S_ISDIR(found.st_mode):
        raise StoreRefused(f"{path} is a directory; {advice.inside}")
    if not stat.S_ISREG(found.st_mode):
        raise StoreRefused(f"{path} is not a regular file; {advice.another}")
    if found.st_nlink > 1 and not settled(path):
        raise StoreRefused(
            f"{path} has a second name (a hard link), and writing under two names loses records; "
            f"{advice.linked}"
        )
    # SQLite takes an empty file for a new database, and would fill somebody's.
    if found.st_size == 0:
        raise StoreRefused(f"{path} is an empty file, not one of this program; {advice.empty}")
    return True


def settled(path: Path) -> bool:
    """Wait until the file has one name only, taking away a temporary one that a killed console left."""
    until = time.monotonic() + LINK_SECONDS
    while time.monotonic() < until:
        try:
            found = os.stat(path)
        except OSError:
            return False
        if found.st_nlink == 1:
            return True
        for other in path.parent.glob(f".{path.name}.*.new"):
            # Another console may be taking it away as well.
            with suppress(OSError):
                if other.samefile(path):
                    other.unlink()
        time.sleep(0.01)
    return False


def peek(path: Path, advice: Advice = FOR_A_RECORD) -> None:
    """Read the header of an existing file and refuse what is not ours, touching nothing.

    Nothing is locked and no log is replayed, so a foreign file stays exactly as it is. Left out where this
    process has the same file open: it was looked at then, and that connection's locks must not be dropped.

    Raises:
        StoreRefused: not a database, not ours, or damaged at its very beginning.
    """
    with _held_lock:
        if _held[identity(path)] > 0:
            return
        until = time.monotonic() + COPYING_SECONDS
        # With a log beside it the file is whole only together with that; opening it will tell.
        while (error := fault(path, advice)) is not None and not log_size(path):
            if time.monotonic() > until:
                raise StoreRefused(damaged(path, error, advice)) from error
            time.sleep(0.02)


def fault(path: Path, advice: Advice = FOR_A_RECORD) -> Exception | None:
    """Return what is wrong with one of our files as it lies there, without its log; None where nothing is."""
    try:
        connection = engine.connect(str(path), immutable=True)
        try:
            check_ours(path, connection, advice)
        finally:
            connection.close()
    except engine.OperationalError as error:
        raise StoreRefused(unreadable(path, error)) from error
    except (engine.Error, engine.UNREADABLE_SCHEMA) as error:
        if "not a database" in str(error):
            raise StoreRefused(not_ours(path, advice)) from error
        return error
    return None


def log_size(path: Path) -> int:
    try:
        return os.stat(f"{path}-wal").st_size
    except OSError:
        return 0


def check_ours(path: Path, connection: engine.Connection, advice: Advice = FOR_A_RECORD) -> None:
    """Refuse a database that is not ours, by the number in its header."""
    if engine.value(connection, "PRAGMA application_id") != engine.APPLICATION_ID:
        raise StoreRefused(not_ours(path, advice))


def create(path: Path, fill: Callable[[Path], None], gid: int | None = None) -> None:
    """Make the file: filled under a temporary name, then given its final one if nobody was faster.

    Folders that are missing are made for the owner alone (0700), the file likewise (0600).

    Args:
        path: resolved; nothing exists there yet.
        fill: writes the schema into the file it is given, and closes it.
        gid: the group that shares it; its folder is that group's already.

    Raises:
        StoreRefused: the folder cannot be written, or has no hard links.
    """
    temporary = path.parent / f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}.new"
    try:
        make_folder(path.parent)
        private_files.make_empty(temporary)
        try:
            fill(temporary)
            if gid is not None:
                hand_over(temporary, gid)
            with suppress(FileExistsError):
                # Where another console was faster, its file is the record; a rename would replace it.
                os.link(temporary, path)
        finally:
            for name in (
                temporary,
                Path(f"{temporary}-wal"),
                Path(f"{temporary}-shm"),
                Path(f"{temporary}-journal"),
            ):
                name.unlink(missing_ok=True)
        # The name must outlast a power cut too.
        private_files.sync_folder(path.parent)
    except (OSError, engine.Error) as error:
        if is_full(path, error):
            raise StoreRefused(no_room(path, error)) from error
        if not isinstance(error, OSError):
            raise StoreRefused(f"{path} cannot be made ({error}); give another file with --db") from error
        raise StoreRefused(
            f"{path} cannot be made ({error.strerror}); give one in your own folder on a local disk with --db"
        ) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it for the owner alone."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for name in reversed(missing):
        with suppress(FileExistsError):
            name.mkdir(mode=0o700)

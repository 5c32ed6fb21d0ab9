"""Whose the files of a record are: one login's alone, or a group's that shares it.

A record is shared where its folder gives every new file to the group (2770) and the file is open to that
group (0660). The files themselves say so, not a setting: every console of every login sees the same, and
makes what it makes beside the record likewise, whatever its umask.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
SHARED_FILE, SHARED_FOLDER = 0o660, 0o2770

LINUX_PATH = getattr(os, "O_PATH", 0)


def group_of(record: Path) -> int | None:
    """Return the number of the group that shares a record; None where it is one login's, or not there."""
    if os.name != "posix":
        return None
    try:
        file, folder = record.stat(), record.parent.stat()
    except OSError:
        return None
    theirs = file.st_gid == folder.st_gid and file.st_mode & 0o060 == 0o060
    return file.st_gid if theirs and folder.st_mode & 0o2070 == 0o2070 else None


def group_name(gid: int) -> str:
    """Return the name of a group, its number where it has none."""
    import grp

    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def give(handle: int, record: Path) -> None:
    """Give a file beside a record, by its handle, to whom that belongs."""
    gid = group_of(record)
    if not hasattr(os, "fchmod"):
        return
    if gid is None:
        os.fchmod(handle, PRIVATE_FILE)
        return
    with suppress(PermissionError):  # another login made it, and has given it
        os.fchown(handle, -1, gid)
        os.fchmod(handle, SHARED_FILE)


def giving(record: Path) -> Callable[[int], None]:
    """Return what gives a new file, by its handle, to whom a record belongs."""
    return partial(give, record=record)


def make_folder(folder: Path, record: Path) -> None:
    """Make a folder beside a record, for those whose that is; one that is there stays as it is."""
    with suppress(FileExistsError):
        folder.mkdir(mode=PRIVATE_FOLDER)
        gid = group_of(record)
        if gid is not None:
            # Who is not in the group cannot give it away; the record's own folder gives it by its setgid bit.
            with suppress(PermissionError):
                os.chown(folder, -1, gid)
            folder.chmod(SHARED_FOLDER)


def beside(record: Path) -> list[Path]:
    """Return the files of a record that are there: itself, SQLite's, messages, failures, older copies."""
    named = (f"{record.name}{end}" for end in ("", "-wal", "-shm", "-journal", ".failures.log"))
    outbox = record.with_name(f"{record.name}.outbox")
    found = [record.with_name(name) for name in named]
    found += sorted(record.parent.glob(f"{glob_escaped(record.name)}.before-*"))
    found += [outbox, *(sorted(outbox.iterdir()) if outbox.is_dir() and not outbox.is_symlink() else ())]
    return [path for path in found if path.is_symlink() or path.exists()]


def glob_escaped(name: str) -> str:
    import glob

    return glob.escape(name)


def not_theirs(record: Path, gid: int) -> list[Path]:
    """Return what a group cannot use of a record that it shares: folder, file, and what lies beside it."""
    found = []
    for path in (record.parent, *beside(record)):
        try:
            looked = os.lstat(path)
        except FileNotFoundError:
            continue
        wanted = SHARED_FOLDER if stat.S_ISDIR(looked.st_mode) else SHARED_FILE
        kind = stat.S_ISDIR(looked.st_mode) or stat.S_ISREG(looked.st_mode)
        if not kind or looked.st_gid != gid or stat.S_IMODE(looked.st_mode) != wanted:
            found.append(path)
    return found


def hand_over(path: Path, gid: int) -> None:
    """Give one file or folder to a group. A link is never followed, and no lock on the file is touched.

    Raises:
        OSError: the system refuses, or it is neither a file nor a folder.
    """
    # A plain handle, once closed, would take SQLite's locks with it.
    handle = os.open(path, LINUX_PATH | os.O_NOFOLLOW) if LINUX_PATH else None
    place = path if handle is None else Path(f"/proc/self/fd/{handle}")
    try:
        looked = os.lstat(path) if handle is None else os.fstat(handle)
        if not (stat.S_ISREG(looked.st_mode) or stat.S_ISDIR(looked.st_mode)):
            raise OSError(f"{path.name} is neither a file nor a folder")
        wanted = SHARED_FOLDER if stat.S_ISDIR(looked.st_mode) else SHARED_FILE
        if looked.st_gid != gid:
            os.chown(place, -1, gid)
        place.chmod(wanted)
    finally:
        if handle is not None:
            os.close(handle)


def closed_above(record: Path, gid: int) -> Path | None:
    """Return the nearest folder above a record's own that a group cannot pass; None where it can."""
    for folder in record.parent.parents:
        looked = folder.stat()
        theirs = 0o010 if looked.st_gid == gid else 0o001
        if not looked.st_mode & theirs and not has_list(folder):
            return folder
    return None


def has_list(folder: Path) -> bool:
    """Whether a folder has a list of its own of who may pass, which says more than its mode."""
    try:
        return "system.posix_acl_access" in os.listxattr(folder)
    except (OSError, AttributeError):
        return False

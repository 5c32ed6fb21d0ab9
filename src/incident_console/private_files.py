"""Files for their owner alone (0600): never through a link, on the disk before they have their name."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Own = Callable[[int], None]
"""Gives an open file, by its descriptor, to those whose it is to be."""

NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def make(path: Path) -> int:
    """Make an empty file that was not there, and return its descriptor, open for reading and writing.

    Raises:
        FileExistsError: the name is taken, be it by a link.
        OSError: the folder cannot be written.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | NO_LINK, 0o600)
    to_owner(handle)
    return handle


def make_empty(path: Path) -> None:
    """Make an empty file that was not there, for somebody who opens it by its name. Raises as `make`."""
    os.close(make(path))


def place(path: Path, text: str) -> None:
    """Write a text under a name that is free; the name appears when all of it is on the disk.

    Raises:
        FileExistsError: the name is taken; what is there stays.
        OSError: the folder cannot be written, has no hard links, or the disk is full.
    """
    # A link fails where the name is taken, which a rename would replace.
    _write(path, text, lambda passing: os.link(passing, path, follow_symlinks=False))


def replace(path: Path, text: str, own: Own | None = None) -> None:
    """Write a text under a name, in the place of what is there; whole or not at all.

    Args:
        own: gives the file, by its descriptor, to those whose it is to be; else it is its owner's alone.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    _write(path, text, lambda passing: passing.replace(path), own)


def append(path: Path, text: str, own: Own | None = None) -> None:
    """Write a text behind what a file holds; it is made where it is missing. `own` as for `replace`.

    Raises:
        OSError: the name is a link or no file, the folder cannot be written, or the disk is full.
    """
    with os.fdopen(open_to_append(path, own), "a", encoding="utf-8", errors="replace") as file:
        file.write(text)


def open_to_append(path: Path, own: Own | None = None) -> int:
    """Return the descriptor of a file that is written behind what it holds. Made and raises as `append`."""
    handle = _open_regular(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    (own or to_owner)(handle)
    return handle


def overwrite(path: Path, text: str) -> None:
    """Write a short text, which a power failure may take, in the place of what a file holds.

    Raises:
        OSError: the name is a link or no file, the folder cannot be written, or the disk is full.
    """
    handle = _open_regular(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        to_owner(handle)
        file.write(text)


def open_to_lock(path: Path, own: Own) -> int:
    """Return the descriptor of a file that is there to be locked; it is made where it is missing.

    Raises:
        OSError: the name is a link or no file, or the folder cannot be written.
    """
    handle = _open_regular(path, os.O_RDWR | os.O_CREAT)
    own(handle)
    return handle


def short_text(path: Path, longest: int) -> str:
    """Read a short text, of a longer one its beginning.

    Raises:
        OSError: the name is a link or no file, or cannot be read.
        UnicodeDecodeError: it is no text.
    """
    with os.fdopen(_open_regular(path, os.O_RDONLY), "rb") as file:
        return file.read(longest).decode()


def passing_name(path: Path) -> Path:
    """Return a name beside a file that nobody else has, for what is to become that file."""
    return path.with_name(f".{os.urandom(8).hex()}.part")


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system has a way to."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def to_owner(handle: int) -> None:
    """Give an open file to its owner alone, whatever the umask took of its rights."""
    if hasattr(os, "fchmod"):
        os.fchmod(handle, 0o600)


def _open_regular(path: Path, flags: int) -> int:
    """Return the descriptor of a file; of what is none neither the content nor the rights are touched."""
    # A pipe in its place would wait for whoever is at its other end.
    handle = os.open(path, flags | NO_LINK | getattr(os, "O_NONBLOCK", 0), 0o600)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no file")
    return handle


def _write(path: Path, text: str, name: Callable[[Path], object], own: Own | None = None) -> None:
    with _passing(path) as passing:
        with os.fdopen(make(passing), "wb") as file:
            if own is not None:
                own(file.fileno())
            # What was typed on another machine may hold halves of characters.
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            # Before it has its name: after a power cut a file of that name is whole or the one from before.
            os.fsync(file.fileno())
        name(passing)
    sync_folder(path.parent)


@contextmanager
def _passing(path: Path) -> Iterator[Path]:
    passing = passing_name(path)
    try:
        yield passing
    finally:
        passing.unlink(missing_ok=True)

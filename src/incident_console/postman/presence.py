"""Who carries messages now: a lock on a file beside the record, which ends with whoever holds it.

It decides nothing about a row, which has its own lease; it only says whether anybody is there to carry it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

from incident_console import owners
from incident_console.private_files import NO_LINK, open_to_lock

# Windows has no such locks: there nobody is known to carry.
if sys.platform != "win32":
    import fcntl


def lock_file(record: Path) -> Path:
    """Return the file that whoever carries the messages of a record holds."""
    return record.with_name(f"{record.name}.postman")


class Presence:
    """Says to others that somebody carries messages, as long as it is held. Several may."""

    def __init__(self, record: Path) -> None:
        self._record = record
        self._handle: int | None = None

    def __enter__(self) -> Self:
        """Begin; where the folder cannot be written nobody is told, and all else goes on."""
        with suppress(OSError):
            self._handle = open_to_lock(lock_file(self._record), owners.giving(self._record))
            if sys.platform != "win32":
                fcntl.flock(self._handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return self

    def __exit__(self, *failure: object) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def somebody_carries(record: Path) -> bool:
    """Whether anybody on this machine carries the messages of a record."""
    if sys.platform == "win32":
        return False
    try:
        handle = os.open(lock_file(record), os.O_RDWR | NO_LINK)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False

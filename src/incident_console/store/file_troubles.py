"""What is said of a file that is refused, is gone, or takes nothing more, and what to do then."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NamedTuple

from incident_console.store import engine


class Advice(NamedTuple):
    """What to give instead of a file that is refused, by what it is refused for."""

    another: str
    inside: str
    local: str
    empty: str
    linked: str
    newer: str
    damaged: str


FOR_A_RECORD = Advice(
    another="give another file with --db",
    inside="give a file in it with --db",
    local="give a file on a local disk with --db",
    empty="remove it, or give another file with --db",
    linked="remove the other name, or give another file with --db",
    newer="install that version, or open the file read-only",
    damaged="copy its whole folder, then restore your last backup",
)
"""Where the file is to be the record itself."""


FOR_A_MERGE = Advice(
    another="merge needs the file of another copy of this record",
    inside="merge needs a file: give the one in it that is another copy of this record",
    local="copy it to a local disk (incident-console backup), then merge that",
    empty="merge needs the file of another copy of this record",
    linked="remove the other name, then merge it",
    newer="install that version here, then merge",
    damaged="verify it where it came from, or merge an earlier copy or backup of it",
)
"""Where it is to be another copy, from which entries come."""


def gone(path: Path | str, what: str) -> str:
    return (
        f"{path} {what} while open: what you see is what it held, and nothing more is recorded in it; "
        "save a copy of that, then start again"
    )


def not_ours(path: Path, advice: Advice) -> str:
    return f"{path} is not a record of this program, and is left as it is; {advice.another}"


def damaged(path: Path, error: BaseException, advice: Advice = FOR_A_RECORD) -> str:
    return f"{path} is damaged ({error}) and left as it is; {advice.damaged}"


ENOUGH_BYTES = 65536
"""What SQLite needs at least to open a record: the index of its write-ahead log takes half of it."""


def disk_is_full(path: Path) -> bool:
    """Tell whether the disk that holds a file has no room for what SQLite makes beside it."""
    try:
        found = os.statvfs(path.parent)
    except (OSError, AttributeError):
        return False
    return found.f_bavail * found.f_frsize < ENOUGH_BYTES


def no_room(path: Path, error: BaseException) -> str:
    return f"the disk that holds {path} is full ({error}); free some of it, then try again"


def not_recorded(path: Path, error: BaseException, todo: str) -> str:
    """Return what is said where nothing was recorded: that the disk is full, else what is to be done."""
    why = no_room(path, error) if is_full(path, error) else f"{error}; {todo}"
    return f"nothing was recorded: {why}"


def is_full(path: Path, error: BaseException) -> bool:
    """Tell whether it is a full disk that an error speaks of."""
    lacking = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return lacking or "is full" in str(error) or (isinstance(error, engine.Error) and disk_is_full(path))


def only_read(path: Path) -> str:
    return (
        f"{path} is a copy that cannot be written here; nothing was recorded, and reading goes on: "
        "to go on with it, copy it into a folder of your own (incident-console backup)"
    )


def unreadable(path: Path, error: BaseException) -> str:
    if is_full(path, error):
        return f"{no_room(path, error)}; what was recorded is safe, and reading goes on"
    return f"{path} cannot be opened ({error}); check who may read and write it and its folder"

"""Writing a report to a file: whole or not at all, readable to its owner alone, never over another one."""

from __future__ import annotations

import re
from pathlib import Path

from incident_console import private_files
from incident_console.paths import is_sqlites_own

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}")
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_NAME = 80


class NotWritten(Exception):
    """The file was not written. The text is one line, and says what would be accepted."""


def file_name(ref: str, ending: str) -> str:
    """A name for an export of an incident, such as `INC-7K3Q.md`."""
    stem = NOT_IN_NAMES.sub("-", ref).strip("-.") or "incident"
    return f"{stem[: LONGEST_NAME - 1 - len(ending)]}.{ending}"


def write_new(path: Path, text: str) -> Path:
    """Write a text into a new file, mode 0600, and give back where it is.

    The name appears only when everything is on the disk; a link is not followed.

    Raises:
        NotWritten: where the name is taken or unfit, or the disk refuses.
    """
    if NAME.fullmatch(path.name) is None:
        raise NotWritten(
            f"a file name has letters, digits, dots, dashes and underscores, begins with a letter or digit "
            f"and has at most {LONGEST_NAME} characters, such as INC-7K3Q.md; nothing was written"
        )
    if is_sqlites_own(path.name):
        raise NotWritten(
            f"{path.name} is a name that SQLite gives to files of its own, and a record beside it would be "
            "damaged; give another one, such as INC-7K3Q.md; nothing was written"
        )
    try:
        private_files.place(path, text)
    except FileExistsError as error:
        raise NotWritten(f"{path} exists already and stays as it is; name another file") from error
    except OSError as error:
        raise NotWritten(
            f"{path} cannot be written: {error.strerror or error}; name another place"
        ) from error
    return path

"""What went wrong inside the program, written down for whoever repairs it."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from incident_console import owners, private_files
from incident_console.paths import private_folder

_instead: ContextVar[Path | None] = ContextVar("instead", default=None)


@contextmanager
def kept_at(path: Path) -> Iterator[None]:
    """Within this, failures are kept there, because the record will be gone and all beside it."""
    token = _instead.set(path)
    try:
        yield
    finally:
        _instead.reset(token)


def write(record: Path, doing: str, error: BaseException) -> Path:
    """Append the traceback to a private file beside the record; return its path, also where that failed."""
    path = _instead.get() or record.with_name(f"{record.name}.failures.log")
    when = datetime.now(UTC).isoformat(timespec="seconds")
    lines = "".join(traceback.format_exception(error))
    try:
        private_folder(path.parent)
        own = owners.giving(record) if path.parent == record.parent else private_files.to_owner
        private_files.append(path, f"{when} {doing}\n{lines}\n", own)
    except OSError:
        return path
    return path

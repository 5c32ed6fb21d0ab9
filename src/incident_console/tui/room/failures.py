"""What went wrong inside the program, written down for whoever repairs it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from incident_console import owners, private_files
from incident_console.paths import private_folder

AGAIN_SECONDS = 60.0
"""After how long the same failure is written down again."""

_instead: ContextVar[Path | None] = ContextVar("instead", default=None)


@contextmanager
def kept_at(path: Path) -> Iterator[None]:
    """Within this, failures are kept there, because the record will be gone and all beside it."""
    token = _instead.set(path)
    try:
        yield
    finally:
        _instead.reset(token)


class Failures:
    """What went wrong in one room: each place is written down once in a while, however often it fails."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """Take the running clock, in seconds."""
        self._now = now
        self._written: dict[tuple[str, str], tuple[float, Path]] = {}

    def write_down(self, record: Path, doing: str, error: BaseException) -> Path:
        """Write a failure down unless it was just now; return where it stands."""
        last = traceback.extract_tb(error.__traceback__)[-1:]
        name = (type(error).__name__, f"{last[0].filename}:{last[0].lineno}" if last else str(error))
        when, path = self._written.get(name, (float("-inf"), record))
        if self._now() - when >= AGAIN_SECONDS:
            path = write(record, doing, error)
            self._written[name] = (self._now(), path)
        return path


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
        # There is no better place to say it: whoever calls shows the error itself.
        return path
    return path

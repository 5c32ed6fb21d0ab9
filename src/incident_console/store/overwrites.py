"""Noticing that a file was overwritten in place by an older copy of itself, as `cp backup.db over.db` does.

Nothing that was ever seen in a record goes away from it. So each process knows the latest event that it saw
in a file, and whoever has written leaves it in a note of their login's for whoever opens the file next: where
that event is not there any more, the content went back, though the file is still the same one.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from incident_console import paths, private_files
from incident_console.store import engine
from incident_console.store.file import Identity

LATEST_EVENT = "SELECT id FROM events ORDER BY position DESC LIMIT 1"
IS_THERE = "SELECT 1 FROM events WHERE id = ?"
FOLDER = "latest"
"""Where the notes are, in the login's folder for a program's state."""

LONGEST = 5000
"""Characters of a note; more is none of ours."""

Written = tuple[int, int, int]
"""When a file was last written, its size, how often it went back: the same where nobody copied over it."""

_seen: dict[Identity, str] = {}
_times: dict[Identity, int] = {}
_unsaid: set[Identity] = set()
_counted_twice: set[Identity] = set()


def look(connection: engine.Connection, identity: Identity) -> None:
    """Know the latest event that a file holds now, where that can be read."""
    with suppress(engine.DatabaseError):
        if (event := engine.value(connection, LATEST_EVENT)) is not None:
            _seen[identity] = str(event)


def know(identity: Identity, event: str) -> None:
    """Know an event that is in a file, for this process has just recorded it."""
    _seen[identity] = event


def forget(identity: Identity) -> None:
    """Forget a file that this process has open no more."""
    _seen.pop(identity, None)


def went_back(connection: engine.Connection, path: Path, identity: Identity) -> bool:
    """Tell whether an event that was seen in this very file is not there any more, and keep that in mind.

    Raises:
        Error: the file cannot be read, as while it is being written.
    """
    event = _seen.get(identity) or left(path, identity)
    if event is None or engine.value(connection, IS_THERE, (event,)) is not None:
        return False
    _seen.pop(identity, None)
    _times[identity] = times(identity) + 1
    _unsaid.add(identity)
    _counted_twice.add(identity)
    return True


def new_console_is_due(identity: Identity) -> bool:
    """Tell, once, whether who writes next must be another console, for what this one counted is gone."""
    if identity not in _counted_twice:
        return False
    _counted_twice.discard(identity)
    with suppress(OSError, paths.NoSuchPlace):
        place(identity).unlink()
    return True


def times(identity: Identity) -> int:
    """Return how often a file went back, as far as this process has seen it."""
    return _times.get(identity, 0)


def sentence(path: Path, identity: Identity) -> str:
    """Return what is to be said of a file that went back, once; else nothing."""
    if identity not in _unsaid:
        return ""
    _unsaid.discard(identity)
    return (
        f"{path} was overwritten by an older copy of itself, and what was recorded after that is not in it "
        "any more; merge a copy that still holds it, if there is one"
    )


def place(identity: Identity) -> Path:
    """Return where the latest event of a file is left for whoever of this login opens it next.

    Raises:
        NoSuchPlace: this login has no home.
    """
    return paths.state_folder() / FOLDER / f"{identity[1]:x}"


def leave(path: Path, identity: Identity) -> None:
    """Leave the latest event that was seen in a file. Where nothing can be written, nothing is left."""
    event = _seen.get(identity)
    if event is None:
        return
    with suppress(OSError, paths.NoSuchPlace):
        note = place(identity)
        if not note.exists():
            tidy(paths.private_folder(note.parent))
        private_files.overwrite(note, f"{event}\n{path}\n")


def left(path: Path, identity: Identity) -> str | None:
    """Return the event that was left of this very file, not of another one with its number elsewhere."""
    try:
        event, of, *rest = private_files.short_text(place(identity), LONGEST).split("\n")
    except (OSError, ValueError):
        return None
    return event if of == str(path) and rest == [""] else None


def tidy(folder: Path) -> None:
    """Take away what was left of files that are gone, such as those of a demo."""
    for note in folder.iterdir():
        with suppress(OSError, ValueError):
            _, of, *_ = private_files.short_text(note, LONGEST).split("\n")
            if not os.path.exists(of):
                note.unlink()

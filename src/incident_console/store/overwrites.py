"""Noticing that a file was overwritten in place by an older copy of itself, as `cp backup.db over.db` does.

Nothing that was ever seen in a record goes away from it. So each process knows the latest event that it saw
in a file, and whoever has written leaves it in a note of their login's for whoever opens the file next: where
that event is not there any more, the content went back, though the file is still the same one. So it did
where a row that was taken for sending has not been: what may be out already would go out once more.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from incident_console import paths, private_files
from incident_console.store import console, engine
from incident_console.store.file import Identity

LATEST_EVENT = "SELECT id FROM events ORDER BY position DESC LIMIT 1"
FIRST_EVENT = "SELECT id FROM events ORDER BY position LIMIT 1"
IS_THERE = "SELECT 1 FROM events WHERE id = ?"
TRIED_LESS = "SELECT 1 FROM deliveries WHERE id = ? AND attempts < ?"
FOLDER = "latest"
"""Where the notes are, in the login's folder for a program's state."""

LONGEST = 5000
"""Characters of a note; more is none of ours."""

Written = tuple[int, int, int]
"""When a file was last written, its size, how often it went back: the same where nobody copied over it."""

Tried = tuple[str, int]
"""A row of the queue that was taken for sending, and how often by then."""

_seen: dict[Identity, str] = {}
_tried: dict[Identity, Tried] = {}
_first: dict[Identity, str] = {}
"""The first event of a file, by which one that was made anew in its place is known to be another record."""
_times: dict[Identity, int] = {}
_unsaid: set[Identity] = set()
_counted_twice: set[Identity] = set()


def look(connection: engine.Connection, identity: Identity) -> None:
    """Know the latest event that a file holds now, where that can be read."""
    with suppress(engine.DatabaseError):
        if (event := engine.value(connection, LATEST_EVENT)) is not None:
            _seen[identity] = str(event)
            _first.setdefault(identity, str(engine.value(connection, FIRST_EVENT)))


def know(connection: engine.Connection, identity: Identity, event: str) -> None:
    """Know an event that is in a file, for this process has just recorded it."""
    _seen[identity] = event
    if identity not in _first:
        look(connection, identity)


def know_tried(path: Path, identity: Identity, tried: Tried) -> None:
    """Know that a row of a file was taken for sending, and leave that before it is sent."""
    _tried[identity] = tried
    leave(path, identity, tried)


def forget(identity: Identity) -> None:
    """Forget a file that this process has open no more."""
    for known in (_seen, _tried, _first):
        known.pop(identity, None)


def went_back(connection: engine.Connection, path: Path, identity: Identity) -> bool:
    """Tell whether an event that was seen in this very file is not there any more, and keep that in mind.

    Raises:
        Error: the file cannot be read, as while it is being written.
    """
    first = engine.value(connection, FIRST_EVENT)
    if first is None and console.known(connection, identity) is None:
        # It has just been made, and may have the number of one that was deleted.
        return False
    note, tried = left(path, identity, first)
    event = _seen.get(identity) or note
    gone = event is not None and engine.value(connection, IS_THERE, (event,)) is None
    if not gone and not any(
        engine.value(connection, TRIED_LESS, each) is not None
        for each in (tried, _tried.get(identity))
        if each is not None
    ):
        return False
    forget(identity)
    _times[identity] = times(identity) + 1
    _unsaid.add(identity)
    _counted_twice.add(identity)
    return True


def new_console_is_due(identity: Identity) -> bool:
    """Tell, once, whether who writes next must be another console, for what this one counted is gone."""
    if identity not in _counted_twice:
        return False
    _counted_twice.discard(identity)
    # Nothing may be there; what stays is overwritten by what is left there next.
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


def leave(path: Path, identity: Identity, tried: Tried | None = None) -> None:
    """Leave the latest event that was seen in a file, and the row that was tried last, by whomever.

    Where nothing can be written, nothing is left.
    """
    event = _seen.get(identity)
    if event is None:
        return
    with suppress(OSError, paths.NoSuchPlace):
        note = place(identity)
        if not note.exists():
            tidy(paths.private_folder(note.parent))
        first = _first.get(identity, "")
        noted = tried or left(path, identity, first or None)[1] or _tried.get(identity)
        row, attempts = noted or ("", 0)
        private_files.overwrite(note, f"{event}\n{path}\n{row} {attempts}\n{first}\n")


def left(path: Path, identity: Identity, first: object) -> tuple[str | None, Tried | None]:
    """Return the event and the row that were left of this very record, not of another one with its number.

    `first` is the first event of the file, None where it has none.
    """
    try:
        event, of, tried, began, rest = private_files.short_text(place(identity), LONGEST).split("\n")
        row, attempts = tried.split(" ")
        found = (row, int(attempts)) if row else None
    except (OSError, ValueError):
        return None, None
    theirs = (of, rest) == (str(path), "") and (first is None or began in ("", first))
    return (event, found) if theirs else (None, None)


def tidy(folder: Path) -> None:
    """Take away what was left of files that are gone, such as those of a demo."""
    for note in folder.iterdir():
        # What is none of our notes, or another program's by now, stays as it is.
        with suppress(OSError, ValueError):
            _, of, *_ = private_files.short_text(note, LONGEST).split("\n")
            if not os.path.exists(of):
                note.unlink()

"""Copying a text: to the clipboard through the terminal, into tmux's buffer, and into a file."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from contextlib import suppress
from pathlib import Path

from incident_console import owners, private_files
from incident_console.delivery import outbox
from incident_console.tui.room.room import Room

TMUX_SECONDS = 1.0
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
NAME_LIMIT = 80


async def copy(app: Room, text: str, name: str) -> str:
    """Copy a text by every way there is; tmux and the disk are waited for on another thread.

    Args:
        app: the war room; its record's outbox folder gets the file.
        text: what is copied, as it is.
        name: what the file is called; a later copy of that name takes its place.

    Returns:
        Where the text now is, to follow on "The text is …"; a file that held it before goes unmentioned.
    """
    app.copy_to_clipboard(text)
    tmux = "TMUX" in os.environ and not app.is_headless
    places = await asyncio.to_thread(elsewhere, app.reader.store.path, name, text, tmux=tmux)
    places = ["on the clipboard where the terminal allows it", *places]
    return places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]}"


def elsewhere(record: Path, name: str, text: str, *, tmux: bool) -> list[str]:
    """Copy a text into tmux's buffer and into a file; return where it is."""
    places = ["in tmux's buffer"] if tmux and in_tmux_buffer(text) else []
    file = file_beside(record, name)
    if not holds(file, text):
        try:
            owners.make_folder(file.parent, record)
            private_files.replace(file, f"{text}\n", owners.giving(record))
            places.append(f"in {file}")
        except OSError as error:
            places.append(f"not in a file ({error.strerror or error})")
    return places


def in_tmux_buffer(text: str) -> bool:
    """Give the text to tmux on its input, never as an argument, and to the terminal around it."""
    try:
        done = subprocess.run(
            ["tmux", "load-buffer", "-w", "-"],
            # Every login of the host can read arguments in the list of processes.
            input=text.encode(errors="replace"),
            capture_output=True,
            timeout=TMUX_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def file_beside(record: Path, name: str) -> Path:
    """Return the file for a copy, in the record's outbox folder, under a name that is harmless everywhere."""
    harmless = UNSAFE.sub("-", name).lstrip(".-")[:NAME_LIMIT] or "copy.txt"
    return outbox.folder(record) / harmless


def holds(file: Path, text: str) -> bool:
    """Return whether a file of that content is there already."""
    with suppress(OSError, UnicodeDecodeError):
        return not file.is_symlink() and file.read_text("utf-8") == text + "\n"
    return False

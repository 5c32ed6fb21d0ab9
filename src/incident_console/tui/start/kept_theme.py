"""The theme that somebody chose by key, kept from one room to the next.

The later decision counts: a choice stands until the configuration names another theme than it did then. It is
kept in the platform's state folder; nobody's configuration is ever edited.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from incident_console import paths, private_files
from incident_console.config.themes import NAMES


class Choice(msgspec.Struct, frozen=True):
    """What was chosen, and what the configuration said then."""

    chosen: str
    configured: str


def place() -> Path:
    """Return the file, which need not exist.

    Raises:
        NoSuchPlace: a home folder is needed to know it, and there is none.
    """
    return paths.state_folder() / "theme.json"


def worn(configured: str) -> str:
    """Return the theme to put on: the one that was chosen since the configuration said this, else that."""
    try:
        choice = msgspec.json.decode(place().read_bytes(), type=Choice)
    except (OSError, paths.NoSuchPlace, msgspec.DecodeError):
        return configured
    return choice.chosen if choice.configured == configured and choice.chosen in NAMES else configured


def keep(chosen: str, configured: str) -> None:
    """Keep a choice for the next room.

    Raises:
        NoSuchPlace, OSError: it cannot be kept.
    """
    path = place()
    paths.private_folder(path.parent)
    private_files.replace(path, msgspec.json.encode(Choice(chosen, configured)).decode())

"""What is said of a record that is only read."""

from __future__ import annotations

from datetime import datetime

from incident_console.words import Clocks


def copy_in_words(last: datetime | None, clocks: Clocks) -> str:
    """Say that what is read is a copy, and of when: its last entry was recorded at that time (UTC)."""
    of = "nothing is recorded in it" if last is None else f"last entry {clocks.ours(last, with_zone=True)}"
    return f"A copy that cannot be written here: {of}"

"""What a screen says of a record that is a copy and is only read."""

from __future__ import annotations

from incident_console.tui.room.room import Room


def of_when(app: Room) -> str:
    """Return of when the copy is, on my clock; empty where the record can be written."""
    last = app.copied_at
    return "" if last is None else f"of {app.view().ours(last)}"

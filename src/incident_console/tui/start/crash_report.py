"""Where the program itself fails, it says so in a few words and leaves; the rest is in a private file."""

from __future__ import annotations

import os

from rich.text import Text

from incident_console.domain.text import clean
from incident_console.tui.room.room import Room

DEBUG_VARIABLE = "INCIDENT_CONSOLE_DEBUG"
SHOWN_LIMIT = 200


class CrashReport(Room):
    """A room whose failures are written to a private file instead of over the terminal."""

    def _fatal_error(self) -> None:
        """Leave after an error that nothing caught; Textual would print every local variable."""
        error = self._exception
        if error is None or os.environ.get(DEBUG_VARIABLE):
            super()._fatal_error()
            return
        place = self.write_down("the war room", error)
        cause = clean(f"{type(error).__name__}: {error}"[:SHOWN_LIMIT], lines=False)
        self._exit_renderables.append(
            Text(
                f"incident-console failed ({cause}). What was recorded is safe, drafts are kept.\n"
                f"Start it again; what went wrong is written in {place}"
            )
        )
        self._close_messages_no_wait()

"""The war room as people meet it: where the program itself fails, it says so in a few words and leaves."""

from __future__ import annotations

import os

from rich.text import Text

from incident_console.domain.text import clean
from incident_console.tui import failures
from incident_console.tui.app import IncidentConsole

DEBUG_VARIABLE = "INCIDENT_CONSOLE_DEBUG"
SAID_LIMIT = 200


class CalmConsole(IncidentConsole):
    """A war room whose failures are written to a private file instead of over the terminal."""

    def _fatal_error(self) -> None:
        """Leave after an error that nothing caught; Textual would print every local variable."""
        error = self._exception
        if error is None or os.environ.get(DEBUG_VARIABLE):
            super()._fatal_error()
            return
        place = failures.write(self.reader.store.path, "the war room", error)
        said = clean(f"{type(error).__name__}: {error}"[:SAID_LIMIT], lines=False)
        self._exit_renderables.append(
            Text(
                f"incident-console failed ({said}). What was recorded is safe, drafts are kept.\n"
                f"Start it again; what went wrong is written in {place}"
            )
        )
        self._close_messages_no_wait()

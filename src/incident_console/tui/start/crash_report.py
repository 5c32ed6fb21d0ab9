"""What fails inside the program costs what it was doing, never the room: it is shown and written down.

Only where there is no room yet does the program leave, in a few words.
"""

from __future__ import annotations

import os
from functools import wraps

from rich.text import Text
from textual.message import Message
from textual.message_pump import MessagePump

from incident_console.domain.text import clean
from incident_console.tui.room.room import Room

DEBUG_VARIABLE = "INCIDENT_CONSOLE_DEBUG"
SHOWN_LIMIT = 200


class CrashReport(Room):
    """A room that outlives what fails in it."""

    def on_mount(self) -> None:
        outlive_errors()

    @property
    def goes_on(self) -> bool:
        """Whether the first screen is there: from then on there is a room that can go on."""
        if os.environ.get(DEBUG_VARIABLE) or not self.screen_stack:
            return False
        return self.screen_stack[0].is_mounted

    def _handle_exception(self, error: Exception) -> None:
        """Go on after an error that nothing caught; Textual would leave."""
        if self.goes_on:
            self.failed("Something", error)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave after an error at the start; Textual would print every local variable."""
        # Textual 8.2.8 tells of an error nowhere else, and has no public name for either.
        error = self._exception
        if error is None or os.environ.get(DEBUG_VARIABLE):
            super()._fatal_error()
            return
        place = self.write_down("the war room", error)
        cause = clean(f"{type(error).__name__}: {error}"[:SHOWN_LIMIT], lines=False)
        self.panic(
            Text(
                f"incident-console failed ({cause}). What was recorded is safe, drafts are kept.\n"
                f"Start it again; what went wrong is written in {place}"
            )
        )


def outlive_errors() -> None:
    """Have whatever handles messages outlive an error in a handler of its own.

    Seen in Textual 8.2.8: it ends the loop of that widget, or of the whole screen, whose keys are then dead,
    and offers no place to say otherwise.
    """
    dispatch = MessagePump._dispatch_message
    if hasattr(dispatch, "__wrapped__"):
        return

    @wraps(dispatch)
    async def outliving(self: MessagePump, message: Message) -> None:
        try:
            await dispatch(self, message)
        except Exception as error:
            app = self.app
            if not isinstance(app, CrashReport) or not app.goes_on:
                raise
            app.failed("Something", error)

    MessagePump._dispatch_message = outliving  # type: ignore[method-assign]

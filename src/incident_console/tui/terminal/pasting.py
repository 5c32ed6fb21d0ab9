"""What becomes of a paste: text where something takes text, else nothing; and what is said about it."""

from __future__ import annotations

import re

from textual.events import Paste
from textual.widgets import Input, TextArea

from incident_console.domain.text import LIMIT
from incident_console.tui.room.room import Room
from incident_console.tui.terminal.pastes import Pasted

AS_TEXT = "That came faster than by hand: it is taken as a paste, and its line ends did nothing."
DROPPED = "Nothing here takes text: what was pasted is dropped, and did nothing."
CUT = f"The paste is cut: a text has at most {LIMIT:,} characters."

LINE_END = re.compile(r"[ \t]*[\n\t][\n\t ]*")


def arrive(app: Room, event: Paste) -> None:
    """Make a paste fit for what has the focus, and say what a person would not see by themselves."""
    app.app_focus = True  # as for a key: whoever pastes here is here
    pasted = getattr(event, "pasted", Pasted(text=event.text))
    if not isinstance(app.focused, Input | TextArea):
        if event.text or pasted.as_keys:
            app.tell(DROPPED, severity="warning")
        return
    if isinstance(app.focused, Input):
        event.text = LINE_END.sub(" ", event.text)
    if pasted.as_keys:
        app.tell(AS_TEXT, severity="warning")
    if pasted.cut:
        app.tell(CUT, severity="warning")

"""What is told in passing: each text once, two at most, none over a dialog."""

from __future__ import annotations

from typing import Any, Literal

from textual.app import App
from textual.notifications import Notification

Weight = Literal["information", "warning", "error"]

AT_MOST = 2
SECONDS = 8


class Notices:
    """The notices of one war room."""

    def __init__(self, app: App[Any]) -> None:
        self.app = app

    def show(self, text: str, weight: Weight) -> None:
        """Show a plain text for a while; not again while it is on the screen, and in the oldest one's place.

        It counts as shown at once, so that of two in the same moment the second is known to be one too many.
        """
        # In Textual 8.2.8 `notify` shows a notice some messages later, over a dialog that came up meanwhile;
        # only its private list knows what is on the screen, or takes one of them away.
        standing = self.app._notifications
        if any(notice.message == text for notice in standing):
            return
        for notice in list(standing)[: max(len(standing) - AT_MOST + 1, 0)]:
            del standing[notice]
        standing.add(Notification(text, severity=weight, timeout=SECONDS, markup=False))
        self.app._refresh_notifications()

    def clear(self) -> None:
        """Take all of them away, on every screen: what comes now must be read."""
        self.app.clear_notifications()
        for screen in self.app.screen_stack:
            for toast in screen.query("Toast"):
                toast.remove()

"""What is told in passing: one notice at a time, of few lines, gone with its cause.

What answers a key goes with the next one; an error stays its time, so that nobody types past it. What came by
itself (a call, a record that cannot be read) stays its time too, or until its cause is gone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import partial
from typing import Any, Literal

from textual.app import App
from textual.notifications import Notification

Weight = Literal["information", "warning", "error"]
WEIGHTS: tuple[Weight, ...] = ("information", "warning", "error")

AT_MOST = 3
"""How many lines one notice has; the oldest goes."""
SECONDS = 8
NEVER = 100_000
"""Longer than Textual ever has to take one away by itself, in seconds."""


class Line:
    """One thing that is told."""

    def __init__(self, text: str, weight: Weight, cause: Hashable) -> None:
        self.text = text
        self.weight = weight
        self.cause = cause
        self.answered = False
        """Whether a key came after it."""
        self.times = 1
        """How often it was said; each of its timers takes one back."""

    @property
    def goes_with_a_key(self) -> bool:
        return self.cause is None and self.weight != "error"


class Notices:
    """The notice of one war room."""

    def __init__(self, app: App[Any]) -> None:
        self.app = app
        self._lines: list[Line] = []
        self._shown: Notification | None = None

    def show(self, text: str, weight: Weight, cause: Hashable = None) -> None:
        """Tell a plain text for a while, for as long again where it stands there already.

        Args:
            text: what is told.
            weight: how grave it is.
            cause: what makes it true, for `end`; None where it answers a key.
        """
        self._forget_what_was_clicked_away()
        line = next((each for each in self._lines if each.text == text), None)
        if line is None:
            line = Line(text, weight, cause)
            self._lines = [*self._lines, line][-AT_MOST:]
        else:
            line.answered = False
            line.times += 1
        self.app.set_timer(SECONDS, partial(self._time_is_up, line))
        self._redraw()

    def key_comes(self) -> None:
        """Note that somebody types on: what answered the key before may go, unless it is said once more."""
        for line in self._lines:
            line.answered = line.goes_with_a_key

    def key_is_done(self) -> None:
        """Take away what was for the key before."""
        self._keep(line for line in self._lines if not line.answered)

    def end(self, causes: Iterable[Hashable]) -> None:
        """Take away what is not so any more."""
        gone = set(causes)
        self._keep(line for line in self._lines if line.cause not in gone)

    def clear(self) -> None:
        """Take everything away, on every screen: what comes now must be read."""
        self._lines.clear()
        self._shown = None
        self.app.clear_notifications()
        for screen in self.app.screen_stack:
            for toast in screen.query("Toast"):
                toast.remove()

    def _time_is_up(self, line: Line) -> None:
        line.times -= 1
        if not line.times:
            self._keep(each for each in self._lines if each is not line)

    def _keep(self, lines: Iterable[Line]) -> None:
        before, self._lines = len(self._lines), list(lines)
        if len(self._lines) != before:
            self._redraw()

    def _forget_what_was_clicked_away(self) -> None:
        if self._shown is not None and self._shown not in self.app._notifications:
            self._lines.clear()

    def _redraw(self) -> None:
        """Show what is told now, in the place of what was.

        It counts as shown at once. In Textual 8.2.8 `notify` shows a notice some messages later, over a
        dialog that came up meanwhile; only its private list knows what is on the screen, or takes it away.
        """
        text = "\n".join(line.text for line in self._lines)
        weight = WEIGHTS[max((WEIGHTS.index(line.weight) for line in self._lines), default=0)]
        shown = self._shown
        if shown is not None and (shown.message, shown.severity) == (text, weight):
            return
        self.app._notifications.clear()
        self._shown = None
        if text:
            self._shown = Notification(text, severity=weight, timeout=NEVER, markup=False)
            self.app._notifications.add(self._shown)
        self.app._refresh_notifications()

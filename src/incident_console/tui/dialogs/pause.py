"""A question that has just appeared takes no answer: the key was meant for what was there before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen
from textual.timer import Timer

PAUSE_SECONDS = 0.6
"""How long no key has come before one counts: longer than between two taps of one finger."""


class Pause:
    """Keeps a question from being answered by a key typed before it was read."""

    def __init__(self, screen: Screen[Any], show: Callable[[], None]) -> None:
        """Take the screen of the question, and what shows whether it can be answered."""
        self.screen = screen
        self.show = show
        self.over = PAUSE_SECONDS <= 0
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Count from here; for who hammers on a key it begins anew with each of them."""
        if self.over:
            return
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.screen.set_timer(PAUSE_SECONDS, self._end)

    def holds(self) -> bool:
        """Return whether an answer came too early; then the pause begins anew."""
        self.begin()
        return not self.over

    def _end(self) -> None:
        self.over = True
        self.show()

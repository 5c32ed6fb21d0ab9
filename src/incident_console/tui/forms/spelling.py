"""Letters that choose an option by the beginning of its name, told from a text that was meant elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

REST_SECONDS = 1.0
"""After so long without a key, letters begin anew."""


class Spelling:
    """What was typed since the hands rested, and what was chosen before that.

    Where it turns out to be no name, all that it chose is taken back.
    """

    def __init__(self, taken: frozenset[int]) -> None:
        self.before = taken
        self.begun = ""
        self.goes_on = False
        """Whether the last letter only said more of the option that the one before began."""
        self._strange = False
        self._running = False
        self._until = -math.inf

    def go_on(self, taken: frozenset[int], now: float) -> None:
        """Something is typed; what is chosen now is what comes back where it is no name.

        Args:
            taken: what is chosen.
            now: on a clock that only goes forward, in seconds.
        """
        if not self._running or now > self._until:
            self.end()
            self.before, self._running = taken, True
        self._until = now + REST_SECONDS

    def end(self) -> None:
        """Another key came: what is typed next begins anew."""
        self.begun, self._strange, self._running = "", False, False

    @property
    def counts(self) -> bool:
        """Whether a digit is one by itself, and no part of a name or a text."""
        return not self.begun and not self._strange

    def place(self, letter: str, names: Sequence[str], cursor: int) -> int | None:
        """Return which option a letter leads to; None where what was typed is the beginning of no name.

        What began one goes on with it; else the letter begins the next one after the cursor.
        """
        folded = [beginning(name) for name in names]
        longer = self.begun + letter.casefold()
        self.goes_on = False
        if not self._strange and self.begun:
            found = [n for n, name in enumerate(folded) if name.startswith(longer)]
            if found:
                self.begun, self.goes_on = longer, True
                return cursor if cursor in found else found[0]
        begins = [n for n, name in enumerate(folded) if name.startswith(letter.casefold())]
        if self._strange or not begins:
            self.begun, self._strange = longer, True
            return None
        self.begun = letter.casefold()
        return next((n for n in begins if n > cursor), begins[0]) if cursor in begins else begins[0]


def beginning(name: str) -> str:
    """Return a name from its first letter on, folded: what people would type of `1  Scale the pool`."""
    return re.sub(r"^[\W\d_]+", "", name).casefold()

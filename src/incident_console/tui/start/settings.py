"""The settings of a terminal as they were found, and how they are put back."""

from __future__ import annotations

import os
import termios
from contextlib import suppress
from typing import Any, Self, TextIO

MODES_OFF = (
    "\x1b[?2026l"  # no update in the making
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    "\x1b[?1004l\x1b[?2004l\x1b[?2048l"  # focus events, bracketed paste, resize reports
    "\x1b[?7h\x1b[?25h\x1b[0m"  # lines wrap, the cursor is seen, plain letters
)
LEAVE = "\x1b[<u\x1b[?1049l"
"""The keyboard protocol that Textual pushed, then the alternate screen: twice would move the cursor."""

KEEP_TITLE, RESTORE_TITLE = "\x1b[22;2t", "\x1b[23;2t"


class Terminal:
    """A terminal, and its settings at the moment it was looked at."""

    def __init__(self, inside: int, outside: int) -> None:
        self.inside = inside
        self.outside = outside
        self.settings: list[Any] = termios.tcgetattr(inside)

    @classmethod
    def of(cls, reads: TextIO | None, writes: TextIO | None) -> Self | None:
        """Return the terminal behind two streams, None where they are something else."""
        if reads is None or writes is None:
            return None
        try:
            inside, outside = reads.fileno(), writes.fileno()
            if os.isatty(inside) and os.isatty(outside):
                return cls(inside, outside)
        except (OSError, ValueError, termios.error):
            pass
        return None

    def give_back(self, *, abruptly: bool = False) -> None:
        """Put everything back. Where the program did that itself, only what can be done twice is done again.

        Args:
            abruptly: the program could not clean up after itself.
        """
        if not self.is_ours():
            return
        # The terminal may be gone, and nothing is to be put back then.
        with suppress(OSError, termios.error):
            abruptly = abruptly or termios.tcgetattr(self.inside) != self.settings
            if abruptly:
                # What the mouse still reported must not be typed into the shell.
                termios.tcsetattr(self.inside, termios.TCSAFLUSH, self.settings)
            self.write(MODES_OFF + LEAVE if abruptly else MODES_OFF)

    def is_ours(self) -> bool:
        """Whether no other job of the shell has it; a terminal that controls nobody is its only user's."""
        try:
            return os.tcgetpgrp(self.inside) == os.getpgrp()
        except OSError:
            return True

    def keep_title(self) -> None:
        """Ask the terminal to remember its title, which alarms change."""
        self.write(KEEP_TITLE)

    def restore_title(self) -> None:
        self.write(RESTORE_TITLE)

    def write(self, sequence: str) -> None:
        with suppress(OSError):
            os.write(self.outside, sequence.encode())

"""Programs of the team's own: heard up to a limit, and stopped with all that they started."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from typing import IO

LAST_WORDS = 0.5
"""Seconds in which what a program said is read when it has ended; what it left running may hold the pipe."""


def hear(pipe: IO[bytes], heard: bytearray, most: int) -> None:
    """Keep so many bytes of what a program says, from the beginning, and let the rest go by."""
    # The pipe is closed from outside where the program is given up.
    with suppress(OSError, ValueError), pipe:
        while part := pipe.read1(4096):  # type: ignore[attr-defined]
            heard += part[: most - len(heard)]


def end(running: subprocess.Popen[bytes]) -> None:
    """Stop a program that has a session of its own, with all that it has started."""
    # It may have ended by itself, and its group with it.
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()
    running.wait()

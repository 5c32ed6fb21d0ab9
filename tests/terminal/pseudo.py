"""A program in a pseudo-terminal of its own, as in a terminal window, and everything that it wrote there."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

PATIENCE = 30.0
"""Seconds until what has not come counts as not coming; a busy machine is slow, not wrong."""

ON_AT_REST = {"7", "25"}
"""Terminal modes that are set before any program: lines wrap, and the cursor is seen."""


def in_a_window() -> None:
    """Own the terminal, and hear its interrupts: who runs the tests in the background may ignore them."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Pseudo:
    """A pseudo-terminal with a session leader in it."""

    def __init__(self, command: list[str], *, columns: int = 100, rows: int = 30, **variables: str) -> None:
        self.outside, self.inside = pty.openpty()
        self.resize(columns, rows)
        self.at_first: list[Any] = termios.tcgetattr(self.inside)
        self.written = b""
        self.program = subprocess.Popen(
            command,
            env={**os.environ, "TERM": "xterm-256color", **variables},
            stdin=self.inside,
            stdout=self.inside,
            stderr=self.inside,
            start_new_session=True,
            preexec_fn=in_a_window,  # noqa: PLW1509 - one thread here
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.program.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.program.pid, signal.SIGKILL)
            self.program.wait()
        for handle in (self.outside, self.inside):
            with contextlib.suppress(OSError):
                os.close(handle)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.inside, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float = 0.05) -> bytes:
        """Take in what is written within so many seconds; return all that was written so far."""
        if select.select([self.outside], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                self.written += os.read(self.outside, 65536)
        return self.written

    def read_for(self, seconds: float) -> None:
        """Take in everything for so many seconds: a key that follows an escape at once is another key."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def take_in(self) -> None:
        """Take in everything that was written until now."""
        before = -1
        while before < len(self.written):
            before = len(self.written)
            self.read(0)

    def until(self, met: Callable[[], bool], awaited: str) -> None:
        end = time.monotonic() + PATIENCE
        while not met():
            assert time.monotonic() < end, f"waited in vain for {awaited}; written: {self.written[-2000:]!r}"
            self.read()

    def until_written(self, text: str | bytes) -> None:
        wanted = text.encode() if isinstance(text, str) else text
        self.until(lambda: wanted in self.written, repr(text))

    def press(self, keys: str) -> None:
        os.write(self.outside, keys.encode())

    def ended(self) -> int:
        """Wait for the end; return the exit status."""
        self.until(lambda: self.program.poll() is not None, "the end")
        while len(self.written) < len(self.read(0.1)):
            pass
        assert self.program.returncode is not None
        return self.program.returncode

    def modes_left(self) -> set[str]:
        """The private modes that were switched and not switched back."""
        state: dict[str, bytes] = {}
        for modes, switch in re.findall(rb"\x1b\[\?([\d;]+)([hl])", self.written):
            for mode in modes.decode().split(";"):
                state[mode] = switch
        return {mode for mode, switch in state.items() if (switch == b"h") != (mode in ON_AT_REST)}

    def assert_as_it_was(self) -> None:
        """The terminal is as it was before the program: settings, screen, mouse, cursor, paste, focus."""
        assert self.modes_left() == set()
        assert termios.tcgetattr(self.inside) == self.at_first
        entered, left = (self.written.count(code) for code in (b"\x1b[?1049h", b"\x1b[?1049l"))
        assert entered == left > 0


def python(program: str) -> list[str]:
    """The command that runs a program text."""
    return [sys.executable, "-c", program]


def incident_console(*changes: str) -> list[str]:
    """The command that runs the program, after statements that change it: how long it waits, say."""
    return python(
        "; ".join([*changes, "import sys", "from incident_console.__main__ import main", "sys.exit(main())"])
    )


def processes(command_contains: str) -> list[int]:
    """The processes, zombies apart, whose command line contains a text."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdecimal() and command_contains.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def children(pid: int) -> list[int]:
    """The children of a process, zombies included."""
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []

"""A program on a real pseudo-terminal: when a text is on its screen, how long a key takes to be drawn."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

COLUMNS, LINES = 120, 40
QUIET = 0.060
"""Seconds without a byte after which a redraw counts as finished; longer than any pause within one."""
PATIENCE = 30.0


class Terminal:
    """One program on a terminal of its own."""

    def __init__(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int] = (COLUMNS, LINES),
    ) -> None:
        columns, lines = size
        self.received = bytearray()
        self._pyte = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._pyte)
        self._drawn = 0
        self.started = time.perf_counter()
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            os.execve(argv[0], list(argv), dict(environment))
        fcntl.ioctl(self._handle, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the program: politely, then not."""
        for number, wait in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)):
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                break
            if self._ended(wait):
                break
        os.close(self._handle)

    def _ended(self, seconds: float) -> bool:
        """Wait for the end, reading what it still writes, so that it can end."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self._read(0.02)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return True
        return False

    def _read(self, timeout: float) -> int:
        """Take in what is written within so many seconds; return how many bytes."""
        ready, _, _ = select.select([self._handle], [], [], max(0.0, timeout))
        if not ready:
            return 0
        try:
            given = os.read(self._handle, 65536)
        except OSError:
            return 0
        self.received += given
        return len(given)

    def until(self, text: bytes, after: int = 0, patience: float = PATIENCE) -> float:
        """Return the moment (`time.perf_counter`) at which a text had been written.

        Args:
            text: written in one piece, without changes of colour in it.
            after: look only at what was received behind that many bytes.

        Raises:
            TimeoutError: it did not come; the last of the screen is in the message.
        """
        until = time.perf_counter() + patience
        while text not in self.received[after:]:
            if time.perf_counter() > until:
                shown = "\n".join(line.rstrip() for line in self.screen())
                raise TimeoutError(f"{text!r} was not written within {patience:g} s:\n{shown}")
            self._read(0.2)
        return time.perf_counter()

    def settle(self, quiet: float = 0.4) -> None:
        """Read until nothing was written for so long, or for five seconds."""
        until = time.perf_counter() + 5
        while time.perf_counter() < until and self._read(quiet):
            pass

    def drain(self, seconds: float) -> int:
        """Read for so long; return how many bytes came."""
        until, count = time.perf_counter() + seconds, 0
        while (left := until - time.perf_counter()) > 0:
            count += self._read(left)
        return count

    def type(self, keys: bytes) -> None:
        os.write(self._handle, keys)

    def press(self, keys: bytes) -> float:
        """Press a key between two ticks of the wall second; return seconds until the last byte it caused.

        Raises:
            RuntimeError: nothing was drawn.
        """
        between_ticks()
        while self._read(0):
            pass
        began = last = time.perf_counter()
        os.write(self._handle, keys)
        wait = 1.0
        while self._read(wait):
            last = time.perf_counter()
            wait = QUIET
        if last == began:
            raise RuntimeError(f"{keys!r} changed nothing on the screen")
        return last - began

    def screen(self) -> list[str]:
        """The lines of the screen as it stands."""
        self._stream.feed(bytes(self.received[self._drawn :]))
        self._drawn = len(self.received)
        return list(self._pyte.display)


def between_ticks() -> None:
    """Wait until the wall second is neither just over nor soon over: its redraw is no part of a key's."""
    while not 0.2 < time.time() % 1 < 0.7:
        time.sleep(0.02)

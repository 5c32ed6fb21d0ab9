"""Work that may never end, done in a child process that is stopped when its time is over."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

MOST_BYTES = 1_000_000
"""The longest answer that is taken."""

MEMORY = 512 * 2**20
"""How many bytes more than its parent the child may ask for."""


class Stopped(Exception):
    """There is no answer; the text says why, in a few words."""


def answer_of(work: Callable[[], bytes], seconds: float) -> bytes:
    """Return what the work answers in a copy of this process, which has no effect on this one.

    Where the system cannot copy processes, it is done in this one.

    Raises:
        Stopped: it took longer, asked for too much memory, or answered too much.
    """
    if not hasattr(os, "fork"):
        return work()
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        answer(work, writes)
    os.close(writes)
    try:
        return read(reads, time.monotonic() + seconds, seconds)
    finally:
        os.close(reads)
        # It may have ended by itself just now.
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


def answer(work: Callable[[], bytes], writes: int) -> NoReturn:
    """Do the work and write what comes of it; nothing else of the parent's goes on here."""
    try:
        with suppress(ValueError):
            # A signal here would wake the parent's loop through the descriptor that both have.
            signal.set_wakeup_fd(-1)
        limit_memory()
        left = work()
        while left:
            left = left[os.write(writes, left) :]
    finally:
        # Nothing of the parent's is closed, flushed or rolled back a second time.
        os._exit(0)


def read(reads: int, until: float, seconds: float) -> bytes:
    answer = b""
    while True:
        ready, _, _ = select.select([reads], [], [], max(until - time.monotonic(), 0))
        if not ready:
            raise Stopped(f"it did not come to an end within {seconds:g} seconds")
        part = os.read(reads, 65536)
        if not part:
            break
        answer += part
        if len(answer) > MOST_BYTES:
            raise Stopped("it writes more than a message may hold")
    if not answer:
        raise Stopped("it takes more memory than there is, or ended without a word")
    return answer


def limit_memory() -> None:
    """Let this process have only so much more memory than it has."""
    # Where a system knows no such limit, the time that it may take still ends it.
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as counted:  # noqa: PTH123
            pages = int(counted.read().split()[0])
        # Measured from what it has: the parent may be a war room with a large record.
        most = pages * resource.getpagesize() + MEMORY
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))

"""Whole process trees: what they hold in memory, what they have computed, and how long a command runs."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PROC = Path("/proc")


def tree(root: int) -> list[int]:
    """A process and all that descend from it."""
    found = [root]
    for pid in found:
        for thread in (PROC / str(pid) / "task").glob("*/children"):
            try:
                found += [int(child) for child in thread.read_text().split()]
            except OSError:
                continue
    return found


def memory(root: int) -> float:
    """What the tree holds, in MiB: proportional set size, where shared pages count in parts."""
    kilobytes = 0
    for pid in tree(root):
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024


def computed(root: int) -> float:
    """Seconds that the tree's threads have been on a processor."""
    nanoseconds = 0
    for pid in tree(root):
        for thread in (PROC / str(pid) / "task").glob("*/schedstat"):
            try:
                nanoseconds += int(thread.read_text().split()[0])
            except OSError:
                continue
    return nanoseconds / 1e9


def run(argv: Sequence[str], environment: Mapping[str, str]) -> float:
    """Run a command with its output thrown away; return how long it took, in seconds.

    Raises:
        RuntimeError: it failed.
    """
    nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1)]
    began = time.perf_counter()
    pid = os.posix_spawn(argv[0], list(argv), dict(environment), file_actions=nowhere)
    _, status = os.waitpid(pid, 0)
    took = time.perf_counter() - began
    if status != 0:
        raise RuntimeError(f"{' '.join(argv)} ended with {os.waitstatus_to_exitcode(status)}")
    return took

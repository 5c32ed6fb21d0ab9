"""A disk of its own that is soon full, for who may mount one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A disk of one megabyte that is nobody else's; where none can be mounted, the test is skipped."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path) -> None:
    """Leave no byte on a disk."""
    written = 4096
    with (disk / "filling").open("wb", buffering=0) as filling, suppress(OSError):
        while written:
            written = filling.write(bytes(4096)) or 0
    assert os.statvfs(disk).f_bavail == 0


def free(disk: Path) -> None:
    """Take away what filled it."""
    (disk / "filling").unlink()

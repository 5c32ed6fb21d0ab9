"""Where a run works: copies of the files, the environment of what it starts, the desks it writes with."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import data
from incident_console.clock import SystemClock
from incident_console.desk import Desk
from incident_console.domain.policy import Policy
from incident_console.store.store import Store

FOLDER = data.FOLDER / "run"
PERSON = "alice"
PROGRAM = str(Path(sysconfig.get_path("scripts")) / "incident-console")


class Sizes:
    """How much is measured: the figures of the table, or a quick look for developers."""

    def __init__(self, *, small: bool) -> None:
        self.small = small
        self.large = 1_000 if small else 100_000
        self.rounds = 6 if small else 20
        self.keys = 40 if small else 190
        self.commits = 100 if small else 400
        self.seconds = 1.0 if small else 3.0
        self.idle = 5.0 if small else 20.0
        self.growth = (500, 1_000) if small else (1_000, 3_000, 10_000, 30_000, 100_000)

    def __str__(self) -> str:
        return f"{self.large:,} incidents and {self.large * data.PER_INCIDENT:,} events"


def fresh() -> None:
    """Begin with an empty folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "home").mkdir(parents=True)


def environment() -> dict[str, str]:
    """What every program that is measured finds around it: nobody's settings, one terminal."""
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HOME": str(FOLDER / "home"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    }


def console(path: Path, *arguments: str, by: str = PERSON) -> list[str]:
    """The program as a user starts it, on a file."""
    return [sys.executable, PROGRAM, "--db", str(path), "--as", by, *arguments]


def desk_on(path: Path, by: str = PERSON) -> Desk:
    """A desk; closing its store is the caller's business."""
    return Desk(Store.open(path), SystemClock(), Policy(), by)


@contextmanager
def desk(path: Path, by: str = PERSON) -> Iterator[Desk]:
    """A desk for as long as the block runs."""
    opened = desk_on(path, by)
    try:
        yield opened
    finally:
        opened.store.close()


def large_file(sizes: Sizes) -> Path:
    """The large file of this run, a copy."""
    path = FOLDER / "large.db"
    return path if path.exists() else data.copy(sizes.large, path)

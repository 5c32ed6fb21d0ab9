"""Programs that tests start beside themselves: they write, and say what was acknowledged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WRITER = """
import sys, time
from incident_console.store.store import Store
from tests.store.scribe import declare, note, record

path, name, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Store.open(path) as store:
    incident = declare(store, title=name, ref=f"INC-{name}")
    for n in range(number):
        (entry,) = record(store, incident, note(f"{name} {n}"), by=name)
        sys.stdout.write(entry.id + "\\n")
        sys.stdout.flush()
"""

SHARED_WRITER = """
import sys
from incident_console.store.store import Store
from tests.store.scribe import note, record

path, name, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Store.open(path) as store:
    incident = store.find("INC-SHARED")
    for n in range(number):
        (entry,) = record(store, incident, note(f"{name} {n}"), by=name)
        sys.stdout.write(entry.id + "\\n")
        sys.stdout.flush()
"""

OPENER = """
import sys, time
from incident_console.store.store import Store

path, at = sys.argv[1], float(sys.argv[2])
time.sleep(max(0, at - time.time()))
with Store.open(path) as store:
    print(store.console)
"""


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a program with this interpreter, in the project's folder."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def finish(process: subprocess.Popen[str]) -> list[str]:
    """Wait for a program that must succeed, and return the lines that it said."""
    said, trouble = process.communicate(timeout=120)
    assert process.returncode == 0, trouble
    return said.split()

"""The program from its entry on, in this process: what it answers, where starting one is not what is asked.

Streams that are closed, pipes, encodings, terminals and what is imported are a process's own: tests of these
start one.
"""

from __future__ import annotations

import gc
import io
import subprocess
import sys

import pytest

from incident_console.__main__ import main


def stream(held: str = "") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(held.encode()), "utf-8", newline="")


def text_of(written: io.TextIOWrapper) -> str:
    written.flush()
    assert isinstance(written.buffer, io.BytesIO)
    return written.buffer.getvalue().decode()


def answer(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program with this environment and a few more variables."""
    stdout, stderr = stream(), stream()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["incident-console", *arguments])
        patch.setattr(sys, "stdin", stream())
        # What runs goes on after the program's end, and its garbage is looked for.
        patch.setattr(gc, "freeze", lambda: None)
        for name, written in (("stdout", stdout), ("stderr", stderr)):
            patch.setattr(sys, name, written)
            patch.setattr(sys, f"__{name}__", written)
        with pytest.raises(SystemExit) as end:
            main()
    status = end.value.code or 0
    assert isinstance(status, int)
    return subprocess.CompletedProcess(arguments, status, text_of(stdout), text_of(stderr))

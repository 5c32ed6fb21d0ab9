"""A private tmux server, driven as a person would."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE = 30.0
"""Seconds until what has not come counts as not coming."""

MISSING = "tmux is not installed"


class Tmux:
    """A tmux server of its own, with one session; every pane starts in a bare shell."""

    def __init__(self, home: Path) -> None:
        self.name = f"ic-{os.getpid()}-{secrets.token_hex(3)}"
        self.home = home
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TMUX")},
            "PS1": "READY> ",
            "LANG": "C.UTF-8",
            "SHELL": "/bin/sh",
        }

    def run(self, *arguments: str) -> str:
        """Give a command to the server; return what it answers."""
        command = ["tmux", "-L", self.name, "-f", "/dev/null", *arguments]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stderr}"
        return done.stdout

    def start(self, columns: int = 120, rows: int = 40) -> str:
        """Open the session; return its pane."""
        size = ("-x", str(columns), "-y", str(rows))
        pane = self.run("new-session", "-d", "-P", "-F", "#{pane_id}", "-s", "war", *size, "exec sh")
        return pane.strip()

    def split(self) -> str:
        """A second pane beside the first; return it."""
        return self.run("split-window", "-h", "-d", "-P", "-F", "#{pane_id}", "-t", "war", "exec sh").strip()

    def stop(self) -> None:
        with contextlib.suppress(AssertionError, subprocess.SubprocessError):
            self.run("kill-server")

    def type(self, pane: str, text: str) -> None:
        """Type a line and Enter."""
        self.run("send-keys", "-t", pane, "-l", text)
        self.press(pane, "Enter")

    def press(self, pane: str, *keys: str) -> None:
        self.run("send-keys", "-t", pane, *keys)

    def screen(self, pane: str) -> str:
        return self.run("capture-pane", "-p", "-t", pane)

    def ask(self, pane: str, what: str) -> str:
        """The value of a format, such as `#{alternate_on}`."""
        return self.run("display-message", "-p", "-t", pane, what).strip()

    def until(self, met: Callable[[], bool], awaited: str, pane: str | None = None) -> float:
        """Wait until something holds; return the seconds that took."""
        begin = time.monotonic()
        while not met():
            gone = time.monotonic() - begin
            shown = self.screen(pane) if pane is not None and gone > PATIENCE else ""
            assert gone < PATIENCE, f"waited in vain for {awaited}\n{shown}"
            time.sleep(0.02)
        return time.monotonic() - begin

    def until_shown(self, pane: str, *texts: str) -> float:
        def shown() -> bool:
            screen = self.screen(pane)
            return all(text in screen for text in texts)

        return self.until(shown, repr(texts), pane)

    def record_bytes(self, pane: str) -> Path:
        """Keep every byte that the pane's programs write from now on; return the file."""
        file = self.home / f"bytes-{pane.strip('%')}"
        self.run("pipe-pane", "-t", pane, "-O", f"cat > '{file}'")
        return file


@contextlib.contextmanager
def server(home: Path) -> Iterator[Tmux]:
    """A server that is gone afterwards."""
    if shutil.which("tmux") is None:
        pytest.skip(MISSING)
    tmux = Tmux(home)
    try:
        yield tmux
    finally:
        tmux.stop()

"""What a watch says of its acts: a line each to stderr, as text or as JSON, without any secret."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime

from incident_console.domain.text import displayed

Write = Callable[[str], None]


def to_stderr(line: str) -> None:
    """Write a line; where nobody reads any more the watch goes on."""
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        sys.stderr = None


class WatchLog:
    """Says each act once."""

    def __init__(self, *, as_json: bool = False, write: Write = to_stderr) -> None:
        self._as_json = as_json
        self._write = write
        self._trouble = ""

    def say(self, at: datetime, act: str, **told: str) -> None:
        """Say what was done, at a time (UTC); `told` says of what, and how it went."""
        clean = {name: displayed(text, lines=False) for name, text in told.items() if text}
        stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        if self._as_json:
            self._write(json.dumps({"at": stamp, "act": act, **clean}, ensure_ascii=False))
        else:
            self._write(" ".join([stamp, act, *clean.values()]))

    def trouble(self, at: datetime, why: str) -> None:
        """Say what is wrong when it begins, when it changes, and that it is over; empty: nothing is."""
        if why == self._trouble:
            return
        self._trouble = why
        if why:
            self.say(at, "trouble", why=why)
        else:
            self.say(at, "well", why="all is well again")

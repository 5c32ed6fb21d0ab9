"""Whose turn it is, as `show` and the brief say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from incident_console.cli.answers import hanging, line
from incident_console.domain.call import Call
from incident_console.reports.called import reason


def called_lines(calls: Iterable[Call], clock: Callable[[datetime], str]) -> list[str]:
    """Who was called when and has not acted since, and why; `clock` writes a time as it is read here."""
    lines: list[str] = []
    for call in calls:
        said = f"called at {clock(call.since)}, no act since: {reason(call)}"
        lines += hanging(f"{line(call.who)}  ", said, 2)
    return lines

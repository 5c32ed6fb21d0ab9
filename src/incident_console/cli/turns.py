"""Whose turn it is, as `show` and the brief say it."""

from __future__ import annotations

from collections.abc import Iterable

from incident_console.cli.answers import hanging, line
from incident_console.domain.call import Call
from incident_console.domain.refusal import Act
from incident_console.wording.commands import command
from incident_console.wording.turns import reason
from incident_console.words import Clocks


def called_lines(calls: Iterable[Call], ref: str, clocks: Clocks) -> list[str]:
    """Who was called when and has not acted since, why, and what answers it."""
    lines: list[str] = []
    for call in calls:
        call_line = f"called at {clocks.ours(call.since)}, no act since: {reason(call)}"
        lines += hanging(f"{line(call.who)}  ", call_line, 2)
        lines += hanging("  answers it: ", command(answer(call, ref), clocks.mine), 4)
    return lines


def answer(call: Call, ref: str) -> Act:
    """What answers a call, as an act of whoever is called."""
    arguments = {"n": call.n} if call.answer == "finish_action" else {}
    return Act(call.answer, ref, by=call.who, **arguments)

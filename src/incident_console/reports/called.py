"""Who is called and what is owed: in words, and as rows of data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from incident_console.domain.call import Call, Why
from incident_console.domain.owed import Owed, OwedKind
from incident_console.reports.stamps import flat, stamp
from incident_console.words import DUE

REASONS: dict[Why, Callable[[Call], str]] = {
    Why.DECLARED: lambda call: f"{call.by} declared it",
    Why.REOPENED: lambda call: f"{call.by} reopened it: {flat(call.text)}",
    Why.ESCALATED: lambda call: f"{call.by} escalated: {flat(call.text)}",
    Why.OFFERED: lambda call: f"{call.by} offers the {roles(call.about)}",
    Why.DECLINED: lambda call: f"{call.by} declined the {roles(call.about)}: {flat(call.text)}",
    Why.LAPSED: lambda call: f"the offer to {call.text} lapsed",
    Why.CHANGED: lambda call: f"the offer of the {roles(call.about)} has changed: {call.by} {call.text}",
    Why.ROLE: lambda call: f"{call.by} assigned the {call.about}",
    Why.ACTION: lambda call: f"{call.by} gave action {call.n}: {flat(call.text)}",
    Why.NEARS: lambda call: f"the {DUE[call.about]} is due soon",
    Why.PASSED: lambda call: f"the {DUE[call.about]} is due",
    Why.OWED: lambda call: f"the {what_is_owed(call.about, call.n, call.text)} is overdue",
}


def reason(call: Call) -> str:
    """Return why somebody is called, on one line, in words that are the same for them and for others."""
    return REASONS[call.why](call)


def roles(about: str) -> str:
    """Roles by their short names: `IC and CL`."""
    return " and ".join(about.split())


def what_is_owed(kind: str, n: int, text: str) -> str:
    """What is owed: `analysis`, `follow-up 3 (test the failover)`."""
    return f"{DUE[kind]} {n} ({flat(text)})" if kind == OwedKind.FOLLOW_UP else DUE[kind]


def called_rows(calls: Iterable[Call]) -> list[dict[str, Any]]:
    """Who is called, as `show --json` gives it."""
    return [
        {
            "who": call.who,
            "why": call.why,
            "since": stamp(call.since),
            "by": call.by or None,
            "text": reason(call),
        }
        for call in calls
    ]


def owed_rows(owed: Iterable[Owed], now: datetime) -> list[dict[str, Any]]:
    """What is owed, as `show --json` gives it."""
    return [
        {
            "kind": each.kind,
            "due_at": stamp(each.due_at),
            "overdue": each.overdue(now),
            "who": each.who,
            "n": each.n or None,
            "text": each.text or None,
        }
        for each in owed
    ]

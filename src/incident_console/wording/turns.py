"""Whose turn it is and what is owed, in words that are the same for whoever is called and for others."""

from __future__ import annotations

from collections.abc import Callable

from incident_console.domain.call import Call, Why
from incident_console.domain.urgency import OwedKind
from incident_console.wording.names import deadline_name
from incident_console.words import flat

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
    Why.NEARS: lambda call: f"the {owed_name(call.about)} is due soon",
    Why.PASSED: lambda call: f"the {owed_name(call.about)} is due",
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
    return f"{owed_name(kind)} {n} ({flat(text)})" if kind == OwedKind.FOLLOW_UP else owed_name(kind)


def owed_name(kind: str) -> str:
    """What is due, by the name that the rules use for it: `next update`, `follow-up`."""
    return "follow-up" if kind == OwedKind.FOLLOW_UP else deadline_name(kind)

"""A call as whoever is called reads it: which incident, why, and the key that answers it."""

from __future__ import annotations

from collections.abc import Callable

from incident_console.domain.call import Call, Why
from incident_console.domain.text import displayed
from incident_console.store.turns import CalledRow
from incident_console.wording.turns import reason
from incident_console.wording.verbs import VERBS

GOES_THERE = frozenset({"accept"})
"""Actions that choose their incident by themselves."""


def notice(row: CalledRow, key: Callable[[str], str], *, chosen: bool) -> str:
    """A call in one sentence, with the key that answers it where its incident is the chosen one."""
    action = action_of(row.call)
    there = "" if chosen or action in GOES_THERE else f"{key('called')} goes there, "
    return f"{displayed(why_called(row), lines=False)}. {there}{key(action)} answers"


def action_of(call: Call) -> str:
    """The action of the table that answers a call."""
    return VERBS[call.answer].action


def why_called(row: CalledRow) -> str:
    """Why it is this person's turn."""
    call, name = row.call, row.ref.removeprefix("INC-")
    if call.why is Why.DECLINED:
        return f"{call.by} declined {name}: {call.text} (you still {kept(call)})"
    if call.why is Why.LAPSED:
        return f"your offer of {name} to {call.text} lapsed: you still {kept(call)}"
    return f"{name} calls you: {reason(call)}"


def kept(call: Call) -> str:
    """What stays with whoever offered it in vain."""
    roles = call.about.split()
    return "own it" if "IC" in roles else f"are the {' and '.join(roles)}"

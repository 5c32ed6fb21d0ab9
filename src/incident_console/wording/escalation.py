"""How a ladder stands, in words: whom it proposes, and who has not answered since when."""

from __future__ import annotations

from incident_console.domain.escalating import Escalation
from incident_console.words import Clocks


def proposes(escalation: Escalation) -> str:
    """Return whom a ladder proposes: `ladder sre, rung 2 of 3: carol or dan`."""
    whom = " or ".join(escalation.names) or "nobody but you"
    return f"ladder {escalation.ladder}, rung {escalation.rung} of {escalation.rungs}: {whom}"


def no_answer(escalation: Escalation, clocks: Clocks) -> str:
    """Return who was called, has not answered, and until when they are waited for; empty where nobody was."""
    if not escalation.unanswered:
        return ""
    silent = ", ".join(f"{each.name} since {clocks.ours(each.since)}" for each in escalation.unanswered)
    until = "" if escalation.next_at is None else f"; the next rung from {clocks.ours(escalation.next_at)}"
    return f"no answer from {silent}{until}"

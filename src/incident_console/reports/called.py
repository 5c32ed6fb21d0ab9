"""Who is called and what is owed, as rows of data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from incident_console.domain.call import Call
from incident_console.domain.owed import Owed
from incident_console.reports.stamps import stamp
from incident_console.wording.turns import reason


def called_rows(calls: Iterable[Call]) -> list[dict[str, Any]]:
    """Who is called, as `show --json` gives it."""
    return [
        {
            "who": call.who,
            "why": call.why,
            "since": stamp(call.since),
            "by": call.by or None,
            "text": reason(call),
            "answer": call.answer,
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

"""A call: whose turn it is, and why. Who is called is worked out in `calls.py`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Why(StrEnum):
    """Why somebody is called."""

    DECLARED = "incident_declared"
    REOPENED = "incident_reopened"
    ESCALATED = "escalated"
    OFFERED = "handover_offered"
    DECLINED = "handover_declined"
    LAPSED = "handover_lapsed"
    CHANGED = "handover_changed"
    """The offer lost a role, or ended by what somebody else did."""
    ROLE = "role_assigned"
    ACTION = "action_assigned"
    NEARS = "clock_nears"
    PASSED = "clock_overdue"
    OWED = "owed_overdue"


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's turn: who is called, why, since when, by which event, and which rule answers it.

    An act calls from `since` on, when it was recorded, at its place `seq` in the log; time calls by itself,
    at `since`, and then `seq` is 0. After `until` the cause is gone. Times are UTC. `by` is whose act it was;
    `about` what is given or due (roles, the id of an action, a kind of deadline); `n` is the action's number
    as it is counted now; `text` the words that say more.
    """

    who: str
    why: Why
    since: datetime
    answer: str
    event: str = ""
    seq: int = 0
    until: datetime | None = None
    by: str = ""
    about: str = ""
    n: int = 0
    text: str = ""

    def stands(self, now: datetime) -> bool:
        """Whether it calls at that time, if nobody acts until then."""
        begun = self.seq > 0 or self.since <= now
        return begun and (self.until is None or now <= self.until)

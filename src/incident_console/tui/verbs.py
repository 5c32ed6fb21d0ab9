"""What each key does, by the id of its action."""

from incident_console.tui.verbs_client import away, back, reschedule, update
from incident_console.tui.verbs_closing import (
    close,
    confirm,
    duplicate,
    reopen,
    resolve,
    stand_down,
)
from incident_console.tui.verbs_copying import copy
from incident_console.tui.verbs_declaring import (
    assess,
    declare,
    severity_p1,
    severity_p2,
    severity_p3,
    severity_p4,
    ticket,
)
from incident_console.tui.verbs_ownership import (
    accept,
    brief,
    decline,
    hand_over,
    hand_over_all,
    roles,
    take_over,
    withdraw,
)
from incident_console.tui.verbs_response import (
    add_action,
    assign_action,
    drop_action,
    escalate,
    finish_action,
    note,
    status,
    strike,
)
from incident_console.tui.verbs_review import analysis, review
from incident_console.tui.verbs_sending import discard, posted
from incident_console.tui.verbs_visits import demo, drill

__all__ = [
    "accept",
    "add_action",
    "analysis",
    "assess",
    "assign_action",
    "away",
    "back",
    "brief",
    "close",
    "confirm",
    "copy",
    "declare",
    "decline",
    "demo",
    "discard",
    "drill",
    "drop_action",
    "duplicate",
    "escalate",
    "finish_action",
    "hand_over",
    "hand_over_all",
    "note",
    "posted",
    "reopen",
    "reschedule",
    "resolve",
    "review",
    "roles",
    "severity_p1",
    "severity_p2",
    "severity_p3",
    "severity_p4",
    "stand_down",
    "status",
    "strike",
    "take_over",
    "ticket",
    "update",
    "withdraw",
]

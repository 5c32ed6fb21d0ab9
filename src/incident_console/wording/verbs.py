"""What each rule is called: its command, the action of the war room, the examples of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from incident_console.domain.refusal import Part
from incident_console.wording.parts import PARTS, Wording


class Verb(NamedTuple):
    """How people ask for what a rule does."""

    command: str
    action: str
    """Its id in the war room's table of actions, by which its key is found; empty where it has none."""
    needs: tuple[Part, ...] = ()
    """What the command is given in any case, in the order of its examples."""
    examples: Mapping[Part, str] = MappingProxyType({})
    parts: Mapping[Part, Wording] = MappingProxyType({})
    """Parts that are called otherwise here than elsewhere."""
    about_one: bool = True
    """Whether the command names an incident first."""


VERBS: dict[str, Verb] = {
    "declare": Verb(
        "declare",
        "declare",
        (Part.TITLE, Part.BECAUSE),
        {
            Part.TITLE: "Checkout answers 502",
            Part.BECAUSE: "production",
            Part.SEVERITY: "P1",
            Part.CLIENTS: "ACME",
        },
        about_one=False,
    ),
    "assess": Verb(
        "assess",
        "assess",
        examples={Part.IMPACT: "30 % of checkouts fail", Part.SCOPE: "EU web and iOS"},
    ),
    "change_severity": Verb(
        "severity",
        "",
        (Part.SEVERITY, Part.WHY),
        {Part.SEVERITY: "P1", Part.WHY: "iOS is affected too"},
        {Part.SEVERITY: Wording("P1..P4", "Severity")},
    ),
    "add_client": Verb(
        "client add",
        "add_client",
        (Part.CLIENT,),
        {Part.CLIENT: "Globex"},
        {Part.CLIENT: Wording("NAME", "Client")},
    ),
    "drop_client": Verb(
        "client drop",
        "drop_client",
        (Part.CLIENT, Part.WHY),
        {Part.CLIENT: "Globex", Part.WHY: "they run on the other cluster"},
        {Part.CLIENT: Wording("NAME", "Client")},
    ),
    "create_ticket": Verb("ticket", "create_ticket"),
    "link_ticket": Verb(
        "ticket",
        "ticket",
        (Part.TICKET,),
        {Part.TICKET: "SUP-1042", Part.URL: "https://support.example/SUP-1042"},
        {Part.TICKET: Wording("ID", "Ticket"), Part.URL: Wording("--url", "Address")},
    ),
    "assign": Verb("assign", "roles", (Part.ROLE, Part.NAME), {Part.ROLE: "CL", Part.NAME: "bob"}),
    "offer_handover": Verb(
        "handover offer",
        "hand_over",
        (Part.TO,),
        {Part.TO: "bob", Part.STATUS: "rolled back, watching"},
    ),
    "accept_handover": Verb("handover accept", "accept"),
    "decline_handover": Verb("handover decline", "decline", (Part.WHY,), {Part.WHY: "my shift is over too"}),
    "withdraw_handover": Verb("handover withdraw", "withdraw"),
    "take_over": Verb("handover take", "take_over", (Part.WHY,), {Part.WHY: "no answer by phone or chat"}),
    "send_update": Verb(
        "update",
        "update",
        (Part.IMPACT, Part.DONE, Part.NEXT, Part.NEXT_UPDATE),
        {
            Part.IMPACT: "unchanged since the last update",
            Part.DONE: "rolled back 2.41",
            Part.NEXT: "scale the pool",
            Part.NEXT_UPDATE: "+30m",
            Part.CLIENTS: "ACME",
        },
    ),
    "reschedule": Verb(
        "reschedule",
        "reschedule",
        (Part.DUE, Part.WHY),
        {Part.DUE: "+45m", Part.WHY: "the vendor needs another hour", Part.CLIENTS: "ACME"},
        {Part.DUE: Wording("TIME", "New time", told=True)},
    ),
    "write_report": Verb(
        "report",
        "report",
        (Part.CONDITIONS, Part.REPORTED_ACTIONS, Part.NEEDS),
        {
            Part.CONDITIONS: "pool exhausted, 30 % of checkouts fail",
            Part.REPORTED_ACTIONS: "rolled back 2.41, oli scales the pool",
            Part.NEEDS: "somebody who knows the driver",
            Part.NEXT_REPORT: "+30m",
        },
    ),
    "go_away": Verb(
        "away",
        "away",
        (Part.UNTIL, Part.EXPECT),
        {Part.UNTIL: "18:00", Part.EXPECT: "mail is answered at 18:00", Part.SOUNDED_OUT: "bob"},
    ),
    "come_back": Verb("back", "back"),
    "say_posted": Verb(
        "outbox posted",
        "posted",
        (Part.MESSAGE,),
        {Part.WHERE: "Slack #acme", Part.CLIENTS: "ACME"},
        about_one=False,
    ),
    "say_told": Verb(
        "told",
        "told",
        (Part.WHAT,),
        {Part.WHAT: "by phone, that it is over"},
        {Part.WHAT: Wording("HOW", "How")},
    ),
    "discard_message": Verb(
        "outbox discard",
        "discard",
        (Part.MESSAGE, Part.WHY),
        {Part.WHY: "overtaken by update 4"},
        about_one=False,
    ),
    "retry": Verb("outbox retry", "posted", (Part.MESSAGE,), {Part.CLIENTS: "ACME"}, about_one=False),
    "say_logged": Verb("outbox posted", "log_again", (Part.MESSAGE,), about_one=False),
    "log_again": Verb("outbox retry", "log_again", (Part.MESSAGE,), about_one=False),
    "settle": Verb("outbox settle", "posted", (Part.MESSAGE,), {Part.CLIENTS: "ACME"}, about_one=False),
    "change_status": Verb(
        "status",
        "status",
        (Part.STATUS,),
        {Part.STATUS: "identified"},
        {Part.STATUS: Wording("investigating|identified|monitoring", "Status")},
    ),
    "add_action": Verb(
        "action add",
        "add_action",
        (Part.WHAT, Part.OWNER),
        {Part.WHAT: "scale the pool", Part.OWNER: "oli", Part.DUE: "+30m"},
    ),
    "finish_action": Verb("action done", "finish_action", (Part.ACTION,), {Part.ACTION: "2"}),
    "drop_action": Verb(
        "action drop",
        "drop_action",
        (Part.ACTION, Part.WHY),
        {Part.ACTION: "2", Part.WHY: "not needed after the rollback"},
    ),
    "reassign_action": Verb(
        "action assign",
        "assign_action",
        (Part.ACTION, Part.OWNER),
        {Part.ACTION: "2", Part.OWNER: "carol"},
        {Part.OWNER: Wording("NAME", "To")},
    ),
    "note": Verb("note", "note", (Part.WHAT,), {Part.WHAT: "pool at 100 %", Part.KIND: "finding"}),
    "escalate": Verb(
        "escalate",
        "escalate",
        (Part.TO, Part.WHY),
        {Part.TO: "duty manager", Part.WHY: "no progress for an hour"},
    ),
    "strike": Verb(
        "strike", "strike", (Part.ENTRY, Part.WHY), {Part.ENTRY: "12", Part.WHY: "wrong incident"}
    ),
    "resolve": Verb(
        "resolve", "resolve", (Part.REMEDY,), {Part.REMEDY: "restored", Part.RESTORED_AT: "14:52"}
    ),
    "confirm": Verb("confirm", "confirm"),
    "close": Verb(
        "close",
        "close",
        (Part.WHAT, Part.CUSTOMER_IMPACT, Part.PREVENTION),
        {
            Part.WHAT: "release 2.41 broke the checkout; restored 14:52",
            Part.CUSTOMER_IMPACT: "30 % of checkouts failed",
            Part.PREVENTION: "canary for the pool",
        },
        {Part.WHAT: Wording("--what", "Happened")},
    ),
    "send_analysis": Verb(
        "analysis",
        "analysis",
        (Part.WHAT,),
        {Part.WHAT: "a lock in the new driver; replaced"},
        {Part.WHAT: Wording("TEXT", "Analysis")},
    ),
    "reopen": Verb("reopen", "reopen", (Part.WHY,), {Part.WHY: "errors are back", Part.STARTED_AT: "14:52"}),
    "stand_down": Verb("stand-down", "stand_down", (Part.WHY,), {Part.WHY: "the alert was wrong"}),
    "mark_duplicate": Verb("duplicate", "duplicate", (Part.SURVIVOR,), {Part.SURVIVOR: "INC-7K3Q"}),
    "review": Verb(
        "review",
        "review",
        examples={
            Part.ROOT_CAUSE: "pool exhausted after a driver change",
            Part.FACTORS: "no alert on the pool",
            Part.RECOMMENDATIONS: "alert at 80 %",
            Part.FOLLOW_UPS: "none",
        },
    ),
    "read_log": Verb("log", ""),
    "read_outbox": Verb("outbox list", "", about_one=False),
    "read_board": Verb("list", "", about_one=False),
}
"""Every act by its rule. Commands and dialogs are written by hand; what they call things stands here."""

BESIDES = frozenset({"create_ticket", "log_again", "say_logged"})
"""Rules that are asked by the command of another one: by an option of it, or about something else."""

RULES: dict[str, str] = {verb.command: rule for rule, verb in VERBS.items() if rule not in BESIDES}
"""The rule that a command asks."""


def wording(part: Part, rule: str = "") -> Wording:
    """Return how a part is called, in the command and the form of a rule where one is given."""
    verb = VERBS.get(rule)
    return (verb.parts.get(part) if verb is not None else None) or PARTS[part]


def flag(part: Part, rule: str = "") -> str:
    """Return the option of a part, or what stands in its place among a command's arguments."""
    return wording(part, rule).flag


def example(rule: str, part: Part) -> str:
    """Return what somebody might say for a part; empty where a verb gives no example of it."""
    verb = VERBS.get(rule)
    return verb.examples.get(part, "") if verb is not None else ""

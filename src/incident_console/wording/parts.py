"""What each part of an act is called: the option of a command, the label of a field, on whose clock it is."""

from __future__ import annotations

from typing import NamedTuple

from incident_console.domain.refusal import Part


class Wording(NamedTuple):
    """How a part is called."""

    flag: str
    """The option, or in capitals what stands in its place among a command's arguments."""
    label: str
    """The field of a form."""
    told: bool = False
    """Whether it is a time that the client is told, so that it is read on their clock."""

    @property
    def is_option(self) -> bool:
        return self.flag.startswith("--")


PARTS: dict[Part, Wording] = {
    Part.BY: Wording("--as", "--as NAME"),
    Part.AT: Wording("--at", "When"),
    Part.INCIDENT: Wording("REF", "Incident"),
    Part.TITLE: Wording("TITLE", "Title"),
    Part.BECAUSE: Wording("--because", "Because"),
    Part.SEVERITY: Wording("--severity", "Severity"),
    Part.IMPACT: Wording("--impact", "Impact"),
    Part.SCOPE: Wording("--scope", "Scope"),
    Part.CLIENT: Wording("--client", "Client"),
    Part.CLIENTS: Wording("--client", "Clients"),
    Part.TICKET: Wording("--ticket", "Ticket"),
    Part.URL: Wording("--url", "Address"),
    Part.CREATE: Wording("--create", "How"),
    Part.OWNER: Wording("--owner", "Owner"),
    Part.STARTED_AT: Wording("--started-at", "Impact began"),
    Part.TO: Wording("--to", "To"),
    Part.NAME: Wording("NAME", "Name"),
    Part.ROLE: Wording("IC|CL|OL", "Role"),
    Part.ROLES: Wording("--role", "Roles"),
    Part.STATUS: Wording("--status", "Status"),
    Part.DONE: Wording("--done", "Done"),
    Part.NEXT: Wording("--next", "Next"),
    Part.NEXT_UPDATE: Wording("--next-update", "Next at", told=True),
    Part.INVESTIGATING: Wording("--investigating", "Looking into"),
    Part.WAITING_ON: Wording("--waiting-on", "Waiting on"),
    Part.EXPECTING: Wording("--expecting", "Expecting"),
    Part.ANSWERS: Wording("--answers", "Answers"),
    Part.POSTED: Wording("--posted", "Posted"),
    Part.WHERE: Wording("--posted-in", "Where"),
    Part.MESSAGE: Wording("ID", "Message"),
    Part.ARRIVED: Wording("--arrived", "Arrived"),
    Part.LOST: Wording("--lost", "Lost"),
    Part.DUE: Wording("--due", "Due"),
    Part.WHY: Wording("--why", "Why"),
    Part.WATCHER: Wording("--watcher", "Watched by"),
    Part.PROMISE: Wording("--promise", "Promise"),
    Part.UNTIL: Wording("--until", "Back", told=True),
    Part.EXPECT: Wording("--expect", "Meanwhile"),
    Part.SOUNDED_OUT: Wording("--asked", "Asked first"),
    Part.CONDITIONS: Wording("--conditions", "Conditions"),
    Part.REPORTED_ACTIONS: Wording("--actions", "Actions"),
    Part.NEEDS: Wording("--needs", "Needs"),
    Part.NEXT_REPORT: Wording("--next-report", "Next report"),
    Part.WHAT: Wording("TEXT", "What"),
    Part.KIND: Wording("--kind", "Kind"),
    Part.ACTION: Wording("N", "Action"),
    Part.FOLLOW_UP: Wording("--follow-up", "Later"),
    Part.ENTRY: Wording("SEQ", "Entry"),
    Part.REMEDY: Wording("--criterion", "How"),
    Part.RESTORED_AT: Wording("--restored-at", "Restored"),
    Part.CUSTOMER_IMPACT: Wording("--customer-impact", "Impact"),
    Part.PREVENTION: Wording("--prevention", "Prevention"),
    Part.ANALYSIS_BY: Wording("--analysis-by", "Analysis by", told=True),
    Part.SURVIVOR: Wording("OF", "Goes on"),
    Part.ROOT_CAUSE: Wording("--root-cause", "Root cause"),
    Part.FACTORS: Wording("--factor", "Factors"),
    Part.RECOMMENDATIONS: Wording("--recommendation", "Recommended"),
    Part.FOLLOW_UPS: Wording("--follow-ups", "Follow-ups"),
    Part.COMPLETE: Wording("--complete", "Complete"),
}
"""Every part; where a verb calls one otherwise, `VERBS` says so."""

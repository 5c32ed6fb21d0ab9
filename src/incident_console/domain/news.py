"""What the clients of an open incident have not heard of yet, and the next update says (C, Communication)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from incident_console.domain.drafting import resolution_untold, steps_taken
from incident_console.domain.incident import Incident
from incident_console.domain.ownership import handover_notice_due


class Topic(StrEnum):
    """What it is that they have not heard."""

    OWNER = "owner"
    RESOLUTION = "resolution"
    ACTION = "action"
    DECISION = "decision"
    SEVERITY = "severity"


class News(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a client has not heard; `at` is when it happened (UTC), `n` the number of an action."""

    topic: Topic
    text: str
    at: datetime
    n: int = 0


def news(incident: Incident) -> list[News]:
    """Return what one of the clients has not heard, in the order in which it happened.

    What colleagues noted among themselves is none, and after the confirmation the wrap-up says all of it.
    """
    if not incident.is_open or incident.imported or incident.confirmed_at is not None:
        return []
    found = [
        News(topic=Topic(step.source.value), text=step.text, at=step.at, n=step.action)
        for step in steps_taken(incident, incident.listening or incident.concerned)
        if step.ticked
    ]
    if handover_notice_due(incident):
        found.append(News(topic=Topic.OWNER, text=incident.owner, at=incident.tenure.since))
    if (remedy := resolution_untold(incident, incident.listening)) is not None:
        at = incident.resolved_at or incident.tenure.since
        found.append(News(topic=Topic.RESOLUTION, text=remedy.value, at=at))
    return sorted(found, key=lambda each: each.at)

"""Incidents that are logged in a support portal, without a store or a network."""

from __future__ import annotations

from typing import Any

import msgspec
from tests.domain.incident_life import Life, Shift

from incident_console.domain.colleagues import Colleagues, Portal
from incident_console.domain.declaring import link_ticket
from incident_console.domain.entry import Request
from incident_console.domain.policy import Policy
from incident_console.domain.portal import Comment, comments
from incident_console.domain.portal_writes import note_write
from incident_console.domain.ticketing import create_ticket
from incident_console.domain.vocabulary import DeliveryOutcome, Severity
from incident_console.domain.ways import WayOut

PORTAL = Portal(way=WayOut(channel="portal", fresh=31 * 24 * 3600), creates=True)
FOR_P1 = msgspec.structs.replace(PORTAL, create_for=frozenset({Severity.P1}))


def logged_by(portal: Portal | None = PORTAL, **agreed: Any) -> Policy:
    """A policy of a team that has a support portal."""
    return Policy(colleagues=Colleagues(portal=portal), **agreed)


def logged(portal: Portal | None = PORTAL, **said: Any) -> Life:
    """A life just begun by alice at 14:00, P1, which is logged in a portal."""
    return Life(Shift(policy=logged_by(portal))).declare(**said)


def linked(life: Life, ticket: str = "SUP-1") -> Life:
    life.act(link_ticket, ticket=ticket)
    return life


def asked_for(life: Life) -> Life:
    """A life of which the portal is asked for a ticket."""
    life.act(create_ticket)
    return life


def came(
    life: Life, outcome: DeliveryOutcome = DeliveryOutcome.DELIVERED, *, about: str = "", **more: Any
) -> Life:
    """Record what came of the first comment that is not logged, or of the one about an entry."""
    said: dict[str, Any] = {"ticket": life.incident.ticket or "", "outcome": outcome, **more}
    said["about"] = about or next(each.entry.id for each in comments(life.incident) if each.write is None)
    life.record(nobody(life), note_write(life.incident, nobody(life), **said))
    return life


def nobody(life: Life) -> Request:
    """A request of nobody's, now."""
    return msgspec.structs.replace(life.request(), by="")


def created(life: Life, outcome: DeliveryOutcome = DeliveryOutcome.DELIVERED, **more: Any) -> Life:
    """Record what came of the ticket that was asked for last."""
    about = life.incident.ticket_requests[-1].id
    arrived = outcome is DeliveryOutcome.DELIVERED
    more.setdefault("ticket", "SUP-9" if arrived else "")
    return came(life, outcome, about=about, creates=True, **more)


def names(life: Life) -> list[str]:
    return [each.name for each in comments(life.incident)]


def outcomes(found: list[Comment]) -> list[str]:
    return [each.outcome.value for each in found]

"""What is not in the support portal, among what wants attention."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.incident import Incident
from incident_console.domain.vocabulary import DeliveryOutcome
from incident_console.reports import portal_state
from incident_console.reports.portal_state import Writing
from incident_console.tui.render.content import SHORTER, join, safe
from incident_console.tui.render.view import View


def lacking(incident: Incident, view: View) -> list[Writing]:
    """Return what is not in the portal though it was tried, what asks for somebody first."""
    found = portal_state.lacking(incident, view.written.values(), view.now)
    return sorted(found, key=lambda each: not each.asks(view.now))


def in_brief(found: list[Writing], incident: Incident, view: View) -> list[Content]:
    """Return the first of what is not in the portal in fewer and fewer words, and how many more there are."""
    first, more = found[0], f" (+{len(found) - 1})" if len(found) > 1 else ""
    what = "the ticket" if first.creates else f"{safe(first.name)} in {safe(incident.ticket or '')}"
    said = safe(first.said(view.now, view.to_the_second))
    stands, _, why = said.partition(": ")
    reasons = [why, *(f"{why[:cells]}…" for cells in SHORTER if len(why) > cells)] if why else []
    ink = "$soon" if first.asks(view.now) else "$quiet"
    may_be = first.outcome is DeliveryOutcome.UNCERTAIN
    not_created = "a ticket may be there" if may_be else f"{what} is not created"
    name = not_created if first.creates else f"not logged: {what}"
    forms = [f"{name}, {stands}: {each}{more}" for each in reasons]
    return [join((form, ink)) for form in (*forms, f"{name}, {stands}{more}")]


def key_for(found: list[Writing], view: View) -> str:
    """Return what the key does about it; empty where it goes by itself."""
    first = found[0]
    if not first.asks(view.now):
        return ""
    if first.creates:
        return f"{view.key('ticket')} names or creates it"
    return f"{view.key('log_again')} writes it again"

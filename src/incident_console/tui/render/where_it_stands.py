"""Where an incident stands, in one line: severity, status, how long, since when there is impact."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.incident import Incident
from incident_console.domain.lives import impact_said, open_for
from incident_console.tui.render.content import first_fit, join, safe
from incident_console.tui.render.view import View
from incident_console.wording.names import status_name
from incident_console.words import length

WORDS = {"P1": "Critical", "P2": "High", "P3": "Medium", "P4": "Low"}


def severity_style(severity: str | None) -> str:
    return f"${severity.lower()}" if severity in WORDS else "$quiet"


def severity(severity: str | None, view: View, *, confirmed: bool = True) -> Content:
    """Return a severity by sign, name and word."""
    label = f"{view.glyphs.severity(severity)} {severity or 'P?'} {WORDS.get(severity or '', 'unknown')}"
    unsure = ("" if confirmed or severity is None else " to be confirmed", "$quiet")
    return join((label, f"{severity_style(severity)} bold"), unsure)


def life(incident: Incident, view: View) -> str:
    """Return how long it has been open since its declaration, or when it ended."""
    if incident.declared_at is None:
        return ""
    lasted = length(open_for(incident, view.now))
    ended = incident.closed_at or incident.declared_at
    return f"open {lasted}" if incident.is_open else f"ended {view.ours(ended)} after {lasted}"


def impact_began(incident: Incident, view: View) -> str:
    """Return since when there is impact, where that is not since the declaration or the reopening."""
    since = impact_said(incident) if incident.is_open else None
    return "" if since is None else f"impact since {view.ours(since)}"


def where_it_stands(incident: Incident, view: View, width: int) -> Content:
    """Severity, status, how long, and, where there is room, the impact's beginning and who declared it."""
    declared = ""
    if incident.declared_at is not None:
        when = view.ours(incident.declared_at)
        declared = f"declared {when}" + (f" by {safe(incident.declared_by)}" if incident.declared_by else "")
    short = join(
        severity(incident.severity, view, confirmed=incident.severity_confirmed),
        (status_name(incident.status), "$ink"),
        (life(incident, view), "$quiet"),
        gap="   ",
    )
    since = join(short, (impact_began(incident, view), "$quiet"), gap="   ")
    return first_fit(width, join(since, (declared, "$quiet"), gap="   "), since, short)

"""One incident at one glance."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.incident import Incident
from incident_console.domain.vocabulary import Role
from incident_console.tui.render.attention import notices
from incident_console.tui.render.clock import clock_line, clock_words, deadline_of, who_was_told
from incident_console.tui.render.content import join, safe, spread
from incident_console.tui.render.roles import offer_lines
from incident_console.tui.render.view import View
from incident_console.tui.render.ways import held_up, on_the_way
from incident_console.tui.render.where_it_stands import life, severity_style
from incident_console.wording.names import status_name


def card(incident: Incident, view: View, width: int, height: int) -> list[Content]:
    """Return what matters most, in as many lines as there are."""
    severity = incident.severity
    head = join(
        (f"{view.glyphs.severity(severity)} {severity or 'P?'} ", f"{severity_style(severity)} bold"),
        (safe(incident.title), "$ink bold"),
    )
    lines = [spread(head, join((safe(incident.ref), "$quiet")), width - 2)]
    deadline = deadline_of(incident)
    if deadline is not None:
        lines += [clock_line(deadline, view), *clock_words(incident, deadline, view, width - 2)[:1]]
    lines += who_was_told(incident, view, width - 2)
    lines.append(people(incident, view))
    lines.append(join((f"{status_name(incident.status)}, {life(incident, view)}", "$quiet")))
    offer = incident.standing_offer(view.now)
    lines += notices(incident, view, width - 2)
    if not any(how.stage.asks for _, how in held_up(incident, view)):
        lines += on_the_way(incident, view, width - 2, 1)
    if offer is None or not view.is_me(offer.to):
        lines += offer_lines(incident, view, width - 2)[:1]
    return [Content(" ") + line for line in lines[:height]]


def people(incident: Incident, view: View) -> Content:
    """Owner and leads on one line."""
    parts = [join(("Owner ", "$quiet"), (_named(incident.owner, view), "$ink bold"))]
    for role in (Role.CL, Role.OL):
        assigned = role in incident.leads
        name = _named(incident.holder(role), view)
        parts.append(
            join(
                (f"{role} ", "$quiet"), (name if assigned else f"({name})", "$ink" if assigned else "$quiet")
            )
        )
    return join(*parts, gap="   ")


def _named(name: str, view: View) -> str:
    return "you" if view.is_me(name) else safe(name)

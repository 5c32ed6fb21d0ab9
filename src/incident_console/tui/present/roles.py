"""The roles with who holds them, their duties, and the handover that stands."""

from __future__ import annotations

from textwrap import wrap

from textual.content import Content

from incident_console.domain.incident import Incident, Offer, Role
from incident_console.tui.present.text import first_fit, fit, join, safe
from incident_console.tui.present.view import View
from incident_console.words import clock, length


def roles(incident: Incident, view: View, width: int, *, duties: bool = False) -> list[Content]:
    """A line for each role, `duties` below it, and the offer that stands."""
    lines: list[Content] = []
    for role in Role:
        lines.append(role_line(incident, role, view, width))
        if duties:
            wrapped = (line for duty in role.duties for line in wrap(duty, max(width - 4, 10)))
            lines += [join("    ", (line, "$quiet")) for line in wrapped]
    return [*lines, *offer_lines(incident, view, width)]


def role_line(incident: Incident, role: Role, view: View, width: int) -> Content:
    """Who holds a role, and since when; an unassigned lead is in brackets, for the owner holds it."""
    holder = incident.holder(role)
    name = f"{safe(holder)} (you)" if view.is_me(holder) else safe(holder)
    label = (f"{role}  ", "$quiet")
    if role is not Role.IC and role not in incident.leads:
        return fit(width, (join(label, (f"({safe(holder)})", "$quiet")), join(("nobody yet", "$quiet"))))
    moment = incident.tenure.since if role is Role.IC else incident.leads_since.get(role)
    when = clock(moment, view.zone, view.now) if moment is not None else ""
    who = join(label, (name, "$ink bold" if role is Role.IC else "$ink"))
    owner = join(who, ("  owner" if role is Role.IC else "", "$quiet"))
    long, brief = join((f"since {when}" if when else "", "$quiet")), join((when, "$quiet"))
    return fit(width, (owner, long), (owner, brief), (who, brief))


def offer_lines(incident: Incident, view: View, width: int) -> list[Content]:
    """The standing offer: to whom, how long it stands, and who is waited for; or that the last one lapsed."""
    offer = incident.offer
    if offer is None:
        return []
    sign = (f"{view.glyphs.baton}   ", "$focus")
    to = "you" if view.is_me(offer.to) else safe(offer.to)
    if not offer.stands(view.now):
        when = clock(offer.stands_until, view.zone, view.now)
        return [join(sign, (f"the offer to {to} lapsed {when}", "$ink"))]
    what = "" if offer.roles == (Role.IC,) else f" ({', '.join(offer.roles)})"
    left = join((f"{length(offer.stands_until - view.now)} left", "$ink"))
    said = (join(sign, (f"{verb}{to}{what}", "$ink bold")) for verb in ("offered to ", "to "))
    return [
        fit(width, *((words, left) for words in said)),
        first_fit(width, *(join(("    ", ""), (words, "$quiet")) for words in _waiting(offer, to, view))),
    ]


def _waiting(offer: Offer, to: str, view: View) -> tuple[str, ...]:
    """Who is waited for and what can be pressed, in fewer and fewer words."""
    if to == "you":
        brief = f"{view.key('accept')} reads the brief"
        return f"{brief}, {view.key('decline')} says no", brief
    if view.is_me(offer.by):
        back = f"{view.key('withdraw')} takes it back"
        return f"waiting for their yes, {back}", back
    return f"by {safe(offer.by)}, waiting for their yes", f"by {safe(offer.by)}"

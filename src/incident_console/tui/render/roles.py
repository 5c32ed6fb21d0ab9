"""The roles with who holds them, their duties, and the handover that stands."""

from __future__ import annotations

from textwrap import wrap

from textual.content import Content

from incident_console.domain.incident import Incident
from incident_console.domain.parts import Offer
from incident_console.domain.vocabulary import Role
from incident_console.tui.render.content import BLANK, first_fit, fit, join, safe, spread
from incident_console.tui.render.view import View
from incident_console.wording.names import until_assigned
from incident_console.words import left

LABEL_CELLS = 7


def roles(incident: Incident, view: View, width: int, *, duties: bool = False) -> list[Content]:
    """Return a line for each role, `duties` below it, and the offer that stands."""
    lines: list[Content] = []
    for role, line in zip(Role, role_lines(incident, view, width), strict=True):
        lines.append(line)
        if duties:
            wrapped = (line for duty in role.duties for line in wrap(duty, max(width - 4, 10)))
            lines += [join("    ", (line, "$quiet")) for line in wrapped]
    return [*lines, *offer_lines(incident, view, width)]


Sides = tuple[Content, Content]


def role_lines(incident: Incident, view: View, width: int) -> list[Content]:
    """Who holds each role, and since when; where one line has no room for a word, none has it."""
    variants = [role_sides(incident, role, view) for role in Role]
    for sides in zip(*variants, strict=True):
        if all(left.cell_length + 2 + right.cell_length <= width for left, right in sides):
            return [spread(left, right, width, gap=2) for left, right in sides]
    return [spread(*sides[-1], width) for sides in variants]


def role_sides(incident: Incident, role: Role, view: View) -> list[Sides]:
    """Return a role in fewer and fewer words.

    An unassigned lead's falls to the owner, who stands in brackets where the words for that have no room.
    """
    holder = incident.holder(role)
    name = f"{safe(holder)} (you)" if view.is_me(holder) else safe(holder)
    owner = role is Role.IC
    label = (f"{'Owner' if owner else role:<{LABEL_CELLS}}", "$quiet")
    if not owner and role not in incident.leads:
        unassigned = until_assigned(safe(holder), is_open=incident.is_open)
        full, brief = (join(label, (words, "$quiet")) for words in (unassigned, f"({safe(holder)})"))
        return [(full, BLANK), (full, BLANK), (brief, BLANK), (brief, BLANK)]
    moment = incident.tenure.since if owner else incident.leads_since.get(role)
    when = view.ours(moment) if moment is not None else ""
    who = join(label, (name, "$ink bold" if owner else "$ink"))
    full = join(who, ("  IC" if owner else "", "$quiet"))
    long, brief = join((f"since {when}" if when else "", "$quiet")), join((when, "$quiet"))
    return [(full, long), (who, long), (who, brief), (who, BLANK)]


def offer_lines(incident: Incident, view: View, width: int) -> list[Content]:
    """The standing offer: to whom, how long it stands, and who is waited for; or that the last one lapsed."""
    offer = incident.offer
    if offer is None:
        return []
    sign = (f"{view.glyphs.baton} ", "$focus")
    mine = view.is_me(offer.to)
    to = "you" if mine else safe(offer.to)
    if not offer.stands(view.now):
        when = join((view.ours(offer.stands_until), "$quiet"))
        lapsed = (f"offer to {to} lapsed", f"{to}: lapsed")
        return [fit(width, *((join(sign, (words, "$ink")), when) for words in lapsed))]
    what = "" if offer.roles == (Role.IC,) else f" ({', '.join(offer.roles)})"
    stands = join((f"{left(offer.stands_until - view.now)} left", "$ink"))
    wordings = (join(sign, (f"{verb}{to}{what}", "$ink bold")) for verb in ("offered to ", "to "))
    line = fit(width, *((words, stands) for words in wordings), gap=1)
    if mine:
        # The state says which keys answer it.
        return [line]
    waiting = (join("  ", (words, "$quiet")) for words in _waiting(offer, view))
    return [line, first_fit(width, *waiting)]


def _waiting(offer: Offer, view: View) -> tuple[str, ...]:
    """Who is waited for and what can be pressed, in fewer and fewer words."""
    if view.is_me(offer.by):
        back = f"{view.key('withdraw')} takes it back"
        return f"waiting for their yes, {back}", back
    return f"by {safe(offer.by)}, waiting for their yes", f"by {safe(offer.by)}"

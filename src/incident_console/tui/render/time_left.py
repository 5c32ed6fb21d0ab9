"""How near a deadline is: its colour, its sign, and the time left in few letters."""

from __future__ import annotations

from incident_console.domain.urgency import Urgency
from incident_console.tui.render.view import View
from incident_console.words import in_hours

STYLES: dict[Urgency, str] = {
    Urgency.ON_TIME: "$on-time",
    Urgency.NEAR: "$soon",
    Urgency.PRESSING: "$soon bold",
    Urgency.OVERDUE: "$overdue bold",
}


def figure_style(state: Urgency) -> str:
    """Return how the time itself is drawn: colour begins where it is near."""
    return "$ink" if state is Urgency.ON_TIME else STYLES[state]


def urgency_glyph(state: Urgency, view: View) -> str:
    signs = view.glyphs
    return signs.overdue if state is Urgency.OVERDUE else signs.soon


def short(seconds: int, view: View) -> str:
    """Return the time left as lists show it, to the minute: `18 min`, `2 h 05`, `−4 min`.

    Minutes begun count while time is left, minutes gone once it is over.
    """
    sign = view.glyphs.minus if seconds < 0 else ""
    if abs(seconds) < 60:
        return f"{sign}<1 min"
    minutes = -seconds // 60 if seconds < 0 else -(-seconds // 60)
    if minutes < 60:
        return f"{sign}{minutes} min"
    hours, minute = divmod(minutes, 60)
    return f"{sign}{in_hours(*divmod(hours, 24), minute)}"

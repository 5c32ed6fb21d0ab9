"""What waits for whoever sits here: a line each, with its incident and its key."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from incident_console.domain.turns import Kind, Turn
from incident_console.tui.render.content import fit, join, safe
from incident_console.tui.render.listing import short_ref
from incident_console.tui.render.time_left import short
from incident_console.tui.render.view import View
from incident_console.wording.names import NOT_OUT, deadline_name
from incident_console.wording.turns import owed_name, reason, roles
from incident_console.wording.verbs import VERBS
from incident_console.words import flat

NOTHING = "nothing waits for you"
LOUD = {
    Kind.OVERDUE: "$overdue bold",
    Kind.STUCK: "$overdue",
    Kind.OWED: "$overdue",
    Kind.UNHEARD: "$soon",
    Kind.LATE_ACTION: "$soon",
    Kind.NEAR: "$soon",
}
"""What is late is drawn as a deadline that is; what is mine to do as a text."""


def action_of(turn: Turn) -> str:
    """Return the id of the action that answers it."""
    return VERBS[turn.answer].action


def sign(turn: Turn, view: View) -> str:
    signs = view.glyphs
    return {
        Kind.OVERDUE: signs.overdue,
        Kind.STUCK: signs.unsent,
        Kind.OWED: signs.overdue,
        Kind.OFFERED: signs.baton,
        Kind.GIVEN: signs.baton,
        Kind.CALLED: signs.called,
        Kind.NEAR: signs.soon,
        Kind.CONFIRM: signs.gate,
        Kind.WRAP_UP: signs.gate,
        Kind.UNHEARD: signs.unsent,
        Kind.INTRODUCE: signs.said,
        Kind.UNSENT: signs.unsent,
        Kind.ASKED: "?",
        Kind.AWAY: signs.away,
    }.get(turn.kind, signs.work)


def left(turn: Turn, view: View) -> str:
    """Return how long there is until its time, or by how much that is over."""
    return "" if turn.at is None else short(int((turn.at - view.now).total_seconds()), view)


def said_of_action(turn: Turn, view: View) -> str:
    due = "" if turn.at is None else f", due {view.ours(turn.at)}"
    return f"{turn.n}  {flat(turn.text)}{due}"


def said_of_unsent(turn: Turn, view: View) -> str:
    return f"{turn.n} message{'s' if turn.n > 1 else ''} {NOT_OUT}"


def said_of_stuck(turn: Turn, view: View) -> str:
    """A message that does not arrive: how it stands by which channel, and why."""
    way_words = f"{turn.message} {turn.about} by {turn.who}"
    return f"{way_words}: {flat(turn.text)}" if turn.text else way_words


def said_of_unheard(turn: Turn, view: View) -> str:
    """A word to colleagues that did not arrive: by which channel, how it stands, and why."""
    way_words = f"{turn.message}: {turn.who} {turn.about}"
    return f"{way_words}; {flat(turn.text)}" if turn.text else way_words


SAID: dict[Kind, Callable[[Turn, View], str]] = {
    Kind.OVERDUE: lambda turn, view: f"{deadline_name(turn.about)} overdue",
    Kind.STUCK: said_of_stuck,
    Kind.OWED: lambda turn, view: f"{owed_name(turn.about)}{f' {turn.n}' if turn.n else ''} overdue",
    Kind.OFFERED: lambda turn, view: f"{turn.who} offers the {roles(turn.about)}, {left(turn, view)} left",
    Kind.CALLED: lambda turn, view: "" if turn.call is None else reason(turn.call),
    Kind.UNHEARD: said_of_unheard,
    Kind.LATE_ACTION: said_of_action,
    Kind.NEAR: lambda turn, view: f"{deadline_name(turn.about)} in {left(turn, view)}",
    Kind.CONFIRM: lambda turn, view: "resolved, yours to confirm",
    Kind.WRAP_UP: lambda turn, view: "confirmed, the wrap-up is next",
    Kind.INTRODUCE: lambda turn, view: "yours now: introduce yourself to the client",
    Kind.UNSENT: said_of_unsent,
    Kind.ASKED: lambda turn, view: f"{turn.who} asks: {flat(turn.text)}",
    Kind.GIVEN: lambda turn, view: f"{turn.who}'s yes, {left(turn, view)} left",
    Kind.AWAY: lambda turn, view: "you are away" if turn.at is None else f"away until {view.ours(turn.at)}",
    Kind.ACTION: said_of_action,
}
"""What waits, in words; complete, as a test over all kinds holds."""


def turn_line(turn: Turn, view: View, width: int, *, here: bool) -> Content:
    """Return one thing that waits: its sign, what it is, in which incident, and the key that answers it.

    Args:
        here: whether its incident is the chosen one, which the keys act on.
    """
    style = LOUD.get(turn.kind, "$ink")
    what = join(
        (f"{sign(turn, view)} ", "$focus" if style == "$ink" else style),
        (safe(SAID[turn.kind](turn, view)), style),
    )
    key = (view.keys.get(action_of(turn), ""), "$focus" if here else "$quiet")
    ref = ("" if here else short_ref(turn.ref), "$quiet")
    return fit(width, (what, join(ref, key, gap="  ")), gap=1)

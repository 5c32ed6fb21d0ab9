"""What became of an ended incident, where the clock of an open one stands: its figures, and what is owed."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from incident_console.domain.incident import Incident
from incident_console.domain.lives import open_for
from incident_console.domain.owed import Owed, owed
from incident_console.domain.urgency import OwedKind, Urgency
from incident_console.reports.figures_in_words import in_minutes, made, promises_in_words
from incident_console.tui.render.channels import last_word, not_told_of_the_end
from incident_console.tui.render.content import first_fit, join, safe
from incident_console.tui.render.time_left import STYLES, short
from incident_console.tui.render.view import View
from incident_console.wording.turns import owed_name
from incident_console.words import length

LABEL_CELLS = 10
FIRST = ("first update", "first word", "heard")
"""What a client heard first, in fewer and fewer words."""
LATE = STYLES[Urgency.OVERDUE]


def ended_face(
    incident: Incident, figures: dict[str, Any], view: View, width: int, height: int
) -> list[Content]:
    """Return the figures in so many lines at most, and below them what is owed, due first.

    Args:
        figures: those of the incident, as reports work them out.
    """
    lines = [*figure_lines(incident, figures, width)]
    if behind := not_told_of_the_end(incident):
        not_told = labelled("Not told", behind, width)
        return [*owed_face(incident, lines, view, width, height - 1), not_told]
    lines = owed_face(incident, lines, view, width, height)
    told = last_word(incident, view)
    return [*lines, labelled("Told last", told, width)] if told and len(lines) < height else lines


def owed_face(incident: Incident, lines: list[Content], view: View, width: int, height: int) -> list[Content]:
    """Return the figures with what is owed below them."""
    owing = owed(incident)
    room = max(height - len(lines), 1)
    if not owing:
        return [*lines, labelled("Owed", [join(("nothing", "$quiet"))], width)][:height]
    more = f"+{len(owing) - room}" if len(owing) > room else ""
    owed_lines = [owed_line(each, view, width - LABEL_CELLS - len(more) - 2) for each in owing[:room]]
    owed_lines[-1] = join(owed_lines[-1], (more, "$quiet"), gap="  ")
    names = ["Owed", *[""] * (len(owed_lines) - 1)]
    below = [labelled(name, [line], width) for name, line in zip(names, owed_lines, strict=True)]
    return [*lines[: max(height - len(below), 1)], *below][:height]


def figure_lines(incident: Incident, figures: dict[str, Any], width: int) -> list[Content]:
    """Return how long it lasted, when the client first heard, what became of promises, and the silence."""
    ended = incident.closed_at or incident.declared_at
    lasted = "" if ended is None else length(open_for(incident, ended))
    first, silence = figures["first_update_minutes"], figures["longest_silence_minutes"]
    firsts = [f"{name} after {in_minutes(first)}" for name in FIRST] if first is not None else []
    heard = firsts if figures["updates"] else ["no update was sent"]
    still = "" if silence is None else f"{in_minutes(silence)} at the longest"
    rows = {
        "Lasted": [*(f"{lasted}, {each}" for each in heard), lasted],
        "Promises": [promises_in_words(figures), made(figures["promises"])],
        "Silence": [still or "none between two updates"],
    }
    return [labelled(label, [join((form, "$ink")) for form in forms], width) for label, forms in rows.items()]


def labelled(label: str, forms: list[Content], width: int) -> Content:
    """Return a line with its label, in the first form that fits."""
    return join((f"{label:<{LABEL_CELLS}}", "$quiet"), first_fit(width - LABEL_CELLS, *forms))


def owed_line(each: Owed, view: View, width: int) -> Content:
    """Return one thing that is owed, by whom and until when, or how late it is."""
    name = f"follow-up {each.n}" if each.kind is OwedKind.FOLLOW_UP else owed_name(each.kind)
    who = "you" if view.is_me(each.who) else safe(each.who)
    if each.due_at is None:
        return first_fit(
            width, join((name, "$ink"), (f"of {who}, without a date", "$quiet"), gap=" "), join(name)
        )
    theirs = each.promise is not None
    client = each.promise.client if each.promise is not None else None
    when = view.told(each.due_at, client) if theirs else view.ours(each.due_at)
    left = short(int((each.due_at - view.now).total_seconds()), view)
    gone = each.overdue(view.now)
    style = LATE if gone else "$ink"
    by = join((name, style), (f"of {who}", "$quiet"), (f"by {when}", style), gap=" ")
    brief = join((name, style), (f"by {when}", style), gap=" ")
    return first_fit(width, join(by, (left, style if gone else "$quiet"), gap="  "), by, brief)

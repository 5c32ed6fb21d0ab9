"""What a handover carries, as the one who takes over reads it (C, Presence)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from textual.content import Content

from incident_console import words
from incident_console.domain.call import Call
from incident_console.domain.deadlines import Urgency, urgency
from incident_console.domain.parts import Brief
from incident_console.domain.vocabulary import Role
from incident_console.tui.render.content import shown
from incident_console.wording.turns import reason

FULL_TIME = Callable[[datetime], str]
"""Writes a time with its day and zone."""


def heading(title: str) -> Content:
    return Content.styled(title, "$focus bold")


def under(title: str, *lines: Content) -> Content:
    """Return a heading with what belongs to it."""
    return Content("\n").join([heading(title), *lines])


def how_it_stands(brief: Brief) -> Content:
    """Return the status in the giver's words."""
    return under("How things stand", shown(brief.status, lines=True))


def latest_update(brief: Brief, full: FULL_TIME) -> Content:
    """Return what the client read last, as it was sent."""
    if not brief.latest_update:
        return under("The latest update", Content.styled("The client has been sent no update yet.", "$soon"))
    when = "" if brief.latest_update_at is None else f", sent {full(brief.latest_update_at)}"
    return under(f"The latest update{when}", shown(brief.latest_update, lines=True))


def what_is_next(brief: Brief) -> Content:
    """Return the open actions, each with its owner."""
    if not brief.actions:
        return under("What is next", Content.styled("No action is open.", "$quiet"))
    width = max(len(str(action.n)) for action in brief.actions)
    lines = [
        Content.assemble(
            (f"{action.n:>{width}}  ", "$quiet"), shown(action.text), "  ", shown(action.owner, "bold")
        )
        for action in brief.actions
    ]
    return under("What is next, and who owns it", *lines)


def next_update(brief: Brief, full: FULL_TIME, now: datetime) -> Content:
    """Return when the client hears next, and how long that is from now."""
    due = brief.next_update_at
    if due is None:
        return under("The next client update", Content.styled("The client is owed none.", "$quiet"))
    left, stands = int((due - now).total_seconds()), urgency(due, now)
    what = (
        "first update, due by the cadence" if brief.next_kind == "first_update" else "promised to the client"
    )
    if stands is Urgency.OVERDUE:
        state = Content.styled(f"{words.countdown(left)}  OVERDUE", "$overdue bold")
    else:
        state = Content.styled(
            f"{words.countdown(left)}  left", "bold" if stands is Urgency.ON_TIME else "$soon bold"
        )
    line = Content.assemble(shown(full(due), "bold"), (f"  {what}", "$quiet"))
    return under("The next client update", line, state)


def whose_turn(calls: Sequence[Call], clock: FULL_TIME) -> Content | None:
    """Who was called and has not acted since."""
    if not calls:
        return None
    lines = [
        Content.assemble(
            shown(call.who, "bold"), f" called at {clock(call.since)}, no act since: ", shown(reason(call))
        )
        for call in calls
    ]
    return under("Whose turn it is", *lines)


def what_moves(roles: Sequence[Role], giver: str, taker: str) -> Content:
    """Return the roles, and what each is there to do."""
    lines = []
    for role in roles:
        lines.append(
            Content.assemble(
                (f"{role}  {role.full_name}", "bold"),
                ("  from ", "$quiet"),
                shown(giver),
                (" to ", "$quiet"),
                shown(taker),
            )
        )
        lines += [Content.styled(f"· {duty}", "$quiet") for duty in role.duties]
    return under("What moves", *lines)


def unsent(brief: Brief) -> Content | None:
    """Messages that were written and have not reached the client."""
    lines = []
    for texts, what in ((brief.unsent, "not sent"), (brief.overtaken, "overtaken: it is to be written anew")):
        if texts:
            count = "One message is" if len(texts) == 1 else f"{len(texts)} messages are"
            lines.append(Content.styled(f"{count} written and {what}", "$overdue bold"))
            lines += [shown(text, lines=True) for text in texts]
    return Content("\n").join(lines) if lines else None


def promise_of_the_taker(ref: str, roles: Sequence[Role]) -> Content:
    """Return what a yes says."""
    if Role.IC in roles:
        text = f"With y you take over {ref}, and you will send the next update to the client."
    elif Role.CL in roles:
        text = f"With y you are the Communications Lead of {ref}, and you will send the next update."
    else:
        text = f"With y you are the {roles[0].full_name if roles else 'lead'} of {ref}."
    return Content.styled(text, "$ink bold")

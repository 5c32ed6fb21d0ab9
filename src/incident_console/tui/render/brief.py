"""What a handover carries, as the one who takes over reads it (C, Presence)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import zip_longest

from textual.content import Content

from incident_console import words
from incident_console.domain.call import Call
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Brief, BriefClient
from incident_console.domain.portal import Comment, not_logged_since
from incident_console.domain.urgency import Urgency, urgency
from incident_console.domain.vocabulary import Role
from incident_console.tui.render.content import shown
from incident_console.wording.names import NOT_OUT, waiting_said
from incident_console.wording.turns import reason

FULL_TIME = Callable[[datetime], str]
"""Writes a time with its day and zone."""

TOLD = Callable[[datetime, str | None], str]
"""Writes a time that a client is told, on their clock; on the first one's where nobody is named."""


def heading(title: str) -> Content:
    return Content.styled(title, "$focus bold")


def under(title: str, *lines: Content) -> Content:
    """Return a heading with what belongs to it."""
    return Content("\n").join([heading(title), *lines])


def how_it_stands(brief: Brief) -> Content:
    """Return the status in the giver's words, and for whom the response waits."""
    waiting = brief.waiting_on
    more = [] if waiting is None else [shown(f"Waiting on {waiting_said(waiting)}", "bold")]
    return under("How things stand", shown(brief.status, lines=True), *more)


def latest_update(brief: Brief, full: FULL_TIME) -> Content:
    """Return what the client read last, as it was sent."""
    if not brief.latest_update:
        return under("The latest update", Content.styled("No update is out yet.", "$soon"))
    when = "" if brief.latest_update_at is None else f", sent {full(brief.latest_update_at)}"
    return under(f"The latest update{when}", shown(brief.latest_update, lines=True))


def latest_report(brief: Brief, full: FULL_TIME) -> Content | None:
    """Return what colleagues were told last, and when they were promised more."""
    if not brief.report:
        return None
    due = "" if brief.next_report_at is None else f", the next one {full(brief.next_report_at)}"
    return under(f"The latest report inside{due}", shown(brief.report, lines=True))


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


def questions(brief: Brief, clock: FULL_TIME) -> Content | None:
    """What clients asked and nobody has answered."""
    if not brief.inquiries:
        return None
    lines = [
        Content.assemble(
            (f"{clock(each.asked_at)}  ", "$quiet"),
            (f"{shown(each.client).plain}: " if each.client else "", "bold"),
            shown(each.text),
        )
        for each in brief.inquiries
    ]
    return under("What clients asked, not answered", *lines)


def next_update(brief: Brief, told: TOLD, now: datetime) -> Content:
    """Return when the client hears next, and how long that is from now; of several clients, each."""
    due = brief.next_update_at
    if due is None:
        return under("The next client update", Content.styled("The client is owed none.", "$quiet"))
    if brief.clients:
        return under("The next client updates", *(hears_next(each, told, now) for each in brief.clients))
    line = Content.assemble(shown(told(due, None), "bold"), (f"  {promised(brief.next_kind)}", "$quiet"))
    return under("The next client update", line, time_left(due, now))


def hears_next(each: BriefClient, told: TOLD, now: datetime) -> Content:
    """Return one of several clients, with when they hear next, and how long that is from now."""
    due = each.next_update_at
    what = "first update" if each.next_kind == FIRST else "promised"
    when = shown(told(due, each.client), "bold")
    return Content.assemble(shown(each.client), "  ", when, (f"  {what}  ", "$quiet"), time_left(due, now))


FIRST = "first_update"


def promised(kind: str) -> str:
    """Return whether the client was promised it, or it is only due."""
    return "first update, due by the cadence" if kind == FIRST else "promised to the client"


def time_left(due: datetime, now: datetime) -> Content:
    left, stands = int((due - now).total_seconds()), urgency(due, now)
    if stands is Urgency.OVERDUE:
        return Content.styled(f"{words.countdown(left)}  OVERDUE", "$overdue bold")
    return Content.styled(
        f"{words.countdown(left)}  left", "bold" if stands is Urgency.ON_TIME else "$soon bold"
    )


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


def by_channel(lines: Sequence[Content]) -> Content | None:
    """What each channel was told last, where there are any."""
    return under("Told last, by channel", *lines) if lines else None


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
    for texts, to, stands, what in (
        (brief.unsent, brief.unsent_to, brief.unsent_why, NOT_OUT),
        (brief.overtaken, (), (), "overtaken, to be written anew"),
    ):
        if texts:
            count = "One message is" if len(texts) == 1 else f"{len(texts)} messages are"
            lines.append(Content.styled(f"{count} {what}", "$overdue bold"))
        for text, whom, why in zip_longest(texts, to, stands):
            lines += [shown(f"To {whom}:", "bold")] if whom else []
            lines += [shown(f"It {why}.", "$overdue")] if why else []
            lines.append(shown(text, lines=True))
    return Content("\n").join(lines) if lines else None


def what_is_not_logged(found: Sequence[Comment], incident: Incident, clock: FULL_TIME) -> Content | None:
    """What the support portal lacks, since when, and whether it has a ticket to be logged in."""
    since = not_logged_since(found)
    if since is None:
        return None
    ticket = "there is no ticket yet" if incident.ticket is None else f"the ticket is {incident.ticket}"
    names = shown(", ".join(each.name for each in found))
    return under(
        "Not logged in the support portal", Content.assemble(f"Since {clock(since)}: ", names), shown(ticket)
    )


def promise_of_the_taker(ref: str, roles: Sequence[Role]) -> Content:
    """Return what whoever accepts takes upon themselves, which their yes says (C, Presence)."""
    if Role.IC in roles:
        text = f"With y you take over {ref}, and you will send the next update to the client."
    elif Role.CL in roles:
        text = f"With y you are the Communications Lead of {ref}, and you will send the next update."
    else:
        text = f"With y you are the {roles[0].full_name if roles else 'lead'} of {ref}."
    return Content.styled(text, "$ink bold")

"""The countdown: how urgent, in which words, in large figures."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.communication import told_of
from incident_console.domain.deadlines import Deadline, client_deadlines, next_deadline
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Promise
from incident_console.domain.urgency import DeadlineKind, Urgency
from incident_console.domain.vocabulary import PromiseKind
from incident_console.tui.render.content import BLANK, first_fit, join, safe
from incident_console.tui.render.figures import figures
from incident_console.tui.render.view import View
from incident_console.wording.names import deadline_name
from incident_console.words import countdown, digits, in_hours

TO_CELLS = 20
NAMED = 3
"""How many clients are named whose promise is not kept."""
LONGEST_FIGURES = 24 * 3600
"""From a day on the time left is said in words."""


WORDS: dict[Urgency, str] = {
    Urgency.ON_TIME: "on time",
    Urgency.NEAR: "soon",
    Urgency.PRESSING: "very soon",
    Urgency.OVERDUE: "OVERDUE",
}
"""What the screen says of a deadline."""

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
    return {Urgency.ON_TIME: signs.on_time, Urgency.OVERDUE: signs.overdue}.get(state, signs.soon)


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


def clock_title(deadline: Deadline | None) -> str:
    return "Clock" if deadline is None else deadline_name(deadline.kind).capitalize()


def clock_state(state: Urgency, view: View) -> Content:
    """Return the state in a word and a sign."""
    return join((f"{urgency_glyph(state, view)} {WORDS[state]}", STYLES[state]))


def clock_line(deadline: Deadline, view: View) -> Content:
    """Return the countdown on one line: `−04:12 OVERDUE`."""
    state = deadline.urgency(view.now)
    left = countdown(deadline.seconds(view.now)).replace("−", view.glyphs.minus)
    return join((left, figure_style(state)), clock_state(state, view), gap="  ")


def clock_face(incident: Incident, deadline: Deadline, view: View, width: int, height: int) -> list[Content]:
    """Return the clock in so many lines: large figures where they have room, and what stands behind them."""
    state = clock_state(deadline.urgency(view.now), view)
    words = clock_words(incident, deadline, view, width)
    rows = clock_figures(deadline, view)
    beside = bool(rows) and rows[0].cell_length + 3 + state.cell_length <= width
    if not rows or rows[0].cell_length > width or height < len(rows) + len(words):
        lines = [clock_line(deadline, view)]
        if height >= len(words) + 3:
            lines = [BLANK, *lines, BLANK]
        return [*lines, *words]
    if beside:
        middle = len(rows) // 2
        rows[middle] = join(rows[middle], state, gap="   ")
    elif height > len(rows) + len(words):
        words = [state, *words]
    else:
        words = clock_words(incident, deadline, view, width, state)
    room = height - len(rows) - len(words)
    return [*[BLANK] * (room > 0), *rows, *[BLANK] * (room > 2), *words]


def clock_figures(deadline: Deadline, view: View) -> list[Content]:
    """Return the countdown in large figures; none where it is so long that it is said in words."""
    seconds = deadline.seconds(view.now)
    if abs(seconds) >= LONGEST_FIGURES:
        return []
    style = figure_style(deadline.urgency(view.now))
    rows = figures(digits(seconds), ascii=view.glyphs.rule == "-")
    return [join((row, style)) for row in rows]


def clock_words(
    incident: Incident, deadline: Deadline, view: View, width: int, before: Content = BLANK
) -> list[Content]:
    """What stands behind the countdown: promised or not, for when on the client's clock, and who keeps it."""
    ours = deadline.kind is DeadlineKind.REVIEW
    client = deadline.client if incident.has_several else incident.client
    when = view.ours(deadline.due_at) if ours else view.told(deadline.due_at, client, with_zone=True)
    to = f" to {safe(client)}" if client else ""
    promise = _promise(incident, deadline)
    if ours:
        first = [join(("due by ", "$quiet"), (when, "$ink bold"))]
    elif deadline.kind is DeadlineKind.BACK:
        first = [join((f"{safe(deadline.keeper)} is back at ", "$quiet"), (when, "$ink bold"))]
    elif promise is not None:
        short = join(("promised for ", "$quiet"), (when, "$ink bold"))
        where = f"{to}{_made_in(incident, promise)}"
        cut = join((to, "$quiet")).truncate(TO_CELLS, ellipsis=True)
        first = [join(short, (where, "$quiet")), join(short, (to, "$quiet")), join(short, cut), short]
    else:
        short = join(("due by ", "$quiet"), (when, "$ink bold"))
        whom = f" to {safe(client)}" if incident.has_several and client else ""
        nothing = (", nothing promised yet", "$quiet")
        first = [join(short, (whom, "$quiet"), nothing), join(short, (whom, "$quiet")), short]
        if not whom:
            first = [join(short, nothing), short]
    first = [join(before, line, gap="   ") for line in first]
    return [first_fit(width, *first), _keeper(deadline, promise, view), *who_was_told(incident, view, width)]


def who_was_told(incident: Incident, view: View, width: int) -> list[Content]:
    """How many of several clients have the last message, and whose promise is not kept."""
    if not incident.has_several or not incident.is_open:
        return []
    late = [safe(each.client or "") for each in client_deadlines(incident) if each.overdue(view.now)]
    told = (told_of(incident) or "nobody told yet", "$quiet")
    if not late:
        return [first_fit(width, join(told))]
    more = f" +{len(late) - NAMED}" if len(late) > NAMED else ""
    forms = (f"{', '.join(late[:NAMED])}{more}: not kept", f"{len(late)} not kept")
    return [first_fit(width, *(join(told, (form, "$overdue bold"), gap="   ") for form in forms))]


def _promise(incident: Incident, deadline: Deadline) -> Promise | None:
    if not deadline.promised:
        return None
    kind = PromiseKind.ANALYSIS if deadline.kind is DeadlineKind.ANALYSIS else PromiseKind.UPDATE
    ledger = incident.ledger_of(deadline.client)
    return None if ledger is None else ledger.open_promise(kind)


def _made_in(incident: Incident, promise: Promise) -> str:
    message = incident.messages.get(promise.made_by)
    if message is None:
        return ""
    return (
        f" in update {message.number}"
        if message.number
        else f" in the {message.kind.value.replace('_', '-')}"
    )


def _keeper(deadline: Deadline, promise: Promise | None, view: View) -> Content:
    mine = view.is_me(deadline.keeper)
    keeper = ("yours to keep", "$ink bold") if mine else (f"{safe(deadline.keeper)} keeps it", "$quiet")
    watcher = promise.watcher if promise is not None else ""
    watched = (f", {safe(watcher)} watches the clock", "$quiet") if watcher else ""
    return join(keeper, watched)


def deadline_of(incident: Incident) -> Deadline | None:
    """Return the one deadline that the clock shows."""
    return next_deadline(incident)

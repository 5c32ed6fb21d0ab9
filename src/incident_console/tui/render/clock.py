"""The countdown: how urgent, in which words, in large figures."""

from __future__ import annotations

from datetime import timedelta
from itertools import zip_longest

from textual.content import Content

from incident_console.domain.communication import told_of
from incident_console.domain.deadlines import Deadline, client_deadlines, next_deadline, stands_since
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Promise
from incident_console.domain.urgency import DeadlineKind, Urgency
from incident_console.domain.vocabulary import PromiseKind
from incident_console.reports.way_stages import Stage
from incident_console.tui.render import ways
from incident_console.tui.render.content import BLANK, first_fit, join, safe
from incident_console.tui.render.figures import figures
from incident_console.tui.render.span import BAR_CELLS, bar
from incident_console.tui.render.time_left import STYLES, figure_style, urgency_glyph
from incident_console.tui.render.view import View
from incident_console.tui.render.ways import hindered, what_holds_up
from incident_console.wording.clients import names
from incident_console.wording.names import deadline_name, the_message
from incident_console.words import clock, countdown, digits, left, length

GAP = 3
BESIDE_CELLS = 13
"""What the words beside the figures take at least."""
WIDE_CELLS = 56
"""From this width on the figures are wide ones."""
NAMED = 3
"""How many clients are named whose promise is not kept."""
LONGEST_FIGURES = 24 * 3600
"""From a day on the time left is said in words."""


def clock_title(deadline: Deadline | None) -> str:
    return "Clock" if deadline is None else deadline_name(deadline.kind).capitalize()


def clock_state(deadline: Deadline, view: View) -> Content:
    """Return how a deadline stands, in words and by sign: how much is left, that it is due soon, or late."""
    state = deadline.urgency(view.now)
    words = {Urgency.OVERDUE: "OVERDUE", Urgency.NEAR: "due soon", Urgency.PRESSING: "due very soon"}
    if state in words:
        return join((f"{urgency_glyph(state, view)} {words[state]}", STYLES[state]))
    return join((f"{left(timedelta(seconds=deadline.seconds(view.now)))} left", STYLES[state]))


def clock_line(deadline: Deadline, view: View) -> Content:
    """Return the countdown on one line: `−04:12 OVERDUE`, `17:48 left`."""
    state = deadline.urgency(view.now)
    time = countdown(deadline.seconds(view.now)).replace("−", view.glyphs.minus)
    words = join(("left", "$quiet")) if state is Urgency.ON_TIME else clock_state(deadline, view)
    return join((time, figure_style(state)), words, gap=" " if state is Urgency.ON_TIME else "  ")


def clock_band(incident: Incident, deadline: Deadline, view: View, width: int, height: int) -> list[Content]:
    """Return the clock in so many lines; where there is room, the last says what keeps a client from it."""
    lines = figures_or_lines(incident, deadline, view, width, height)
    hindrance = [] if incident.has_several or len(lines) >= height else what_holds_up(incident, view)
    return [*lines, first_fit(width, *hindrance)] if hindrance else lines


def figures_or_lines(
    incident: Incident, deadline: Deadline, view: View, width: int, height: int
) -> list[Content]:
    """Return the clock in so many lines: large figures, if they have room, the promise beside them, a bar."""
    slim, drawn_from_ascii = width < WIDE_CELLS, view.glyphs.rule == "-"
    # From ASCII a slim 0 beside a slim 4 cannot be told apart: a line says it better.
    rows = [] if slim and drawn_from_ascii else clock_figures(deadline, view, slim=slim)
    room = width - (rows[0].cell_length + GAP if rows else 0)
    if not rows or room < BESIDE_CELLS or height < len(rows):
        return in_lines(incident, deadline, view, width, height)
    beside = clock_words(incident, deadline, view, room)
    state = clock_state(deadline, view)
    if height > len(rows):
        bar = promise_bar(incident, deadline, view, width - state.cell_length - GAP)
        below = [join(state, bar, gap=" " * GAP)]
    elif len(rows) >= len(beside) + 2:
        # The figures from ASCII are that high: state and bar stand beside them too.
        beside, below = [*beside, state, promise_bar(incident, deadline, view, room)], []
    else:
        return in_lines(incident, deadline, view, width, height)
    lines = [join(row, line, gap=" " * GAP) for row, line in zip_longest(rows, beside, fillvalue=BLANK)]
    return [*lines, *below]


def in_lines(incident: Incident, deadline: Deadline, view: View, width: int, height: int) -> list[Content]:
    """Return the clock without large figures: the countdown, what was promised, the bar, and who keeps it."""
    when, *more = clock_words(incident, deadline, view, width)
    keeper = more[-1]
    first = clock_line(deadline, view)
    both = join(first, keeper, gap="     ")
    fits = both.cell_length <= width
    whom = more[0] if len(more) > 1 else BLANK
    promise = join(when, whom, gap=" ")
    promised = [promise] if promise.cell_length <= width else [when, whom]
    lines = [both if fits else first, *promised, promise_bar(incident, deadline, view, width)]
    return lines[:height] if fits or height <= len(lines) else [*lines, keeper]


def promise_bar(incident: Incident, deadline: Deadline, view: View, width: int) -> Content:
    """Return a bar from the last update to the promise: how much is gone, and beyond its end what is late."""
    ours = deadline.kind is DeadlineKind.REVIEW
    zone = view.zone if ours else view.clocks(_client(incident, deadline)).client
    begun, due = stands_since(incident, deadline), deadline.due_at
    since, until = (clock(moment, zone, view.now) for moment in (begun, due))
    over = f"+{length(view.now - due)}" if view.now - due >= timedelta(minutes=1) else ""
    late = (over, STYLES[Urgency.OVERDUE])
    style = figure_style(deadline.urgency(view.now))
    # A time on another clock than the speaker's needs its zone, which stands beside the figures.
    elsewhere = due.astimezone(zone).utcoffset() != due.astimezone(view.zone).utcoffset()
    labels = ((since, (until, "$quiet")), ("", (until, "$quiet")), ("", ""))
    for before, after in labels[2:] if elsewhere else labels:
        start, end = join((before, "$quiet")), join(after, late, gap=" ")
        room = width - start.cell_length - end.cell_length - 2
        if room >= BAR_CELLS + 2:
            return join(start, bar(begun, due, view.now, room, style, view.glyphs), end, gap=" ")
    return BLANK


def clock_figures(deadline: Deadline, view: View, *, slim: bool = False) -> list[Content]:
    """Return the countdown in large figures; none where it is so long that it is said in words."""
    seconds = deadline.seconds(view.now)
    if abs(seconds) >= LONGEST_FIGURES:
        return []
    style = figure_style(deadline.urgency(view.now))
    rows = figures(digits(seconds), ascii=view.glyphs.rule == "-", slim=slim)
    return [join((row, style)) for row in rows]


def clock_words(incident: Incident, deadline: Deadline, view: View, width: int) -> list[Content]:
    """Return what stands behind the countdown: when, to whom and where it was promised, and who keeps it."""
    client = _client(incident, deadline)
    ours = deadline.kind is DeadlineKind.REVIEW
    when = (
        view.ours(deadline.due_at) if ours else view.told(deadline.due_at, client, with_zone=True),
        "$ink bold",
    )
    promise = _promise(incident, deadline)
    word = "promised " if deadline.promised else "due "
    lines = [first_fit(width, join((word, "$quiet"), when), join(when))]
    if deadline.kind is DeadlineKind.BACK:
        lines = [first_fit(width, join((f"{safe(deadline.keeper)} back ", "$quiet"), when), join(when))]
    elif promise is not None or not ours:
        lines.append(to_whom(incident, client, promise, width))
    return [*lines, _keeper(deadline, promise, view, width)]


def to_whom(incident: Incident, client: str | None, promise: Promise | None, width: int) -> Content:
    """Return to whom a time was promised and in which message, or that nothing is promised yet."""
    name = safe(client or "")
    if promise is None:
        forms = ([f"to {name}, nothing promised yet"] if name else []) + ["nothing promised yet"]
    else:
        where = _made_in(incident, promise)
        forms = [f"to {name} {where}".strip(), f"to {name}"] if name else [where]
    return first_fit(width, *(join((form, "$quiet")) for form in forms))


def _client(incident: Incident, deadline: Deadline) -> str | None:
    """Return who waits, by name: the one client's, where there is only one."""
    return deadline.client if incident.has_several else incident.client


def who_was_told(incident: Incident, view: View, width: int) -> list[Content]:
    """How many of several clients have the last message, whose promise is not kept, and what holds it up."""
    if not incident.has_several or not incident.is_open:
        return []
    late = [each.client or "" for each in client_deadlines(incident) if each.overdue(view.now)]
    told = (told_of(incident) or "nobody told yet", "$quiet")
    marks = [(late, "not kept", "$overdue bold")] if late else []
    reached = hindered(incident, view)
    for stage in sorted(set(reached.values())):
        clients = [client for client, how in reached.items() if how is stage]
        marks.append((clients, WORDS[stage], ways.style(stage)))
    named = [(f"{names(clients, NAMED)}: {stage_words}", style) for clients, stage_words, style in marks]
    counted = [(f"{len(clients)} {stage_words}", style) for clients, stage_words, style in marks]
    forms = (named, counted, counted[:1])
    return [
        first_fit(width, *(join(told, *form, gap="   ") for form in forms), join(told, *counted[:1], gap=" "))
    ]


WORDS = {
    Stage.UNCERTAIN: "uncertain",
    Stage.REFUSED: "refused",
    Stage.STALE: "too old",
    Stage.ELSEWHERE: "elsewhere",
    Stage.AGAIN: "trying again",
}
"""Why clients have not got a message, in as few words as there are."""


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
    return f"in update {message.number}" if message.number else f"in {the_message(message)}"


def _keeper(deadline: Deadline, promise: Promise | None, view: View, width: int) -> Content:
    mine = view.is_me(deadline.keeper)
    keeper = join(("yours to keep", "$ink bold") if mine else (f"{safe(deadline.keeper)} keeps it", "$quiet"))
    watcher = safe(promise.watcher) if promise is not None and promise.watcher else ""
    if not watcher:
        return first_fit(width, keeper)
    watches = (f"{watcher} watches the clock", f"{watcher} watches it", f"{watcher} watches")
    forms = [join(keeper, (words, "$quiet"), gap=", ") for words in watches]
    return first_fit(width, *forms, keeper)


def deadline_of(incident: Incident) -> Deadline | None:
    """Return the one deadline that the clock shows."""
    return next_deadline(incident)

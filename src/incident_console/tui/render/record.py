"""The record in lines: timeline, actions, procedure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from incident_console.domain import (
    closing,
    declaring,
    ending,
    handover,
    ownership,
    posting,
    reopening,
    response,
    review,
)
from incident_console.domain.incident import Action, Entry, Event, Incident, MessageEvent
from incident_console.domain.procedure import Step, StepState
from incident_console.reports.stamps import flat
from incident_console.reports.timeline import headline
from incident_console.tui.render.content import BLANK, column, first_fit, join, safe, shown, spread, stack
from incident_console.tui.render.state import late_actions, where_it_stands
from incident_console.tui.render.view import Glyphs, View, local_times
from incident_console.words import clock

BATON = (
    handover.HandoverOffered,
    handover.HandoverAccepted,
    handover.HandoverDeclined,
    handover.HandoverWithdrawn,
    ownership.OwnershipTaken,
    ownership.RoleAssigned,
)
WORK = (response.ActionAdded, response.ActionReassigned)
DONE = (response.ActionDone, review.ReviewCompleted)
GATES = (
    declaring.IncidentDeclared,
    closing.IncidentResolved,
    closing.ResolutionConfirmed,
    reopening.IncidentReopened,
    ending.HistoryEnded,
)
NAME_WIDTH = 8
OWNER_WIDTH = 10


def sign(event: Event, glyphs: Glyphs) -> str:
    """The sign of an entry in the timeline, by what kind of thing happened."""
    if isinstance(event, declaring.SeverityChanged):
        return glyphs.severity(event.severity)
    if isinstance(event, MessageEvent | posting.MessagePosted):
        return glyphs.said
    kinds = ((BATON, glyphs.baton), (GATES, glyphs.gate), (DONE, glyphs.done), (WORK, glyphs.work))
    return next((glyph for kind, glyph in kinds if isinstance(event, kind)), glyphs.dot)


def entry_time(entry: Entry, view: View, *, dated: bool) -> str:
    """When it happened, on this console's clock; with the day where the incident runs over several."""
    local = entry.occurred_at.astimezone(view.zone)
    return f"{local.day:>2} {local:%b %H:%M}" if dated else f"{local:%H:%M}"


def entry_line(entry: Entry, incident: Incident, view: View, width: int, *, dated: bool = False) -> Content:
    """An entry on one line: time, sign, who, what. A struck one stays readable, with the reason."""
    strike = incident.struck.get(entry.seq)
    glyph = sign(entry.event, view.glyphs) if strike is None else view.glyphs.struck
    loud = isinstance(entry.event, (*BATON, *GATES, MessageEvent, declaring.SeverityChanged))
    said = safe(headline(entry, incident, view.zone, view.now))
    line = join(
        (f"{entry_time(entry, view, dated=dated)}  ", "$quiet"),
        (f"{glyph} ", "$ink" if loud else "$quiet"),
        (f"{column(safe(entry.by), NAME_WIDTH)} ", "$quiet"),
        (said, "$ink" if strike is None else "$quiet strike"),
        ("" if strike is None else f"  struck: {safe(strike.why)}", "$quiet"),
    )
    return line.truncate(width, ellipsis=True)


def action_line(action: Action, view: View, width: int) -> Content:
    """An action: number, what, whose, until when."""
    late = action.open and action.due is not None and action.due < view.now
    what = join((f"{action.n:>2}  ", "$quiet"), (safe(action.text), "$ink" if action.open else "$quiet"))
    due = clock(action.due, view.zone, view.now) if action.due is not None and action.open else ""
    ended = "" if action.open else f"{view.glyphs.done} done" if action.done_at else "dropped"
    kind = ("follow-up" if action.follow_up and action.open else "", "$quiet")
    owner_style = "$ink" if view.is_me(action.owner) and action.open else "$quiet"
    owner = (safe(action.owner), owner_style)
    cut = (column(safe(action.owner), OWNER_WIDTH).rstrip(), owner_style)
    when = (f"{due} late", "$soon") if late else (due or ended, "$quiet")
    pressing = ((cut, when), (when,)) if late else ()
    variants = ((kind, owner, when), (owner, when), *pressing, (cut,))
    keeps = min(what.cell_length, width // 2)
    rights = (join(*parts, gap="  ") for parts in variants)
    right = next((each for each in rights if each.cell_length + 2 + keeps <= width), BLANK)
    return spread(what, right, width, gap=2)


def actions_in_order(incident: Incident, now: datetime) -> list[Action]:
    """What is late first, then what is to be done, then what was."""
    late = late_actions(incident, now)
    rest = [action for action in incident.open_actions if action not in late]
    return [*late, *rest, *(action for action in incident.actions if not action.open)]


def step_line(step: Step, view: View, width: int) -> Content:
    """A step of the procedure, with what it still lacks."""
    if step.state is StepState.OPEN:
        when = f" since {clock(step.since, view.zone, view.now)}" if step.since is not None else ""
        missing = local_times(safe(step.missing), view.zone, view.now)
        said = "" if when[7:] in missing else when
        short = join((f"{step.n}  {view.glyphs.todo} {missing}", "$ink"))
        line = first_fit(width, join(short, (said, "$quiet")), short)
    elif step.state is StepState.DONE:
        line = join((f"{step.n}  {view.glyphs.done} {step.title}", "$quiet"))
    else:
        line = join((f"{step.n}  {view.glyphs.dot} {step.title}, not called for", "$quiet"))
    return line.truncate(width, ellipsis=True)


def settled(steps: Sequence[Step]) -> int:
    """How many of the steps are not open."""
    return sum(step.state is not StepState.OPEN for step in steps)


def latest_first(incident: Incident) -> list[Entry]:
    """The entries in the order of the log, turned round: occurred, then sequence."""
    return sorted(incident.entries, key=lambda entry: (entry.occurred_at, entry.seq), reverse=True)


def entry_in_full(entry: Entry, incident: Incident, view: View) -> tuple[Content, Content]:
    """An entry with both its times and all its words."""
    occurred = clock(entry.occurred_at, view.zone, view.now, with_zone=True)
    recorded = clock(entry.recorded_at, view.zone, view.now)
    late = f", recorded {recorded}" if entry.recorded_at != entry.occurred_at else ""
    title = join((f"entry {entry.seq}  {occurred}{late}", "$quiet"), (f"  {safe(entry.by)}", "$ink"))
    said, words = said_once(entry, incident, view)
    strike = incident.struck.get(entry.seq)
    struck = "" if strike is None else f"struck by {safe(strike.by)}: {safe(strike.why)}"
    return title, stack(
        join((said, "$ink bold")) if said else None,
        shown(struck, "$quiet") if struck else None,
        BLANK if said and words else None,
        shown(words, "$ink", lines=True) if words else None,
    )


def said_once(entry: Entry, incident: Incident, view: View) -> tuple[str, str]:
    """The headline and the words of an entry, without what both would say."""
    said = safe(headline(entry, incident, view.zone, view.now))
    if isinstance(entry.event, MessageEvent):
        return (said.split(": ")[0] if entry.event.words else said), entry.event.words
    words = entry.event.text
    flattened = safe(flat(words))
    if not flattened or flattened not in said:
        return said, words
    if len(words.splitlines()) == 1:
        return said, ""
    return said.replace(flattened, "").rstrip(": "), words


def incident_in_full(incident: Incident, view: View, width: int) -> tuple[Content, Content]:
    """An incident with its title, client, ticket, impact and scope, all of each."""
    parts = (
        ("Client", incident.client),
        ("Ticket", incident.ticket),
        ("Impact", incident.impact),
        ("Scope", incident.scope),
    )
    labels = [
        join((f"{label}\n", "$quiet"), shown(text, "$ink", lines=True) if text else ("not yet known", "$ink"))
        for label, text in parts
    ]
    title = join((f"{safe(incident.ref)}  ", "$quiet"), (safe(incident.title), "$ink bold"))
    return title, stack(where_it_stands(incident, view, width), *labels)


def action_in_full(action: Action, view: View) -> tuple[Content, Content]:
    """An action with all that is known of it."""
    added = clock(action.added_at, view.zone, view.now)
    title = join((f"action {action.n}", "$quiet"), (f"  {safe(action.owner)}", "$ink"))
    ended = action.done_at or action.dropped_at
    how = "done" if action.done_at else "dropped"
    facts = [
        f"added {added}",
        f"due {clock(action.due, view.zone, view.now)}" if action.due else "",
        f"{how} {clock(ended, view.zone, view.now)}" if ended else "",
        safe(action.dropped_why),
    ]
    said = ", ".join(fact for fact in facts if fact)
    return title, stack(shown(action.text, "$ink", lines=True), Content(""), shown(said, "$quiet"))


def step_in_full(step: Step, view: View) -> tuple[Content, Content]:
    """A step with its name and what it lacks."""
    state = {StepState.OPEN: "open", StepState.DONE: "done"}.get(step.state, "not called for")
    missing = local_times(safe(step.missing), view.zone, view.now)
    since = f" since {clock(step.since, view.zone, view.now)}" if step.since else ""
    since = "" if since[7:] in missing else since
    body = join((state, "$ink bold"), (f": {missing}{since}" if missing else "", "$ink"))
    return join((f"step {step.n}  ", "$quiet"), (step.title, "$ink")), body

"""The record in lines: actions and procedure; and what is read of it in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from incident_console.domain.actions import overdue_actions
from incident_console.domain.entry import Entry, MessageEvent
from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.parts import Action
from incident_console.domain.past import is_ahead
from incident_console.domain.procedure import Step, StepState
from incident_console.messages.texts import Texts
from incident_console.reports.delivery_lines import author
from incident_console.reports.log_rows import recorded_later
from incident_console.reports.timeline import headline
from incident_console.reports.verdicts import verdict
from incident_console.tui.render.attempts import ABOUT_A_MESSAGE, attempts, message_of, told_inside
from incident_console.tui.render.clients import each_client
from incident_console.tui.render.content import (
    BLANK,
    column,
    first_fit,
    join,
    safe,
    shown,
    spread,
    stack,
)
from incident_console.tui.render.logged import in_the_portal
from incident_console.tui.render.view import View
from incident_console.tui.render.where_it_stands import where_it_stands
from incident_console.wording.clients import names
from incident_console.wording.names import NOT_OUT
from incident_console.words import clock, flat

OWNER_WIDTH = 10


def action_line(action: Action, view: View, width: int) -> Content:
    """Return an action: number, what, whose, until when."""
    late = action.open and action.due is not None and action.due < view.now
    what = join((f"{action.n:>2}  ", "$quiet"), (safe(action.text), "$ink" if action.open else "$quiet"))
    due = view.ours(action.due) if action.due is not None and action.open else ""
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
    """Return what is late first, then what is to be done, then what was."""
    late = overdue_actions(incident, now)
    rest = [action for action in incident.open_actions if action not in late]
    return [*late, *rest, *(action for action in incident.actions if not action.open)]


def step_line(step: Step, view: View, width: int) -> Content:
    """Return a step of the procedure, with what it still lacks."""
    if step.state is StepState.OPEN:
        when = f" since {view.ours(step.since)}" if step.since is not None else ""
        what = safe(step.missing) or step.title
        short = join((f"{step.n}  {view.glyphs.todo} {what}", "$ink"))
        lacking = f"{besides(step)}{not_logged(step, view)}"
        whole = join(short, (when, "$quiet"), (lacking, "$ink"))
        line = whole if lacking else first_fit(width, whole, short)
    elif step.state is StepState.DONE:
        done = join((f"{step.n}  {view.glyphs.done} {step.title}", "$quiet"))
        line = join(done, (f"  {safe(step.missing)}" if step.missing else "", "$ink"))
        line = join(line, (not_logged(step, view), "$quiet"))
    else:
        line = join((f"{step.n}  {view.glyphs.dot} {step.title}, not called for", "$quiet"))
    return line.truncate(width, ellipsis=True)


def besides(step: Step) -> str:
    """Return what else is to be said of what a step lacks; mostly nothing."""
    return f"; {safe(step.besides)}" if step.besides else ""


def not_logged(step: Step, view: View) -> str:
    """Return what of a step the support portal lacks, behind what else is said of it; mostly nothing."""
    if not step.not_logged:
        return ""
    since = "" if step.not_logged_since is None else f" since {view.ours(step.not_logged_since)}"
    return f"; not logged{since}: {safe(step.not_logged)}"


def open_steps(steps: Sequence[Step], view: View, width: int) -> Content:
    """Return what is open on part of a line, and the key that shows all steps: as many as have room."""
    key = (view.key("pane_procedure"), view.key_style)
    missing = [
        safe(f"{step.n} {step.missing.partition(';')[0] or 'not logged'}")
        for step in steps
        if step.state is StepState.OPEN
    ]
    dot = f" {view.glyphs.dot} "
    forms = [
        join(
            (
                dot.join(missing[:count]) + (f" +{len(missing) - count}" if count < len(missing) else ""),
                "$ink",
            )
        )
        for count in range(len(missing), 0, -1)
    ]
    return first_fit(width, *(join(form, key, gap="  ") for form in forms), join(key))


def settled(steps: Sequence[Step]) -> int:
    """Return how many of the steps are not open."""
    return sum(step.state is not StepState.OPEN for step in steps)


def entry_as_it_is(entry: Entry, incident: Incident, view: View) -> tuple[Content, Content]:
    """Return an entry in full as the record has it now, where it may have another place since."""
    return entry_in_full(incident.entry(entry.id, entry.seq) or entry, incident, view)


def entry_in_full(entry: Entry, incident: Incident, view: View) -> tuple[Content, Content]:
    """Return an entry with both its times and all its words."""
    occurred = view.ours(entry.occurred_at, with_zone=True)
    late = f", recorded {view.ours(entry.recorded_at)}" if recorded_later(entry) else ""
    title = join((f"entry {entry.seq}  {occurred}{late}", "$quiet"), (f"  {safe(author(entry))}", "$ink"))
    heading, words = said_once(entry, incident, view)
    strike = incident.struck.get(entry.id)
    against = verdict(entry, incident, view.clocks(incident.client), dates=clock)
    struck = "" if strike is None else f"struck by {safe(strike.by)}: {safe(strike.why)}"
    ways = attempts(entry, incident, view)
    inside, portal = (
        told_inside(entry, incident, view),
        in_the_portal(entry, message_of(entry, incident), incident, view),
    )
    return title, stack(
        join((heading, "$ink bold")) if heading else None,
        shown(struck, "$quiet") if struck else None,
        shown(f"conflict: {safe(against)}", "$overdue") if against is not None else None,
        *(() if ways is None else (BLANK, ways)),
        *(() if inside is None else (BLANK, inside)),
        *(() if portal is None else (BLANK, portal)),
        BLANK if heading and words else None,
        shown(words, "$ink", lines=True) if words else None,
    )


def said_once(entry: Entry, incident: Incident, view: View) -> tuple[str, str]:
    """Return the headline and the words of an entry, without what both would say."""
    title = safe(headline(entry, incident, view.clocks(incident.client), dates=clock))
    if is_ahead(entry, incident):
        return title, entry.event.text
    if isinstance(entry.event, ABOUT_A_MESSAGE):
        message = incident.messages[entry.event.message]
        written = incident.entry(message.id, message.seq)
        return title, "" if written is None else said_once(written, incident, view)[1]
    if isinstance(entry.event, MessageEvent):
        heading = title.split(": ")[0] if entry.event.words else title
        if not entry.event.to:
            return heading, entry.event.words
        return heading, f"{who_has_it(incident.messages.get(entry.id), view)}{in_all_words(entry.event)}"
    words = entry.event.text
    flattened = safe(flat(words))
    if not flattened or flattened not in title:
        return title, words
    if len(words.splitlines()) == 1:
        return title, ""
    return title.replace(flattened, "").rstrip(": "), words


def who_has_it(message: Message | None, view: View) -> str:
    """Return who has a message for several clients since when, and who does not."""
    if message is None:
        return ""
    told = [
        f"{each.client} {view.ours(each.out_at)}{f' in {each.where}' if each.where else ''}"
        for each in message.told
        if each.out_at is not None
    ]
    waits = [each.client or "" for each in message.to_tell]
    lines = [f"out to {', '.join(told)}"] if told else []
    lines += [f"{NOT_OUT} to {', '.join(waits)}"] if waits else []
    return "".join(f"{line}\n" for line in lines) + ("\n" if lines else "")


def in_all_words(written: MessageEvent) -> str:
    """Return what each of several clients reads, every different text once."""
    texts = Texts([each.client for each in written.to], lambda client: written.for_client(client).words)
    return "\n\n".join(
        f"{names(group, len(group))} read{'' if len(group) > 1 else 's'}:\n\n{texts.of(group[0])}"
        for group in texts.all_groups
    )


def incident_in_full(incident: Incident, view: View, width: int) -> tuple[Content, Content]:
    """Return an incident with its title, client, ticket, impact and scope, all of each."""
    parts = (
        ("Clients" if len(incident.clients) > 1 else "Client", ", ".join(incident.clients)),
        ("Ticket", incident.ticket),
        ("Impact", incident.impact),
        ("Scope", incident.scope),
    )
    labels = [
        join((f"{label}\n", "$quiet"), shown(text, "$ink", lines=True) if text else ("not yet known", "$ink"))
        for label, text in parts
    ]
    title = join((f"{safe(incident.ref)}  ", "$quiet"), (safe(incident.title), "$ink bold"))
    told = each_client(incident, view, width, 0)
    return title, stack(where_it_stands(incident, view, width), *labels, *told)


def action_in_full(action: Action, view: View) -> tuple[Content, Content]:
    """Return an action with all that is known of it."""
    added = view.ours(action.added_at)
    title = join((f"action {action.n}", "$quiet"), (f"  {safe(action.owner)}", "$ink"))
    ended = action.done_at or action.dropped_at
    how = "done" if action.done_at else "dropped"
    facts = [
        f"added {added}",
        f"due {view.ours(action.due)}" if action.due else "",
        f"{how} {view.ours(ended)}" if ended else "",
        safe(action.dropped_why),
    ]
    about = ", ".join(fact for fact in facts if fact)
    return title, stack(shown(action.text, "$ink", lines=True), Content(""), shown(about, "$quiet"))


def step_in_full(step: Step, view: View) -> tuple[Content, Content]:
    """Return a step with its name and what it lacks."""
    state = {StepState.OPEN: "open", StepState.DONE: "done"}.get(step.state, "not called for")
    since = f" since {view.ours(step.since)}" if step.since else ""
    missing = f": {safe(step.missing)}{since}{besides(step)}" if step.missing else ""
    body = join((state, "$ink bold"), (f"{missing}{not_logged(step, view)}", "$ink"))
    return join((f"step {step.n}  ", "$quiet"), (step.title, "$ink")), body

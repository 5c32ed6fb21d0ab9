"""What a sheet says of the clients: what they asked, were promised and told, and what is not out."""

from __future__ import annotations

from incident_console.cli.answers import hanging, heading, line, pad, paint, sign
from incident_console.cli.moments import away_from, due_in_full
from incident_console.cli.page import Page
from incident_console.domain.communication import last_told, told_of
from incident_console.domain.deadlines import deadline_for, next_deadline
from incident_console.domain.inquiries import open_inquiries
from incident_console.domain.ledger import Ledger, Promise
from incident_console.domain.message import Message
from incident_console.domain.news import news
from incident_console.domain.promises import longer_than_cadence, never_answered
from incident_console.domain.refusal import Act
from incident_console.domain.reporting import next_report
from incident_console.domain.urgency import Urgency
from incident_console.domain.vocabulary import Outcome
from incident_console.reports.names import NEVER_ANSWERED
from incident_console.wording.commands import command
from incident_console.wording.names import NOT_OUT, deadline_name, message_kind, message_name, news_said
from incident_console.words import late

PROMISES_SHOWN = 5
"""How many promises stand on a sheet, the last ones."""


def deadline_lines(page: Page) -> list[str]:
    """The one deadline; overdue in words and in red."""
    incident = page.incident
    due = next_deadline(incident)
    if due is None:
        return []
    countdown = f"{deadline_name(due.kind).capitalize()} {away_from(due.due_at, page.now)}"
    how = "promised for" if due.promised else "due"
    urgency = due.urgency(page.now)
    colour = {Urgency.OVERDUE: "red", Urgency.ON_TIME: "green"}.get(urgency, "yellow")
    mark = sign("▲ ", "! ") if urgency is Urgency.OVERDUE else ""
    when = due_in_full(due.kind.value, due.due_at, page.clocks_of(due.client))
    whose = f" to {line(due.client or '')}" if incident.has_several and due.client else ""
    return [
        f"{paint(mark + countdown, colour, 'bold')}, {how} {when}{whose} ({line(due.keeper)})",
        *asked_sooner(page),
        *report_lines(page),
        *([line(page.watched)] if page.watched and not incident.drill else []),
    ]


def report_lines(page: Page) -> list[str]:
    """When colleagues were promised the next report: quietly, for it is no client's clock."""
    due = next_report(page.incident)
    if due is None:
        return []
    when = f"{page.clock(due.due_at)}, {away_from(due.due_at, page.now)}"
    return [paint(f"Next report inside {when} ({line(due.keeper)})", "dim")]


def asked_sooner(page: Page) -> list[str]:
    """Where a promise is longer than the cadence: by when an update is asked for, and what brings it."""
    incident = page.incident
    asked = longer_than_cadence(incident, page.policy, page.now)
    if asked is None:
        return []
    asks = f"{incident.severity} asks for an update by {page.clocks.told(asked)}: "
    act = Act("reschedule", incident.ref, due=asked, posted=True)
    return hanging(asks, f"{command(act, page.clocks.client)} brings it forward", 4)


def client_lines(page: Page) -> list[str]:
    """Each of several clients: what they were told last, and when they hear next."""
    if not page.incident.has_several:
        return []
    lines = [heading("Clients", told_of(page.incident))]
    for ledger in page.incident.ledgers:
        due = deadline_for(page.incident, ledger) if page.incident.is_open else None
        told = told_last(page, ledger)
        if due is not None and ledger.concerned:
            stands = f"{deadline_name(due.kind)} {away_from(due.due_at, page.now)}"
            overdue = due.urgency(page.now) is Urgency.OVERDUE
            told += ", " + (paint(stands, "red", "bold") if overdue else stands)
        lines.append(f"{pad(line(ledger.client or ''), 20)}  {told}")
    return lines


def told_last(page: Page, ledger: Ledger) -> str:
    """What a client was told last, or that they left."""
    if ledger.dropped_at is not None:
        return f"no client of this incident since {page.clock(ledger.dropped_at)}"
    if ledger.over_at is not None:
        return f"told at {page.clock(ledger.over_at)} that it is over"
    last = last_told(page.incident, ledger)
    if last is None or last[1].out_at is None:
        return "told nothing yet"
    return f"{message_name(last[0])} at {page.clock(last[1].out_at)}"


def question_lines(page: Page) -> list[str]:
    """What clients asked and nobody has answered, each with the number by which an update does."""
    asked = open_inquiries(page.incident)
    lines = [heading("Questions", f"{len(asked)} not answered")] if asked else []
    for each in asked:
        start = f"{each.seq:>4}  "
        question = f"{each.who} asks: {each.text} ({page.clock(each.asked_at)})"
        lines += hanging(start, line(question), len(start))
    return lines


def news_lines(page: Page) -> list[str]:
    """What clients have not heard of yet, which the next update says."""
    found = news(page.incident)
    lines = [heading("Not told yet", "for the next update")] if found else []
    for each in found:
        start = f"{page.clock(each.at)}  "
        lines += hanging(start, line(news_said(each)), len(start))
    return lines


def promise_lines(page: Page) -> list[str]:
    """What the client was promised, and what became of it."""
    if not page.incident.promises:
        return []
    counts = {**dict.fromkeys(map(str, Outcome), 0), NEVER_ANSWERED: 0}
    for promise in page.incident.promises:
        unanswered = never_answered(page.incident, promise)
        counts[NEVER_ANSWERED if unanswered else promise.outcome.value] += 1
    counted = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
    shown = page.incident.promises[-PROMISES_SHOWN:]
    if len(shown) < len(page.incident.promises):
        counted = f"{counted}, the last {len(shown)}"
    lines = [heading("Promises", counted)]
    for promise in shown:
        kind = "" if promise.kind.value == "update" else f" ({promise.kind})"
        kind += f" to {line(promise.client or '')}" if page.incident.has_several else ""
        kind += ", longer than the cadence" if promise.longer_than_cadence else ""
        due = page.clocks_of(promise.client).told(promise.due_at)
        lines.append(f"for {due}{kind}: {became(page, promise)}")
    return lines


def became(page: Page, promise: Promise) -> str:
    """What became of a promise; while it is open, how far it is away or overdue."""
    if promise.outcome is Outcome.LATE:
        return late(promise.late_seconds or 0)
    if never_answered(page.incident, promise):
        return NEVER_ANSWERED
    if promise.outcome is Outcome.OPEN and page.now > promise.due_at:
        return f"open, {away_from(promise.due_at, page.now)}"
    return promise.outcome.value


def unsent_lines(page: Page) -> list[str]:
    """What is not out yet, to whom of several clients, and how to say that it is."""
    waiting = page.incident.waiting
    if not waiting:
        return []
    from incident_console.delivery.outbox import outbox_id

    lines = [paint(heading(f"{NOT_OUT.capitalize()}: {len(waiting)}"), "red")]
    for message in waiting:
        kind = message_kind(message.kind)
        name = outbox_id(page.incident, message)
        lines.append(f"{name}  {kind} of {page.clock(message.written_at)} by {line(message.by)}")
        if page.incident.has_several:
            whom = ", ".join(line(each.client or "") for each in message.to_tell)
            lines.append(f"{'':{len(name)}}  {NOT_OUT} to {whom}")
        lines += [f"{'':{len(name)}}  {each}" for each in what_to_do(page, message, name)]
    return lines


def what_to_do(page: Page, message: Message, name: str) -> list[str]:
    """What can be done about a message that is not out yet."""
    if page.incident.is_overtaken(message):
        return ["overtaken, not to be posted: what it speaks of no longer stands"]
    posted = f"when it is posted: outbox posted {name}"
    ways = [each for each in page.ways if each.message is message]
    if not ways:
        return [posted]
    from incident_console.cli.ways import ways_on

    return [*(f"{why}: {to_type}" for why, to_type in ways_on(page.incident, ways, page.now)), posted]


def channel_lines(page: Page) -> list[str]:
    """What each channel was told last, and what has not arrived by one."""
    if not page.ways:
        return []
    from incident_console.cli.ways import ways_lines

    return ways_lines(page.incident, page.ways, page.clocks)

"""The review document as data: what Markdown and HTML both set (R 9; C, Closing).

What happened is on the clock of whoever makes the document, what the client was told on the client's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from incident_console.domain.actions import overdue_actions
from incident_console.domain.closing import WrapUpWritten
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Promise
from incident_console.domain.message import Addressee, Message
from incident_console.domain.parts import Action, Tenure
from incident_console.domain.promises import never_answered
from incident_console.domain.vocabulary import Outcome, Role
from incident_console.domain.ways import how_they_stand
from incident_console.reports import metrics
from incident_console.reports.delivery_lines import author
from incident_console.reports.figures_in_words import figures
from incident_console.reports.log_rows import for_readers, written_down_later
from incident_console.reports.names import NEVER_ANSWERED, SINCE
from incident_console.reports.timeline import headline
from incident_console.reports.verdicts import verdict
from incident_console.wording.names import NOT_OUT, REMEDIES, message_name, status_name, until_assigned
from incident_console.words import Clocks, dated, late

DRILL = "DRILL – this is an exercise"
DAMAGED = "The record of this incident is damaged: this is what can be read of it, and not all of it."

HOW = {
    "declared": "at the declaration",
    "handover": "accepted a handover",
    "taken": "took over from an owner who did not answer (exceptional)",
    "assigned": "named as Incident Commander",
}

Facts = list[tuple[str, str]]
Reads = Callable[[str | None], Clocks]
"""The clocks of whoever reads, by the client."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A message to the client, as it was sent."""

    name: str
    state: str
    words: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the timeline."""

    seq: int
    at: str
    recorded: str
    by: str
    text: str
    struck: str
    conflict: str = ""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a review needs, in the order in which it is read."""

    title: str
    ref: str
    banner: str
    facts: Facts
    account: Facts
    people: Facts
    owners: list[tuple[str, str, str, str]]
    timeline: list[Line]
    promises: list[tuple[str, ...]]
    promise_heads: tuple[str, ...]
    messages: list[Told]
    actions: list[tuple[str, str, str, str, str]]
    figures: Facts
    review: Facts
    factors: list[str]
    recommendations: list[str]
    made_at: str
    zones: str
    anchor: str


def document(incident: Incident, reads: Reads, anchor: str = "", *, damaged: bool = False) -> Document:
    """The review document of an incident as it stands now, or of what can be read of it.

    Args:
        reads: the clocks of whoever makes it and of a client; what each was promised is on their own.
    """
    clocks = reads(incident.client)
    return Document(
        title=incident.title,
        ref=incident.ref,
        banner=DAMAGED if damaged else DRILL if incident.drill else "",
        facts=facts(incident, clocks),
        account=account(incident, clocks),
        people=[(role.full_name, holder(incident, role)) for role in Role],
        owners=[owner(tenure, incident, clocks) for tenure in incident.tenures],
        timeline=[line(entry, incident, clocks) for entry in for_readers(incident)],
        promises=[promise(each, incident, reads(each.client)) for each in incident.promises],
        promise_heads=("Of", *(("To",) if incident.has_several else ()), "Made", "Due", "Outcome"),
        messages=[each for message in incident.messages.values() for each in told(message, incident, clocks)],
        actions=[action(each, incident, clocks) for each in incident.actions],
        figures=figures(metrics.of(incident, clocks.now)),
        review=review(incident, clocks),
        factors=list(incident.review.factors),
        recommendations=list(incident.review.recommendations),
        made_at=ours(clocks.now, clocks),
        zones=zones(incident, reads),
        anchor=anchor,
    )


def holder(incident: Incident, role: Role) -> str:
    """Who holds a role, or has it as the owner."""
    if role is Role.IC or role in incident.leads:
        return incident.holder(role)
    return until_assigned(incident.owner, is_open=incident.is_open)


def ours(moment: datetime | None, clocks: Clocks) -> str:
    """When something happened or is to be done, as the document writes it."""
    return "" if moment is None else clocks.ours(moment, dated)


def told_at(moment: datetime | None, clocks: Clocks) -> str:
    """A time that the client was told, as the document writes it."""
    return "" if moment is None else clocks.told(moment, dated)


def zones(incident: Incident, reads: Reads) -> str:
    """Whose clocks the times are on, once for the whole document."""
    clocks = reads(incident.client)
    theirs = {ledger.client or "the client": str(reads(ledger.client).client) for ledger in incident.ledgers}
    if len({*theirs.values()}) > 1:
        each = ", ".join(f"{client} {zone}" for client, zone in theirs.items())
        return (
            f"Times are on the clock of {clocks.mine} ({clocks.named}); what a client was promised is on "
            f"theirs: {each}."
        )
    if str(clocks.mine) == str(clocks.client):
        return f"All times are {'UTC' if str(clocks.mine) == 'UTC' else f'on the clock of {clocks.mine}'}."
    return (
        f"Times are on the clock of {clocks.mine} ({clocks.named}); what the client was told is on the clock "
        f"of {clocks.client}."
    )


def facts(incident: Incident, clocks: Clocks) -> Facts:
    """What it was, and when; only what is known."""
    severity = "not recorded"
    if incident.severity is not None:
        doubt = "" if incident.severity_confirmed else " (to be confirmed)"
        severity = f"{incident.severity} {incident.severity.word}{doubt}"
    status = status_name(incident.status)
    if incident.duplicate_of:
        status = f"{status} of {incident.duplicate_of}"
    origin = " (imported: the record of another tool)" if incident.imported else ""
    ticket = " ".join(part for part in (incident.ticket, incident.ticket_url) if part)
    known = [
        ("Severity", severity),
        ("Status", f"{status}{origin}"),
        ("Declared because of", ", ".join(incident.because)),
        ("Clients" if len(incident.clients) > 1 else "Client", ", ".join(incident.clients)),
        ("Ticket", ticket),
        ("Impact", incident.impact or ""),
        ("Scope", incident.scope or ""),
        ("Impact began", ours(incident.started_at, clocks)),
        ("Imported record begins" if incident.imported else "Declared", ours(incident.declared_at, clocks)),
        (SINCE[incident.remedy], ours(incident.restored_at, clocks)),
        ("Resolved", resolved(incident, clocks)),
        ("Confirmed by the Incident Commander", ours(incident.confirmed_at, clocks)),
        ("Closed", ours(incident.closed_at, clocks)),
        ("Takes in the duplicates", ", ".join(incident.absorbed.values())),
    ]
    return [(name, value) for name, value in known if value]


def resolved(incident: Incident, clocks: Clocks) -> str:
    """When it was resolved, and on what ground."""
    if incident.resolved_at is None or incident.remedy is None:
        return ""
    return f"{ours(incident.resolved_at, clocks)}, {REMEDIES[incident.remedy]}"


def account(incident: Incident, clocks: Clocks) -> Facts:
    """What the last wrap-up that went out says."""
    for message in reversed(incident.messages.values()):
        event = message.event
        if isinstance(event, WrapUpWritten) and message.out_at is not None:
            parts = [
                ("What happened", event.what or event.text),
                ("Customer impact", event.customer_impact),
                ("Prevention", event.prevention or ""),
                ("Analysis promised by", told_at(event.analysis_by, clocks)),
            ]
            return [(name, value) for name, value in parts if value]
    return []


def owner(tenure: Tenure, incident: Incident, clocks: Clocks) -> tuple[str, str, str, str]:
    """One term of ownership: who, from, until (the last one, until the end), and how it began."""
    return (
        tenure.name,
        ours(tenure.since, clocks),
        ours(tenure.until or incident.closed_at, clocks) or "–",
        HOW.get(tenure.how, tenure.how),
    )


def line(entry: Entry, incident: Incident, clocks: Clocks) -> Line:
    """An entry of the timeline; with the time of recording where it was written down later."""
    strike = incident.struck.get(entry.id)
    # Of an import it is said once, at the top.
    later = written_down_later(entry, incident)
    return Line(
        seq=entry.seq,
        at=ours(entry.occurred_at, clocks),
        recorded=ours(entry.recorded_at, clocks) if later else "",
        by=author(entry),
        text=headline(entry, incident, clocks),
        conflict=verdict(entry, incident, clocks) or "",
        struck=f"struck by {strike.by} at {ours(strike.at, clocks)}: {strike.why}"
        if strike is not None
        else "",
    )


def promise(made: Promise, incident: Incident, clocks: Clocks) -> tuple[str, ...]:
    """A promise: of what, to which of several clients, made when, due when, and what became of it."""
    became = made.outcome.value
    if made.outcome is Outcome.LATE:
        became = late(made.late_seconds or 0)
    elif made.outcome is Outcome.KEPT and made.fulfilled_at is not None:
        became = f"kept at {ours(made.fulfilled_at, clocks)}"
    elif never_answered(incident, made):
        became = NEVER_ANSWERED
    elif made.outcome is Outcome.OPEN and clocks.now > made.due_at:
        became = "open, overdue"
    whose = (made.client or "",) if incident.has_several else ()
    return made.kind.value, *whose, ours(made.made_at, clocks), told_at(made.due_at, clocks), became


def told(message: Message, incident: Incident, clocks: Clocks) -> list[Told]:
    """A message with what became of it; for several clients each different text once, with whose it is."""
    name = message_name(message)
    name = name[:1].upper() + name[1:]
    if not incident.has_several:
        (only,) = message.addressees.values()
        return [Told(name=name, state=state(message, only, clocks), words=message.words_for(only.client))]
    alike: dict[str, list[Addressee]] = {}
    for each in message.addressees.values():
        alike.setdefault(message.words_for(each.client), []).append(each)
    return [
        Told(
            name=f"{name} to {', '.join(each.client or '' for each in readers)}",
            state="; ".join(f"{each.client}: {state(message, each, clocks)}" for each in readers),
            words=words,
        )
        for words, readers in alike.items()
    ]


def state(message: Message, to: Addressee, clocks: Clocks) -> str:
    """What became of a message to a client."""
    lacking = how_they_stand(each for each in message.deliveries.values() if each.ledger == to.ledger)
    ways = f"; it {lacking}" if lacking and message.unfinished(to.ledger) else ""
    if to.out_at is not None:
        where = f" in {to.where}" if to.where else ""
        return f"out at {ours(to.out_at, clocks)}{where}{ways}"
    written = ours(message.written_at, clocks)
    return f"written at {written}, {'discarded' if to.dropped else NOT_OUT}{ways}"


def action(work: Action, incident: Incident, clocks: Clocks) -> tuple[str, str, str, str, str]:
    """An action: its number, what, who, by when, and how it stands."""
    kind = " (follow-up)" if work.follow_up else ""
    state = "open"
    if work.done_at is not None:
        state = f"done at {ours(work.done_at, clocks)}"
    elif work.dropped_at is not None:
        state = f"dropped: {work.dropped_why}"
    elif work in overdue_actions(incident, clocks.now):
        state = "open, overdue"
    return str(work.n), f"{work.text}{kind}", work.owner, ours(work.due, clocks), state


def review(incident: Incident, clocks: Clocks) -> Facts:
    """The review as far as it is written: causes, not people."""
    written = incident.review
    known = [
        ("Root cause", written.root_cause or "not written yet"),
        ("Follow-up actions", written.follow_ups),
        ("Due", "" if written.completed_at else ours(written.due_at, clocks)),
        ("Completed", ours(written.completed_at, clocks)),
    ]
    return [(name, value) for name, value in known if value]

"""The review document as data: what Markdown and HTML both set. Times are UTC (R 9; C, Closing)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from incident_console.domain.closing import WrapUpWritten
from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Action, Message, Promise, Tenure
from incident_console.domain.review import overdue_follow_ups
from incident_console.domain.vocabulary import MessageKind, Outcome, Role
from incident_console.reports import metrics
from incident_console.reports.names import MESSAGE_NAMES, REMEDIES, message_name
from incident_console.reports.timeline import headline, in_order
from incident_console.words import late, length

DRILL = "DRILL – this is an exercise"
BACKDATED = timedelta(minutes=1)
"""From how much later on an entry's time of recording stands beside the time it happened."""

HOW = {
    "declared": "at the declaration",
    "handover": "accepted a handover",
    "taken": "took over from an owner who did not answer (exceptional)",
    "assigned": "named as Incident Commander",
}

Facts = list[tuple[str, str]]


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
    promises: list[tuple[str, str, str, str]]
    messages: list[Told]
    actions: list[tuple[str, str, str, str, str]]
    figures: Facts
    review: Facts
    factors: list[str]
    recommendations: list[str]
    made_at: str
    anchor: str


def document(incident: Incident, now: datetime, anchor: str = "") -> Document:
    """The review document of an incident as it stands at that time (UTC)."""
    return Document(
        title=incident.title,
        ref=incident.ref,
        banner=DRILL if incident.drill else "",
        facts=facts(incident),
        account=account(incident),
        people=[(role.full_name, incident.holder(role)) for role in Role],
        owners=[owner(tenure) for tenure in incident.tenures],
        timeline=[line(entry, incident) for entry in in_order(incident)],
        promises=[promise(each, now) for each in incident.promises],
        messages=[told(message) for message in incident.messages.values()],
        actions=[action(each, incident, now) for each in incident.actions],
        figures=figures(metrics.of(incident, now)),
        review=review(incident),
        factors=list(incident.review.factors),
        recommendations=list(incident.review.recommendations),
        made_at=time(now),
        anchor=anchor,
    )


def time(moment: datetime | None) -> str:
    """A time as the document writes it; its heading says that all are UTC."""
    if moment is None:
        return ""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")


def facts(incident: Incident) -> Facts:
    """What it was, and when; only what is known."""
    severity = "not recorded"
    if incident.severity is not None:
        doubt = "" if incident.severity_confirmed else " (to be confirmed)"
        severity = f"{incident.severity} {incident.severity.word}{doubt}"
    status = incident.status.value.replace("_", " ")
    if incident.duplicate_of:
        status = f"{status} of {incident.duplicate_of}"
    origin = " (imported: the record of another tool)" if incident.imported else ""
    ticket = " ".join(part for part in (incident.ticket, incident.ticket_url) if part)
    known = [
        ("Severity", severity),
        ("Status", f"{status}{origin}"),
        ("Declared because of", ", ".join(incident.because)),
        ("Client", incident.client or ""),
        ("Ticket", ticket),
        ("Impact", incident.impact or ""),
        ("Scope", incident.scope or ""),
        ("Impact began", time(incident.started_at)),
        ("Imported record begins" if incident.imported else "Declared", time(incident.declared_at)),
        ("Service restored", time(incident.restored_at)),
        ("Resolved", resolved(incident)),
        ("Confirmed by the Incident Commander", time(incident.confirmed_at)),
        ("Closed", time(incident.closed_at)),
        ("Takes in the duplicates", ", ".join(incident.absorbed)),
    ]
    return [(name, value) for name, value in known if value]


def resolved(incident: Incident) -> str:
    """When it was resolved, and on what ground."""
    if incident.resolved_at is None or incident.remedy is None:
        return ""
    return f"{time(incident.resolved_at)}, {REMEDIES[incident.remedy]}"


def account(incident: Incident) -> Facts:
    """What the last wrap-up that went out says."""
    for message in reversed(incident.messages.values()):
        said = message.event
        if isinstance(said, WrapUpWritten) and message.out_at is not None:
            parts = [
                ("What happened", said.what or said.text),
                ("Customer impact", said.customer_impact),
                ("Prevention", said.prevention or ""),
                ("Analysis promised by", time(said.analysis_by)),
            ]
            return [(name, value) for name, value in parts if value]
    return []


def owner(tenure: Tenure) -> tuple[str, str, str, str]:
    """One term of ownership: who, from, until, and how it began."""
    return tenure.name, time(tenure.since), time(tenure.until) or "–", HOW.get(tenure.how, tenure.how)


def line(entry: Entry, incident: Incident) -> Line:
    """An entry of the timeline; with the time of recording where it was written down later."""
    strike = incident.struck.get(entry.seq)
    later = entry.recorded_at - entry.occurred_at >= BACKDATED and not incident.imported
    return Line(
        seq=entry.seq,
        at=time(entry.occurred_at),
        recorded=time(entry.recorded_at) if later else "",
        by=entry.by,
        text=headline(entry, incident),
        struck=f"struck by {strike.by} at {time(strike.at)}: {strike.why}" if strike is not None else "",
    )


def promise(made: Promise, now: datetime) -> tuple[str, str, str, str]:
    """A promise: of what, made when, due when, and what became of it."""
    became = made.outcome.value
    if made.outcome is Outcome.LATE:
        became = late(made.late_seconds or 0)
    elif made.outcome is Outcome.KEPT and made.fulfilled_at is not None:
        became = f"kept at {time(made.fulfilled_at)}"
    elif made.outcome is Outcome.OPEN and now > made.due_at:
        became = "open, overdue"
    return made.kind.value, time(made.made_at), time(made.due_at), became


def told(message: Message) -> Told:
    """A message with what became of it."""
    where = f" in {message.where}" if message.where else ""
    state = f"out at {time(message.out_at)}{where}"
    if message.out_at is None:
        written = time(message.written_at)
        state = (
            f"written at {written}, not sent"
            if message.dropped
            else f"written at {written}, waiting to go out"
        )
    name = message_name(message) if message.kind is MessageKind.UPDATE else MESSAGE_NAMES[message.kind]
    name = name.removeprefix("the ")
    return Told(name=name[:1].upper() + name[1:], state=state, words=message.words or message.event.text)


def action(work: Action, incident: Incident, now: datetime) -> tuple[str, str, str, str, str]:
    """An action: its number, what, who, by when, and how it stands."""
    kind = " (follow-up)" if work.follow_up else ""
    state = "open"
    if work.done_at is not None:
        state = f"done at {time(work.done_at)}"
    elif work.dropped_at is not None:
        state = f"dropped: {work.dropped_why}"
    elif work in overdue_follow_ups(incident, now):
        state = "open, overdue"
    return str(work.n), f"{work.text}{kind}", work.owner, time(work.due), state


def figures(of: dict[str, Any]) -> Facts:
    """The figures in words; what cannot be had is said so."""
    made = of["promises"]
    gaps = ", ".join(str(gap) for gap in of["update_gaps_minutes"])
    known = [
        ("Updates that went out", str(of["updates"])),
        ("Updates that named no next time", str(of["updates_without_promise"])),
        ("Promises", f"{made['made']} made: " + ", ".join(f"{made[o]} {o}" for o in made if o != "made")),
        ("Late by", ", ".join(length(timedelta(seconds=seconds)) for seconds in of["late_seconds"]) or "–"),
        ("From the start of impact to the first word", in_minutes(of["first_update_minutes"])),
        ("Minutes between updates", gaps or "–"),
        ("Longest silence", in_minutes(of["longest_silence_minutes"])),
        ("Length of the impact", in_minutes(of["impact_minutes"])),
        ("Handovers", str(of["handovers"])),
        ("Take-overs", str(of["takeovers"])),
        (
            "Time without an owner",
            length(timedelta(seconds=of["unowned_seconds"])) if of["unowned_seconds"] else "none",
        ),
    ]
    return list(known)


def in_minutes(figure: int | None) -> str:
    """A figure in minutes, in words."""
    return "cannot be had" if figure is None else length(timedelta(minutes=figure)) if figure else "0 min"


def review(incident: Incident) -> Facts:
    """The review as far as it is written: causes, not people."""
    written = incident.review
    known = [
        ("Root cause", written.root_cause or "not written yet"),
        ("Due", "" if written.completed_at else time(written.due_at)),
        ("Completed", time(written.completed_at)),
    ]
    return [(name, value) for name, value in known if value]

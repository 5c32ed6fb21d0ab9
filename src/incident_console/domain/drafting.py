"""The update that the record proposes (C, Communication): what is internal is offered, not said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from incident_console.domain.addressing import first_due, those_meant
from incident_console.domain.communication import (
    happened_after,
    last_told,
    unknown_to_client,
    waiting_on,
)
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged
from incident_console.domain.entry import Entry, Request
from incident_console.domain.incident import Incident
from incident_console.domain.ledger import Ledger
from incident_console.domain.message import Addressee
from incident_console.domain.response import Noted, NoteKind
from incident_console.domain.vocabulary import MessageKind, Remedy, Severity, Status


class Source(StrEnum):
    """Where a step comes from."""

    ACTION = "action"
    DECISION = "decision"
    SEVERITY = "severity"
    FINDING = "finding"
    NOTE = "note"


FOR_CLIENTS = frozenset((Source.ACTION, Source.DECISION, Source.SEVERITY))
"""What a client may read as it stands; findings and notes are for colleagues."""


JOURNAL = {NoteKind.DECISION: Source.DECISION, NoteKind.FINDING: Source.FINDING}
"""What else than a note an entry in the journal can be."""


RESOLVED = {
    Remedy.RESTORED: "Service is restored.",
    Remedy.WORKAROUND: "A verified workaround is in place; service itself is not fully restored yet.",
    Remedy.MITIGATED: "The impact is mitigated.",
}
"""What an update says of the impact after each criterion of a resolution (R 8)."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done since a client heard last, which an update may say.

    `id` is that of the event that says it, or that added the action; `at` is in UTC. A change of severity
    has the `severity` that it went to, for whoever says it in another language.
    """

    id: str
    text: str
    source: Source
    at: datetime
    seq: int
    action: int = 0
    """The action's number."""
    severity: Severity | None = None
    raised: bool = False

    @property
    def ticked(self) -> bool:
        """Whether it is said where nobody chooses: not what is internal, until somebody ticks it."""
        return self.source in FOR_CLIENTS


class UpdateDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An update as the record proposes it; `steps` are all that it may say was done, in their order."""

    impact: str
    steps: tuple[Step, ...]
    next_steps: str
    next_update_at: datetime
    investigating: str | None = None
    waiting_on: str | None = None
    expecting: str | None = None

    @property
    def done(self) -> str:
        """What it says was done, as long as nobody chose: what is ticked, a step a line."""
        return "\n".join(step.text for step in self.steps if step.ticked)


def proposed_update(incident: Incident, request: Request, clients: Sequence[str] = ()) -> UpdateDraft:
    """The update that the record proposes: to all clients, or to those who are named.

    What comes next are the open actions, and whom clients know that we wait for is named again. The impact is
    in full where one of several clients joined since.
    """
    ledgers = those_meant(incident, clients) or incident.concerned
    waiting = waiting_on(incident)
    return UpdateDraft(
        impact=impact_now(incident, ledgers),
        steps=steps_taken(incident, ledgers),
        next_steps="\n".join(action.text for action in incident.open_actions if not action.follow_up),
        next_update_at=first_due(incident, request, ledgers),
        investigating="" if incident.status == "investigating" else None,
        waiting_on=waiting.who if waiting else None,
        expecting=waiting.expecting if waiting else None,
    )


def impact_now(incident: Incident, ledgers: Sequence[Ledger]) -> str:
    """Return the impact as these clients may read it: that it is resolved, unchanged, or as assessed."""
    remedy = resolution_untold(incident, ledgers)
    if remedy is not None:
        return RESOLVED[remedy]
    told = [last_told(incident, ledger) for ledger in ledgers]
    goes_on = all(pair is not None and pair[0].kind is MessageKind.UPDATE for pair in told)
    return "Unchanged since the last update." if goes_on else incident.impact or ""


def resolution_untold(incident: Incident, ledgers: Sequence[Ledger]) -> Remedy | None:
    """Return how it is resolved, where one of these clients had no update since; else None."""
    if incident.status is not Status.RESOLVED:
        return None
    resolved = next(entry for entry in incident.entries if entry.id == incident.resolution)
    told = [last_told(incident, ledger) for ledger in ledgers]
    news = any(pair is None or unknown_to_client(resolved, pair[1]) for pair in told)
    return incident.remedy if news else None


def steps_taken(incident: Incident, ledgers: Sequence[Ledger]) -> tuple[Step, ...]:
    """Return what was done since these clients heard last, oldest first: all, where one of them never did."""
    heard = [pair[1] for ledger in ledgers if (pair := last_told(incident, ledger)) is not None]
    told = min(heard, key=lambda each: each.out_seq) if heard and len(heard) == len(ledgers) else None
    steps = (*finished(incident), *logged(incident), *changes_of_severity(incident))
    unheard = [step for step in steps if is_news(step, told)]
    return tuple(sorted(unheard, key=lambda step: (step.at, step.seq)))


def is_news(step: Step, told: Addressee | None) -> bool:
    """Whether a client who was told that has not heard of a step."""
    return told is None or happened_after(told, step.at, step.seq)


def finished(incident: Incident) -> Iterator[Step]:
    for action in incident.actions:
        if action.done_at is not None:
            yield Step(
                id=action.id,
                text=action.text,
                source=Source.ACTION,
                at=action.done_at,
                seq=action.done_seq,
                action=action.n,
            )


def logged(incident: Incident) -> Iterator[Step]:
    """What was written into the journal; a client's question, or a machine's alert, is no step."""
    for entry in standing(incident):
        event = entry.event
        if isinstance(event, Noted) and event.note not in (NoteKind.INQUIRY, NoteKind.ALERT):
            source = JOURNAL.get(event.note, Source.NOTE)
            yield Step(id=entry.id, text=event.what, source=source, at=entry.occurred_at, seq=entry.seq)


def changes_of_severity(incident: Incident) -> Iterator[Step]:
    """Each change, not its reason, which is for colleagues; confirming what was assumed is none."""
    before: Severity | None = None
    for entry in standing(incident):
        if not isinstance(entry.event, IncidentDeclared | SeverityChanged):
            continue
        severity = entry.event.severity
        if severity is not None and before is not None and severity is not before:
            raised = severity < before
            yield Step(
                id=entry.id,
                text=f"severity {'raised' if raised else 'lowered'} to {severity}",
                source=Source.SEVERITY,
                at=entry.occurred_at,
                seq=entry.seq,
                severity=severity,
                raised=raised,
            )
        before = severity


def standing(incident: Incident) -> Iterator[Entry]:
    """The entries that are neither struck nor overruled, in order."""
    return (e for e in incident.entries if e.objection is None and e.id not in incident.struck)

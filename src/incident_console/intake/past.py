"""Past incidents from other tools, as events: an import records history, and no rule judges it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import PurePath

import msgspec

from incident_console import clock
from incident_console.domain.closing import IncidentResolved, WrapUpWritten
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged, one_line, person
from incident_console.domain.ending import HistoryEnded
from incident_console.domain.entry import Event, MessageEvent
from incident_console.domain.ownership import RoleAssigned
from incident_console.domain.posting import MessagePosted
from incident_console.domain.response import Noted, NoteKind
from incident_console.domain.vocabulary import Remedy, Role, Severity
from incident_console.intake.lines import Kind, Line, read_lines

LONGEST_TITLE = 100

NOTES: dict[Kind, NoteKind] = {
    Kind.ALERT: NoteKind.ALERT,
    Kind.IMPACT_START: NoteKind.IMPACT,
    Kind.IMPACT_END: NoteKind.IMPACT,
    Kind.FINDING: NoteKind.FINDING,
    Kind.ACTION: NoteKind.ACTION,
    Kind.DECISION: NoteKind.DECISION,
    Kind.MITIGATION: NoteKind.MITIGATION,
    Kind.POSTMORTEM: NoteKind.ANALYSIS,
}
"""Which lines are entries in the journal of their own kind; the others are plain notes."""


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a past incident: its identifier, what happened, when (UTC), and who is named for it."""

    id: str
    event: Event
    at: datetime
    by: str


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A past incident, ready to be appended in this order; the first event declares it."""

    title: str
    happened: tuple[Happened, ...]


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What the lines say as a whole."""

    lines: Sequence[Line]
    by: str
    owner: str | None
    declared_at: datetime

    def times(self, kind: Kind) -> list[datetime]:
        """When lines of a kind happened, in order."""
        return [line.at for line in self.lines if line.kind is kind]

    def commander(self, line: Line) -> str | None:
        """Whom a line names as Incident Commander, unless whoever imports named the owner."""
        named = line.kind is Kind.ROLE_ASSIGNED and line.role == Role.IC and self.owner is None
        return line.actor if named else None

    @property
    def first_owner(self) -> str:
        """Who owned it when it was declared: as given, as named by then, else who imports."""
        named = [self.commander(line) for line in self.lines if line.at <= self.declared_at]
        return self.owner or next((name for name in reversed(named) if name), self.by)

    @property
    def resolution(self) -> tuple[datetime, datetime] | None:
        """When it was resolved, and when the impact ended: at its end, else when it was resolved."""
        ended, resolved = self.times(Kind.IMPACT_END), self.times(Kind.RESOLVED)
        if not ended and not resolved:
            return None
        return (resolved or ended)[-1], (ended or resolved)[-1]

    @property
    def over_at(self) -> datetime:
        """When it was over: at its last wrap-up, else resolved, else its last line before any analysis."""
        closing = [line.at for line in self.lines if line.kind is Kind.CLIENT_UPDATE and line.final]
        before = [line.at for line in self.lines if line.kind is not Kind.POSTMORTEM]
        return (closing or self.times(Kind.RESOLVED) or before or [self.lines[-1].at])[-1]


def past_events(
    text: str,
    *,
    ref: str,
    by: str,
    now: datetime,
    name: str = "",
    title: str | None = None,
    severity: Severity | None = None,
    owner: str | None = None,
    new_id: Callable[[], str] = clock.new_id,
) -> Past:
    """A past incident as events, kept as it was: without parts, promises or updates where it had none.

    Args:
        text: JSON lines.
        ref: the reference that it gets here.
        by: who imports; the entries of lines that name nobody are theirs.
        now: the time at hand, UTC.
        name: the name of the file, for a title where none is given or declared.
        owner: who owned it; without it who imports, until a line names the Incident Commander.

    Raises:
        Refused: for a line that cannot be read, with its number, and for a file without any.
    """
    lines = read_lines(text, now)
    declared = next((line for line in lines if line.kind is Kind.DECLARED), None)
    history = History(
        lines=lines,
        by=person(by),
        owner=person(owner) if owner else None,
        declared_at=declared.at if declared else lines[0].at,
    )
    impact = next((line for line in lines if line.kind is Kind.IMPACT_START), None)
    begin = IncidentDeclared(
        ref=ref,
        title=one_line(title) or derived_title(lines, name),
        owner=history.first_owner,
        severity=severity or (severity_of(declared) if declared else None),
        severity_confirmed=severity is not None
        or (declared is not None and severity_of(declared) is not None),
        impact=impact.text if impact else None,
        started_at=impact.at if impact else None,
        imported=True,
    )
    happened = [
        Happened(id=new_id(), event=begin, at=history.declared_at, by=history.by),
        *retold(history, begin.title, new_id),
        Happened(id=new_id(), event=HistoryEnded(), at=history.over_at, by=history.by),
    ]
    return Past(title=begin.title, happened=tuple(happened))


def retold(history: History, title: str, new_id: Callable[[], str]) -> Iterator[Happened]:
    """Every line as events. The resolution precedes the wrap-up that closed it, whatever the times say."""
    resolution = history.resolution
    for line in history.lines:
        by = line.actor or history.by
        closing = line.kind is Kind.CLIENT_UPDATE and line.final
        if resolution is not None and closing:
            yield Happened(id=new_id(), event=resolved(resolution), at=resolution[0], by=history.by)
            resolution = None
        if line.kind is Kind.CLIENT_UPDATE:
            yield from told(line, by, new_id)
            continue
        for event in journal(line, history, title):
            yield Happened(id=new_id(), event=event, at=line.at, by=by)
        if (
            resolution is not None
            and line.at == resolution[0]
            and line.kind in (Kind.RESOLVED, Kind.IMPACT_END)
        ):
            yield Happened(id=new_id(), event=resolved(resolution), at=resolution[0], by=by)
            resolution = None


def resolved(resolution: tuple[datetime, datetime]) -> IncidentResolved:
    """The resolution, with the time at which the impact ended."""
    return IncidentResolved(remedy=Remedy.RESTORED, restored_at=resolution[1])


def told(line: Line, by: str, new_id: Callable[[], str]) -> Iterator[Happened]:
    """A message that clients read: as it was, and out when it says."""
    written: MessageEvent = (
        WrapUpWritten(words=line.text)
        if line.final
        else UpdateWritten(words=line.text, next_update_at=line.next_update_at)
    )
    message = new_id()
    posted = MessagePosted(message=message, where=line.channel)
    yield Happened(id=message, event=written, at=line.at, by=by)
    yield Happened(id=new_id(), event=posted, at=line.at, by=by)


def journal(line: Line, history: History, title: str) -> Iterator[Event]:
    """What a line that was not for clients records: its words, and what they changed."""
    severity = severity_of(line) if line.kind is Kind.SEVERITY_CHANGE else None
    if severity is not None:
        yield SeverityChanged(severity=severity, why=line.text)
        return
    if not (line.kind is Kind.DECLARED and line.text == title):
        yield Noted(what=line.text, note=NOTES.get(line.kind, NoteKind.NOTE), precision=line.precision)
    assigned = role_assigned(line, history)
    if assigned is not None:
        yield assigned


def role_assigned(line: Line, history: History) -> RoleAssigned | None:
    """The role that a line gives to somebody; the commander's moves ownership."""
    if line.kind is not Kind.ROLE_ASSIGNED or line.actor is None or line.role not in list(Role):
        return None
    if line.role != Role.IC:
        return RoleAssigned(role=Role(line.role), name=line.actor)
    name = history.commander(line)
    if name is None:
        return None
    # Whoever was named before the declaration owned it from there on: the first owner.
    return RoleAssigned(role=Role.IC, name=name if line.at > history.declared_at else history.first_owner)


def severity_of(line: Line) -> Severity | None:
    """The severity that a line names, if it is one of ours."""
    return Severity(line.severity) if line.severity in list(Severity) else None


def derived_title(lines: Sequence[Line], name: str) -> str:
    """A title from what was declared, else from the name of the file, else from the first words."""
    declared = next((line.text for line in lines if line.kind is Kind.DECLARED), None)
    stem = one_line(PurePath(name).name.removesuffix(".jsonl").removesuffix(".json"))
    words = " ".join((declared or stem or lines[0].text).split())
    return words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1].rstrip()}…"

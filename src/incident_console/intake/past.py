"""Past incidents from other tools, as events: an import records history, and no rule judges it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import PurePath

import msgspec

from incident_console import clock
from incident_console.domain.closing import IncidentResolved, WrapUpWritten
from incident_console.domain.communication import UpdateWritten
from incident_console.domain.declaring import IncidentDeclared, SeverityChanged
from incident_console.domain.ending import HistoryEnded
from incident_console.domain.entry import Event, MessageEvent
from incident_console.domain.given import one_line, person
from incident_console.domain.ownership import RoleAssigned
from incident_console.domain.posting import MessagePosted
from incident_console.domain.refusal import Part
from incident_console.domain.response import Noted, NoteKind
from incident_console.domain.text import TITLE_LIMIT, shortened
from incident_console.domain.vocabulary import Remedy, Role, Severity
from incident_console.intake.facts import Kind, Line
from incident_console.intake.lines import read_lines

NOBODY = ""
"""By whom an entry is that names nobody; no name of a person is empty."""

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
    """An event of a past incident: its identifier, what happened, when (UTC), by whom or `NOBODY`."""

    id: str
    event: Event
    at: datetime
    by: str


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A past incident, ready to be appended in this order; the first event declares it."""

    title: str
    happened: tuple[Happened, ...]
    warnings: tuple[str, ...] = ()
    """What was kept otherwise than it stood in the file, a sentence each, naming the line."""


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
        named = line.kind is Kind.ROLE_ASSIGNED and line.role is Role.IC and self.owner is None
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
    def resolver(self) -> str:
        """Who said that it was resolved, else that the impact ended."""
        ends = [line for line in self.lines if line.kind in (Kind.RESOLVED, Kind.IMPACT_END)]
        ends.sort(key=lambda line: line.kind is Kind.RESOLVED)
        return (ends[-1].actor if ends else None) or NOBODY

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
        by: who imports.
        now: the time at hand, UTC.
        name: the name of the file, for a title where none is given or declared.
        owner: who owned it; without it who imports, until a line names the Incident Commander.

    Raises:
        Refused: for a line that cannot be read, with its number, and for a file without any.
    """
    lines = read_lines(text, now)
    whole_title = one_line(title, Part.TITLE) or derived_title(lines, name)
    declared = next((line for line in lines if line.kind is Kind.DECLARED), None)
    history = History(
        lines=lines,
        by=person(by, Part.BY),
        owner=person(owner, Part.OWNER) if owner else None,
        declared_at=declared.at if declared else lines[0].at,
    )
    impact = next((line for line in lines if line.kind is Kind.IMPACT_START), None)
    begin = IncidentDeclared(
        ref=ref,
        title=shortened(whole_title, TITLE_LIMIT),
        owner=history.first_owner,
        severity=severity or (declared.severity if declared else None),
        severity_confirmed=severity is not None or (declared is not None and declared.severity is not None),
        impact=impact.text if impact else None,
        started_at=impact.at if impact else None,
        imported=True,
    )
    author = (declared.actor if declared else None) or NOBODY
    in_full = [] if whole_title == begin.title else [Noted(what=f"the whole title: {whole_title}")]
    happened = [
        Happened(id=new_id(), event=begin, at=history.declared_at, by=author),
        *(Happened(id=new_id(), event=event, at=history.declared_at, by=author) for event in in_full),
        *retold(history, begin.title, new_id),
        Happened(id=new_id(), event=HistoryEnded(), at=history.over_at, by=history.by),
    ]
    warnings = [warning for line in lines for warning in line.warnings]
    if in_full:
        warnings.insert(
            0, f"the title has more than {TITLE_LIMIT} characters: it is cut, and kept whole as an entry"
        )
    return Past(title=begin.title, happened=tuple(happened), warnings=tuple(warnings))


def retold(history: History, title: str, new_id: Callable[[], str]) -> Iterator[Happened]:
    """Every line as events. The resolution precedes the wrap-up that closed it, whatever the times say."""
    resolution, resolver = history.resolution, history.resolver
    for line in history.lines:
        by = line.actor or NOBODY
        closing = line.kind is Kind.CLIENT_UPDATE and line.final
        if resolution is not None and closing:
            yield Happened(id=new_id(), event=resolved(resolution), at=resolution[0], by=resolver)
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
            yield Happened(id=new_id(), event=resolved(resolution), at=resolution[0], by=resolver)
            resolution = None


def resolved(resolution: tuple[datetime, datetime]) -> IncidentResolved:
    """The resolution, with the time at which the impact ended."""
    return IncidentResolved(remedy=Remedy.RESTORED, restored_at=resolution[1])


def told(line: Line, by: str, new_id: Callable[[], str]) -> Iterator[Happened]:
    """A message that clients read: as it was, and out when it says."""
    written: MessageEvent = (
        WrapUpWritten(words=line.whole)
        if line.final
        else UpdateWritten(words=line.whole, next_update_at=line.next_update_at)
    )
    message = new_id()
    posted = MessagePosted(message=message, where=line.channel, also=line.also)
    yield Happened(id=message, event=written, at=line.at, by=by)
    yield Happened(id=new_id(), event=posted, at=line.at, by=by)


def journal(line: Line, history: History, title: str) -> Iterator[Event]:
    """What a line that was not for clients records: its words, and what they changed."""
    if line.kind is Kind.SEVERITY_CHANGE and line.severity is not None:
        why = "\n".join(text for text in (line.whole, line.also) if text)
        yield SeverityChanged(severity=line.severity, why=why)
        return
    if line.whole != title or line.kind is not Kind.DECLARED or line.also or line.precision:
        note = NOTES.get(line.kind, NoteKind.NOTE)
        yield Noted(what=line.whole, note=note, precision=line.precision, also=line.also)
    assigned = role_assigned(line, history)
    if assigned is not None:
        yield assigned


def role_assigned(line: Line, history: History) -> RoleAssigned | None:
    """The role that a line gives to somebody; the commander's moves ownership."""
    if line.kind is not Kind.ROLE_ASSIGNED or line.actor is None or line.role is None:
        return None
    if line.role is not Role.IC:
        return RoleAssigned(role=line.role, name=line.actor)
    name = history.commander(line)
    if name is None:
        return None
    # Whoever was named before the declaration owned it from there on: the first owner.
    return RoleAssigned(role=Role.IC, name=name if line.at > history.declared_at else history.first_owner)


def derived_title(lines: Sequence[Line], name: str) -> str:
    """A title from what was declared, else from the name of the file, else from the first words."""
    declared = next((line.text for line in lines if line.kind is Kind.DECLARED), None)
    stem = one_line(PurePath(name).name.removesuffix(".jsonl").removesuffix(".json"), Part.TITLE)
    return " ".join((declared or stem or shortened(lines[0].text, TITLE_LIMIT)).split())

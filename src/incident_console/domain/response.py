"""The response: status, the journal, escalations, and what was struck (R 6, R 7)."""

from __future__ import annotations

from enum import StrEnum

from incident_console.domain.addressing import named_client
from incident_console.domain.authority import (
    after_the_last,
    contribute,
    decide,
    optional,
    overruled,
    required,
    while_open,
    while_owned,
)
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.given import person
from incident_console.domain.incident import Incident
from incident_console.domain.objections import Ground, Objection
from incident_console.domain.refusal import Act, Part, Refused
from incident_console.domain.vocabulary import WORKING, Status


class NoteKind(StrEnum):
    """What an entry in the journal is; the last five come from other tools and past incidents."""

    NOTE = "note"
    FINDING = "finding"
    DECISION = "decision"
    INQUIRY = "inquiry"
    ALERT = "alert"
    MITIGATION = "mitigation"
    ACTION = "action"
    IMPACT = "impact"
    ANALYSIS = "analysis"


class StatusChanged(Event, frozen=True, kw_only=True):
    """How far the response has come."""

    status: Status

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.status = self.status

    def against(self, incident: Incident, entry: Entry, other: Incident | None = None) -> Objection | None:
        return overruled(incident, entry) or resolved_already(incident)


class Noted(Event, frozen=True, kw_only=True):
    """An entry in the journal."""

    strikable = True
    what: str
    note: NoteKind = NoteKind.NOTE
    client: str | None = None
    """Which client asks, where it is a question."""
    precision: str = ""
    """How exactly a past incident's record knows the time, in its words."""
    also: str = ""
    """What it said besides, such as `status: red`."""

    @property
    def is_response(self) -> bool:
        return self.note in (NoteKind.FINDING, NoteKind.MITIGATION, NoteKind.ACTION)

    @property
    def is_act(self) -> bool:
        """Whether somebody said it: an alert is a machine's, nobody's act, and no step towards an end."""
        return self.note is not NoteKind.ALERT

    @property
    def text(self) -> str:
        return self.what


class Escalated(Event, frozen=True, kw_only=True):
    """Somebody further up, or the owner, was called (R 6.8)."""

    turns = True
    strikable = True
    to: str
    why: str

    @property
    def calls(self) -> str | None:
        return self.to

    @property
    def text(self) -> str:
        return self.why


class EntryStruck(Event, frozen=True, kw_only=True):
    """A mistake: the entry stays readable and no longer counts."""

    derived = frozenset({"updates", "promises", "actions", "ownership"})
    entry: str
    why: str

    @property
    def strikes(self) -> str | None:
        return self.entry

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.entry,)

    @property
    def needs(self) -> tuple[str, ...]:
        return self.refers_to

    @property
    def text(self) -> str:
        return self.why


def resolved_already(incident: Incident) -> Objection | None:
    """Why what is said about the work does not hold: it was resolved by then."""
    if incident.status is not Status.RESOLVED:
        return None
    return Objection(ground=Ground.RESOLVED, who=incident.resolved_by, at=incident.resolved_at)


def change_status(incident: Incident, request: Request, *, status: Status) -> list[Event]:
    """Say how far the response has come: investigating, identified or monitoring."""
    decide(incident, request, "change_status")
    while_open(incident)
    after_the_last(incident, request, StatusChanged)
    if status not in WORKING:
        raise Refused(
            "the status is investigating, identified or monitoring; an end is resolved, confirmed and closed",
            about=Part.STATUS,
        )
    if incident.status is Status.RESOLVED:
        raise Refused(
            "{ref} is resolved; send it back first", then=Act("reopen", incident.ref), ref=incident.ref
        )
    if incident.status is status:
        raise Refused("{ref} is {status} already", about=Part.STATUS, ref=incident.ref, status=status)
    return [StatusChanged(status=status)]


def note(
    incident: Incident,
    request: Request,
    *,
    what: str,
    kind: NoteKind = NoteKind.NOTE,
    client: str | None = None,
) -> list[Event]:
    """Write into the journal. A note may be older than the declaration.

    A question is of `client`; where nobody is named, of the only one there is.

    Raises:
        Refused: for one who is no client of the incident, or where it is no question.
    """
    # R 9: the timeline is reconstructed, and it begins before anybody had a name for it.
    contribute(incident, request, before_declaration=True)
    named = optional(client, Part.CLIENT)
    if named and kind is not NoteKind.INQUIRY:
        raise Refused(
            "only an inquiry, something that a client asks, names a client; "
            "choose that with {kind}, or leave {client} away",
            about=Part.CLIENT,
            kind=Part.KIND,
            client=Part.CLIENT,
        )
    if named:
        asks = named_client(incident, named, Part.CLIENT).client
    else:
        # Where several could be asking, nobody is guessed: an answer to one is none to the others.
        asks = incident.client if kind is NoteKind.INQUIRY and len(incident.concerned) == 1 else None
    return [Noted(what=required(what, Part.WHAT, "the note"), note=kind, client=asks)]


def escalate(incident: Incident, request: Request, *, to: str, why: str) -> list[Event]:
    """Record that somebody was called for help (R 6.8)."""
    contribute(incident, request)
    while_owned(incident)
    return [Escalated(to=person(to, Part.TO), why=required(why, Part.WHY, "the reason"))]


def strike(incident: Incident, request: Request, *, seq: int | str, why: str) -> list[Event]:
    """Strike a journal entry, or a mistaken word that something was posted; it stays readable.

    `seq` is its number in the order of now, or its id.

    Raises:
        Refused: for a change of state: that is put right by a new act, an update by another update.
    """
    contribute(incident, request)
    why = required(why, Part.WHY, "the reason")
    entry = next((entry for entry in incident.entries if seq in (entry.seq, entry.id)), None)
    if entry is None:
        raise Refused(
            "{ref} has no entry {seq}",
            about=Part.ENTRY,
            then=Act("read_log", incident.ref),
            ref=incident.ref,
            seq=seq,
        )
    if entry.id in incident.struck:
        raise Refused(
            "entry {seq} of {ref} is struck already", about=Part.ENTRY, seq=entry.seq, ref=incident.ref
        )
    if not entry.event.strikable:
        raise Refused(
            "entry {seq} of {ref} changed its state and cannot be struck; "
            "put it right by a new act (an update by another update)",
            about=Part.ENTRY,
            seq=entry.seq,
            ref=incident.ref,
        )
    return [EntryStruck(entry=entry.id, why=why)]

"""The response: status, actions, the journal, escalations, and what was struck (R 6, R 7)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from incident_console.domain.authority import after_the_last, contribute, decide, required, while_open
from incident_console.domain.declaring import person
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Action
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


class ActionAdded(Event, frozen=True, kw_only=True):
    """Work that somebody is to do."""

    derived = frozenset({"actions"})
    n: int
    what: str
    owner: str
    due: datetime | None = None
    follow_up: bool = False

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.actions.append(
            Action(
                n=self.n,
                text=self.what,
                owner=self.owner,
                due=self.due,
                follow_up=self.follow_up,
                added_at=entry.occurred_at,
            )
        )

    @property
    def text(self) -> str:
        return self.what


class ActionDone(Event, frozen=True, kw_only=True):
    """Work finished."""

    derived = frozenset({"actions"})
    n: int

    def apply(self, incident: Incident, entry: Entry) -> None:
        action = action_of(incident, self.n)
        action.done_at, action.done_seq = entry.occurred_at, entry.seq


class ActionDropped(Event, frozen=True, kw_only=True):
    """Work given up, with the reason."""

    derived = frozenset({"actions"})
    n: int
    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        action = action_of(incident, self.n)
        action.dropped_at = entry.occurred_at
        action.dropped_why = self.why

    @property
    def text(self) -> str:
        return self.why


class ActionReassigned(Event, frozen=True, kw_only=True):
    """Work given to somebody else."""

    derived = frozenset({"actions"})
    n: int
    owner: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        action_of(incident, self.n).owner = self.owner

    @property
    def text(self) -> str:
        return self.owner


class Noted(Event, frozen=True, kw_only=True):
    """An entry in the journal."""

    strikable = True
    what: str
    note: NoteKind = NoteKind.NOTE
    precision: str = ""
    """How exactly a past incident's record knows the time, in its words."""
    also: str = ""
    """What it said besides, such as `status: red`."""

    @property
    def is_finding(self) -> bool:
        return self.note is NoteKind.FINDING

    @property
    def is_inquiry(self) -> bool:
        return self.note is NoteKind.INQUIRY

    @property
    def step(self) -> str:
        return "" if self.note in (NoteKind.INQUIRY, NoteKind.ALERT) else self.what

    @property
    def text(self) -> str:
        return self.what


class Escalated(Event, frozen=True, kw_only=True):
    """Somebody further up, or the owner, was called (R 6.8)."""

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
    seq: int
    why: str

    @property
    def strikes(self) -> int | None:
        return self.seq

    @property
    def text(self) -> str:
        return self.why


def is_alert(event: Event) -> bool:
    """Whether a machine said it: it is nobody's act, and no step towards an end."""
    return isinstance(event, Noted) and event.note is NoteKind.ALERT


def action_of(incident: Incident, n: int) -> Action:
    """The action with that number.

    Raises:
        Refused: where there is none.
    """
    for action in incident.actions:
        if action.n == n:
            return action
    known = ", ".join(str(action.n) for action in incident.open_actions) or "none"
    raise Refused(
        "{ref} has no action {n}; open actions: {known}",
        about=Part.ACTION,
        ref=incident.ref,
        n=n,
        known=known,
    )


def open_action(incident: Incident, n: int) -> Action:
    """The action with that number, still to be done."""
    action = action_of(incident, n)
    if action.done_at is not None:
        raise Refused(
            "action {n} of {ref} is done already; add a new one if it has come back",
            about=Part.ACTION,
            n=n,
            ref=incident.ref,
        )
    if action.dropped_at is not None:
        raise Refused(
            "action {n} of {ref} was dropped; add a new one if it is needed after all",
            about=Part.ACTION,
            n=n,
            ref=incident.ref,
        )
    return action


def overdue_actions(incident: Incident, now: datetime) -> list[Action]:
    """Return the open actions whose time is over, the longest ago first."""
    late = [action for action in incident.open_actions if action.due is not None and action.due < now]
    return sorted(late, key=lambda action: (action.due, action.n))


def change_status(incident: Incident, request: Request, *, status: Status) -> list[Event]:
    """Say how far the response has come: investigating, identified or monitoring."""
    decide(incident, request, "change the status")
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


def add_action(
    incident: Incident,
    request: Request,
    *,
    what: str,
    owner: str,
    due: datetime | None = None,
    follow_up: bool = False,
) -> list[Event]:
    """Give somebody work. After the end it is a follow-up (R 9)."""
    contribute(incident, request)
    return [
        ActionAdded(
            n=1 + max((action.n for action in incident.actions), default=0),
            what=required(what, Part.WHAT, "the action"),
            owner=person(owner, Part.OWNER),
            due=due,
            follow_up=follow_up or not incident.is_open,
        )
    ]


def finish_action(incident: Incident, request: Request, *, n: int) -> list[Event]:
    """Say that an action is done."""
    contribute(incident, request)
    open_action(incident, n)
    return [ActionDone(n=n)]


def drop_action(incident: Incident, request: Request, *, n: int, why: str) -> list[Event]:
    """Give an action up, with the reason."""
    contribute(incident, request)
    open_action(incident, n)
    return [ActionDropped(n=n, why=required(why, Part.WHY, "the reason"))]


def reassign_action(incident: Incident, request: Request, *, n: int, owner: str) -> list[Event]:
    """Give an action to somebody else."""
    contribute(incident, request)
    open_action(incident, n)
    return [ActionReassigned(n=n, owner=person(owner, Part.OWNER))]


def note(incident: Incident, request: Request, *, what: str, kind: NoteKind = NoteKind.NOTE) -> list[Event]:
    """Write into the journal. A note may be older than the declaration."""
    contribute(incident, request, before_declaration=True)
    return [Noted(what=required(what, Part.WHAT, "the note"), note=kind)]


def escalate(incident: Incident, request: Request, *, to: str, why: str) -> list[Event]:
    """Record that somebody was called for help (R 6.8)."""
    contribute(incident, request)
    while_open(incident)
    return [Escalated(to=person(to, Part.TO), why=required(why, Part.WHY, "the reason"))]


def strike(incident: Incident, request: Request, *, seq: int, why: str) -> list[Event]:
    """Strike a journal entry, or a mistaken word that something was posted; it stays readable.

    Raises:
        Refused: for a change of state: that is put right by a new act, an update by another update.
    """
    contribute(incident, request)
    why = required(why, Part.WHY, "the reason")
    entry = next((entry for entry in incident.entries if entry.seq == seq), None)
    if entry is None:
        raise Refused(
            "{ref} has no entry {seq}",
            about=Part.ENTRY,
            then=Act("read_log", incident.ref),
            ref=incident.ref,
            seq=seq,
        )
    if seq in incident.struck:
        raise Refused("entry {seq} of {ref} is struck already", about=Part.ENTRY, seq=seq, ref=incident.ref)
    if not entry.event.strikable:
        raise Refused(
            "entry {seq} of {ref} changed its state and cannot be struck; "
            "put it right by a new act (an update by another update)",
            about=Part.ENTRY,
            seq=seq,
            ref=incident.ref,
        )
    return [EntryStruck(seq=seq, why=why)]

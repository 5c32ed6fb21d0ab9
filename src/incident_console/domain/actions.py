"""Actions: work that somebody is to do; after the end it is a follow-up (R 6, R 9)."""

from __future__ import annotations

from datetime import datetime

from incident_console.domain.authority import contribute, required
from incident_console.domain.entry import Entry, Event, Request
from incident_console.domain.given import person
from incident_console.domain.incident import Incident
from incident_console.domain.parts import Action
from incident_console.domain.refusal import Part, Refused


class ActionAdded(Event, frozen=True, kw_only=True):
    """Work that somebody is to do."""

    turns = True
    derived = frozenset({"actions"})
    what: str
    owner: str
    due: datetime | None = None
    follow_up: bool = False

    def apply(self, incident: Incident, entry: Entry) -> None:
        incident.actions.append(
            Action(
                n=len(incident.actions) + 1,
                id=entry.id,
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
    action: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        action = action_of(incident, self.action)
        if action.open:
            action.done_at, action.done_seq = entry.occurred_at, entry.seq

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.action,)

    @property
    def needs(self) -> tuple[str, ...]:
        return self.refers_to


class ActionDropped(Event, frozen=True, kw_only=True):
    """Work given up, with the reason."""

    derived = frozenset({"actions"})
    action: str
    why: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        action = action_of(incident, self.action)
        if action.open:
            action.dropped_at = entry.occurred_at
            action.dropped_why = self.why

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.action,)

    @property
    def needs(self) -> tuple[str, ...]:
        return self.refers_to

    @property
    def text(self) -> str:
        return self.why


class ActionReassigned(Event, frozen=True, kw_only=True):
    """Work given to somebody else."""

    turns = True
    derived = frozenset({"actions"})
    action: str
    owner: str

    def apply(self, incident: Incident, entry: Entry) -> None:
        action = action_of(incident, self.action)
        if action.open:
            action.owner = self.owner

    @property
    def refers_to(self) -> tuple[str, ...]:
        return (self.action,)

    @property
    def needs(self) -> tuple[str, ...]:
        return self.refers_to

    @property
    def text(self) -> str:
        return self.owner


def action_of(incident: Incident, n: int | str) -> Action:
    """The action with that number in the order of now, or with that id.

    Raises:
        Refused: where there is none.
    """
    for action in reversed(incident.actions):
        if n in (action.n, action.id):
            return action
    known = ", ".join(str(action.n) for action in incident.open_actions) or "none"
    raise Refused(
        "{ref} has no action {n}; open actions: {known}",
        about=Part.ACTION,
        ref=incident.ref,
        n=n,
        known=known,
    )


def open_action(incident: Incident, n: int | str) -> Action:
    """The action with that number or id, still to be done."""
    action = action_of(incident, n)
    if action.done_at is not None:
        raise Refused(
            "action {n} of {ref} is done already; add a new one if it has come back",
            about=Part.ACTION,
            n=action.n,
            ref=incident.ref,
        )
    if action.dropped_at is not None:
        raise Refused(
            "action {n} of {ref} was dropped; add a new one if it is needed after all",
            about=Part.ACTION,
            n=action.n,
            ref=incident.ref,
        )
    return action


def overdue_actions(incident: Incident, now: datetime) -> list[Action]:
    """Return the open actions whose time is over, the longest ago first."""
    late = [action for action in incident.open_actions if action.due is not None and action.due < now]
    return sorted(late, key=lambda action: (action.due, action.n))


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
            what=required(what, Part.WHAT, "the action"),
            owner=person(owner, Part.OWNER),
            due=due,
            follow_up=follow_up or not incident.is_open,
        )
    ]


def finish_action(incident: Incident, request: Request, *, n: int | str) -> list[Event]:
    """Say that an action is done."""
    contribute(incident, request)
    return [ActionDone(action=open_action(incident, n).id)]


def drop_action(incident: Incident, request: Request, *, n: int | str, why: str) -> list[Event]:
    """Give an action up, with the reason."""
    contribute(incident, request)
    action = open_action(incident, n)
    return [ActionDropped(action=action.id, why=required(why, Part.WHY, "the reason"))]


def reassign_action(incident: Incident, request: Request, *, n: int | str, owner: str) -> list[Event]:
    """Give an action to somebody else."""
    contribute(incident, request)
    action = open_action(incident, n)
    return [ActionReassigned(action=action.id, owner=person(owner, Part.OWNER))]

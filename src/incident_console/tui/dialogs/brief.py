"""The brief of a handover, to be read to its end: by who gives, and by who takes."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from incident_console.domain.calls import called
from incident_console.domain.parts import Brief
from incident_console.domain.portal import is_kept, not_logged
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Role
from incident_console.tui.dialogs.reading import Part, Reading
from incident_console.tui.render import brief as present
from incident_console.tui.render.channels import told_last_by_channel
from incident_console.tui.render.content import shown
from incident_console.tui.room.target import Target


def parts(target: Target, brief: Brief, roles: Sequence[Role], giver: str, taker: str) -> list[Part]:
    """Return what the brief says, paragraph by paragraph; the time left is counted while it is read."""
    incident = target.incident
    severity = f"{incident.severity} {incident.severity.word}" if incident.severity else "severity unknown"
    whose = ", ".join(incident.clients) or "no client named"
    about = f"{incident.title}\n{severity}, {incident.status}, {whose}"
    asked = present.questions(brief, target.ours.clock)
    unsent = present.unsent(brief)
    waited_for = [
        call
        for call in called(incident, target.ours.now())
        if not any(same_person(call.who, name) for name in (giver, taker))
    ]
    lacking = not_logged(incident) if is_kept(incident, target.app.policy) else []
    log = present.what_is_not_logged(lacking, incident, target.ours.clock)
    report = present.latest_report(brief, target.ours.said)
    turns = present.whose_turn(waited_for, target.ours.clock)
    channels = present.by_channel(told_last_by_channel(incident, target.ours.clock))
    return [
        shown(about, "bold", lines=True),
        present.how_it_stands(brief),
        lambda: present.next_update(brief, target.told_to, target.told.now()),
        present.what_is_next(brief),
        *([asked] if asked is not None else []),
        *([unsent] if unsent is not None else []),
        *([log] if log is not None else []),
        *([turns] if turns is not None else []),
        present.latest_update(brief, target.ours.said),
        *([report] if report is not None else []),
        *([channels] if channels is not None else []),
        present.what_moves(roles, giver, taker),
    ]


def to_accept(target: Target, brief: Brief, roles: Sequence[Role], giver: str, taker: str) -> Reading:
    """Return the brief for who is to take over."""
    promise: Content = present.promise_of_the_taker(target.ref, roles)
    return Reading(
        f"Take over {target.ref} from {giver}",
        "",
        [*parts(target, brief, roles, giver, taker), promise],
        yes="I take over",
        no="Decline",
        leave="Not now",
        full=True,
    )


def to_offer(target: Target, brief: Brief, roles: Sequence[Role], giver: str, taker: str) -> Reading:
    """Return the brief for who offers, before it is offered."""
    return Reading(
        f"This is what {taker} will read",
        f"Nothing moves until {taker} says yes. You own it until then.",
        parts(target, brief, roles, giver, taker),
        yes=f"Offer to {taker}",
        leave="Back to writing",
        full=True,
    )


def to_read(target: Target, brief: Brief, roles: Sequence[Role], giver: str, taker: str) -> Reading:
    """Return the brief for everybody else."""
    return Reading(
        f"The brief of {target.ref}, offered by {giver} to {taker}",
        "",
        parts(target, brief, roles, giver, taker),
        yes="",
        leave="Back",
        full=True,
    )

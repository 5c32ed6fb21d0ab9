"""Whom to escalate to: a ladder's rungs one after another, each as long as it has for an answer (R 6.8)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from incident_console.domain.colleagues import Colleagues, Ladder
from incident_console.domain.incident import Incident
from incident_console.domain.ownership import is_away, no_answer_since
from incident_console.domain.policy import Policy
from incident_console.domain.text import name_key, same_person


class Unanswered(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was escalated to and has done nothing since (UTC)."""

    name: str
    since: datetime


class Escalation(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a ladder proposes now.

    `rung` counts from 1. `unanswered` are those of the present rung who were called and have not acted;
    `next_at` (UTC) is when the rung above is proposed instead, None where nobody waits, or none is above.
    """

    ladder: str
    rung: int
    rungs: int
    names: tuple[str, ...]
    unanswered: tuple[Unanswered, ...] = ()
    next_at: datetime | None = None
    waited_out: bool = False
    """Whether it is the rung above one of which nobody answered in time."""


def ladder_of(incident: Incident, policy: Policy) -> Ladder | None:
    """Return the ladder of an incident: its first client's that has one, else the first of all."""
    named = (policy.client(client).ladder for client in incident.clients)
    return policy.colleagues.ladder(next((each for each in named if each is not None), None))


def whom_to_escalate_to(incident: Incident, policy: Policy, by: str, now: datetime) -> Escalation | None:
    """Return whom somebody should escalate to at a time (UTC); None where there is no ladder.

    It begins with the first rung. Who was called and has not acted is waited for as long as the ladder says,
    and others of the rung are proposed meanwhile; then, or when all have answered, comes the rung above.
    Whoever asks is not proposed, and for an owner who is away their deputy is.
    """
    ladder = ladder_of(incident, policy)
    if ladder is None:
        return None
    colleagues = policy.colleagues
    rungs = [stand_ins(incident, colleagues, rung, by) for rung in ladder.rungs]
    called = called_in_this_life(incident)
    reached = -1
    for n, rung in enumerate(rungs):
        if any(name_key(each) in called for each in rung):
            reached = n
    if reached < 0:
        first = next((n for n, rung in enumerate(rungs) if rung), 0)
        return Escalation(ladder=ladder.name, rung=first + 1, rungs=len(rungs), names=rungs[first])
    rung = rungs[reached]
    silent = tuple(
        Unanswered(name=each, since=since)
        for each in rung
        if name_key(each) in called and (since := no_answer_since(incident, each)) is not None
    )
    not_called = tuple(each for each in rung if name_key(each) not in called)
    above = next((n for n in range(reached + 1, len(rungs)) if rungs[n]), None)
    over_at = min((each.since for each in silent), default=None)
    over_at = None if over_at is None else over_at + ladder.wait
    go_up = above is not None and (over_at <= now if over_at is not None else not not_called)
    here = above if go_up and above is not None else reached
    return Escalation(
        ladder=ladder.name,
        rung=here + 1,
        rungs=len(rungs),
        names=rungs[here] if here != reached else not_called or rung,
        unanswered=silent,
        next_at=over_at if above is not None and not go_up else None,
        waited_out=go_up and bool(silent),
    )


def called_in_this_life(incident: Incident) -> set[str]:
    """Return who was escalated to since the present life began, by what all spellings of a name share."""
    since = incident.reopened_at
    return {
        name_key(entry.event.calls)
        for entry in incident.entries
        if entry.event.calls is not None
        and entry.id not in incident.struck
        and (since is None or entry.occurred_at >= since)
    }


def stand_ins(incident: Incident, colleagues: Colleagues, rung: tuple[str, ...], by: str) -> tuple[str, ...]:
    """Return whom a rung means now: the deputy of who is away, and never whoever asks."""
    found: dict[str, str] = {}
    for name in rung:
        called = colleagues.people.spelt(name)
        person = colleagues.people.person(called)
        if is_away(incident, called) and person is not None and person.deputy is not None:
            called = colleagues.people.spelt(person.deputy)
        if not same_person(called, by):
            found.setdefault(name_key(called), called)
    return tuple(found.values())

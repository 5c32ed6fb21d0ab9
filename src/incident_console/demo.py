"""The demo: a believable morning with several incidents, made through the desk as people would have made it.

The largest one follows GitHub's public analysis of its incident of 21 October 2018: the facts and their pace
are those; names, clients, promises and the other incidents are invented.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from incident_console.clock import Clock, FixedClock
from incident_console.desk import Desk
from incident_console.domain import (
    actions,
    closing,
    communication,
    declaring,
    ending,
    handover,
    ownership,
    response,
    review,
)
from incident_console.domain.entry import Event
from incident_console.domain.policy import Policy
from incident_console.domain.response import NoteKind
from incident_console.domain.text import same_person
from incident_console.domain.vocabulary import Criterion, Remedy, Role, Severity, Status
from incident_console.store.store import Store

SCRIPT = "demo.jsonl"
YOU = "you"
"""Whom the script means by this is who sits at the keyboard."""

CAST = ("mara", "jonas", "priya", "teo", "deniz", "sanne")

RULES: dict[str, Callable[..., list[Event]]] = {
    rule.__name__: rule
    for rule in (
        *(declaring.assess, declaring.change_severity),
        *(ownership.assign, handover.offer_handover),
        communication.send_update,
        *(
            response.change_status,
            actions.add_action,
            actions.finish_action,
            response.note,
            response.escalate,
        ),
        *(closing.resolve, closing.confirm, closing.close, ending.stand_down),
        review.review,
    )
}
TIMES = frozenset({"started_at", "next_update", "due", "restored_at", "analysis_by"})
WORDS: dict[str, type[StrEnum]] = {
    "severity": Severity,
    "status": Status,
    "role": Role,
    "remedy": Remedy,
    "kind": NoteKind,
    "because": Criterion,
}
PEOPLE = frozenset({"owner", "name", "to"})


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the script; times are minutes from now, those to come above nought."""

    incident: str = msgspec.field(name="in")
    at: float
    by: str
    do: str
    happened: float | None = None
    arguments: dict[str, Any]


def build_demo(path: Path, clock: Clock, person: str = YOU, policy: Policy | None = None) -> None:
    """Make a record in which incidents are under way, as things stand at the clock's time.

    Args:
        path: where nothing is yet.
        clock: what counts as now.
        person: who sits at the keyboard: owns one incident, and is offered the worst one.
        policy: the agreements in force; by default the handbook's.
    """
    now = clock.now().replace(microsecond=0)
    moving = FixedClock(now)
    people = named(person)
    references: dict[str, str] = {}
    with Store.open(path, create=True) as store:
        for act in script():
            moving.step(now + timedelta(minutes=act.at))
            desk = Desk(store, moving, policy or Policy(), people.get(act.by, act.by))
            arguments = {name: meant(name, value, now, people) for name, value in act.arguments.items()}
            if act.do == "declare":
                references[act.incident] = desk.declare(**arguments).incident.ref
                continue
            happened = None if act.happened is None else now + timedelta(minutes=act.happened)
            desk.act(references[act.incident], RULES[act.do], at=happened, **arguments)


def script() -> Iterator[Act]:
    """The acts in the order in which they were recorded."""
    text = importlib.resources.files("incident_console").joinpath(SCRIPT).read_text("utf-8")
    envelope = {"in", "at", "by", "do", "happened"}
    acts = []
    for line in text.splitlines():
        given = msgspec.json.decode(line)
        arguments = {name: given.pop(name) for name in list(given) if name not in envelope}
        acts.append(msgspec.convert({**given, "arguments": arguments}, Act))
    return iter(sorted(acts, key=lambda act: act.at))


def named(person: str) -> dict[str, str]:
    """Who is meant by each name of the script; a namesake of who sits there gets another name."""
    people = {name: f"{name} b." if same_person(name, person) else name for name in CAST}
    return {**people, YOU: person}


def meant(name: str, value: Any, now: datetime, people: dict[str, str]) -> Any:
    """An argument of the script as the rule takes it."""
    if name in TIMES:
        return now + timedelta(minutes=value)
    if name in PEOPLE:
        return people.get(value, value)
    word = WORDS.get(name)
    if word is None or (isinstance(value, str) and value not in tuple(word)):
        return value
    return word(value) if isinstance(value, str) else [word(each) for each in value]

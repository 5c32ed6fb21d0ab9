"""What an incident shares with the one before it: nothing that can change."""

from collections.abc import Iterator
from typing import Any

import msgspec
from tests.domain.incident_life import START, Life, state

from incident_console.domain.absence import go_away
from incident_console.domain.actions import add_action
from incident_console.domain.closing import confirm, resolve
from incident_console.domain.entry import Entry
from incident_console.domain.folding import after, twin_of
from incident_console.domain.handover import offer_handover
from incident_console.domain.incident import Incident
from incident_console.domain.ownership import assign
from incident_console.domain.parts import EndedLife
from incident_console.domain.portal_writes import note_write
from incident_console.domain.response import note, strike
from incident_console.domain.review import review
from incident_console.domain.vocabulary import DeliveryOutcome, Remedy, Role


def changeable(value: Any) -> Iterator[Any]:
    """All that can change in a value, itself included."""
    if isinstance(value, list | dict | set):
        yield value
        for each in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from changeable(each)
    elif isinstance(value, msgspec.Struct) and not isinstance(value, Entry):
        if not type(value).__struct_config__.frozen:
            yield value
        for name in value.__struct_fields__:
            yield from changeable(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from changeable(each)


def full_life() -> Life:
    """An incident in which every part stands for something."""
    life = Life().declare()
    life.act(assign, role=Role.CL, name="carol")
    life.update()
    life.act(add_action, what="scale the pool", owner="oli")
    life.act(offer_handover, by="carol", to="dave", roles=(Role.CL,), status="calm")
    life.act(offer_handover, to="bob", status="calm")
    life.act(go_away, until=life.clock[1].replace(hour=20), expect="an answer then", sounded_out=())
    noted = life.act(note, what="a mistake")
    life.act(strike, seq=noted[0].seq, why="wrong incident")
    life.act(review, root_cause="a lock", factors=["load"], recommendations=["an alert"])
    life.incident.ended_lives.append(
        EndedLife(began=START, impact_since=START, impact_until=None, ended=START)
    )
    life.incident.ended_ever.append("the event that ended it")
    life.incident.absorbed["the twin's id"] = "INC-9BXW"
    life.incident.carried[next(iter(life.incident.messages))] = None
    life.act(note_write, by="", about=noted[0].id, ticket="SUP-1", outcome=DeliveryOutcome.REFUSED)
    return life


def test_a_twin_shares_nothing_that_can_change() -> None:
    incident = full_life().incident
    for name in Incident.__struct_fields__:
        part = getattr(incident, name)
        if isinstance(part, list | dict) or name in ("offer", "away"):
            assert part, f"{name} is empty here, so that nothing is seen of it"
    mine = {id(part) for part in changeable(incident)}
    twin = twin_of(incident)
    assert twin == incident
    assert not [part for part in changeable(twin) if id(part) in mine]


def test_what_stood_before_an_entry_stands_after_it() -> None:
    life = full_life()
    was = life.incident
    before = state(was)
    life.act(resolve, remedy=Remedy.RESTORED)
    life.act(confirm)
    assert life.incident is not was
    assert state(was) == before
    assert after(was, []) is was

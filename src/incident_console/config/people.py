"""The people of a configuration, the ladders by which they are escalated to, and what a team hears of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType

from incident_console.config.apart import Apart, ReadLater, set_apart
from incident_console.config.channels import INTERNAL, Channel, first_log, listed_log, no_channel, span
from incident_console.config.table import Table
from incident_console.config.toml_lines import ConfigError, TomlLines
from incident_console.domain.alarm_stages import Stage
from incident_console.domain.colleagues import (
    RUNG_WAIT,
    Colleagues,
    Ladder,
    Listed,
    Occasion,
    People,
    Person,
    Portal,
)
from incident_console.domain.text import clean, clean_name, name_key
from incident_console.domain.vocabulary import Severity
from incident_console.domain.ways import WayOut

LONGEST_WAIT = 24 * 3600
ON = '["declared", "severity", "handover", "resolved", "reopened", "overdue"]'


def read_colleagues(top: Table, channels: dict[str, Channel], apart: Apart, lines: TomlLines) -> Colleagues:
    """Return what is agreed about the inside; people who were set apart are read when they are asked for."""
    inside = top.table("internal")
    inside.only("channels", "on")
    stages, occasions = heard_of(inside)
    return Colleagues(
        ways=internal(inside, channels),
        stages=stages,
        occasions=occasions,
        people=read_people(top, channels, apart, lines),
        ladders=read_ladders(top),
        portal=read_portal(channels),
    )


def read_portal(channels: Mapping[str, Channel]) -> Portal | None:
    """Return the support portal, where a channel leads to it; what is wrong with that, the channel says."""
    channel = first_log(channels)
    if channel is None:
        return None
    by_itself = channel.settings.get("create_for")
    return Portal(
        way=channel.way,
        creates="create" in channel.settings,
        create_for=frozenset(map(Severity, by_itself if isinstance(by_itself, tuple) else ())),
    )


def read_people(top: Table, channels: dict[str, Channel], apart: Apart, lines: TomlLines) -> People:
    """Return the people whom a configuration names."""
    if apart.people:
        return ReadLater(apart, lines, lambda table, name: read_person(table, name, channels))
    table = top.table("people")
    found = [person for name in table if (person := read_person(table.table(name), name, channels))]
    known: dict[str, str] = {}
    for person in found:
        for spelling in {name_key(each) for each in (person.name, *person.names)}:
            if spelling in known:
                table.mistake(person.name, f"{spelling} is {known[spelling]} already; give another spelling")
            known.setdefault(spelling, person.name)
    return Listed(found) if found else People()


def read_person(table: Table, name: str, channels: Mapping[str, Channel]) -> Person | None:
    """Return a person; None where they have no name that can be recorded."""
    try:
        called = clean_name(name)
    except ValueError as problem:
        table.mistake("", str(problem).rstrip("."))
        return None
    table.only("names", "team", "phone", "zone", "deputy", "channels")
    phone = table.text("phone")
    return Person(
        name=called,
        names=cleaned(table, "names", table.texts("names", '["bob", "robert.m"]') or ()),
        team=table.text("team"),
        phone=None if phone is None else clean(phone, lines=False),
        zone=table.zone("zone"),
        deputy=table.name("deputy"),
        ways=internal(table, channels),
    )


def cleaned(table: Table, key: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of people that an entry gives; what is none is a mistake in it."""
    found = []
    for each in names:
        try:
            found.append(clean_name(each))
        except ValueError as problem:
            table.mistake(key, str(problem).rstrip("."))
    return tuple(found)


def internal(table: Table, channels: Mapping[str, Channel]) -> tuple[WayOut, ...]:
    """Return the ways out that a list names; one for clients is refused, one that is not there is broken."""
    found = []
    for name in dict.fromkeys(table.texts("channels", '["sre-slack"]') or ()):
        channel = channels.get(name)
        if channel is None:
            table.mistake("channels", no_channel(name, channels))
        elif channel.is_log:
            table.mistake("channels", listed_log(name))
        elif channel.audience != INTERNAL:
            table.mistake("channels", f"{name} is for clients (audience = client); colleagues need another")
        else:
            found.append(channel.way)
    return tuple(found)


def heard_of(table: Table) -> tuple[frozenset[Stage], frozenset[Occasion]]:
    """Return what a team hears of; where the file says nothing, of every stage of a deadline and no more."""
    given = table.texts("on", ON)
    if given is None:
        return frozenset(Stage), frozenset()
    known = [*map(str, Stage), *map(str, Occasion)]
    for each in given:
        if each not in known:
            table.mistake("on", f"“{each}” is none of {', '.join(known)}")
    return (
        frozenset(stage for stage in Stage if stage in given),
        frozenset(occasion for occasion in Occasion if occasion in given),
    )


def read_ladders(top: Table) -> Mapping[str, Ladder]:
    """Return the ladders by their names; the first in the file stands for clients without one."""
    table, ladders = top.table("ladders"), {}
    for name in table:
        given = table.table(name)
        given.only("rungs", "wait")
        rungs = given.lists("rungs", '[["bob"], ["carol", "dan"]]')
        people = [rung for each in rungs or () if (rung := cleaned(given, "rungs", each))]
        if not people and not given.is_mistaken("rungs"):
            given.mistake("rungs", 'give whom to call, one rung after another: [["bob"], ["carol", "dan"]]')
        wait = timedelta(seconds=span(given, "wait", int(RUNG_WAIT.total_seconds()), LONGEST_WAIT))
        if people:
            ladders[name] = Ladder(name=name, rungs=tuple(people), wait=wait)
    return MappingProxyType(ladders)


def mistakes_of(people: People) -> list[ConfigError]:
    """Return what is not understood about people who were not read with the rest."""
    return people.mistakes() if isinstance(people, ReadLater) else []


__all__ = ["mistakes_of", "read_colleagues", "set_apart"]

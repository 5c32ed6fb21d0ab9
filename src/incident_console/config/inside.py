"""What goes to colleagues: alarms by internal channels and people's own; what a watch keeps up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from incident_console.config.channel_kinds import address
from incident_console.config.channels import INTERNAL, Channel, shown
from incident_console.config.table import Table
from incident_console.domain.alarms import Stage
from incident_console.domain.text import clean_name, name_key


class Inside(msgspec.Struct, frozen=True, kw_only=True):
    """By which channels colleagues are alarmed, and at which stages of a deadline."""

    channels: tuple[str, ...] = ()
    on: frozenset[Stage] = frozenset(Stage)
    people: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The channels of people, by what all spellings of their name share."""

    def channels_for(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return by which channels an alarm goes out that concerns these people, each once."""
        theirs = (channel for name in names for channel in self.people.get(name_key(name), ()))
        return tuple(dict.fromkeys((*self.channels, *theirs)))


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """What a watch keeps up besides.

    `heartbeat` is an address that is fetched each minute while all is well, or where that secret is;
    `private`: whether it may be a private address and plain http. `metrics` is the file for Prometheus.
    """

    heartbeat: str | None = None
    private: bool = False
    metrics: Path | None = None
    folder: Path = Path()

    def shown(self) -> dict[str, object]:
        """Return all of it as it may be shown: of the address, where it is, or its host."""
        return {
            "heartbeat": None if self.heartbeat is None else shown(self.heartbeat),
            "private": self.private,
            "metrics": None if self.metrics is None else str(self.metrics),
        }


def read_inside(top: Table, channels: dict[str, Channel]) -> Inside:
    """Return who is alarmed by which channels; one that is for clients is none of them."""
    inside = top.table("internal")
    inside.only("channels", "on")
    people = top.table("people")
    found = {}
    for name in people:
        person = people.table(name)
        person.only("channels")
        try:
            found[name_key(clean_name(name))] = internal(person, channels)
        except ValueError as problem:
            people.mistake(name, str(problem).rstrip("."))
    return Inside(channels=internal(inside, channels), on=stages(inside), people=MappingProxyType(found))


def internal(table: Table, channels: dict[str, Channel]) -> tuple[str, ...]:
    """Return the channels that a list names; one for clients is refused, one that is not there is broken."""
    found = []
    for name in dict.fromkeys(table.texts("channels", '["sre-slack"]') or ()):
        channel = channels.get(name)
        if channel is None:
            there = f"there are {', '.join(channels)}" if channels else f"it needs a table [channels.{name}]"
            table.mistake("channels", f"there is no channel {name}; {there}")
        elif channel.audience != INTERNAL:
            table.mistake("channels", f"{name} is for clients (audience = client); colleagues need another")
        else:
            found.append(name)
    return tuple(found)


def stages(table: Table) -> frozenset[Stage]:
    """Return at which stages of a deadline colleagues are alarmed; at all, where the file says nothing."""
    given = table.texts("on", '["nears", "overdue", "five minutes overdue"]')
    if given is None:
        return frozenset(Stage)
    known = {str(stage): stage for stage in Stage}
    for each in given:
        if each not in known:
            table.mistake("on", f"“{each}” is none of {', '.join(known)}")
    return frozenset(known[each] for each in given if each in known)


def read_watching(top: Table) -> Watching:
    """Return what a watch is to keep up."""
    table = top.table("watch")
    table.only("heartbeat", "private", "metrics")
    private = table.flag("private", False)
    beat = address(table, "heartbeat", private) if "heartbeat" in table else None
    return Watching(
        heartbeat=beat if isinstance(beat, str) else None,
        private=private,
        metrics=table.file("metrics"),
        folder=table.folder,
    )

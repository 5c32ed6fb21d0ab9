"""The people who run incidents, as a team wrote them down: names, phones, deputies, ladders (R 4, R 6.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

import msgspec

from incident_console.domain.alarm_stages import Stage
from incident_console.domain.text import name_key, same_person
from incident_console.domain.vocabulary import Severity
from incident_console.domain.ways import WayOut

SHORTEST_NUMBER = 4
"""Digits of a telephone number; to hide fewer would leave nothing to read of a text with numbers in it."""

LAST_DIGITS = 7
"""Of a longer number these alone tell whose it is."""
BETWEEN = r"[\s()./-]*"
"""What people and services set between digits."""

RUNG_WAIT = timedelta(minutes=5)
"""How long a rung of a ladder has for an answer where the ladder says nothing."""


class Occasion(StrEnum):
    """What a team hears of by its internal channels, besides the stages of a deadline."""

    DECLARED = "declared"
    SEVERITY = "severity"
    HANDOVER = "handover"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be called. `name` is the one that is recorded, `names` all their spellings."""

    name: str
    names: tuple[str, ...] = ()
    team: str | None = None
    phone: str | None = None
    zone: str | None = None
    deputy: str | None = None
    ways: tuple[WayOut, ...] = ()

    def without_phone(self, text: str) -> str:
        """Return a text without this person's telephone numbers, however they are spaced in it, and without
        their first digits too, which are others within a country.
        """
        for number in re.findall(r"\d[\d\s()./-]*", self.phone or ""):
            digits = [each for each in number if each.isdigit()]
            if len(digits) < SHORTEST_NUMBER:
                continue
            first, last = digits[:-LAST_DIGITS], digits[-LAST_DIGITS:]
            spaced = "".join(f"(?:{each}{BETWEEN})?" for each in first) + BETWEEN.join(last)
            text = re.sub(rf"[+(]*{spaced}", "…", text)
        return text


class Ladder(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to escalate to, one rung after another; `wait` is how long a rung has for an answer."""

    name: str
    rungs: tuple[tuple[str, ...], ...]
    wait: timedelta = RUNG_WAIT


class People:
    """The people whom a configuration names. This one names nobody."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    def __bool__(self) -> bool:
        return bool(self.names())

    def names(self) -> tuple[str, ...]:
        """Return the name of each, as it is recorded."""
        return ()

    def person(self, name: str) -> Person | None:
        """Return the person of a name, in whichever of their spellings."""
        return None

    def spelt(self, name: str) -> str:
        """Return a name as it is recorded: that of whom it is a spelling, else itself."""
        found = self.person(name)
        return name if found is None or same_person(found.name, name) else found.name

    def is_unknown(self, name: str) -> bool:
        """Whether people are named, and nobody of that name."""
        return bool(self) and self.person(name) is None


class Listed(People):
    """People who were read already."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = tuple(people)
        self._by_name = {
            name_key(spelling): person
            for person in reversed(self._people)
            for spelling in (*person.names, person.name)
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Listed) and self._people == other._people

    def __hash__(self) -> int:
        return hash(self._people)

    def names(self) -> tuple[str, ...]:
        return tuple(person.name for person in self._people)

    def person(self, name: str) -> Person | None:
        return self._by_name.get(name_key(name))


class Portal(msgspec.Struct, frozen=True, kw_only=True):
    """The support portal, whose ticket is the log of an incident (R 6.4, R 7).

    `way` has one recipient without a name. `creates`: whether tickets can be created from here;
    `create_for`: at which severities that happens by itself.
    """

    way: WayOut
    creates: bool = False
    create_for: frozenset[Severity] = frozenset()


class Colleagues(msgspec.Struct, frozen=True, kw_only=True):
    """What is agreed about the inside: how a team hears, of what, and who is called in which order."""

    ways: tuple[WayOut, ...] = ()
    stages: frozenset[Stage] = frozenset(Stage)
    """At which stages of a deadline colleagues are alarmed."""
    occasions: frozenset[Occasion] = frozenset()
    """Of which acts the team is told."""
    people: People = People()
    ladders: Mapping[str, Ladder] = MappingProxyType({})
    portal: Portal | None = None

    @property
    def reachable(self) -> bool:
        """Whether anybody could be reached by a channel; a log reaches nobody."""
        return bool(self.ways) or bool(self.people)

    def ways_to(self, names: Iterable[str]) -> tuple[WayOut, ...]:
        """Return by which ways these people are reached, each channel once."""
        found = (person for name in names if (person := self.people.person(name)) is not None)
        return distinct(way for person in found for way in person.ways)

    def ladder(self, named: str | None) -> Ladder | None:
        """Return a ladder by its name; else the first one."""
        if named is not None and named in self.ladders:
            return self.ladders[named]
        return next(iter(self.ladders.values()), None)


def distinct(ways: Iterable[WayOut]) -> tuple[WayOut, ...]:
    """Return ways, each channel once."""
    return tuple({way.channel: way for way in ways}.values())

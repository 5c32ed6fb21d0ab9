"""What is said of people: of a name that nobody has, and of how somebody is reached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from incident_console.domain.colleagues import Person
from incident_console.domain.text import name_key
from incident_console.words import clock


def nobody_called(name: str, names: Iterable[str]) -> str:
    """Return that the configuration names nobody of that name, and who may be meant."""
    import difflib

    known = {name_key(each): each for each in names}
    near = difflib.get_close_matches(name_key(name), known, 1)
    guess = f"; did you mean {known[near[0]]}?" if near else ""
    return f"the configuration names nobody called {name}{guess}"


def how_to_reach(person: Person, now: datetime) -> str:
    """Return the telephone number, team and clock of somebody at a time (UTC), as far as they are known."""
    said = [person.phone or "no telephone number"]
    if person.team:
        said.append(person.team)
    if person.zone:
        said.append(f"{clock(now, ZoneInfo(person.zone), now)} there ({person.zone})")
    return ", ".join(said)

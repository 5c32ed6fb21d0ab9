"""What is said of people: of a name that nobody has, and of how somebody is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from incident_console.domain.colleagues import Person
from incident_console.domain.summary import SummaryRow
from incident_console.domain.text import name_key
from incident_console.words import Clocks, clock


def nobody_called(name: str, names: Iterable[str]) -> str:
    """Return that the configuration names nobody of that name, and who may be meant."""
    import difflib

    known = {name_key(each): each for each in names}
    near = difflib.get_close_matches(name_key(name), known, 1)
    guess = f"; did you mean {known[near[0]]}?" if near else ""
    return f"the configuration names nobody called {name}{guess}"


def is_away(name: str, rows: Iterable[SummaryRow], clocks_of: Callable[[str | None], Clocks]) -> str:
    """Return that somebody has said that they are away, in whichever incident; else nothing.

    Args:
        rows: the open incidents.
        clocks_of: the clocks on which a client's times are printed.
    """
    gone = max((row for row in rows if row.is_without(name)), key=when_back, default=None)
    if gone is None:
        return ""
    back = clocks_of(gone.client).told(when_back(gone), with_zone=True)
    return f"{name} is away until {back} ({gone.ref}) and may not answer"


def when_back(row: SummaryRow) -> datetime:
    """Return when the owner of an incident who is away is back (UTC)."""
    assert row.away_until is not None
    return row.away_until


def how_to_reach(person: Person, now: datetime) -> str:
    """Return the telephone number, team and clock of somebody at a time (UTC), as far as they are known."""
    said = [person.phone or "no telephone number"]
    if person.team:
        said.append(person.team)
    if person.zone:
        said.append(f"{clock(now, ZoneInfo(person.zone), now)} there ({person.zone})")
    return ", ".join(said)

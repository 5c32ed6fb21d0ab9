"""What finding the past asks and answers: which incidents are meant, how they went, and their figures."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from incident_console.domain.summary import SummaryRow
from incident_console.store.hits import SearchHit
from incident_console.store.search import Sought


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which incidents are meant: all of these conditions hold. Times are UTC, of the declaration.

    `severity` is the highest or the last one. A client or an owner is meant whatever its case and accents;
    with `beginnings` the first letters of a name will do. `drills`: True for them too, None for them alone.
    """

    words: str = ""
    severity: str | None = None
    client: str | None = None
    owner: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    drills: bool | None = False
    beginnings: bool = False


class Promises(msgspec.Struct, frozen=True):
    """What became of the promises of an incident, or of several; `longest` lateness is in seconds."""

    made: int = 0
    kept: int = 0
    late: int = 0
    moved: int = 0
    open: int = 0
    longest: int | None = None

    @property
    def ended(self) -> int:
        """How many were kept, late or moved; the others are still open."""
        return self.made - self.open


class PastIncident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident of the past with its promises and the entries that hold the words, newest first.

    `more` is how many further entries hold them; `struck` are the ids of entries that count no more.
    """

    row: SummaryRow
    promises: Promises
    hits: tuple[SearchHit, ...] = ()
    more: int = 0
    struck: frozenset[str] = frozenset()


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, in order; `whole` is false where only the newest entries were looked at.

    `more` tells that there may be further incidents than those that were asked for; `count` is how many
    incidents are meant, None where that was not counted.
    """

    incidents: tuple[PastIncident, ...]
    whole: bool
    more: bool = False
    sought: Sought | None = None
    count: int | None = None


class Month(NamedTuple):
    """How many incidents were declared in a month (`2026-09`, UTC), and their promises."""

    name: str
    incidents: int
    promises: Promises


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of several incidents: medians in whole seconds, None of nothing; months oldest first.

    Durations are of those that ended, lateness of promises that were kept late. `drills` is how many drills
    are left out that would be meant otherwise.
    """

    count: int
    drills: int
    ended: int
    promises: Promises
    late_median: int | None
    duration_median: int | None
    months: tuple[Month, ...]


class Interrupted(Exception):
    """Another question came first; this one has no answer."""

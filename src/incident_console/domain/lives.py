"""The lives of an incident: each reopening begins another one; the time in which it was closed is in none.

Every span of time (open, impact, silence) is taken in each life and added up, here alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from incident_console.domain.incident import Incident
from incident_console.domain.message import Message
from incident_console.domain.parts import EndedLife


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """From the declaration or a reopening to the end; all times are UTC.

    `ended` is None while it goes on. The impact's times are None where they are not known (yet).
    """

    began: datetime
    ended: datetime | None
    impact_from: datetime | None
    impact_to: datetime | None

    def impact(self) -> timedelta | None:
        """How long the impact lasted; None where that is not known, or its end would come first."""
        began, ended = self.impact_from, self.impact_to
        return None if began is None or ended is None or ended < began else ended - began


def lives(incident: Incident) -> list[Life]:
    """Return the lives of a declared incident, the present one last.

    A clock that was set back makes no life begin before the end of the one before it.
    """
    declared = incident.declared_at
    if declared is None:
        return []
    present = EndedLife(
        began=incident.reopened_at or declared,
        impact_since=impact_since(incident),
        impact_until=incident.restored_at or incident.resolved_at,
        ended=incident.closed_at,
    )
    found: list[Life] = []
    earliest = declared
    for life in (*incident.ended_lives, present):
        began = max(life.began, earliest)
        ended = None if life.ended is None else max(began, life.ended)
        earliest = ended or began
        found.append(
            Life(began=began, ended=ended, impact_from=life.impact_since, impact_to=life.impact_until)
        )
    return found


def impact_since(incident: Incident) -> datetime | None:
    """When the impact of the present life began: as said; else with the life, but not of a past incident."""
    began = incident.impact_back if incident.reopened_at is not None else incident.started_at
    return began if began is not None or incident.imported else incident.reopened_at or incident.declared_at


def impact_said(incident: Incident) -> datetime | None:
    """When the impact of the present life began, where that was not when the life did; else None."""
    since = impact_since(incident)
    return None if since == (incident.reopened_at or incident.declared_at) else since


def open_for(incident: Incident, now: datetime) -> timedelta:
    """How long it was open in all its lives, up to that time (UTC) where it still is."""
    each = lives(incident)
    return sum((max((life.ended or now) - life.began, timedelta()) for life in each), timedelta())


def closed_between(incident: Incident) -> timedelta:
    """How long it was closed between its lives."""
    if not incident.ended_lives:
        return timedelta()
    gaps = (later.began - earlier.ended for earlier, later in pairwise(lives(incident)) if earlier.ended)
    return sum(gaps, timedelta())


def impact_lasted(incident: Incident) -> timedelta | None:
    """How long the impact lasted in all lives; None while it goes on, or where no life's is known."""
    each = lives(incident)
    if not each or (each[-1].ended is None and each[-1].impact_to is None):
        return None
    known = [lasted for life in each if (lasted := life.impact()) is not None]
    return sum(known, timedelta()) if known else None


def by_life(out: list[tuple[datetime, Message]]) -> list[list[datetime]]:
    """Return the times at which messages went out, apart for each life."""
    times: dict[int, list[datetime]] = {}
    for at, message in out:
        times.setdefault(message.life, []).append(at)
    return list(times.values())

"""Times as a client reads them: on their own clock, with the zone's name and its offset."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from incident_console import words


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A time on the client's clock. In a template it reads `15:05 BST (UTC+1)`, or with its date."""

    clock: str
    zone: str
    iso: str
    text: str

    def __str__(self) -> str:
        return self.text


def moment(when: datetime, zone: ZoneInfo, seen: datetime) -> Moment:
    """A time as it reads to somebody who reads it at the moment `seen`; both aware."""
    local = when.astimezone(zone)
    return Moment(
        clock=f"{local:%H:%M}",
        zone=words.zone_name(when, zone),
        iso=local.isoformat(timespec="minutes"),
        text=words.client_time(when, zone, seen),
    )

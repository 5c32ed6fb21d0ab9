"""Times and texts as reports write them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import overload


@overload
def stamp(moment: datetime) -> str: ...
@overload
def stamp(moment: None) -> None: ...
def stamp(moment: datetime | None) -> str | None:
    """A time in JSON: whole seconds, UTC, such as `2026-09-01T16:30:00Z`."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def short_time(moment: datetime, beside: datetime, zone: tzinfo) -> str:
    """A time read beside another one in the same zone: its date stands only where it is another day."""
    local = moment.astimezone(zone)
    if local.date() == beside.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"

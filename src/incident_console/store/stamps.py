"""Times as the file holds them: UTC, `YYYY-MM-DDTHH:MM:SS.ffffffZ`, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time as msgspec reads it from what the file holds."""


def stamp(moment: datetime) -> str:
    """Return an aware time as the file holds it."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    text: str = msgspec.to_builtins(moment)
    return text if "." in text else f"{text[:-1]}.000000Z"


def maybe_stamp(moment: datetime | None) -> str | None:
    """Return a time as the file holds it, or None."""
    return None if moment is None else stamp(moment)


def moment(text: str) -> datetime:
    """Return the time (UTC) that the file holds.

    Raises:
        ValueError, TypeError: it holds none.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} is a time without its zone")
    return found


def maybe_moment(text: str | None) -> datetime | None:
    """Return the time (UTC) that the file holds, or None."""
    return None if text is None else moment(text)

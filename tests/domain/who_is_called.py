"""Who is called in a life that is told to its client for hours to come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.domain.incident_life import Life, declared

from incident_console.domain.call import Call
from incident_console.domain.calls import called


def standing(life: Life, who: str, now: datetime | None = None) -> list[Call]:
    """What somebody is called for, now or then."""
    return [call for call in called(life.incident, now or life.now) if call.who == who]


def why(life: Life, who: str, now: datetime | None = None) -> list[str]:
    return [call.why.value for call in standing(life, who, now)]


def at_rest(**said: Any) -> Life:
    """Declared by alice, who has told the client and promised the next word in five hours; 14:00."""
    life = declared(**said)
    return life.update(300)

"""Times as people type them, read strictly: what could mean two things is asked back."""

from incident_console.times.days import (
    Day,
    after_the_day,
    close_of_business,
    day_begins,
    day_ends,
    exact_time_only,
)
from incident_console.times.grammar import ACCEPTED, TimeNotUnderstood, read
from incident_console.times.reading import parse_time

__all__ = [
    "ACCEPTED",
    "Day",
    "TimeNotUnderstood",
    "after_the_day",
    "close_of_business",
    "day_begins",
    "day_ends",
    "exact_time_only",
    "parse_time",
    "read",
]

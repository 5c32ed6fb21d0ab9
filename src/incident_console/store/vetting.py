"""What comes from another copy is believed only where this program can have written it.

The chains prove that nobody altered an entry since it was written, not by what it was written. So what will
stand in names of files, on a terminal or in arithmetic is looked at before it comes in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from incident_console.domain.declaring import IncidentDeclared
from incident_console.domain.entry import Entry

IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REFERENCE = re.compile(r"INC-[0-9A-Z]{1,16}")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
YEARS = range(1900, 9000)
"""Beyond them a time may not be turned to the clock of another zone."""


def doubt(entry: Entry) -> str | None:
    """Return what of an entry this program never writes, None where it can have written all of it."""
    for what, name in (
        ("identifier", entry.id),
        ("incident", entry.incident),
        ("console", entry.console),
        ("term", entry.term),
    ):
        if not IDENTIFIER.fullmatch(name):
            return f"its {what} is no identifier"
    if isinstance(entry.event, IncidentDeclared) and not REFERENCE.fullmatch(entry.event.ref):
        return "its reference is none"
    for value in (entry.by, entry.login, entry.occurred_at, entry.recorded_at, *values(entry.event)):
        if isinstance(value, str) and UNPRINTABLE.search(value):
            return "it holds characters that are never recorded"
        if isinstance(value, datetime) and value.year not in YEARS:
            return "it holds a time that nobody meant"
    return None


def values(part: object) -> Iterator[object]:
    """Yield every text and time that an event holds."""
    if isinstance(part, str | datetime):
        yield part
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from values(getattr(part, name))
    elif isinstance(part, tuple | list):
        for each in part:
            yield from values(each)


def doubtful(entries: Sequence[Entry]) -> str | None:
    """Return what is wrong with an incident's entries in their order.

    The first alone declares it, and what an entry answers is there.
    """
    known = {entry.id for entry in entries}
    for entry in entries:
        if isinstance(entry.event, IncidentDeclared) is not (entry.seq == 1):
            return f"entry {entry.seq} would be a declaration" if entry.seq > 1 else "nothing declares it"
        # An echo answers an event of another incident, which need not be here.
        if entry.event.follows is None and not known.issuperset(entry.event.refers_to):
            return f"entry {entry.seq} answers one that is not there"
        if entry.event.tied_to == entry.incident:
            return f"entry {entry.seq} would make it a duplicate of itself"
    return None

"""Answers about what is damaged: what can be read of it is said, then what is wrong, and the status is 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from incident_console.cli.caller import Caller
from incident_console.cli.failures import Failed
from incident_console.domain.incident import Incident
from incident_console.store.errors import UNREADABLE, Damaged


@contextmanager
def presenting(
    caller: Caller, incident: Incident | None = None, damage: Damaged | None = None
) -> Iterator[None]:
    """Within this an answer is given; what stands in its way because the record is damaged is said as that.

    Args:
        incident: what is shown; without one, the whole record.
        damage: what is known to be wrong with it.

    Raises:
        Failed: it is damaged.
    """
    try:
        yield
    except (*UNREADABLE, StopIteration, RuntimeError):
        # Nothing that is as it was written looks like this, unless the fault is the program's own.
        store = caller.reader
        if damage is None:
            found = None if store is None else store.verify(None if incident is None else incident.id)
            if found is None or found.whole:
                raise
            first = found.findings[0]
            todo = "verify --rebuild does that" if first.derived else "restore your last backup"
            raise Failed(f"{first.sentence}; {todo}") from None
    if damage is not None:
        raise Failed(str(damage))

"""Writing into a store as the desk does: fold, append, project."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from incident_console.domain.declaring import IncidentDeclared
from incident_console.domain.entry import Entry, Event
from incident_console.domain.folding import fold
from incident_console.domain.response import Noted
from incident_console.domain.summarising import summary
from incident_console.domain.vocabulary import Criterion, Severity
from incident_console.store import projection
from incident_console.store.store import Store

NOON = datetime(2026, 9, 1, 12, 0, 0, 123456, tzinfo=UTC)
REFS = itertools.count(1)


def declared(**changes: object) -> IncidentDeclared:
    """An event that declares an incident, with a reference of its own."""
    given: dict[str, object] = {
        "ref": f"INC-{next(REFS):04X}",
        "title": "Checkout answers 502",
        "owner": "alice",
        "because": (Criterion.PRODUCTION,),
        "severity": Severity.P2,
        "first_update_due": NOON + timedelta(minutes=30),
    }
    return IncidentDeclared(**{**given, **changes})  # type: ignore[arg-type]


def entries_for(
    store: Store,
    incident: str,
    *events: Event,
    at: datetime = NOON,
    by: str = "alice",
    ids: Sequence[str] = (),
) -> list[Entry]:
    """Entries that follow what the store holds; the transaction must be open."""
    past, count = store.entries(incident), store.next_count()
    named = [ids[n] if ids else str(uuid.uuid4()) for n in range(len(events))]
    term = fold(past).term if past else named[0]
    return [
        Entry(
            id=named[n],
            incident=incident,
            seq=len(past) + n + 1,
            console=store.console,
            count=count + n,
            term=term,
            occurred_at=at,
            recorded_at=at + timedelta(seconds=1),
            by=by,
            event=event,
        )
        for n, event in enumerate(events)
    ]


def write(store: Store, incident: str, entries: list[Entry]) -> None:
    """Append entries with what they change; the transaction must be open."""
    folded = fold([*store.entries(incident), *entries])
    names = frozenset({"called"}).union(*(entry.event.derived for entry in entries))
    store.append(entries, summary(folded), projection.derived(folded, names))


def record(
    store: Store,
    incident: str,
    *events: Event,
    at: datetime = NOON,
    by: str = "alice",
    ids: Sequence[str] = (),
) -> list[Entry]:
    """Record events of one incident in one transaction."""
    with store.writing():
        entries = entries_for(store, incident, *events, at=at, by=by, ids=ids)
        write(store, incident, entries)
    return entries


def declare(store: Store, *more: Event, at: datetime = NOON, **changes: object) -> str:
    """Declare an incident, with further events; return its id."""
    incident = str(uuid.uuid4())
    record(store, incident, declared(**changes), *more, at=at)
    return incident


def note(text: str = "pool at 100 %") -> Noted:
    return Noted(what=text)


def some_file(folder: Path) -> Path:
    """A record with one incident of five entries, closed again."""
    path = folder / "some.db"
    with Store.open(path) as store:
        declare(store, *(note(f"finding {n}") for n in range(4)))
    return path

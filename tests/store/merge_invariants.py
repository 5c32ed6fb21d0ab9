"""What is true of merged copies, whoever did what: one order, one owner, nothing rewritten."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident, fold
from incident_console.domain.vocabulary import MessageKind, Outcome, PromiseKind
from incident_console.store.store import Store

ABOUT_ANALYSIS = (MessageKind.ANALYSIS, MessageKind.RESCHEDULE)


def logs(store: Store) -> dict[str, list[Entry]]:
    """The entries of every incident."""
    ids = store._connection.execute("SELECT id FROM incidents ORDER BY id").fetchall()
    return {incident: store.entries(incident) for (incident,) in ids}


def held(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All that a file holds which copies of it are to have in common."""
    events = "SELECT id, place, verdict, hash FROM events ORDER BY incident, place"
    tables = ("update_rows", "promise_rows", "action_rows", "ownership_rows", "incidents")
    connection = store._connection
    return {
        "events": connection.execute(events).fetchall(),
        **{name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables},
    }


def never_apart(store: Store) -> None:
    """In a file that was never merged the place is arrival, and every verdict holds."""
    connection = store._connection
    assert connection.execute("SELECT 1 FROM events WHERE verdict IS NOT NULL").fetchall() == []
    for (incident,) in connection.execute("SELECT id FROM incidents").fetchall():
        places = connection.execute(
            "SELECT place FROM events WHERE incident = ? ORDER BY position", (incident,)
        ).fetchall()
        assert [place for (place,) in places] == list(range(1, len(places) + 1))
    whole(store)


def whole(store: Store) -> None:
    """Chains, order and verdicts are what they would be if made anew."""
    found = store.verify()
    assert found.whole, found.findings


def at_every_prefix(entries: Sequence[Entry]) -> None:
    """One owner without gaps, at most one open promise of a kind, and rest after the end."""
    for length in range(1, len(entries) + 1):
        incident = fold(list(entries[:length]))
        owned_by_one(incident)
        for kind in PromiseKind:
            assert sum(p.kind is kind and p.outcome is Outcome.OPEN for p in incident.promises) <= 1
        if not incident.is_open:
            at_rest(incident)
        elif not incident.imported:
            assert incident.update_promise is not None or incident.first_update_due is not None
    assert msgspec.msgpack.encode(Incident().after(list(entries))) == msgspec.msgpack.encode(
        fold(list(entries))
    )


def owned_by_one(incident: Incident) -> None:
    """Exactly one owner, each in a term of their own, one behind the other."""
    tenures = incident.tenures
    assert incident.owner == tenures[-1].name
    assert incident.term == tenures[-1].id
    assert [tenure.until for tenure in tenures] == [*(tenure.since for tenure in tenures[1:]), None]
    assert len({tenure.id for tenure in tenures}) == len(tenures)


def at_rest(incident: Incident) -> None:
    """Nothing waits but the analysis; a promise stands only where a client read it beyond the end."""
    assert incident.first_update_due is None
    assert incident.away is None
    assert all(message.kind in ABOUT_ANALYSIS for message in incident.waiting), incident.waiting
    owed = incident.owed_promise
    if owed is not None:
        ended = next(entry.seq for entry in incident.entries if entry.id == incident.ended_by)
        made = incident.messages.get(owed.made_by)
        assert made is None or made.out_seq > ended

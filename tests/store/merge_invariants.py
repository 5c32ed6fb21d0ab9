"""What is true of merged copies, whoever did what: one order, one owner, nothing rewritten."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from incident_console.domain.deadlines import client_deadline, client_deadlines, deadline_for
from incident_console.domain.entry import Entry
from incident_console.domain.folding import after, fold
from incident_console.domain.incident import Incident
from incident_console.domain.text import name_key
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
    """One owner without gaps, one clock for each client, never two open promises, and rest after the end."""
    for length in range(1, len(entries) + 1):
        incident = fold(list(entries[:length]))
        owned_by_one(incident)
        for ledger in incident.ledgers:
            for kind in PromiseKind:
                assert sum(p.kind is kind and p.outcome is Outcome.OPEN for p in ledger.promises) <= 1
        if not incident.is_open:
            at_rest(incident)
        elif not incident.imported:
            on_one_clock_each(incident)
    assert msgspec.msgpack.encode(after(Incident(), list(entries))) == msgspec.msgpack.encode(
        fold(list(entries))
    )


def owned_by_one(incident: Incident) -> None:
    """Exactly one owner, each in a term of their own, one behind the other."""
    tenures = incident.tenures
    assert incident.owner == tenures[-1].name
    assert incident.term == tenures[-1].id
    assert [tenure.until for tenure in tenures] == [*(tenure.since for tenure in tenures[1:]), None]
    assert len({tenure.id for tenure in tenures}) == len(tenures)


def on_one_clock_each(incident: Incident) -> None:
    """Each client who was not told of the end has one next deadline, and nobody who was dropped has one."""
    assert incident.listening
    assert incident.concerned[0].client is not None or not incident.has_several
    keys = [name_key(ledger.client or "") for ledger in incident.ledgers]
    assert len(keys) == len(set(keys))
    for ledger in incident.ledgers:
        due = deadline_for(incident, ledger)
        assert (due is not None) or not ledger.listens
        assert (due is None) or ledger.concerned
        if ledger.concerned and not ledger.listens:
            # A duplicate's message leaves the promise standing until the survivor has it.
            ending = incident.messages[ledger.over_by]
            assert due is None or ending.kind is MessageKind.DUPLICATE
        assert all(promise.client == ledger.client for promise in ledger.promises)
    assert client_deadline(incident) == min(client_deadlines(incident), key=lambda due: due.due_at)


def at_rest(incident: Incident) -> None:
    """Nothing waits but the analysis; a promise stands only where a client read it beyond the end."""
    assert incident.first_update_due is None
    assert incident.away is None
    assert all(message.kind in ABOUT_ANALYSIS for message in incident.waiting), incident.waiting
    owed = incident.owed_promise
    if owed is not None:
        ended = next(entry.seq for entry in incident.entries if entry.id == incident.ended_by)
        made = incident.messages.get(owed.made_by)
        ledger = incident.ledger_of(owed.client)
        assert ledger is not None
        assert made is None or made.addressees[ledger.n].out_seq > ended

"""The log: what is appended comes back, and nothing else can happen to it."""

import hashlib
import json
import uuid
from datetime import timedelta, timezone
from typing import Any

import pytest
from msgspec import structs

from incident_console.domain.folding import fold
from incident_console.domain.summarising import summary
from incident_console.store import engine
from incident_console.store.errors import Conflict, StoreError
from incident_console.store.store import Store
from tests.store.scribe import NOON, declare, declared, entries_for, note, record, write


def test_entries_come_back_as_they_were(store: Store) -> None:
    incident = str(uuid.uuid4())
    made = record(store, incident, declared(title='Ünïcode "quoted" \\ and, commas'), note("a\nb\tc"))
    made += record(store, incident, note("später"), at=NOON.replace(microsecond=0), by='Zoë, O\'Neil "z"')
    assert store.entries(incident) == made
    assert store.entries(incident, after=1) == made[1:]
    assert store.entries(incident, after=3) == []
    assert store.entries("nobody") == []
    assert fold(store.entries(incident)).ref == store.board(NOON)[0].ref


def test_both_times_come_back_where_they_are_the_same_and_where_not(store: Store) -> None:
    incident = str(uuid.uuid4())
    with store.writing():
        one, other = entries_for(store, incident, declared(), note())
        made = [structs.replace(one, recorded_at=one.occurred_at), other]
        write(store, incident, made)
    assert store.entries(incident) == made
    assert made[0].occurred_at == made[0].recorded_at < made[1].recorded_at


def test_times_are_kept_in_utc_to_the_microsecond(store: Store) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=2)))
    incident = declare(store, at=there)
    (text,) = store._connection.execute("SELECT occurred_at FROM events").fetchone()
    assert text == "2026-09-01T12:00:00.123456Z"
    assert store.entries(incident)[0].occurred_at == there


def test_the_sequence_that_was_expected_must_be_the_one_that_is_there(store: Store) -> None:
    incident = declare(store)
    with store.writing():
        late = entries_for(store, incident, note("mine"))
    record(store, incident, note("theirs"))
    with pytest.raises(Conflict, match="first"), store.writing():
        write(store, incident, late)
    assert [entry.event.text for entry in store.entries(incident)[1:]] == ["theirs"]


def test_an_event_is_recorded_once(store: Store) -> None:
    incident = declare(store)
    (made,) = record(store, incident, note("once"))
    with pytest.raises(Conflict, match="already"):
        record(store, incident, note("once"), ids=[made.id])
    assert len(store.entries(incident)) == 2


def test_a_summary_of_other_entries_is_refused(store: Store) -> None:
    incident = declare(store)
    stale = summary(fold(store.entries(incident)))
    with pytest.raises(Conflict, match="summary"), store.writing():
        store.append(entries_for(store, incident, note()), stale, {})
    assert len(store.entries(incident)) == 1


def test_nothing_is_appended_outside_a_transaction(store: Store) -> None:
    incident = declare(store)
    entries = entries_for(store, incident, note())
    row = summary(fold([*store.entries(incident), *entries]))
    with pytest.raises(RuntimeError):
        store.append(entries, row, {})


def test_an_exception_takes_back_all_of_a_transaction(store: Store) -> None:
    incident = declare(store)
    with pytest.raises(ZeroDivisionError), store.writing():  # noqa: PT012 - the transaction is what is tested
        write(store, incident, entries_for(store, incident, note("lost")))
        other = str(uuid.uuid4())
        write(store, other, entries_for(store, other, declared()))
        raise ZeroDivisionError
    assert len(store.entries(incident)) == 1
    assert len(store.board(NOON)) == 1
    assert store.verify().whole


def test_a_transaction_has_one_owner(store: Store) -> None:
    incident = declare(store)
    with store.writing():
        store.drop_draft("", "declare", "alice")
        with pytest.raises(RuntimeError, match="open already"):
            record(store, incident, note("somebody else's"))
    record(store, incident, note("its own"))
    assert len(store.entries(incident)) == 2


def test_a_console_counts_its_events_without_gaps(store: Store) -> None:
    incident = declare(store, note(), note())
    other = declare(store)
    record(store, incident, note())
    counts = [entry.count for name in (incident, other) for entry in store.entries(name)]
    assert sorted(counts) == [1, 2, 3, 4, 5]
    assert store.next_count() == 6


def copied(**changes: str) -> str:
    """A row of an event that is there, with other values."""
    columns = [
        *(
            "position",
            "id",
            "incident",
            "place",
            "type",
            "version",
            "occurred_at",
            "recorded_at",
            "by",
            "login",
        ),
        *("term", "console", "count", "body", "text", "verdict", "seen", "prev", "hash"),
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(changes.get(name, f'"{name}"') for name in columns)
    return f"INTO events ({names}) SELECT {values} FROM events WHERE place = 1"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET body = '{}' WHERE place = 1",
        "UPDATE events SET text = '' WHERE place = 1",
        "UPDATE OR REPLACE events SET place = 1 WHERE place = 2",
        "DELETE FROM events WHERE place = 2",
        "DELETE FROM events",
        f"INSERT {copied()}",
        f"INSERT {copied()} ON CONFLICT DO UPDATE SET text = ''",
        f"INSERT OR REPLACE {copied()}",
        "UPDATE events SET place = 3 WHERE place = 2",
        "UPDATE events SET place = 1, term = 'x' WHERE place = 2",
        f"REPLACE {copied(position='NULL', id='9', count='9')}",
        f"REPLACE {copied(position='NULL', place='9', count='9')}",
        f"REPLACE {copied(id='9', place='9', count='9')}",
    ],
)
def test_no_statement_changes_what_is_recorded(store: Store, sql: str) -> None:
    declare(store, note("one"), note("two"))
    before = store._connection.execute("SELECT * FROM events").fetchall()
    # As another program would open it: without our pragmas.
    store._connection.execute("PRAGMA recursive_triggers=0")
    with pytest.raises(engine.IntegrityError, match="append-only"):
        store._connection.execute(sql)
    assert store._connection.execute("SELECT * FROM events").fetchall() == before


def test_the_chain_can_be_followed_by_anybody(store: Store) -> None:
    incident = declare(store, note("one"), note("two"))
    rows: list[tuple[Any, ...]] = store._connection.execute(
        'SELECT id, incident, type, version, occurred_at, recorded_at, "by", login, term, console, count,'
        " body, prev, seen, hash FROM events ORDER BY place"
    ).fetchall()
    previous = bytes(32)
    for *fields, prev, seen, stored in rows:
        assert prev == seen == previous
        plain = json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()
        previous = hashlib.sha256(prev + seen + plain).digest()
        assert stored == previous
    every = hashlib.sha256(b"".join(row[-1] for row in rows)).hexdigest()
    assert store.anchor(incident) == f"{store.console.replace('-', '')[:12]}:3:{every[:32]}"


def test_an_event_of_a_newer_program_is_named_as_such(store: Store) -> None:
    incident = declare(store)
    future = copied(
        position="NULL",
        id="'x'",
        place="2",
        type="'future'",
        count="2",
        body="""'{"type":"future"}'""",
        prev="hash",
        seen="hash",
    )
    store._connection.execute(f"INSERT {future}")
    with pytest.raises(StoreError, match="newest version"):
        store.entries(incident)


def test_bodies_are_json_that_sqlite_can_read(store: Store) -> None:
    declare(store, title="Checkout")
    kind, title = store._connection.execute(
        "SELECT json_extract(body, '$.type'), json_extract(body, '$.title') FROM events"
    ).fetchone()
    assert (kind, title) == ("incident_declared", "Checkout")

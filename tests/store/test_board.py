"""The board, finding by name, history, and that all of it stays flat."""

import uuid
from contextlib import suppress
from datetime import timedelta

import pytest

from incident_console.domain.actions import ActionAdded, ActionDone
from incident_console.domain.declaring import SeverityChanged
from incident_console.domain.ending import HistoryEnded
from incident_console.domain.vocabulary import Severity
from incident_console.store import board, engine
from incident_console.store.errors import Ambiguous, NotFound
from incident_console.store.stamps import stamp
from incident_console.store.store import Store
from tests.store.scribe import NOON, declare, entries_for, note, record, write


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_most_urgent_first(store: Store) -> None:
    for ref, severity, due in (
        ("INC-C", Severity.P1, 20),
        ("INC-B", Severity.P4, -1),
        ("INC-A", Severity.P2, -5),
        ("INC-F", None, 1),
        ("INC-E", Severity.P2, 10),
        ("INC-D", Severity.P1, 30),
    ):
        declare(store, ref=ref, severity=severity, first_update_due=NOON + minutes(due))
    assert [row.ref[-1] for row in store.board(NOON)] == list("ABCDEF")
    assert [row.ref[-1] for row in store.board(NOON - minutes(60))] == list("CDAEBF")
    assert [row.ref[-1] for row in store.board(NOON, limit=2)] == list("AB")


def test_a_deadline_is_overdue_after_its_time(store: Store) -> None:
    declare(store, ref="INC-A", severity=Severity.P4, first_update_due=NOON)
    declare(store, ref="INC-B", severity=Severity.P1, first_update_due=NOON + minutes(5))
    assert [row.ref for row in store.board(NOON)] == ["INC-B", "INC-A"]
    assert [row.ref for row in store.board(NOON + timedelta(microseconds=1))] == ["INC-A", "INC-B"]


def test_ended_and_imported_incidents_are_history(store: Store) -> None:
    declare(store, ref="INC-OPEN")
    declare(store, HistoryEnded(), ref="INC-ENDED", at=NOON - minutes(5))
    declare(store, ref="INC-IMPORTED", imported=True, at=NOON - minutes(1))
    assert [row.ref for row in store.board(NOON)] == ["INC-OPEN"]
    assert [row.ref for row in store.history()] == ["INC-IMPORTED", "INC-ENDED"]
    assert [row.ref for row in store.history(before=NOON - minutes(2))] == ["INC-ENDED"]
    assert store.owing() == []


def test_the_row_is_right_whoever_wrote_in_between(store: Store) -> None:
    incident = declare(store, ref="INC-A")
    with Store.open(store.path) as other:
        record(store, incident, SeverityChanged(severity=Severity.P1, why="worse"))
        record(other, incident, SeverityChanged(severity=Severity.P3, why="better"))
        record(store, incident, SeverityChanged(severity=Severity.P1, why="worse"))
        assert [row.severity for row in other.board(NOON)] == ["P1"]
        record(other, incident, HistoryEnded())
        record(store, incident, note("after the end"))
        assert (store.board(NOON), [row.version for row in store.history()]) == ([], [6])
    assert store.verify().whole


def test_the_row_is_right_after_an_act_that_was_taken_back(store: Store) -> None:
    incident = declare(store, ref="INC-A")
    worse = SeverityChanged(severity=Severity.P1, why="worse")
    for lost in (worse, note("never happened")):
        with suppress(ZeroDivisionError), store.writing():
            write(store, incident, entries_for(store, incident, lost))
            raise ZeroDivisionError
    record(store, incident, note("nothing happened"))
    record(store, incident, SeverityChanged(severity=Severity.P1, why="worse"))
    assert [row.severity for row in store.board(NOON)] == ["P1"]
    assert store.verify().whole


def test_a_row_is_what_was_projected(store: Store) -> None:
    incident = declare(store, client="ACME", ticket="SUP-1", drill=True, started_at=NOON - minutes(9))
    row = store.summary(incident)
    assert row is not None
    assert row == store.board(NOON)[0]
    assert (row.client, row.ticket, row.drill, row.open, row.version) == ("ACME", "SUP-1", True, True, 1)
    assert (row.owner, row.ic, row.cl, row.ol) == ("alice",) * 4
    assert row.started_at == NOON - minutes(9)
    assert row.clock_due_at == NOON + minutes(30)
    assert store.summary("nobody") is None


@pytest.mark.parametrize("name", ["INC-7K3Q", "inc-7k3q", " 7k3Q ", "INC-7K", "7k"])
def test_names_of_an_incident(store: Store, name: str) -> None:
    incident = declare(store, ref="INC-7K3Q")
    declare(store, ref="INC-9BXW")
    assert store.find(name) == incident


def test_an_exact_name_is_preferred_to_longer_ones(store: Store) -> None:
    declare(store, ref="INC-7K3QX")
    incident = declare(store, ref="INC-7K3Q")
    assert store.find("inc-7k3q") == incident
    assert store.find("7k3q") == incident
    with pytest.raises(Ambiguous, match=r"INC-7K3Q .Checkout answers 502., INC-7K3QX"):
        store.find("INC-7K3")


@pytest.mark.parametrize("name", ["INC-XXXX", "", " ", "%", "_", "INC-7K3Q'", "INC-7K3QQ"])
def test_a_name_that_nothing_has(store: Store, name: str) -> None:
    declare(store, ref="INC-7K3Q")
    with pytest.raises(NotFound, match="no incident is called"):
        store.find(name)


def test_a_dot_is_the_only_open_incident(store: Store) -> None:
    with pytest.raises(NotFound, match="no incident is open"):
        store.find(".")
    declare(store, HistoryEnded())
    incident = declare(store, ref="INC-A")
    assert store.find(".") == incident
    declare(store, ref="INC-B")
    with pytest.raises(Ambiguous, match=r"INC-A .Checkout answers 502., INC-B"):
        store.find(".")


def test_a_reference_is_free_until_it_is_taken(store: Store) -> None:
    assert store.reserve_ref("INC-7K3Q")
    declare(store, ref="INC-7K3Q")
    assert not store.reserve_ref("INC-7K3Q")


def test_actions_of_one_and_of_all(store: Store) -> None:
    soon = ActionAdded(what="call the vendor", owner="bob", due=NOON)
    incident = declare(store, ActionAdded(what="scale", owner="oli"), soon, ref="INC-A")
    declare(store, ActionAdded(what="write it up", owner="alice", follow_up=True), ref="INC-B")
    assert [(row.ref, row.n) for row in store.actions()] == [("INC-A", 2), ("INC-A", 1), ("INC-B", 1)]
    record(store, incident, ActionDone(action=store.entries(incident)[2].id))
    assert [(row.ref, row.n) for row in store.actions()] == [("INC-A", 1), ("INC-B", 1)]
    assert [(row.n, row.open) for row in store.actions(incident)] == [(1, True), (2, False)]
    assert store.actions(incident)[1].done == NOON


def test_another_console_is_noticed(store: Store) -> None:
    incident = declare(store)
    assert not store.changed()
    with Store.open(store.path) as other:
        store.changed()
        record(other, incident, note())
        assert store.changed()
        assert not store.changed()
        record(store, incident, note())
        assert not store.changed()
        assert other.changed()


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        (board.OPEN, {"now": stamp(NOON), "limit": 9}),
        (board.OWING, {"limit": 9}),
        (board.HISTORY, {"before": "9999", "limit": 9}),
        ("SELECT id FROM incidents WHERE ref >= 'A' AND ref < 'B' ORDER BY ref", {}),
        ("SELECT max(count) FROM events WHERE console = 'x'", {}),
        ("SELECT * FROM update_rows r JOIN incidents i ON i.id = r.incident WHERE r.unfinished = 1", {}),
    ],
    ids=["open", "owing", "history", "find", "count", "outbox"],
)
def test_no_list_reads_the_whole_table(store: Store, sql: str, parameters: dict[str, object]) -> None:
    plan = [row[3] for row in store._connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()]
    for step in plan:
        assert "SCAN" not in step or "USING INDEX update_rows_unfinished" in step, plan
    if sql == board.HISTORY:
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan), plan


def test_the_same_urgency_in_the_status_line(store: Store) -> None:
    declare(store, ref="INC-B", severity=Severity.P2)
    declare(store, ref="INC-A", severity=Severity.P1)
    (ref,) = store._connection.execute(
        f"SELECT ref FROM incidents WHERE shelf = {engine.SHELF_OPEN} {engine.MOST_URGENT_FIRST} LIMIT 1",
        {"now": stamp(NOON)},
    ).fetchone()
    assert ref == store.board(NOON)[0].ref == "INC-A"


def test_ids_are_not_references(store: Store) -> None:
    declare(store)
    with pytest.raises(NotFound):
        store.find(str(uuid.uuid4()))

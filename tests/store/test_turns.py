"""Whose turn it is, as the file holds it: written with every entry, found by person, made anew if need be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from incident_console.domain.actions import ActionAdded
from incident_console.domain.call import Why
from incident_console.domain.response import Escalated
from incident_console.store import turns
from incident_console.store.store import Store
from incident_console.store.turns import CALLED
from tests.store.scribe import NOON, declare, declared, note, record

HOUR = timedelta(hours=1)


def why(store: Store, person: str, until: timedelta = timedelta()) -> list[Why]:
    return [row.call.why for row in store.called(person, NOON + until)]


def test_a_person_is_found_by_any_spelling_in_all_incidents(tmp_path: Path) -> None:
    with Store.open(tmp_path / "i.db") as store:
        first = declare(store, owner="Olga")
        second = declare(store, Escalated(to="@olga", why="no progress"), owner="alice")
        rows = store.called("OLGA", NOON + timedelta(minutes=1))
        assert {(row.incident, row.call.why) for row in rows} == {
            (first, Why.DECLARED),
            (second, Why.ESCALATED),
        }
        assert rows[0].ref.startswith("INC-")
        assert rows[0].title == "Checkout answers 502"
        assert why(store, "bob") == []


def test_what_time_will_call_for_is_read_as_far_ahead_as_asked(tmp_path: Path) -> None:
    with Store.open(tmp_path / "i.db") as store:
        declare(store)
        assert why(store, "alice") == []
        assert why(store, "alice", timedelta(minutes=20)) == [Why.NEARS]
        assert why(store, "alice", HOUR) == [Why.NEARS, Why.PASSED]


def test_whoever_acts_is_called_no_longer(tmp_path: Path) -> None:
    with Store.open(tmp_path / "i.db") as store:
        incident = declare(store, ActionAdded(what="scale", owner="bob"))
        assert why(store, "bob") == [Why.ACTION]
        record(store, incident, note(), by="@Bob")
        assert why(store, "bob") == []


def test_the_rows_are_made_anew_from_the_log(tmp_path: Path) -> None:
    with Store.open(tmp_path / "i.db") as store:
        declare(store, ActionAdded(what="scale", owner="bob"))
        with store.writing():
            store._connection.execute("DELETE FROM called_rows")
        assert not store.verify().whole
        store.rebuild()
        assert store.verify().whole
        assert why(store, "bob") == [Why.ACTION]


def test_the_view_holds_what_calls_now(tmp_path: Path) -> None:
    with Store.open(tmp_path / "i.db") as store:
        event = declared(owner="olga", first_update_due=NOON + timedelta(days=365 * 900))
        record(store, "one", event)
        rows = store._connection.execute("SELECT reference, who, why FROM called").fetchall()
        assert rows == [(event.ref, "olga", "incident_declared")], "what time calls for is far ahead"


def test_a_look_at_ones_calls_goes_by_the_index(tmp_path: Path) -> None:
    with Store.open(tmp_path / "i.db") as store:
        plan = store._connection.execute(
            f"EXPLAIN QUERY PLAN {CALLED}", {"person": "a", "until": "", "most": 1}
        ).fetchall()
        assert any("called_rows_by_person" in step[3] for step in plan), plan
        assert not any(step[3].startswith("SCAN") for step in plan), plan


def test_of_more_than_anybody_looks_through_the_latest_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MOST", 2)
    with Store.open(tmp_path / "i.db") as store:
        actions = [ActionAdded(what=f"step {n}", owner="bob") for n in range(4)]
        declare(store, *actions)
        rows = store.called("bob", NOON)
        assert [row.call.text for row in rows] == ["step 2", "step 3"]

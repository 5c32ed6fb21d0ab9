"""What is asked often is answered from an index, whatever the record's size: SQLite's own word for it."""

import re
from typing import Any

import pytest

from incident_console import statusline
from incident_console.store import board, deliveries, log, search
from incident_console.store.store import Store

BOARD = {"now": "2026-09-01T12:00:00.000000Z", "limit": 500}

OWED = "incidents_by_shelf (shelf=? AND <expr>=?"
"""How the index is used for what is owed by a certain time."""

OFTEN: dict[str, tuple[str, Any, set[str]]] = {
    "board": (board.OPEN, BOARD, {"incidents_by_shelf"}),
    "owing": (board.OWING, BOARD, {"incidents_by_shelf (shelf=?)"}),
    "how many owe": (board.HOW_MANY_OWE, (), {"COVERING INDEX"}),
    "how many of them are late": (
        board.HOW_MANY_ARE_LATE,
        ("2026",),
        {f"{OWED} AND"},
    ),
    "pressing": (
        board.PRESSING,
        {"until": BOARD["now"], "limit": 500},
        {f"{OWED})", "incidents_offered", "INTEGER PRIMARY KEY"},
    ),
    "status line, where nothing is open": (
        statusline.OWED,
        (),
        {f"{OWED})"},
    ),
    "history": (board.HISTORY, {"before": board.LATEST, "limit": 500}, {"incidents_by_time"}),
    "status line": (statusline.QUERY, BOARD, {"incidents_by_shelf"}),
    "entries": (log.ENTRIES, ("id", 0), {"incident=? AND place>?"}),
    "the last entry": (log.LAST, ("id",), {"incident=?"}),
    "what is due": (
        deliveries.DUE,
        {"now": BOARD["now"], "console": "one", "limit": 100},
        {"deliveries_due (next_attempt_at<?)", "deliveries_to_send (incident=? AND channel=? AND "},
    ),
    "when something is due": (
        deliveries.NEXT,
        {"now": BOARD["now"], "console": "one"},
        {"deliveries_due", "deliveries_to_send (incident=? AND channel=? AND "},
    ),
    "what is being sent": (deliveries.SENDING, ("one",), {"deliveries_to_send"}),
    "the ways of an incident": (deliveries.OF_INCIDENT, ("id",), {"deliveries_by_incident"}),
    "the ways of a message": (deliveries.OF_MESSAGE, ("id",), {"deliveries_by_message"}),
    "search": (search.INDEXED, ('"check"*', 50), {"VIRTUAL TABLE INDEX", "INTEGER PRIMARY KEY", "id=?"}),
    "search of what is not indexed yet": (search.NOT_YET, (), {"rowid>?", "id=?"}),
}


def plan(store: Store, sql: str, parameters: Any) -> list[str]:
    rows = store._connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
    return [row[3] for row in rows]


@pytest.mark.parametrize("name", OFTEN)
def test_it_uses_its_index(store: Store, name: str) -> None:
    sql, parameters, expected = OFTEN[name]
    steps = plan(store, sql, parameters)
    assert not whole_tables(steps)
    said = "\n".join(steps)
    assert all(part in said for part in expected), steps


def whole_tables(steps: list[str]) -> list[str]:
    """The steps that read a table from its beginning to its end, in no index's order."""
    return [
        step
        for step in steps
        if re.fullmatch(r"SCAN (e|i|r|d|o|events|incidents|update_rows|deliveries)", step)
    ]


def test_the_outbox_reads_only_what_waits(store: Store) -> None:
    asked: list[str] = []
    store._connection.set_trace_callback(asked.append)
    assert store.outbox()
    store._connection.set_trace_callback(None)
    (sql,) = [one for one in asked if "update_rows" in one]
    steps = plan(store, sql, ())
    assert any("update_rows_unfinished" in step for step in steps), steps
    assert not whole_tables(steps)


def test_what_is_owed_is_read_in_the_order_in_which_it_is_due(store: Store) -> None:
    steps = plan(store, board.OWING, BOARD)
    assert not any("TEMP B-TREE" in step for step in steps), steps

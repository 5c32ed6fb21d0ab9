"""What lists and people's queries read is what the log says, after every event there is."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any, get_args

import msgspec
import pytest

from incident_console.domain.declaring import IncidentDeclared
from incident_console.domain.entry import Event
from incident_console.domain.events import AnyEvent
from incident_console.domain.folding import fold
from incident_console.domain.posting import MessagePosted
from incident_console.domain.summarising import summary
from incident_console.store import derived_tables, projection, shelving, summary_rows
from incident_console.store.store import Store
from tests.store.lives import LATER, LIVES, Life, to_the_end
from tests.store.scribe import NOON, record


def live(store: Store, steps: Callable[[Life], Iterator[Event]]) -> str:
    """Record a whole life, each step in a transaction of its own."""
    incident, life = str(uuid.uuid4()), Life()
    for step in steps(life):
        life.entries += record(store, incident, step, by=life.by)
    return incident


@pytest.mark.parametrize("steps", LIVES)
def test_every_event_names_all_that_it_changes(
    store: Store, steps: Callable[[Life], Iterator[Event]]
) -> None:
    incident, life = str(uuid.uuid4()), Life()
    for step in steps(life):
        life.entries += record(store, incident, step, by=life.by)
        findings = store.verify(incident).findings
        assert not findings, f"{type(step).__name__}.derived is {set(step.derived)}: {findings[0].sentence}"


def test_the_lives_hold_every_kind_of_event(store: Store) -> None:
    seen: set[type[Event]] = set()
    for steps in LIVES:
        incident = live(store, steps)
        seen |= {type(entry.event) for entry in store.entries(incident)}
    assert set(get_args(AnyEvent)) == seen


def test_entries_folded_again_give_the_same_rows(store: Store) -> None:
    incident = live(store, to_the_end)
    folded = fold(store.entries(incident))
    row = store.summary(incident)
    assert row == summary(folded)
    assert row is not None
    assert summary_rows.from_rows([summary_rows.to_row(row)]) == [row]
    assert (row.status, row.open, row.owner, row.unsent) == ("closed", False, "carol", 0)


def view(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return store._connection.execute(sql).fetchall()


def test_views_read_well(store: Store) -> None:
    live(store, to_the_end)
    assert view(store, "SELECT reference, title, owner, how FROM ownership ORDER BY term") == [
        ("INC-LIFE", "Checkout answers 502", "alice", "declared"),
        ("INC-LIFE", "Checkout answers 502", "bob", "handover"),
        ("INC-LIFE", "Checkout answers 502", "carol", "taken"),
    ]
    assert view(store, "SELECT n, text, owner, open, dropped_why FROM actions ORDER BY n") == [
        (1, "scale", "carol", 0, ""),
        (2, "call the vendor", "oli", 0, "they called us"),
    ]
    kinds = view(
        store, "SELECT kind, count(*) FROM updates WHERE out_at IS NOT NULL GROUP BY kind ORDER BY kind"
    )
    assert kinds == [("analysis", 1), ("reschedule", 1), ("update", 1), ("wrap_up", 1)]
    assert view(store, "SELECT DISTINCT posted_in FROM updates WHERE out_at IS NOT NULL") == [("mail",)]
    outcomes = [outcome for (outcome,) in view(store, "SELECT outcome FROM promises")]
    assert "moved" in outcomes
    assert "open" not in outcomes
    assert view(store, "SELECT type, text FROM timeline WHERE seq = 6") == [("action_added", "scale")]


def test_the_outbox_holds_what_waits(store: Store) -> None:
    live(store, to_the_end)
    assert store.outbox() == []
    incident, life = str(uuid.uuid4()), Life()
    for step in itertools.islice(to_the_end(life), 15):
        more = isinstance(step, IncidentDeclared)
        life.entries += record(
            store, incident, msgspec.structs.replace(step, ref="INC-MORE") if more else step, by=life.by
        )
    (waiting,) = store.outbox()
    assert (waiting.ref, waiting.kind, waiting.client) == ("INC-MORE", "update", "ACME")
    assert (waiting.id, waiting.waiting_since) == (life.last_message(), NOON)
    assert waiting.text.startswith("We still see 30 % fail.")
    assert store.outbox(incident) == [waiting]
    assert store.outbox("another") == []
    row = store.summary(incident)
    assert row is not None
    assert row.unsent == 1


def test_an_ended_incident_that_owes_an_analysis_is_listed(store: Store) -> None:
    incident, life = str(uuid.uuid4()), Life()
    for step in to_the_end(life):
        life.entries += record(store, incident, step, by=life.by)
        if isinstance(step, MessagePosted) and not store.board(NOON):
            break
    assert [(row.ref, row.clock_kind, row.clock_due_at) for row in store.owing()] == [
        ("INC-LIFE", "analysis", LATER)
    ]
    assert [row.ref for row in store.history()] == ["INC-LIFE"]


def test_rows_that_are_no_longer_there_go(store: Store) -> None:
    incident = live(store, to_the_end)
    folded = fold(store.entries(incident))
    rows = projection.derived(folded)
    assert set(rows) == set(derived_tables.DERIVED_TABLES) == set(projection.NAMES)
    folded.actions.pop()
    with store.writing():
        shelving.write_rows(store._connection, "action_rows", incident, projection.derived(folded)["actions"])
    assert [row.n for row in store.actions(incident)] == [1]

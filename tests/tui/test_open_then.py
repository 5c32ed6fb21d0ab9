"""What was open at a moment of the past, with owner and clock of then, in both pasts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_console.domain import closing, ending, handover, handover_answers, reopening
from incident_console.domain.past import Which
from incident_console.domain.summary import SummaryRow
from incident_console.domain.vocabulary import Remedy
from incident_console.store.history_open import RECORDED_LATE
from incident_console.store.store import Store
from incident_console.tui.room import open_then
from incident_console.tui.room.open_then import OpenThen
from tests.store.scribe import NOON, declare, note, record
from tests.tui.scene import Scene, at


def refs(rows: list[SummaryRow]) -> list[str]:
    return [row.ref[-4:] for row in rows]


def resolve(scene: Scene, by: str, ref: str) -> None:
    scene.desk(by).act(ref, closing.resolve, remedy=Remedy.RESTORED)
    scene.desk(by).act(ref, closing.confirm)


def close(scene: Scene, by: str, ref: str, **when: Any) -> None:
    said: dict[str, Any] = {"what": "pool", "customer_impact": "none", "prevention": "alert", "posted": True}
    scene.desk(by).act(ref, closing.close, **said, **when)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "other.db") as opened:
        yield opened


def night(scene: Scene, then: list[tuple[datetime, list[SummaryRow]]]) -> None:
    """The evening goes on: handed over, ended, reopened, ended later than it was recorded."""

    def look(hour: int, minute: int) -> None:
        scene.clock.step(at(hour, minute))
        then.append((scene.clock.now(), scene.desk("bob").store.board(scene.clock.now())))
        scene.clock.advance(seconds=1)

    look(14, 35)
    scene.desk("alice").act("INC-9BXW", handover_answers.accept_handover)
    look(14, 50)
    resolve(scene, "alice", "INC-9BXW")
    close(scene, "alice", "INC-9BXW")
    resolve(scene, "dave", "INC-BACK")
    look(15, 10)
    close(scene, "dave", "INC-BACK", at=at(15, 0))
    scene.desk("alice").act("INC-7K3Q", handover.offer_handover, to="bob", status="late")
    look(15, 30)
    scene.desk("bob").act("INC-9BXW", reopening.reopen, why="slow again")
    look(16, 0)
    scene.desk("carol").act("INC-RPTS", ending.stand_down, why="a wrong graph", posted=True)
    look(17, 0)


@pytest.mark.parametrize("beginning", [False, True], ids=["from the end", "from the beginning"])
def test_as_known_it_is_what_every_board_showed_then(scene: Scene, beginning: bool) -> None:
    then: list[tuple[datetime, list[SummaryRow]]] = []
    night(scene, then)
    beside, store = OpenThen("none of them"), scene.desk("bob").store
    assert len({tuple(refs(rows)) for _, rows in then}) > 3
    for moment, rows in then if beginning else reversed(then):
        assert beside.rows(store, Which.KNOWN, moment) == rows


def test_as_it_happened_an_end_is_when_it_was_and_one_is_left_out(scene: Scene) -> None:
    night(scene, [])
    checkout = scene.desk("bob").incident("INC-7K3Q").id
    beside, store = OpenThen(checkout), scene.desk("bob").store

    def stood(which: Which, hour: int, minute: int) -> list[str]:
        return sorted(refs(beside.rows(store, which, at(hour, minute))))

    assert stood(Which.HAPPENED, 11, 0) == []
    assert stood(Which.HAPPENED, 14, 55) == ["BACK", "RPTS"]
    assert stood(Which.HAPPENED, 15, 5) == ["RPTS"]
    assert stood(Which.KNOWN, 15, 5) == ["BACK", "RPTS"]
    assert stood(Which.HAPPENED, 15, 31) == ["9BXW", "RPTS"]


def test_the_clock_and_the_owner_are_those_of_then(scene: Scene) -> None:
    scene.desk("alice").act("INC-9BXW", handover_answers.accept_handover)
    beside, store = OpenThen(""), scene.desk("bob").store
    rows = {row.ref: row for row in beside.rows(store, Which.HAPPENED, at(14, 25))}
    assert (rows["INC-9BXW"].owner, rows["INC-9BXW"].clock_due_at) == ("bob", at(14, 52))
    assert rows["INC-7K3Q"].clock_due_at == at(14, 30)
    rows = {row.ref: row for row in beside.rows(store, Which.HAPPENED, at(14, 34, 12))}
    assert (rows["INC-9BXW"].owner, rows["INC-9BXW"].offered(at(14, 34, 12))) == ("alice", None)


def test_far_away_moments_are_read_anew_and_logs_are_not_kept_for_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_then, "MOST_KEPT", 3)
    monkeypatch.setattr(open_then, "AT_ONCE", 2)
    for n in range(12):
        when = NOON + timedelta(days=n)
        incident = declare(store, note(), at=when, ref=f"INC-{n:04}")
        record(store, incident, ending.HistoryEnded(), at=when + timedelta(hours=36))
    beside = OpenThen("")
    for n in [*range(12), *range(11, -1, -1), 5]:
        moment = NOON + timedelta(days=n, hours=1)
        expected = [f"{n:04}"] if not n else [f"{n - 1:04}", f"{n:04}"]
        assert sorted(refs(beside.rows(store, Which.HAPPENED, moment))) == expected


def test_what_was_brought_in_stands_on_no_board_of_the_past(store: Store) -> None:
    declare(store, note(), ref="INC-AAAA")
    declare(store, note(), ref="INC-BBBB", imported=True)
    (span,) = store.open_between(NOON, NOON)
    assert (span.ref, span.until) == ("INC-AAAA", None)
    declare(store, ending.HistoryEnded(), ref="INC-CCCC", at=NOON - RECORDED_LATE * 2)
    assert len(store.open_between(NOON, NOON)) == 1


def test_a_log_that_is_damaged_is_shown_as_far_as_it_can_be_read(store: Store) -> None:
    incident = declare(store, note("one"), note("two"), ref="INC-AAAA")
    declare(store, note("three"), ref="INC-BBBB")
    store._connection.execute("DROP TRIGGER events_are_never_changed")
    store._connection.execute("UPDATE events SET body = '{' WHERE incident = ? AND place = 3", (incident,))
    read = store.logs(store.open_between(NOON, NOON))
    assert sorted(len(log) for log in read.values()) == [2, 2]
    assert refs(OpenThen("").rows(store, Which.HAPPENED, NOON)) == ["AAAA", "BBBB"]

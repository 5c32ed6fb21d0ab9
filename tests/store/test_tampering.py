"""What somebody with other tools does to a record of two consoles, and whether verify finds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from incident_console.clock import FixedClock
from incident_console.desk import Desk
from incident_console.domain.policy import Policy
from incident_console.domain.response import note
from incident_console.domain.vocabulary import Criterion
from incident_console.store import chains, engine, log, tables
from incident_console.store.findings import Verification
from incident_console.store.store import Store
from tests.store.apart import BEGIN, Copy
from tests.store.test_verify import GUARDS


@pytest.fixture
def both(tmp_path: Path) -> Path:
    """A file of two consoles: alice wrote 1, 2 and 4, and bob, who saw each of these, 3 and 5."""
    one = Copy(tmp_path / "one.db", BEGIN)
    ref = one.desk("alice").declare(title="Checkout answers 502", because=[Criterion.SLA]).incident.ref
    other = one.copied(tmp_path / "other.db")
    for person, copy, from_copy in (("alice", one, other), ("bob", other, one)) * 2:
        copy.merge(from_copy)
        for each in (one, other):
            each.clock.advance(minutes=1)
        copy.desk(person).act(ref, note, what=f"{person} writes")
    one.merge(other)
    one.close()
    other.close()
    return one.path


def tamper(path: Path, change: Callable[[engine.Connection], None]) -> None:
    connection = engine.connect(str(path))
    for name in GUARDS:
        connection.execute(f"DROP TRIGGER {name}")
    change(connection)
    for sql in tables.GUARDS.values():
        connection.execute(sql.strip())
    connection.close()


def verified(path: Path, anchor: str | None = None) -> Verification:
    """What verify finds after everything derived was made anew, as a careful forger would."""
    with Store.open(path) as store:
        return store.verify(anchor=anchor)


def rechained(connection: engine.Connection, console: str) -> None:
    """Write the chain of one console anew, as its entries stand now."""
    (incident,) = connection.execute("SELECT DISTINCT incident FROM events").fetchone()
    prev = log.GENESIS
    for row in chains.rows_of(connection, incident):
        if row[chains.CONSOLE] != console:
            continue
        fresh = log.chained(prev, row[chains.SEEN], row[: chains.FIELDS])
        connection.execute("UPDATE events SET prev = ?, hash = ? WHERE id = ?", (prev, fresh, row[chains.ID]))
        prev = fresh


def consoles(connection: engine.Connection) -> list[str]:
    rows = connection.execute("SELECT console FROM events GROUP BY console ORDER BY min(place)").fetchall()
    return [console for (console,) in rows]


def test_it_is_whole_before(both: Path) -> None:
    found = verified(both)
    assert (found.whole, found.events, len(found.anchor.split(","))) == (True, 5, 2)


def test_a_console_that_was_chained_anew_is_found_by_what_others_saw(both: Path) -> None:
    def change(connection: engine.Connection) -> None:
        alice = consoles(connection)[0]
        connection.execute("UPDATE events SET body = replace(body, 'alice writes', 'mallory writes')")
        connection.execute("UPDATE events SET text = replace(text, 'alice writes', 'mallory writes')")
        rechained(connection, alice)

    tamper(both, change)
    sentences = " ".join(finding.sentence for finding in verified(both).findings)
    assert "entry 3 saw an entry that is not there" in sentences


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DELETE FROM events WHERE place IN (2, 4)", "is missing"),
        ("UPDATE events SET place = CASE place WHEN 2 THEN 9 ELSE 2 END WHERE place IN (2, 3)", "is missing"),
        ('UPDATE events SET verdict = \'{"ground":"ended"}\' WHERE place = 3', "verdict of entry 3"),
        ("UPDATE events SET login = 'mallory' WHERE place = 3", "entry 3 is not what was recorded"),
        ("UPDATE events SET seen = prev WHERE place = 5", "entry 5 is not what was recorded"),
    ],
)
def test_what_was_altered_is_named(both: Path, statement: str, sentence: str) -> None:
    tamper(both, lambda connection: connection.execute(statement))  # type: ignore[arg-type]
    assert any(sentence in finding.sentence for finding in verified(both).findings)


def test_places_that_were_exchanged_are_found_and_put_right(both: Path) -> None:
    def change(connection: engine.Connection) -> None:
        for place, other in ((2, 99), (3, 2), (99, 3)):
            connection.execute("UPDATE events SET place = ? WHERE place = ?", (other, place))

    tamper(both, change)
    found = verified(both)
    assert any("do not stand in their order" in finding.sentence for finding in found.findings)
    assert all(finding.derived for finding in found.findings)
    with Store.open(both) as store:
        store.rebuild()
        assert store.verify().whole


def test_a_tail_that_nobody_saw_shows_against_an_anchor(
    both: Path,
) -> None:
    anchor = verified(both).anchor
    with Store.open(both) as store:
        own = store.console

    def change(connection: engine.Connection) -> None:
        (last,) = connection.execute("SELECT console FROM events WHERE place = 5").fetchone()
        assert last != own
        connection.execute("DELETE FROM events WHERE place = 5")

    tamper(both, change)
    with Store.open(both) as store:
        store.rebuild()
    assert verified(both).whole
    (finding,) = verified(both, anchor).findings
    assert "some are missing" in finding.sentence
    tamper(both, lambda connection: connection.execute("DELETE FROM events WHERE place = 3"))  # type: ignore[arg-type]
    assert not verified(both).whole


def test_an_anchor_holds_in_a_file_that_has_grown(both: Path) -> None:
    anchor = verified(both).anchor
    with Store.open(both) as store:
        desk = Desk(store, FixedClock(BEGIN), Policy(), "carol")
        (row,) = store.board(BEGIN)
        desk.act(row.ref, note, what="goes on")
    assert verified(both, anchor).whole

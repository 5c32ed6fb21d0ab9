"""Whatever was altered behind the program's back is found, and what is derived can be made anew."""

from collections.abc import Callable
from pathlib import Path

import pytest

from incident_console.store import engine, tables, verify
from incident_console.store.findings import Verification
from incident_console.store.store import Store
from incident_console.store.verify_incident import verify_incident
from tests.store.scribe import NOON, declare, entries_for, note, record, write

GUARDS = tuple(tables.GUARDS)


def behind_its_back(path: Path, *statements: str) -> None:
    """Change a closed file as somebody with other tools would: guards taken away, and put back."""
    connection = engine.connect(str(path))
    for name in GUARDS:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for sql in tables.GUARDS.values():
        connection.execute(sql.strip())
    connection.close()


@pytest.fixture
def closed(path: Path) -> Path:
    """A closed file: INC-A with five entries, INC-B with two."""
    with Store.open(path) as store:
        declare(store, *(note(f"finding {n}") for n in range(2, 6)), ref="INC-A")
        declare(store, note("something else"), ref="INC-B")
    return path


def verified(path: Path) -> Verification:
    with Store.open(path) as store:
        return store.verify()


def test_a_record_that_nobody_touched_is_whole(closed: Path) -> None:
    found = verified(closed)
    assert found.whole
    assert (found.incidents, found.events) == (2, 7)
    assert verified(closed).anchor == found.anchor
    with Store.open(closed) as store:
        incident = store.find("INC-A")
        assert store.verify(incident).anchor == store.anchor(incident)
        assert store.verify(incident).events == 5


FIRST = "(SELECT incident FROM events WHERE text LIKE '%INC-A%')"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            f"UPDATE events SET body = replace(body, '3', '4') WHERE place = 3 AND incident = {FIRST}",
            "INC-A: entry 3",
        ),
        ("UPDATE events SET \"by\" = 'mallory' WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET occurred_at = recorded_at WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET recorded_at = occurred_at WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET term = 'x' WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET count = 99 WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET console = 'x' WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET id = 'x' WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET type = 'escalated' WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET version = 2 WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET prev = zeroblob(32) WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET hash = zeroblob(32) WHERE place = 4", "INC-A: entry 4"),
        ("UPDATE events SET text = 'nothing' WHERE place = 4", "INC-A: the text of entry 4"),
        ("UPDATE events SET place = 6 WHERE place = 5", "INC-A: entry 5 is missing"),
        ("DELETE FROM events WHERE place = 3", "INC-A: entry 3 is missing"),
        (f"DELETE FROM events WHERE place = 1 AND incident = {FIRST}", "INC-A: entry 1 is missing"),
        ("DELETE FROM events WHERE place = 5", "INC-A: the board knows 5 events, the log ends with 4"),
        (f"DELETE FROM events WHERE incident = {FIRST}", "INC-A is on the board without any event"),
        ("UPDATE incidents SET owner = 'mallory' WHERE ref = 'INC-A'", "INC-A: the board differs"),
        ("UPDATE incidents SET ref = 'INC-X' WHERE ref = 'INC-A'", "INC-X: the board differs"),
        ("UPDATE incidents SET version = 4 WHERE ref = 'INC-A'", "INC-A: the board differs"),
        ("UPDATE incidents SET last_hash = zeroblob(32) WHERE ref = 'INC-A'", "INC-A: the board knows"),
        ("UPDATE incidents SET shelf = 0 WHERE ref = 'INC-A'", "INC-A: the board differs"),
        ("DELETE FROM incidents WHERE ref = 'INC-A'", "it is missing from the board"),
        ("DELETE FROM ownership_rows", "INC-A: the ownership table differs"),
        ("UPDATE ownership_rows SET owner = 'mallory'", "INC-A: the ownership table differs"),
    ],
)
def test_what_was_altered_is_named(closed: Path, statement: str, sentence: str) -> None:
    behind_its_back(closed, statement)
    found = verified(closed)
    assert any(sentence in finding.sentence for finding in found.findings), found.findings
    assert all(
        "INC-B" not in finding.sentence or "ownership" in finding.sentence for finding in found.findings
    )
    about_events = "events SET" in statement or "FROM events" in statement
    if about_events and "SET text" not in statement:
        assert not all(finding.derived for finding in found.findings)


def test_an_event_moved_to_another_incident_is_found(closed: Path) -> None:
    behind_its_back(
        closed,
        f"UPDATE events SET incident = (SELECT incident FROM events WHERE text LIKE '%INC-B%'), place = 3"
        f" WHERE place = 5 AND incident = {FIRST}",
    )
    sentences = " ".join(finding.sentence for finding in verified(closed).findings)
    assert "INC-B: entry 3" in sentences
    assert "INC-A" in sentences


def test_a_cut_tail_with_its_traces_removed_shows_against_an_anchor(closed: Path) -> None:
    anchor = verified(closed).anchor
    behind_its_back(closed, "DELETE FROM events WHERE count = 7")
    with Store.open(closed) as store:
        store.rebuild()
        assert store.verify().whole
        (finding,) = store.verify(anchor=anchor).findings
        assert "the anchor knows 7 entries of it, and of the 6 that are here" in finding.sentence


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM incidents",
        "UPDATE incidents SET owner = 'mallory', severity = NULL",
        "UPDATE incidents SET shelf = 0",
        "DELETE FROM ownership_rows",
        "INSERT INTO action_rows SELECT id, 9, 'x', 'y', NULL, 1, 0, 'z', NULL, NULL, '' FROM incidents",
        "INSERT INTO events_fts (events_fts) VALUES ('delete-all')",
    ],
)
def test_what_is_derived_is_made_anew(closed: Path, statement: str) -> None:
    with Store.open(closed) as store:
        before = (store.board(NOON), store.search("finding"))
    behind_its_back(closed, statement)
    with Store.open(closed) as store:
        assert store.rebuild() == 2
        assert store.verify().whole
        assert (store.board(NOON), store.search("finding")) == before
        record(store, store.find("INC-A"), note("goes on"))
        assert store.verify().whole


def test_a_guard_that_does_nothing_is_found(path: Path) -> None:
    with Store.open(path) as store:
        declare(store)
    connection = engine.connect(str(path))
    name = GUARDS[0]
    connection.execute(f"DROP TRIGGER {name}")
    connection.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON events WHEN 0 BEGIN SELECT 1; END")
    connection.close()
    (finding,) = verified(path).findings
    assert finding.sentence.startswith(f"{name} was altered")


def damage(path: Path, change: Callable[[bytearray], None]) -> None:
    content = bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)


def test_pages_that_were_overwritten_are_found(path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store)
        for number in range(200):
            record(store, incident, note(f"finding {number}"))
        (page,) = store._connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'events_by_id'"
        ).fetchone()

    def overwrite(content: bytearray) -> None:
        content[(page - 1) * 4096 : (page - 1) * 4096 + 512] = b"\xff" * 512

    damage(path, overwrite)
    with Store.open(path) as store:
        assert any("damaged" in finding.sentence for finding in store.verify().findings)


def test_looking_does_not_disturb_a_transaction(closed: Path) -> None:
    with Store.open(closed) as store:
        incident = store.find("INC-A")
        with store.writing():
            write(store, incident, entries_for(store, incident, note("more")))
            assert store.verify(incident).whole
        assert len(store.entries(incident)) == 6


def test_an_incident_that_cannot_be_looked_at_is_named_and_the_others_are_looked_at(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(closed) as store:
        damaged, look = store.find("INC-A"), verify_incident

        def failing(connection: engine.Connection, incident: str, forks: object) -> object:
            if incident == damaged:
                raise RuntimeError("nobody thought of this")
            return look(connection, incident, forks)  # type: ignore[arg-type]

        monkeypatch.setattr(verify, "verify_incident", failing)
        found = store.verify()
    (finding,) = found.findings
    assert finding.sentence.startswith("INC-A: it cannot be looked at (nobody thought of this)")
    assert (found.incidents, found.events) == (2, 2)

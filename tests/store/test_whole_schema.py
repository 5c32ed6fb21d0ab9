"""Whatever stands in the schema that this program did not write, and a search index that lies, are named."""

from pathlib import Path

import pytest

from incident_console.store import engine
from incident_console.store.errors import NotSaved
from incident_console.store.findings import Verification
from incident_console.store.store import Store
from tests.store.scribe import NOON, declare, note, record
from tests.store.test_verify import behind_its_back


@pytest.fixture
def closed(path: Path) -> Path:
    """A closed file with two incidents, all of it in the search index."""
    with Store.open(path) as store:
        declare(store, note("the pool is exhausted"), note("pooled again"), ref="INC-A")
        declare(store, note("something else"), ref="INC-B")
        store.checkpoint()
    return path


def alter(path: Path, *statements: str) -> None:
    connection = engine.connect(str(path))
    for statement in statements:
        connection.execute(statement)
    connection.close()


def verified(path: Path) -> Verification:
    with Store.open(path, read_only=True) as store:
        return store.verify()


IGNORE = "CREATE TRIGGER foreign_one BEFORE INSERT ON {} BEGIN SELECT RAISE(IGNORE); END"


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        ((IGNORE.format("events"),), "trigger foreign_one is none of this program's; rebuild it"),
        (("CREATE TABLE theirs (x)",), "table theirs is none of this program's; take it out"),
        (("CREATE INDEX theirs ON events (text)",), "index theirs is none of this program's"),
        (("CREATE VIEW theirs AS SELECT 1",), "view theirs is none of this program's"),
        (("DROP VIEW updates",), "view updates is missing from the file; rebuild it"),
        (
            ("DROP VIEW updates", "CREATE VIEW updates AS SELECT 1 AS reference"),
            "view updates was altered; rebuild it",
        ),
        (("DROP INDEX events_by_id",), "index events_by_id is missing from the file; rebuild it"),
        (
            ("DROP INDEX events_by_id", "CREATE INDEX events_by_id ON events (id)"),
            "index events_by_id was altered; rebuild it",
        ),
        (("ALTER TABLE drafts ADD COLUMN more TEXT",), "table drafts was altered; restore your last backup"),
    ],
)
def test_all_of_the_schema_is_compared(closed: Path, statements: tuple[str, ...], sentence: str) -> None:
    alter(closed, *statements)
    (finding,) = verified(closed).findings
    assert sentence in finding.sentence
    with Store.open(closed) as store:
        store.rebuild()
    assert verified(closed).whole == finding.derived
    assert finding.derived == ("rebuild it" in sentence)


def test_figures_about_the_tables_are_sqlites_own(closed: Path) -> None:
    alter(closed, "ANALYZE")
    assert verified(closed).whole


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO events_fts (events_fts) VALUES ('delete-all')",
        "INSERT INTO events_fts (rowid, text) VALUES (2, 'forged')",
        "INSERT INTO events_fts (events_fts, rowid, text) VALUES ('delete', 1, 'INC-A')",
        "UPDATE searched SET upto = 1",
        "UPDATE searched SET upto = 999",
        "DELETE FROM searched",
        "UPDATE events_fts_data SET block = zeroblob(8) WHERE id > 10",
        "UPDATE events_fts_data SET block = zeroblob(40) WHERE id > 10",
    ],
)
def test_a_search_index_that_lies_is_found_and_made_anew(closed: Path, statement: str) -> None:
    with Store.open(closed) as store:
        before = store.search("pool"), store.search("pooled again")
    alter(closed, statement)
    findings = verified(closed).findings
    assert any("the search index" in finding.sentence for finding in findings)
    assert all(finding.derived for finding in findings)
    with Store.open(closed) as store:
        store.rebuild()
        assert (store.search("pool"), store.search("pooled again")) == before
    assert verified(closed).whole


def test_beginnings_that_are_not_found_are_found_missing(closed: Path) -> None:
    """The index knows the beginnings of words by themselves: they can be wrong where the words are right."""
    connection = engine.connect(str(closed))
    (config,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'events_fts'").fetchone()
    connection.execute("PRAGMA writable_schema=1")
    connection.execute(
        "UPDATE sqlite_schema SET sql = ? WHERE name = 'events_fts'", (config.replace("1 2 3 4", "4 3 2 1"),)
    )
    connection.close()
    findings = [finding.sentence for finding in verified(closed).findings]
    assert any("table events_fts was altered" in said for said in findings)
    assert any("does not find the beginnings of words" in said for said in findings)


@pytest.mark.parametrize("table", ["events", "incidents"])
def test_what_a_trigger_keeps_out_is_never_said_to_be_recorded(path: Path, table: str) -> None:
    with Store.open(path) as store:
        alter(path, IGNORE.format(table))
        with pytest.raises(NotSaved, match="nothing was recorded: something in the file kept the entry out"):
            declare(store)
        assert store.board(NOON) == []
        assert store._connection.execute("SELECT count(*) FROM events").fetchone() == (0,)


def test_what_a_trigger_alters_on_the_way_is_never_said_to_be_recorded(path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store)
    behind_its_back(path)
    alter(
        path,
        "DROP TRIGGER events_are_never_changed",
        "CREATE TRIGGER foreign_one AFTER INSERT ON events"
        " BEGIN UPDATE events SET body = replace(body, 'pool', 'cat') WHERE id = NEW.id; END",
        "CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events WHEN 0 BEGIN SELECT 1; END",
    )
    with Store.open(path) as store:
        with pytest.raises(NotSaved):
            record(store, incident, note())
        assert len(store.entries(incident)) == 1


def test_a_draft_that_a_trigger_keeps_out_is_not_said_to_be_saved(path: Path) -> None:
    with Store.open(path) as store:
        alter(path, IGNORE.format("drafts"))
        with pytest.raises(NotSaved, match="the draft was not saved"):
            store.save_draft("", "declare", "alice", {"title": "x"}, NOON)

"""Migrations: all or nothing, after a copy, and by one console at a time."""

import threading
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from incident_console.domain.declaring import SeverityChanged
from incident_console.domain.vocabulary import Severity
from incident_console.store import engine, schema
from incident_console.store.errors import StoreRefused
from incident_console.store.store import Store
from tests.store.lives import update
from tests.store.scribe import NOON, declare, some_file

NEXT = engine.SCHEMA_VERSION + 1


def next_program(monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> None:
    """Act as a program that knows one version more."""
    present = schema.migrations

    def migrations() -> Migrations:
        steps = present()

        @steps(name="0005_pagers")
        def pagers(db: Database) -> None:
            db.execute("CREATE TABLE pagers (name TEXT NOT NULL) STRICT")
            if fails:
                db.execute("CREATE TABLE pagers (name TEXT NOT NULL) STRICT")

        return steps

    monkeypatch.setattr(schema, "migrations", migrations)
    monkeypatch.setattr(engine, "SCHEMA_VERSION", NEXT)


def test_an_older_file_is_copied_and_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = some_file(tmp_path)
    next_program(monkeypatch)
    with Store.open(path) as store:
        assert "pagers" in Database(store._connection, execute_plugins=False).table_names()
        assert engine.value(store._connection, "PRAGMA user_version") == NEXT
        assert store.verify().whole
    (copy,) = tmp_path.glob("some.db.before-*")
    assert copy.name == f"some.db.before-{NEXT - 1}-1"
    assert copy.stat().st_mode & 0o777 == 0o600
    Store.open(path).close()
    assert len(list(tmp_path.iterdir())) == 2
    monkeypatch.undo()
    with Store.open(copy) as store:
        assert store.verify().whole
        assert len(store.board(NOON)) == 1
    with pytest.raises(StoreRefused, match="newer incident-console"):
        Store.open(path)


def test_a_record_of_the_version_before_gets_the_rows_of_what_is_to_be_sent(tmp_path: Path) -> None:
    path = some_file(tmp_path)
    with Store.open(path) as store:
        declare(store, update())
    connection = engine.connect(str(path))
    connection.execute("DROP TABLE deliveries")
    connection.execute("DROP INDEX update_rows_unfinished")
    connection.execute("ALTER TABLE update_rows DROP COLUMN unfinished")
    connection.execute("CREATE INDEX update_rows_waiting ON update_rows (written_at) WHERE waiting = 1")
    later = "('0004_deliveries', '0007_what_colleagues_have_not_heard')"
    connection.execute(f"DELETE FROM _sqlite_migrations WHERE name IN {later}")
    connection.execute("PRAGMA user_version=3")
    connection.close()
    with Store.open(path) as store:
        assert store.deliveries.of() == []
        assert len(store.outbox(unfinished=True)) == 1
        assert store.verify().whole
        assert len(store.board(NOON)) == 2


def test_a_record_of_the_version_before_tells_of_each_incident_how_it_went(tmp_path: Path) -> None:
    path = some_file(tmp_path)
    with Store.open(path) as store:
        incident = declare(store, SeverityChanged(severity=Severity.P1, why="spreads"))
        declare(store, severity=None)
        before = store.board(NOON)
    connection = engine.connect(str(path))
    for name in ("highest_severity", "closed_seconds", "review_due_at", "reviewed_at"):
        connection.execute(f"ALTER TABLE incidents DROP COLUMN {name}")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0006_a_past_that_is_found'")
    connection.execute("PRAGMA user_version=5")
    connection.close()
    with Store.open(path) as store:
        assert store.board(NOON) == before
        row = store.summary(incident)
        assert row is not None
        assert row.highest_severity == "P1"
        assert store.verify().whole


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = some_file(tmp_path)
    next_program(monkeypatch, fails=True)
    with pytest.raises(StoreRefused, match="pagers already exists"):
        Store.open(path)
    monkeypatch.undo()
    with Store.open(path) as store:
        assert "pagers" not in Database(store._connection, execute_plugins=False).table_names()
        assert store.verify().whole


def test_an_older_file_is_not_migrated_by_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = some_file(tmp_path)
    before = path.read_bytes()
    next_program(monkeypatch)
    with pytest.raises(StoreRefused, match="older version"):
        Store.open(path, read_only=True)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*before*"))


def test_several_consoles_bring_a_file_up_to_date_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = some_file(tmp_path)
    next_program(monkeypatch)
    failures: list[BaseException] = []

    def start() -> None:
        try:
            Store.open(path).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Store.open(path) as store:
        assert store.verify().whole


def test_every_table_is_strict(store: Store) -> None:
    declare(store)
    tables = store._connection.execute("PRAGMA table_list").fetchall()
    loose = [
        row[1]
        for row in tables
        if row[2] == "table" and not row[5] and not row[1].startswith(("sqlite_", "_sqlite_"))
    ]
    assert loose == []


def test_a_column_takes_its_own_kind_only(store: Store) -> None:
    declare(store)
    with pytest.raises(engine.IntegrityError, match="cannot store"):
        store._connection.execute("UPDATE incidents SET version = 'many'")

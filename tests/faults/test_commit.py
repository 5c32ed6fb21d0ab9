"""An error from COMMIT is looked into: it may have been saved, or not; what is said is true."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from incident_console.store import engine
from incident_console.store.errors import (
    CommitUncertain,
    NotSaved,
    StoreBusy,
    StoreError,
    StoreGone,
    StoreRefused,
)
from incident_console.store.store import Store
from tests.store.scribe import NOON, declare, note, record, some_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "incidents.db"


class Faulty:
    """A connection on which one statement fails, before or after it took effect."""

    def __init__(
        self, connection: engine.Connection, statement: str, *, after: bool, error: Exception
    ) -> None:
        self.real = connection
        self.statement = statement
        self.after = after
        self.error = error
        self.then: Callable[[], object] = lambda: None

    def execute(self, sql: str, *arguments: Any) -> Any:
        return self._run(self.real.execute, sql, *arguments)

    def executemany(self, sql: str, *arguments: Any) -> Any:
        return self._run(self.real.executemany, sql, *arguments)

    def _run(self, run: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if not sql.strip().startswith(self.statement):
            return run(sql, *arguments)
        if self.after:
            run(sql, *arguments)
        self.then()
        raise self.error

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def break_down(
    store: Store, statement: str, *, after: bool = False, error: Exception | None = None
) -> Faulty:
    """Let the next statement that begins so fail on the store's present connection."""
    faulty = Faulty(
        store._connection, statement, after=after, error=error or engine.OperationalError("disk I/O error")
    )
    store._session.connection = faulty  # type: ignore[assignment]
    return faulty


def faulty_still(store: Store) -> bool:
    connection: object = store._connection
    return isinstance(connection, Faulty)


def test_an_error_after_the_commit_took_effect_is_a_success(path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store)
        break_down(store, "COMMIT", after=True)
        (made,) = record(store, incident, note("saved after all"))
        assert not faulty_still(store)
        assert store.entries(incident)[1:] == [made]
        record(store, incident, note("goes on"))
        assert store.verify().whole


def test_an_error_before_the_commit_took_effect_is_said(path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store)
        break_down(store, "COMMIT")
        with pytest.raises(NotSaved, match=r"nothing was recorded: disk I/O error"):
            record(store, incident, note("lost"))
        assert not faulty_still(store)
        assert len(store.entries(incident)) == 1
        record(store, incident, note("tried again"))
        assert store.verify().whole


def test_a_commit_that_nobody_can_look_up_is_said_to_be_uncertain(path: Path) -> None:
    away = path.with_suffix(".away")
    with Store.open(path) as store:
        incident = declare(store)
        break_down(store, "COMMIT", after=True).then = lambda: path.rename(away)
        with pytest.raises(CommitUncertain, match="not known whether this was saved"):
            record(store, incident, note("saved, but who knows"))
        with pytest.raises(StoreError):
            record(store, incident, note("no file"))
        with pytest.raises(StoreError):
            store.board(NOON)
        away.rename(path)
        record(store, incident, note("it is back"))
        texts = [entry.event.text for entry in store.entries(incident)]
        assert texts[1:] == ["saved, but who knows", "it is back"]
        assert store.verify().whole


@pytest.mark.parametrize("statement", ["INSERT INTO events", "UPDATE incidents", "SELECT place, id"])
@pytest.mark.parametrize(
    "error",
    [
        engine.OperationalError("database or disk is full"),
        engine.DatabaseError("database disk image is malformed"),
        engine.OperationalError("disk I/O error"),
    ],
)
def test_an_error_within_the_transaction_takes_all_of_it_back(
    path: Path, statement: str, error: engine.Error
) -> None:
    with Store.open(path) as store:
        incident = declare(store)
        break_down(store, statement, error=error)
        with pytest.raises(NotSaved, match=str(error)):
            record(store, incident, note("lost"))
        assert len(store.entries(incident)) == 1
        record(store, incident, note("tried again"))
        assert store.verify().whole


def test_a_closed_record_stays_closed(path: Path) -> None:
    store = Store.open(path)
    store.close()
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        store.board(NOON)
    with pytest.raises(RuntimeError, match="closed"), store.writing():
        pass


def test_a_read_that_fails_opens_the_file_anew(path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store)
        break_down(store, "SELECT", error=engine.DatabaseError("database disk image is malformed"))
        with pytest.raises(StoreError, match="try again"):
            store.entries(incident)
        assert len(store.entries(incident)) == 1


def test_a_disk_that_is_full_is_said_and_nothing_is_lost(path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store)
        (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
        store._connection.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(NotSaved, match="full"):
            record(store, incident, *(note("x" * 3000) for _ in range(100)))
        store._connection.execute("PRAGMA max_page_count=1000000")
        record(store, incident, note("there is room again"))
        assert store.verify().whole


def test_a_writer_that_never_ends_is_waited_for_only_so_long(path: Path) -> None:
    with Store.open(path) as store, Store.open(path) as other:
        declare(store)
        store._connection.execute("PRAGMA busy_timeout=50")
        with other.writing(), pytest.raises(StoreBusy, match="nothing was recorded"):
            declare(store)
        declare(store)
        assert len(store.board(NOON)) == 2


def test_a_file_that_was_replaced_is_written_to_no_more(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store, note("before"))
        some_file(tmp_path).replace(path)
        replaced = path.read_bytes()
        with pytest.raises(StoreGone, match="was replaced while open"):
            record(store, incident, note("to nowhere"))
        copy = store.save_copy(tmp_path / "saved.db")
    assert path.read_bytes() == replaced
    with Store.open(copy) as saved:
        assert [entry.event.text for entry in saved.entries(incident)][1:] == ["before"]
        assert saved.verify().whole


def test_a_file_that_was_replaced_is_noticed_when_it_is_read(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store, note("before"))
        some_file(tmp_path).replace(path)
        for look in (
            lambda: store.board(NOON),
            lambda: store.entries(incident),
            lambda: store.search("before"),
            store.drafts,
            store.changed,
            store.verify,
        ):
            with pytest.raises(StoreGone, match="was replaced while open: what you see is what it held"):
                look()
        copy = store.save_copy(tmp_path / "saved.db")
    with Store.open(copy) as saved:
        assert saved.entries(incident)[-1].event.text == "before"


def test_what_a_replaced_file_held_can_be_copied_after_an_error_too(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store, note("before"))
        some_file(tmp_path).replace(path)
        with pytest.raises(StoreError), store._session.reading(also_gone=True):
            raise engine.DatabaseError("database disk image is malformed")
        copy = store.save_copy(tmp_path / "saved.db")
    with Store.open(copy) as saved:
        assert saved.entries(incident)[-1].event.text == "before"


def test_a_file_that_became_newer_while_open_is_written_to_no_more(path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store, note("before"))
        other = engine.connect(str(path))
        other.execute(f"PRAGMA user_version={engine.SCHEMA_VERSION + 1}")
        other.close()
        for write in (
            lambda: record(store, incident, note("into what it does not know")),
            lambda: store.save_draft(incident, "note", "alice", {"text": "x"}, NOON),
            store.rebuild,
        ):
            with pytest.raises(StoreRefused, match=r"nothing was recorded: .*newer incident-console"):
                write()
        assert not store._connection.in_transaction
        assert len(store.entries(incident)) == 2


def test_a_file_that_was_deleted_is_written_to_no_more(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store, note("before"))
        path.unlink()
        with pytest.raises(StoreGone, match="was deleted while open"):
            record(store, incident, note("to nowhere"))
        copy = store.save_copy(tmp_path / "saved.db")
    with Store.open(copy) as saved:
        assert len(saved.entries(incident)) == 2


def test_a_write_ahead_log_that_was_deleted_is_noticed(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store, note("only in the log so far"))
        if store.journal() != "wal":
            pytest.skip("this SQLite library works without a write-ahead log")
        Path(f"{path}-wal").unlink()
        with pytest.raises(StoreGone, match="-wal was deleted or replaced"):
            record(store, incident, note("to nowhere"))
        copy = store.save_copy(tmp_path / "saved.db")
    with Store.open(copy) as saved:
        assert len(saved.entries(incident)) == 2


def test_a_copied_file_is_another_console(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        incident = declare(store)
        console = store.console
    copy = tmp_path / "copied.db"
    copy.write_bytes(path.read_bytes())
    with Store.open(copy) as copied:
        assert copied.console != console
        record(copied, incident, note("there"))
    with Store.open(path) as store:
        assert store.console == console
        record(store, incident, note("here"))
    moved = tmp_path / "moved.db"
    path.rename(moved)
    with Store.open(moved) as store:
        assert store.console == console


def test_a_file_on_another_machine_is_another_console(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(path) as store:
        here = store.console
    monkeypatch.setattr("incident_console.store.console.node", lambda: "elsewhere")
    with Store.open(path) as store:
        assert store.console != here


def test_a_folder_that_is_full_of_trouble_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(StoreError, match=r"cannot be made .Operation not permitted"):
        Store.open(path)
    assert not list(path.parent.iterdir())

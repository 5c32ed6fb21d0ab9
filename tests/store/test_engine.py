"""Which SQLite is chosen, how it is opened, and what is not loaded for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from incident_console.store import engine
from incident_console.store.errors import StoreRefused
from incident_console.store.opening import check_journal
from incident_console.store.store import Store
from tests.store.scribe import declare, some_file


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 6, 23), True),
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_the_versions_with_the_reset_bug_are_known(version: tuple[int, ...], safe: bool) -> None:
    assert engine.wal_is_safe(version) is safe
    assert engine.journal_mode(version) == ("wal" if safe else "delete")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("synchronous", 2),
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("journal_size_limit", 16 * 1024 * 1024),
        ("busy_timeout", 10_000),
        ("application_id", engine.APPLICATION_ID),
        ("user_version", engine.SCHEMA_VERSION),
    ],
)
def test_every_connection_is_set_up(store: Store, pragma: str, value: int) -> None:
    assert engine.value(store._connection, f"PRAGMA {pragma}") == value


def test_the_journal_mode_is_what_the_library_can_be_trusted_with(store: Store) -> None:
    assert store.journal() == engine.journal_mode()


def test_a_library_with_the_bug_makes_and_leaves_a_file_without_a_write_ahead_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_before = some_file(tmp_path)
    monkeypatch.setattr(engine, "journal_mode", lambda: "delete")
    with Store.open(tmp_path / "new.db") as store:
        declare(store)
        assert store.journal() == "delete"
    with Store.open(made_before) as store:
        assert store.journal() == "delete"
        assert store.verify().whole


def test_a_library_with_the_bug_stays_away_from_a_log_that_another_console_uses(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(store)
    if store.journal() != "wal":
        pytest.skip("this SQLite library is not safe with a write-ahead log itself")
    monkeypatch.setattr(engine, "journal_mode", lambda: "delete")
    connection = engine.connect(str(store.path))
    connection.execute("PRAGMA busy_timeout=0")
    with pytest.raises(StoreRefused, match="close that console"):
        check_journal(store.path, connection)
    connection.close()
    assert store.journal() == "wal"


def test_a_file_is_never_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(engine.OperationalError):
        engine.connect(str(tmp_path / "none.db")).execute("PRAGMA user_version")
    assert not list(tmp_path.iterdir())


def test_names_with_marks_of_addresses_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%20d é.db"
    with Store.open(path) as store:
        declare(store)
    assert path.exists()


def loaded_by(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(' '.join(m.partition('.')[0] for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_engine_loads_nothing_but_the_library() -> None:
    heavy = {"msgspec", "sqlite_utils", "pendulum", "click", "textual", "rich", "asyncio", "json"}
    assert not heavy & loaded_by("import incident_console.store.engine")


def test_sqlite_utils_is_loaded_for_a_new_file_and_not_for_an_old_one(tmp_path: Path) -> None:
    code = f"from incident_console.store.store import Store\nStore.open({str(tmp_path / 'x.db')!r}).close()"
    assert "sqlite_utils" in loaded_by(code)
    assert not {"sqlite_utils", "pendulum", "click", "textual"} & loaded_by(code)


def test_one_sqlite_library_opens_files_in_a_process(tmp_path: Path) -> None:
    code = f"from incident_console.store.store import Store\nStore.open({str(tmp_path / 'x.db')!r}).close()"
    other_library_refuses = (
        "import sqlite3\n"
        "def refuse(*_, **__): raise SystemExit('opened with the other library')\n"
        "from incident_console.store import engine\n"
        "if engine.sqlite3 is not sqlite3.dbapi2 and engine.sqlite3 is not sqlite3:\n"
        "    sqlite3.connect = sqlite3.dbapi2.connect = refuse\n"
    )
    loaded_by(other_library_refuses + code)
    assert len({"sqlite3", "pysqlite3"} & loaded_by(code)) == 1

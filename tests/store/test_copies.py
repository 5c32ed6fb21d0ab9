"""A record that cannot be written, read by an ordinary user, whatever files came along with it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console.store import engine
from incident_console.store.store import Store
from tests.store.logins import ANN, needs_root, reachable_folder, run_as
from tests.store.scribe import NOON, declare, note, record

READING = (
    ("list", "--json"),
    ("show", "INC-COPY", "--json"),
    ("log", "INC-COPY", "--json"),
    ("search", "last", "--json"),
    ("history", "last", "--json"),
    ("metrics", "--json"),
    ("verify", "--json"),
    ("outbox", "--json"),
    ("action", "list", "--json"),
    ("procedure", "INC-COPY", "--json"),
    ("export", "INC-COPY", "--format", "json"),
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of root's that others may look into and no more; no umask of theirs matters."""
    needs_root()
    with reachable_folder() as made:
        place = made / "copy"
        place.mkdir()
        place.chmod(0o755)
        yield place


def lying(folder: Path, made: Path, companions: tuple[str, ...]) -> Path:
    """Put a copy of a live record there, its last note still in the log, with some of its companion files."""
    with Store.open(made / "live.db") as store:
        declare(store, ref="INC-COPY", at=NOON)
        store.checkpoint()
        (incident,) = (row.id for row in store.board(NOON))
        record(store, incident, note("the last word"))
        path = folder / "incidents.db"
        for companion in ("", *companions):
            shutil.copyfile(f"{store.path}{companion}", f"{path}{companion}")
            Path(f"{path}{companion}").chmod(0o444)
    return path


@pytest.mark.parametrize(
    ("companions", "writable", "newest"),
    [
        ((), False, False),
        ((), True, False),
        (("-wal", "-shm"), False, True),
        (("-wal",), False, True),
        (("-wal",), True, True),
    ],
)
def test_a_copy_is_read_up_to_its_last_entry_and_left_as_it_is(
    folder: Path, tmp_path: Path, companions: tuple[str, ...], writable: bool, newest: bool
) -> None:
    if engine.journal_mode() != "wal":
        pytest.skip("this SQLite keeps no write-ahead log")
    path = lying(folder, tmp_path, companions)
    if writable:
        folder.chmod(0o777)
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    answer = run_as(ANN, path, "log", "INC-COPY", "--json")
    assert answer.status == 0, answer.stderr
    texts = [entry["text"] for entry in json.loads(answer.stdout)]
    assert ("the last word" in texts) is newest
    assert "A copy that cannot be written here: last entry" in answer.stderr
    if not writable:
        assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


@pytest.mark.parametrize("companions", [(), ("-wal",), ("-wal", "-shm")])
def test_every_command_that_reads_answers_from_a_copy(
    folder: Path, tmp_path: Path, companions: tuple[str, ...]
) -> None:
    path = lying(folder, tmp_path, companions)
    for command in READING:
        answer = run_as(ANN, path, *command)
        assert answer.status == 0, (command, answer.stderr)
        assert answer.stderr.count("A copy that cannot be written here") == 1, command
        assert answer.stdout.startswith(("[", "{")), command
    line = run_as(ANN, path, "statusline")
    assert (line.status, line.stderr) == (0, "")


def test_what_would_write_is_refused_and_says_that_it_is_a_copy(folder: Path, tmp_path: Path) -> None:
    path = lying(folder, tmp_path, ("-wal",))
    answer = run_as(ANN, path, "note", "INC-COPY", "one more")
    assert answer.status == 1
    assert answer.stdout == ""
    assert "cannot be written" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_copy_of_an_older_version_is_read_as_one_of_this(folder: Path, tmp_path: Path) -> None:
    path = lying(folder, tmp_path, ())
    path.chmod(0o644)
    connection = engine.connect(str(path))
    for name in ("highest_severity", "closed_seconds", "review_due_at", "reviewed_at"):
        connection.execute(f"ALTER TABLE incidents DROP COLUMN {name}")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0006_a_past_that_is_found'")
    connection.execute("PRAGMA user_version=5")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    path.chmod(0o444)
    before = path.read_bytes()
    answer = run_as(ANN, path, "history", "--json")
    assert answer.status == 0, answer.stderr
    assert [each["highest_severity"] for each in json.loads(answer.stdout)] == ["P2"]
    assert path.read_bytes() == before
    assert [each.name for each in folder.iterdir()] == [path.name]


def test_nothing_is_left_of_a_copy_that_was_made_for_reading(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lying(folder, tmp_path, ("-wal",))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setattr("incident_console.store.opening.may_write", lambda folder: False)
    connect = engine.connect

    def as_ann(name: str, *, read_only: bool = False, **more: bool) -> engine.Connection:
        if read_only and name == str(path):
            raise engine.OperationalError("unable to open database file")
        return connect(name, read_only=read_only, **more)

    monkeypatch.setattr(engine, "connect", as_ann)
    with Store.open(path, read_only=True) as store:
        assert list(temporary.iterdir()) == []
        assert store.search("last")[0].excerpt == "the last word"
        assert store.is_copy
    assert list(temporary.iterdir()) == []

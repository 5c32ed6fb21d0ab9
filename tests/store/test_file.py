"""Making the file, and refusing what must not be opened: with a sentence, and the file untouched."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from incident_console.store import engine, file
from incident_console.store.errors import StoreRefused
from incident_console.store.store import Store
from tests.store.scribe import NOON, declare, some_file

Maker = Callable[[Path], None]


def test_the_file_and_its_folders_are_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "console" / "incidents.db"
    with Store.open(path) as store:
        declare(store)
        for name in path.parent.iterdir():
            assert name.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.parent.parent.stat().st_mode & 0o777 == 0o700
    assert [name.name for name in path.parent.iterdir()] == ["incidents.db"]


def empty(path: Path) -> None:
    path.touch()


def text(path: Path) -> None:
    path.write_text("2026-09-01 12:00 checkout is down\n" * 200)


def foreign(path: Path) -> None:
    in_another_process(path, "c.execute('create table notes (x)'); c.execute('insert into notes values (1)')")


def foreign_with_a_log(path: Path) -> None:
    in_another_process(path, "c.execute('pragma journal_mode=wal'); c.execute('create table notes (x)')")


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def newer(path: Path) -> None:
    change(path, f"PRAGMA user_version={engine.SCHEMA_VERSION + 6}")


def without_a_guard(path: Path) -> None:
    change(path, "DROP TRIGGER events_are_never_deleted")


def cut_off(path: Path) -> None:
    some_file(path.parent).rename(path)
    os.truncate(path, path.stat().st_size // 2)


def header_overwritten(path: Path) -> None:
    some_file(path.parent).rename(path)
    with path.open("r+b") as handle:
        handle.write(b"\0" * 100)


def change(path: Path, sql: str) -> None:
    some_file(path.parent).rename(path)
    connection = engine.connect(str(path))
    connection.execute(sql)
    connection.close()


def in_another_process(path: Path, statements: str) -> None:
    code = (
        f"import sqlite3\nc = sqlite3.connect({str(path)!r}, isolation_level=None)\n{statements}\nc.close()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def snapshot(path: Path) -> list[tuple[str, int, int, bytes]]:
    return [
        (
            name.name,
            name.stat().st_mtime_ns,
            name.stat().st_mode,
            name.read_bytes() if name.is_file() else b"",
        )
        for name in sorted(path.parent.iterdir())
    ]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (empty, "empty file"),
        (text, "not a record of this program"),
        (foreign, "not a record of this program"),
        (foreign_with_a_log, "not a record of this program"),
        (folder, "is a directory"),
        (pipe, "not a regular file"),
        (newer, "newer incident-console .file version 13"),
        (without_a_guard, "damaged .without events_are_never_deleted"),
        (cut_off, "damaged"),
        (header_overwritten, "not a record of this program"),
    ],
)
def test_what_must_not_be_opened_is_refused_and_left_as_it_is(path: Path, make: Maker, sentence: str) -> None:
    make(path)
    before = snapshot(path)
    with pytest.raises(StoreRefused, match=sentence) as refused:
        Store.open(path)
    assert "\n" not in str(refused.value)
    assert snapshot(path) == before


def test_a_file_that_is_being_written_to_by_another_console_is_waited_for(path: Path) -> None:
    some_file(path.parent).rename(path)
    whole = path.read_bytes()
    os.truncate(path, len(whole) // 2)

    def write_the_rest() -> None:
        time.sleep(0.1)
        with path.open("r+b") as handle:
            handle.write(whole)

    other = threading.Thread(target=write_the_rest)
    other.start()
    with Store.open(path) as store:
        assert store.verify().whole
    other.join()


def test_a_second_name_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LINK_SECONDS", 0.05)
    os.link(some_file(path.parent), path)
    with pytest.raises(StoreRefused, match="hard link"):
        Store.open(path)
    (path.parent / "some.db").unlink()
    with Store.open(path) as store:
        assert store.verify().whole


def test_a_name_left_by_a_console_that_was_killed_while_making_the_file_is_taken_away(path: Path) -> None:
    left = path.with_name(f".{path.name}.4711-0badcafe.new")
    some_file(path.parent).rename(left)
    os.link(left, path)
    with Store.open(path) as store:
        assert store.verify().whole
    assert not left.exists()


def test_symbolic_links_are_followed(path: Path, tmp_path: Path) -> None:
    real = some_file(tmp_path)
    path.symlink_to(real)
    with Store.open(path) as store:
        assert store.path == real
        assert store.board(NOON)
    path.unlink()
    path.symlink_to(path)
    with pytest.raises(StoreRefused, match=r"leads nowhere|cannot be looked at"):
        Store.open(path)


def test_a_newer_file_can_be_read(path: Path) -> None:
    newer(path)
    with Store.open(path, read_only=True) as store:
        (row,) = store.board(NOON)
        assert len(store.entries(row.id)) == 5
        with pytest.raises(StoreRefused, match="reading only"), store.writing():
            pass


def test_reading_makes_no_file(path: Path) -> None:
    for create, read_only in ((False, False), (True, True)):
        with pytest.raises(StoreRefused, match="does not exist"):
            Store.open(path, create=create, read_only=read_only)
    assert not path.exists()


@contextmanager
def as_somebody_else(folder: Path) -> Iterator[None]:
    """Act without the right to write into a folder; root takes another user's place."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="permissions of folders work otherwise there")
def test_a_record_where_nobody_can_write_is_read_as_it_lies_there() -> None:
    with TemporaryDirectory() as name:
        path = some_file(Path(name))
        path.chmod(0o444)
        with as_somebody_else(path.parent):
            with pytest.raises(StoreRefused, match="a copy that cannot be written here"):
                Store.open(path)
            with Store.open(path, read_only=True) as store:
                assert len(store.board(NOON)) == 1
                assert store.verify().whole
        assert [name.name for name in path.parent.iterdir()] == [path.name]


def test_looking_at_a_file_is_left_out_where_this_process_has_it_open(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[bool] = []
    connect = engine.connect

    def noted(name: str, *, read_only: bool = False, immutable: bool = False) -> engine.Connection:
        looks.append(immutable)
        return connect(name, read_only=read_only, immutable=immutable)

    monkeypatch.setattr(engine, "connect", noted)
    Store.open(store.path).close()
    assert looks == [False]
    store.close()
    Store.open(store.path).close()
    assert looks == [False, True, False]

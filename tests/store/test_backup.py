"""Copies are complete, private, and never take the place of another file."""

import os
from pathlib import Path

import pytest

from incident_console.store.errors import StoreRefused
from incident_console.store.store import Store
from tests.store.scribe import NOON, declare, note, record


def test_a_copy_is_complete_while_others_write(store: Store, tmp_path: Path) -> None:
    incident = declare(store, note("before"))
    with Store.open(store.path) as other:
        record(other, incident, note("not yet checkpointed"))
        copy = store.backup(tmp_path / "copy.db")
        record(other, incident, note("after"))
    assert copy.stat().st_mode & 0o777 == 0o600
    assert {name.name for name in tmp_path.glob("*copy*")} == {"copy.db"}
    with Store.open(copy) as copied:
        assert [entry.event.text for entry in copied.entries(incident)][1:] == [
            "before",
            "not yet checkpointed",
        ]
        assert copied.verify().whole


def test_nothing_is_overwritten(store: Store, tmp_path: Path) -> None:
    declare(store)
    there = tmp_path / "there.txt"
    there.write_text("mine")
    for target in (there, tmp_path, store.path):
        with pytest.raises(StoreRefused, match=r"exists already|is a directory"):
            store.backup(target)
    assert there.read_text() == "mine"
    with pytest.raises(StoreRefused, match="cannot be written"):
        store.backup(tmp_path / "no such folder" / "copy.db")
    assert not list(tmp_path.glob(".*"))


def test_a_copy_that_somebody_makes_first_is_not_overwritten(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(store)
    target = tmp_path / "copy.db"
    link = os.link

    def late(source: Path, name: Path) -> None:
        target.write_text("mine")
        link(source, name)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(StoreRefused, match="exists already"):
        store.backup(target)
    assert target.read_text() == "mine"


def test_a_copy_is_another_console(store: Store, tmp_path: Path) -> None:
    incident = declare(store)
    with Store.open(store.backup(tmp_path / "copy.db")) as copy:
        assert copy.console != store.console
        record(copy, incident, note("there"))
        assert [(entry.console, entry.count) for entry in copy.entries(incident)] == [
            (store.console, 1),
            (copy.console, 1),
        ]
    with Store.open(tmp_path / "copy.db") as again, Store.open(store.path) as here:
        assert again.console == copy.console
        assert here.console == store.console


def test_a_copy_read_only_has_no_console(store: Store, tmp_path: Path) -> None:
    declare(store)
    with Store.open(store.backup(tmp_path / "copy.db"), read_only=True) as copy:
        assert copy.console == ""
        assert len(copy.board(NOON)) == 1


@pytest.mark.parametrize("target", ["elsewhere.db", "missing/elsewhere.db", "held.db"])
def test_a_copy_follows_no_link(store: Store, tmp_path: Path, target: str) -> None:
    (tmp_path / "held.db").write_text("mine", "utf-8")
    link = tmp_path / "copy.db"
    link.symlink_to(tmp_path / target)
    with pytest.raises(StoreRefused, match=r"copy\.db is a link"):
        store.backup(link)
    assert link.is_symlink()
    assert (tmp_path / "held.db").read_text("utf-8") == "mine"
    assert not (tmp_path / "elsewhere.db").exists()


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal", "-WAL"])
def test_no_copy_is_made_under_a_name_that_sqlite_takes_for_its_own(store: Store, ending: str) -> None:
    store.close()
    with Store.open(store.path) as again:
        with pytest.raises(StoreRefused, match="SQLite gives to files of its own"):
            again.backup(store.path.with_name(f"{store.path.name}{ending}"))
        assert again.verify().whole

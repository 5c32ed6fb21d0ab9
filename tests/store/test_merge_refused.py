"""What is no copy, or is damaged, is refused, and nothing of a merge that fails is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from incident_console.domain.response import note
from incident_console.store import engine
from incident_console.store.errors import StoreRefused
from incident_console.store.store import Store
from tests.store.merge_invariants import held
from tests.store.parted import Apart
from tests.store.scribe import some_file
from tests.store.test_verify import behind_its_back


def test_nothing_is_left_where_a_merge_fails(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    apart.part()
    apart.other.desk("bob").act(apart.ref, note, what="theirs")
    before = held(apart.one.store)
    monkeypatch.setattr("incident_console.store.merging.clock_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        apart.one.merge(apart.other)
    assert held(apart.one.store) == before
    monkeypatch.undo()
    assert len(apart.one.merge(apart.other).ids) == 1


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("UPDATE events SET body = replace(body, 'theirs', 'others')", "is not what was recorded"),
        ("UPDATE events SET \"by\" = 'mallory' WHERE place = 2", "is not what was recorded"),
        ("DELETE FROM events WHERE place = 2", "entry 2 is missing"),
        ("UPDATE events SET text = 'x' WHERE place = 3", "the text of entry 3"),
    ],
)
def test_a_copy_that_was_altered_is_refused(apart: Apart, damage: str, sentence: str) -> None:
    apart.part()
    apart.other.desk("bob").act(apart.ref, note, what="theirs")
    apart.other.desk("bob").act(apart.ref, note, what="theirs too")
    apart.other.close()
    behind_its_back(apart.other.path, damage)
    refused(apart, apart.other.path, sentence)
    apart.other.open()


def test_a_copy_that_was_altered_is_refused_though_nothing_in_it_is_new(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, note, what="common")
    apart.part()
    apart.other.close()
    behind_its_back(apart.other.path, "UPDATE events SET body = replace(body, 'common', 'others')")
    refused(apart, apart.other.path, "is not what was recorded")
    apart.other.open()


def refused(apart: Apart, path: Path, sentence: str) -> None:
    """It is refused with that sentence, and both files are left as they are."""
    before, content = held(apart.one.store), path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreRefused, match=sentence):
        apart.one.desk("alice").merge(path)
    assert held(apart.one.store) == before
    assert not path.is_file() or path.read_bytes() == content


def test_an_entry_that_both_hold_but_not_alike_is_refused(apart: Apart) -> None:
    apart.one.desk("alice").act(apart.ref, note, what="common")
    apart.part()
    apart.other.desk("bob").act(apart.ref, note, what="theirs")
    apart.other.close()
    behind_its_back(apart.other.path, "UPDATE events SET hash = zeroblob(32) WHERE place = 2")
    refused(apart, apart.other.path, "differ in an entry that both hold")
    apart.other.open()


def test_what_is_no_copy_is_refused(apart: Apart, tmp_path: Path) -> None:
    refused(apart, apart.one.path, "is this record itself")
    refused(apart, tmp_path / "nowhere.db", "does not exist")
    refused(apart, tmp_path, "is a directory")
    text = tmp_path / "text.db"
    text.write_text("no database, but long enough to be looked at" * 100)
    refused(apart, text, "not a record of this program")
    for version, sentence in ((engine.SCHEMA_VERSION + 1, "newer incident-console"), (1, "never released")):
        folder = tmp_path / str(version)
        folder.mkdir()
        made = some_file(folder)
        connection = engine.connect(str(made))
        connection.execute(f"PRAGMA user_version={version}")
        connection.close()
        refused(apart, made, sentence)


def test_a_file_of_the_unreleased_version_is_refused_everywhere(tmp_path: Path) -> None:
    made = some_file(tmp_path)
    connection = engine.connect(str(made))
    connection.execute("PRAGMA user_version=1")
    connection.close()
    for read_only in (False, True):
        with pytest.raises(StoreRefused, match="export REF --format json"):
            Store.open(made, read_only=read_only)

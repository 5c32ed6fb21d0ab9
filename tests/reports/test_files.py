"""A report is written whole, for its owner's eyes, and never over or through anything."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from incident_console.reports.files import NotWritten, file_name, write_new


def test_a_file_is_whole_and_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = write_new(tmp_path / "INC-7K3Q.md", "é\n")
    finally:
        os.umask(before)
    assert path.read_bytes() == "é\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["INC-7K3Q.md"]


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("mine")
    with pytest.raises(NotWritten, match="exists already"):
        write_new(tmp_path / "a.md", "new")
    assert (tmp_path / "a.md").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("dangling", [True, False])
def test_a_link_is_not_followed(tmp_path: Path, dangling: bool) -> None:
    target = tmp_path / "target"
    if not dangling:
        target.write_text("mine")
    (tmp_path / "a.md").symlink_to(target)
    with pytest.raises(NotWritten, match="exists already"):
        write_new(tmp_path / "a.md", "new")
    assert target.exists() != dangling
    assert dangling or target.read_text() == "mine"


@pytest.mark.parametrize("name", [".hidden", "-rf", "a b.md", "ü.md", "a\n.md", "a" * 81, "a;b"])
def test_an_unfit_name_is_refused_with_one_that_would_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotWritten, match=r"such as INC-7K3Q\.md"):
        write_new(tmp_path / name, "x")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match="nowhere"):
        write_new(tmp_path / "nowhere" / "a.md", "x")


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWritten, match="No space left"):
        write_new(tmp_path / "a.md", "x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("ref", "name"),
    [("INC-7K3Q", "INC-7K3Q.md"), ("../etc", "etc.md"), ("..", "incident.md"), ("x" * 99, f"{'x' * 77}.md")],
)
def test_a_name_is_made_of_a_reference(ref: str, name: str) -> None:
    assert file_name(ref, "md") == name


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_no_document_takes_a_name_that_sqlite_would_believe(tmp_path: Path, ending: str) -> None:
    with pytest.raises(NotWritten, match="SQLite gives to files of its own"):
        write_new(tmp_path / f"incidents.db{ending}", "x")
    assert list(tmp_path.iterdir()) == []

"""Private files: for their owner alone, never through a link, whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from incident_console import private_files

WRITERS = (private_files.place, private_files.replace, private_files.append)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@pytest.mark.parametrize("umask", [0, 0o777], ids=["umask 000", "umask 777"])
def test_a_file_is_its_owners_alone_whatever_the_umask(
    tmp_path: Path, write: Callable[[Path, str], None], umask: int
) -> None:
    path = tmp_path / "it"
    before = os.umask(umask)
    try:
        write(path, "words")
    finally:
        os.umask(before)
    assert (mode(path), path.read_text()) == (0o600, "words")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_nothing_is_written_through_a_link(tmp_path: Path, write: Callable[[Path, str], None]) -> None:
    elsewhere, link = tmp_path / "elsewhere", tmp_path / "it"
    elsewhere.write_text("theirs")
    link.symlink_to(elsewhere)
    try:
        write(link, "words")
    except OSError:
        assert link.is_symlink()
    assert elsewhere.read_text() == "theirs"


def test_a_taken_name_stays_as_it_is_where_a_file_is_placed(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_text("first")
    with pytest.raises(FileExistsError):
        private_files.place(path, "second")
    assert (path.read_text(), list(tmp_path.iterdir())) == ("first", [path])


def test_what_is_replaced_is_there_whole_before_and_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "it"
    private_files.replace(path, "first")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        private_files.replace(path, "second")
    assert (path.read_text(), list(tmp_path.iterdir())) == ("first", [path])


def test_what_is_appended_stands_behind_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "it"
    private_files.append(path, "one\n")
    private_files.append(path, "two\n")
    assert path.read_text() == "one\ntwo\n"


def test_halves_of_characters_are_no_reason_to_lose_a_text(tmp_path: Path) -> None:
    private_files.replace(tmp_path / "it", "a\udc80b")
    assert (tmp_path / "it").read_text() == "a?b"


def test_nothing_else_makes_private_files_by_itself() -> None:
    source = Path(private_files.__file__).parent
    makers = [
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if "O_CREAT" in file.read_text("utf-8") or "O_EXCL" in file.read_text("utf-8")
    ]
    assert makers == ["private_files.py"]

"""What went wrong is written down beside the record, and nowhere that somebody else chose."""

import os
from pathlib import Path

import pytest

from incident_console.tui.room import failures


def test_a_failure_is_appended_for_its_owner_alone(tmp_path: Path) -> None:
    path, _ = (failures.write(tmp_path / "x.db", f"doing {n}", ValueError("wrong")) for n in (1, 2))
    assert path.read_text("utf-8").count("ValueError: wrong") == 2
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("there", ["a file", "nothing"])
def test_a_link_is_not_followed(tmp_path: Path, there: str) -> None:
    other = tmp_path / "other"
    if there == "a file":
        other.write_text("mine", "utf-8")
    (tmp_path / "x.db.failures.log").symlink_to(other)
    failures.write(tmp_path / "x.db", "doing", ValueError("wrong"))
    assert (other.read_text("utf-8") if other.exists() else "mine") == "mine"
    assert other.exists() == (there == "a file")


def test_a_pipe_in_its_place_holds_nothing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.db.failures.log")
    failures.write(tmp_path / "x.db", "doing", ValueError("wrong"))

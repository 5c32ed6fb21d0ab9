"""Where commands fail as a process does: full disks, broken pipes, files that are none, empty variables."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.in_process import answer


@pytest.fixture
def db(tmp_path: Path) -> str:
    return str(tmp_path / "incidents.db")


def test_what_cannot_be_printed_is_recorded_and_said_to_be(db: str) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    given = {**os.environ, "INCIDENT_CONSOLE_DB": db, "INCIDENT_CONSOLE_AS": "alice"}
    program = [sys.executable, "-m", "incident_console"]
    for command in (["declare", "x", "--because", "sla"], ["note", ".", "x"], ["note", ".", "y", "--json"]):
        with full.open("w") as stdout:
            done = subprocess.run(
                [*program, *command], env=given, stdout=stdout, stderr=subprocess.PIPE, text=True
            )
        (row,) = json.loads(answer("list", "--json", "--all", INCIDENT_CONSOLE_DB=db).stdout)
        (sentence,) = done.stderr.splitlines()
        assert done.returncode == 1
        assert f"it is recorded as {row['ref']}" in sentence
        assert "No space left" in sentence
    assert len(json.loads(answer("--db", db, "log", ".", "--json").stdout)) == 3
    export = ["export", ".", "--format", "md"]
    reading = (["list"], ["list", "--all", "--json"], ["show", "."], ["log", "."], export, ["statusline"])
    for command in reading:
        with full.open("w") as stdout:
            done = subprocess.run(
                [*program, *command], env=given, stdout=stdout, stderr=subprocess.PIPE, text=True
            )
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "No space left" in done.stderr


def test_a_mistake_of_ours_after_the_commit_does_not_ask_to_try_again(db: str) -> None:
    program = (
        "import sys; from incident_console.cli import recorded, main\n"
        "def broken(*_): raise ValueError('a bug')\n"
        "recorded.propose = broken; sys.argv[1:] = ['--db', sys.argv[1], *sys.argv[2:]]; main.main()"
    )
    answer("--db", db, "declare", "x", "--because", "sla")
    done = subprocess.run(
        [sys.executable, "-c", program, db, "note", ".", "x"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "it is recorded as INC-" in done.stderr
    assert "do not enter it again" in done.stderr
    assert len(json.loads(answer("--db", db, "log", ".", "--json").stdout)) == 2


READING = (("list",), ("show", "."), ("verify",), ("doctor",), ("metrics",), ("outbox",), ("statusline",))


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize("place", ["a file for a folder", "a folder", "a text", "an empty file"])
def test_what_is_no_record_is_answered_alike_everywhere(
    tmp_path: Path, place: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "text").write_text("not a database at all, but long enough to be read" * 40)
    (tmp_path / "empty").touch()
    path = {
        "a file for a folder": tmp_path / "text" / "x.db",
        "a folder": tmp_path,
        "a text": tmp_path / "text",
        "an empty file": tmp_path / "empty",
    }[place]
    done = answer("--db", str(path), *command, INCIDENT_CONSOLE_AS="alice")
    declared = answer("--db", str(path), "declare", "x", "--because", "sla")
    assert (done.returncode, declared.returncode) == (1, 1)
    sentence = done.stderr.strip().removeprefix("incident-console: ").removeprefix("record: ")
    assert sentence == declared.stderr.strip().removeprefix("incident-console: ")
    assert "--db" in sentence


@pytest.mark.parametrize("option", ["--as", "--db", "--config"])
def test_an_option_that_a_script_left_empty_is_not_taken_as_left_away(db: str, option: str) -> None:
    for command in (("list",), ("note", ".", "x"), ("statusline",), ()):
        done = answer("--db", db, option, "", *command)
        assert (done.returncode, done.stdout) == (2, "")
        assert option in done.stderr
    assert answer("--db", db, "list", INCIDENT_CONSOLE_AS="").returncode == 0


def test_a_path_that_is_no_text_is_answered_with_a_sentence(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.db"
    for command in (b"list", b"statusline"):
        for there in (False, True):
            if there:
                Path(os.fsdecode(path)).touch()
            done = subprocess.run(
                [sys.executable, "-m", "incident_console", "--db", path, command], capture_output=True
            )
            if there or command == b"list":
                assert done.returncode == 1
                assert b"UTF-8" in done.stderr
                assert b"--db" in done.stderr
        Path(os.fsdecode(path)).unlink()


def test_an_option_is_not_taken_for_the_value_of_the_one_before(db: str) -> None:
    for command in (
        ("declare", "x", "--because", "sla", "--owner", "--json"),
        ("note", ".", "x", "--at", "--json"),
        ("severity", ".", "P1", "--why", "--json"),
    ):
        done = answer("--db", db, *command)
        assert done.returncode == 2, command
        assert command[-2] in done.stderr
    answer("--db", db, "declare", "x", "--because", "sla")
    assert answer("--db", db, "severity", ".", "P1", "--why=--json").returncode == 0
    assert answer("--db", db, "--as", "--json", "list").returncode == 2

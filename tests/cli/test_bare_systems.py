"""Where a shell or a system lacks what others have: a home, a stream, a mask that lets one read one's own."""

from __future__ import annotations

import json
import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from tests.cli.in_process import answer

LACKING = ("HOME", "LOGNAME", "USER", "LNAME", "USERNAME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")


def homeless(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command as somebody without HOME, login name and passwd entry."""

    def nobody(*_: object) -> NoReturn:
        raise KeyError("no entry")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pwd, "getpwuid", nobody)
        patch.setattr(pwd, "getpwnam", nobody)
        for name in LACKING:
            patch.delenv(name, raising=False)
        return answer(*arguments)


def a_sentence(done: subprocess.CompletedProcess[str], *said: str) -> None:
    assert done.returncode in (1, 2), done
    assert done.stderr.count("\n") == 1, done.stderr
    for word in ("Traceback", "should not"):
        assert word not in done.stderr
    assert all(word in done.stderr for word in said), done.stderr


@pytest.fixture
def db(tmp_path: Path) -> str:
    return str(tmp_path / "incidents.db")


def test_without_a_home_what_is_given_is_enough(db: str) -> None:
    given = ("--db", db, "--as", "alice")
    declared = homeless(*given, "declare", "x", "--because", "sla")
    assert (declared.returncode, declared.stdout[:4]) == (0, "INC-"), declared.stderr
    for command in (
        ["list"],
        ["show", "."],
        ["note", ".", "x"],
        ["statusline"],
        ["config", "check"],
        ["log", "."],
    ):
        done = homeless(*given, *command)
        assert (done.returncode, done.stderr) == (0, "") or command[0] == "note", done
    assert "/" in homeless(*given, "doctor").stdout
    a_sentence(homeless("--db", db, "note", ".", "x"), "--as")
    for command in ([], ["demo"]):
        a_sentence(homeless(*given, *command), "terminal")


def test_without_a_home_a_place_that_needs_one_is_asked_for(db: str) -> None:
    for command in (
        ["list"],
        ["show", "."],
        ["declare", "x", "--because", "sla"],
        ["doctor"],
        ["statusline"],
    ):
        a_sentence(homeless("--as", "alice", *command), "--db")
    a_sentence(homeless("--db", db, "--as", "alice", "config", "path"), "home")
    a_sentence(homeless("--db", db, "--as", "alice", "config", "init"), "home")


def test_the_home_of_nobody_is_said_to_be_none(tmp_path: Path, db: str) -> None:
    answer("--db", db, "declare", "x", "--because", "sla")
    config = tmp_path / "config.toml"
    config.write_text('db = "~nouser/x.db"', "utf-8")
    for command in (
        ["--db", "~nouser/x.db", "list"],
        ["--db", "~nouser/x.db", "statusline"],
        ["--config", "~nouser/x.toml", "list"],
        ["--config", "~nouser/x.toml", "--db", db, "note", ".", "x"],
        ["--config", str(config), "list"],
        ["--db", db, "backup", "~nouser/x.db"],
        ["--db", db, "import", "~nouser/x.jsonl"],
        ["--db", db, "export", ".", "--format", "md", "--output", "~nouser/x.md"],
    ):
        a_sentence(
            answer(*command), "~nouser" if command[0] != "--config" or "toml" in command[1] else "nouser"
        )


NESTED = "a = " + "[" * 5000 + "]" * 5000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NESTED, "nested too deeply"),
        ("a = " + "{b=" * 5000 + "1" + "}" * 5000, "nested too deeply"),
        ("a = " + "9" * 5000, "too long"),
        ("[business]\nholidays = [0x" + "f" * 5000 + "]", "is no date"),
        ("#" * 1_000_001, "longer than"),
    ],
    ids=["lists", "tables", "digits", "hexadecimal digits", "bytes"],
)
def test_a_configuration_that_python_chokes_on_is_refused_in_a_sentence(
    tmp_path: Path, db: str, text: str, said: str
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text, "utf-8")
    a_sentence(answer("--config", str(config), "config", "check"), said, str(config))
    a_sentence(answer("--config", str(config), "--db", db, "note", ".", "x"), said)
    config.write_text(f'db = "{db}"\n{text}', "utf-8")
    done = answer("--config", str(config), "statusline", INCIDENT_CONSOLE_AS="alice")
    if done.returncode:
        a_sentence(done, str(config))


def shell(line: str, db: str) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, "INCIDENT_CONSOLE_DB": db, "INCIDENT_CONSOLE_AS": "alice"}
    program = f"{sys.executable} -m incident_console"
    return subprocess.run(
        ["sh", "-c", line.replace("ic ", f"{program} ")], env=given, capture_output=True, text=True
    )


def test_a_closed_output_is_said_and_what_was_recorded_too(db: str) -> None:
    for command in ("declare x --because sla", "note . x", "note . y --json"):
        a_sentence(shell(f"ic {command} >&-", db), "it is recorded as INC-", "closed")
    assert len(json.loads(shell("ic log . --json", db).stdout)) == 3
    reading = (
        "list",
        "list --json",
        "show .",
        "log .",
        "search x",
        "statusline",
        "export . --format md",
        "doctor",
    )
    for command in reading:
        a_sentence(shell(f"ic {command} >&-", db), "the standard output is closed")


def test_a_closed_input_is_said(db: str) -> None:
    a_sentence(shell("ic import - <&-", db), "the standard input is closed")
    assert shell("ic declare x --because sla <&-", db).returncode == 0
    assert shell("ic list <&- 2>&-", db).returncode == 0
    a_sentence(shell("ic <&-", db), "the input is none")


def test_a_closed_error_output_leaves_the_answer_clean(db: str) -> None:
    assert shell("ic declare x --because sla 2>&-", db).stdout.startswith("INC-")
    fact = '{"at": "2026-08-01T10:00:00Z", "kind": "party", "text": "x"}'
    imported = shell(f"echo '{fact}' | ic import - --json 2>&-", db)
    assert len(json.loads(imported.stdout)["warnings"]) == 1
    assert shell("ic show INC-ZZZZ 2>&-", db).stdout == ""


def test_no_file_takes_the_number_of_a_closed_stream(db: str) -> None:
    assert shell("ic declare x --because sla >&- 2>&- <&-", db).returncode == 1
    (row,) = json.loads(shell("ic list --json", db).stdout)
    assert json.loads(shell("ic verify --json", db).stdout)["whole"]
    assert row["title"] == "x"


@pytest.mark.parametrize(
    "command", ["list --json", "log . --json", "export . --format html", "statusline", "note . x"]
)
def test_a_reader_that_went_away_gets_no_traceback(db: str, command: str) -> None:
    shell("ic declare x --because sla", db)
    done = shell(f"ic {command} | true", db)
    assert "Traceback" not in done.stderr
    assert "should not" not in done.stderr
    assert done.stderr.count("\n") <= 1


def test_a_mask_that_takes_everything_leaves_its_owner_what_was_written(tmp_path: Path) -> None:
    db = tmp_path / "deep" / "record" / "incidents.db"
    line = (
        "umask 777; ic declare x --because sla && ic note . y && ic update . --impact a --done b --next c"
        f" --next-update +1h && ic backup {tmp_path}/copy.db"
        f" && ic export . --format md --output {tmp_path}/x.md"
    )
    done = shell(line, str(db))
    assert done.returncode == 0, done.stderr
    made = [db.parent.parent, *tmp_path.rglob("*")]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in made}
    assert {path: oct(mode) for path, mode in modes.items() if mode not in (0o600, 0o700)} == {}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_dir()} == {0o700}

"""The program as a process: exit status, stdout beside stderr, the environment, and what it does not load."""

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.in_process import answer
from tests.cli.terminal_user import UPDATE


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "incident_console", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def db(tmp_path: Path) -> str:
    return str(tmp_path / "incidents.db")


def test_the_environment_names_record_person_and_configuration(db: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('on_call = "carol"\n', "utf-8")
    given = {
        "INCIDENT_CONSOLE_DB": db,
        "INCIDENT_CONSOLE_AS": "alice",
        "INCIDENT_CONSOLE_CONFIG": str(config),
    }
    declared = answer("declare", "x", "--because", "sla", "--json", **given)
    assert (declared.returncode, declared.stderr) == (0, "")
    ref = json.loads(declared.stdout)["ref"]
    (entry,) = json.loads(answer("log", ref, "--json", **given).stdout)
    assert entry["by"] == "alice"
    (row,) = json.loads(answer("list", "--json", "--all", INCIDENT_CONSOLE_DB=db).stdout)
    assert row["owner"] == "carol"
    noted = answer("--as", "bob", "note", ".", "x", "--json", **given)
    assert noted.returncode == 0
    assert json.loads(answer("log", ".", "--json", **given).stdout)[1]["by"] == "bob"


def test_without_any_of_them_the_platforms_folder_and_the_login_name(clean_environment: Path) -> None:
    ref = run("declare", "x", "--because", "sla").stdout.strip()
    assert (clean_environment / ".local" / "share" / "incident-console" / "incidents.db").exists()
    (entry,) = json.loads(run("log", ref, "--json").stdout)
    assert entry["by"]


def test_exit_status_and_where_the_reason_stands(db: str) -> None:
    refused = run("--db", db, "show", "INC-7K3Q")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.count("\n") == 1
    wrong = run("--db", db, "declare", "x")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--because" in wrong.stderr
    assert run("--version").stdout.startswith("incident-console ")


def test_a_record_that_is_none_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine", "utf-8")
    for command in (("list",), ("declare", "x", "--because", "sla")):
        refused = answer("--db", str(file), *command)
        assert refused.returncode == 1
        assert "--db" in refused.stderr
    assert file.read_text("utf-8") == "mine"


def test_what_should_not_happen_is_one_line_and_a_traceback_only_on_request(db: str) -> None:
    program = (
        "import sys; from incident_console.cli import caller, main\n"
        "def broken(self): raise TypeError('a \\x1b[31mbug')\n"
        "caller.Caller.now = broken; sys.argv[1:] = ['--db', sys.argv[1], 'list']; main.main()"
    )
    quiet = subprocess.run([sys.executable, "-c", program, db], capture_output=True, text=True)
    assert (quiet.returncode, quiet.stdout, quiet.stderr.count("\n")) == (1, "", 1)
    assert "INCIDENT_CONSOLE_DEBUG=1" in quiet.stderr
    assert "\x1b" not in quiet.stderr
    loud = subprocess.run(
        [sys.executable, "-c", program, db],
        capture_output=True,
        text=True,
        env={**os.environ, "INCIDENT_CONSOLE_DEBUG": "1"},
    )
    assert "Traceback" in loud.stderr


def test_an_output_that_shows_no_unicode_gets_signs_that_it_can_show(db: str) -> None:
    given = {"PYTHONIOENCODING": "ascii", "INCIDENT_CONSOLE_DB": db}
    run("declare", "Café", "--because", "sla", **given)
    for command in (("list",), ("show", "."), ("procedure", "."), ("metrics", ".")):
        answer = run(*command, **given)
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.isascii()
    assert json.loads(run("list", "--json", **given).stdout)[0]["title"] == "Café"


def test_a_reader_that_goes_away_is_no_error_worth_words(db: str) -> None:
    answer("--db", db, "declare", "x", "--because", "sla")
    line = f"{sys.executable} -m incident_console --db {db} log . --json | true"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True)
    assert "Traceback" not in done.stderr


def test_the_war_room_without_a_terminal_says_so(db: str) -> None:
    for arguments in ((), ("--no-mouse",), ("demo",), ("drill",)):
        answer = run("--db", db, *arguments)
        assert answer.returncode == 1
        assert "needs a terminal" in answer.stderr
        assert answer.stdout == ""


LOADED = """
import sys
from incident_console.__main__ import main
arguments = sys.argv[1:]
sys.argv = ["incident-console", *arguments]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
tops = {name.partition(".")[0] for name in sys.modules}
print(*sorted(tops), *[name for name in sys.modules if name.startswith("incident_console")], file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    """The modules in memory after a command: top-level ones, and all of ours."""
    done = subprocess.run([sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


RULES_AND_LOG = (
    "domain.entry",
    "domain.incident",
    "domain.policy",
    "store.log",
    "wording.verbs",
    "wording.parts",
)
"""What a list is read without."""


@pytest.mark.parametrize(
    ("command", "absent"),
    [
        (
            ("list",),
            {"click", "incident_console.desk", "incident_console.messages", "incident_console.config"},
        ),
        (("list",), {f"incident_console.{name}" for name in RULES_AND_LOG}),
        (("list", "--json"), {"click", "incident_console.desk", "incident_console.messages"}),
        (("show", "."), {"click", "incident_console.desk", "incident_console.messages"}),
        (("show", ".", "--json"), {"click", "incident_console.desk", "incident_console.config"}),
        (("declare", "y", "--because", "sla", "--json"), {"incident_console.reports.metrics"}),
        (("note", ".", "y", "--json"), {"incident_console.intake"}),
    ],
)
def test_a_command_loads_no_more_than_it_needs(db: str, command: tuple[str, ...], absent: set[str]) -> None:
    answer("--db", db, "declare", "x", "--because", "sla")
    modules = loaded("--db", db, "--as", "alice", *command)
    unwanted = {"textual", "rich", "sqlite_utils", "pendulum", "jinja2", "asyncio", "tomllib", *absent}
    assert not modules & unwanted


def test_only_a_time_on_a_zones_clock_needs_the_library_for_zones(db: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        'zone = "Australia/Lord_Howe"\n[clients.ACME]\nzone = "Asia/Kathmandu"\nlanguage = "fr"\n'
    )
    given = ("--db", db, "--as", "alice", "--config", str(config))
    answer(*given, "declare", "x", "--because", "sla", "--client", "ACME")
    for without in (("show", "."), ("log", "."), ("procedure", "."), ("note", ".", "y", "--at", "-5m")):
        assert "pendulum" not in loaded(*given, *without)
    assert "pendulum" in loaded(*given, "note", ".", "y", "--at", "00:05")


def test_a_message_is_what_needs_templates(db: str) -> None:
    answer("--db", db, "--as", "alice", "declare", "x", "--because", "sla")
    update = ("update", ".", *UPDATE, "--next-update", "+30m", "--json")
    modules = loaded("--db", db, "--as", "alice", *update)
    assert "jinja2" in modules
    assert not modules & {"textual", "pendulum", "sqlite_utils"}


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("list", "--json", "--all"),
        ("show", "."),
        ("show", "--json", "."),
        ("show", "INC-AAAA"),
        ("show",),
        ("show", ".", "."),
        ("list", "--al"),
        ("list", "x"),
        ("list", "--help"),
    ],
)
def test_the_short_way_answers_as_the_long_one(db: str, command: tuple[str, ...]) -> None:
    answer("--db", db, "declare", "x", "--because", "sla", "--client", "ACME")
    short = answer("--db", db, *command)
    # An option that the short way leaves to click, and that changes nothing here.
    long = answer("--no-mouse", "--db", db, *command)
    assert (short.returncode, short.stderr) == (long.returncode, long.stderr)
    assert re.sub(r"\d+ (min|s)\b|: \d+", "", short.stdout) == re.sub(r"\d+ (min|s)\b|: \d+", "", long.stdout)


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a command writes to a real terminal."""
    outside, inside = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "incident_console", *arguments],
        env={**os.environ, "TERM": "xterm", **environment},
        stdin=inside,
        stdout=inside,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    os.close(inside)
    written = b""
    with contextlib.suppress(OSError):
        while part := os.read(outside, 65536):
            written += part
    os.close(outside)
    assert done.returncode == 0, done.stderr
    return written.decode()


def test_on_a_terminal_what_is_overdue_is_red_unless_the_owner_wants_no_colour(db: str) -> None:
    answer(
        "--db", db, "declare", "Checkout " + "x" * 180, "--because", "sla", "--severity", "P1", "--at", "-1h"
    )
    line = on_a_terminal("--db", db, "list")
    assert "\x1b[31m" in line
    assert "overdue by 50 min" in line
    assert "…" in line
    assert "\x1b" not in on_a_terminal("--db", db, "list", NO_COLOR="")
    assert "\x1b[1m" in on_a_terminal("--db", db, "show", ".")
    assert "\x1b" not in on_a_terminal("--db", db, "show", ".", TERM="dumb")


def test_on_a_terminal_a_severity_has_a_colour_of_its_own_where_its_deadline_is_far(db: str) -> None:
    agreed = Path(db).with_name("config.toml")
    agreed.write_text('[cadence]\nP1.first = "4h"\nP2.first = "5h"\n')
    record = ("--db", db, "--config", str(agreed))
    answer(*record, "declare", "P1 and more", "--because", "sla", "--severity", "P1")
    answer(*record, "declare", "Search", "--because", "sla", "--severity", "P2")
    first, second = on_a_terminal(*record, "list").splitlines()
    assert re.search(r"^INC-\w+  \x1b\[35mP1\x1b\[0m", first)
    assert first.count("\x1b") == 2, "the severity, and not what the title says"
    assert re.search(r"^INC-\w+  \x1b\[36mP2\x1b\[0m", second)
    assert "\x1b[36mP2" in on_a_terminal(*record, "show", second[:8])

"""`watch` as a service and by cron: what it does once, its signals, how it is installed, what it loads."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.terminal_user import Shell

PAGED = """
[internal]
channels = ["pager"]
[channels.pager]
kind = "file"
audience = "internal"
path = "paged.txt"
"""


@pytest.fixture
def paged(shell: Shell) -> Shell:
    shell.configure(PAGED)
    return shell


def test_once_gives_what_is_due_by_cron(paged: Shell) -> None:
    ref = paged.declare("Checkout errors", "--client", "ACME")
    paged.pass_minutes(30)
    result = paged.run("watch", "--once")
    assert (result.exit_code, result.stdout) == (0, "")
    assert [line.split(" ", 1)[1] for line in result.stderr.splitlines()] == [
        f"alarm {ref} overdue first_update",
        f"sent {ref} by pager",
    ]
    text = (paged.config.parent / "paged.txt").read_text("utf-8")
    assert "The first update to ACME was due by" in text
    assert paged.run("watch", "--once").stderr == ""


def test_each_act_is_a_line_of_json_where_that_is_asked_for(paged: Shell) -> None:
    ref = paged.declare()
    paged.pass_minutes(30)
    lines = [json.loads(line) for line in paged.run("watch", "--once", "--json").stderr.splitlines()]
    assert [(line["act"], line["incident"]) for line in lines] == [("alarm", ref), ("sent", ref)]


def test_a_record_that_is_not_there_is_said_with_what_to_do(paged: Shell) -> None:
    assert "does not exist" in paged.refused("watch", "--once")


@pytest.mark.parametrize("options", [("--write",), ("--once", "--install")], ids=["write", "once"])
def test_options_that_do_not_go_together(paged: Shell, options: tuple[str, ...]) -> None:
    assert "give" in paged.wrong("watch", *options)


def test_a_unit_and_a_cron_line_are_printed_and_written_only_where_asked(
    paged: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    printed = paged.say("watch", "--install")
    assert f"--db {paged.db}" in printed
    assert f"--config {paged.config}" in printed
    assert "ExecReload=/bin/kill -HUP $MAINPID" in printed
    assert not (tmp_path / "xdg").exists()
    paged.say("watch", "--install", "--write")
    unit = tmp_path / "xdg" / "systemd" / "user" / "incident-console-watch.service"
    assert unit.read_text("utf-8").startswith("[Unit]")
    cron = (tmp_path / "xdg" / "incident-console" / "incident-console-watch.cron").read_text("utf-8")
    assert cron.startswith("* * * * * ")
    assert cron.endswith("watch --once\n")


def test_names_with_blanks_and_signs_are_one_argument_to_systemd_and_cron() -> None:
    from incident_console.cli.watch import escaped

    assert escaped("/home/a b/50%$x.db") == '"/home/a b/50%%$$x.db"'
    assert escaped("/home/ann/incidents.db") == "/home/ann/incidents.db"


@contextmanager
def watching(shell: Shell, *options: str) -> Iterator[subprocess.Popen[str]]:
    argv = [sys.executable, "-m", "incident_console", "--db", str(shell.db), "--as", "watch"]
    argv += ["--config", str(shell.config), "watch", *options]
    watch = subprocess.Popen(argv, stderr=subprocess.PIPE, text=True)
    try:
        yield watch
    finally:
        watch.kill()
        watch.communicate()


def said(watch: subprocess.Popen[str]) -> str:
    assert watch.stderr is not None
    return watch.stderr.readline().split(" ", 1)[1].strip()


def test_it_ends_on_sigterm_and_reads_the_configuration_on_sighup(paged: Shell) -> None:
    paged.declare()
    with watching(paged) as watch:
        assert said(watch).startswith("watching watch@")
        # The incident is of another day: what it was to hear is long overdue.
        assert said(watch).startswith("alarm")
        assert said(watch).startswith("sent")
        paged.configure(PAGED + '[channels.other]\nkind = "file"\naudience = "client"\npath = "x"\n')
        watch.send_signal(signal.SIGHUP)
        assert said(watch) == "configuration read anew; changed: channels.other"
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(20) == 0
        assert said(watch).startswith("ended")


def test_a_configuration_that_cannot_be_read_changes_nothing(paged: Shell) -> None:
    paged.declare()
    with watching(paged) as watch:
        for _ in range(3):
            said(watch)
        paged.configure("this is not TOML")
        watch.send_signal(signal.SIGHUP)
        assert said(watch).startswith("trouble the configuration stays as it was: ")


def test_it_loads_neither_textual_nor_what_it_does_not_use() -> None:
    code = (
        "import sys, incident_console.postman.watch\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for heavy in ("textual", "rich", "click", "jinja2", "pendulum", "sqlite_utils", "asyncio", "ssl"):
        assert heavy not in loaded.stdout.split(), heavy

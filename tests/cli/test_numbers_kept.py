"""Telephone numbers of colleagues leave in nothing that is recorded, exported or shown of an incident."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from incident_console.tui.room import failures
from tests.cli.terminal_user import UPDATE, Shell

CONFIG = """
on_call = "alice"
[channels.bob-page]
kind = "command"
audience = "internal"
run = ["./page"]
[channels.sre]
kind = "file"
audience = "internal"
path = "sre.txt"
[internal]
channels = ["sre"]
on = ["declared", "severity", "handover", "resolved", "reopened", "overdue"]
[people.alice]
phone = "+49 555 7700123"
deputy = "bob"
[people.bob]
names = ["robert.m"]
phone = "+49 (555) 7700 199"
channels = ["bob-page"]
[ladders.sre]
rungs = [["bob"], ["alice"]]
"""
NUMBER = re.compile(r"7[\s()./-]*7[\s()./-]*0[\s()./-]*0[\s()./-]*1[\s()./-]*(?:2|9)")
"""What both numbers have in common, however it is spaced."""
REPEATED = ("no such number +495557700199", "550 0555/7700-199 unknown", "call +49 555 77 00 199 failed")


@pytest.fixture
def called(shell: Shell) -> Shell:
    shell.configure(CONFIG)
    return shell


def pages(shell: Shell, status: int, says: str) -> None:
    program = shell.config.parent / "page"
    program.write_text(f"#!/bin/sh\ncat >> told.txt\necho '{says}' >&2\nexit {status}\n")
    program.chmod(0o755)


def lived_through(shell: Shell) -> str:
    """An incident in which bob is called in many ways, and his channel repeats his number."""
    ref = shell.declare()
    pages(shell, 1, REPEATED[0])
    shell.run("escalate", ref, "--to", "robert.m", "--why", "no progress")
    pages(shell, 75, REPEATED[1])
    shell.run("assign", ref, "CL", "bob")
    pages(shell, 1, REPEATED[2])
    shell.run("action", "add", ref, "scale the pool", "--owner", "bob")
    shell.run("report", ref, "--conditions", "bad", "--actions", "none", "--needs", "bob")
    shell.run("update", ref, *UPDATE, "--next-update", "+30m", "--posted")
    shell.run("handover", "offer", ref, "--to", "bob", "--status", "watching")
    return ref


def test_no_number_is_shown_of_an_incident(called: Shell, tmp_path: Path) -> None:
    ref = lived_through(called)
    said = []
    for words in (
        *(
            ("show", ref),
            ("log", ref),
            ("procedure", ref),
            ("list",),
            ("handover", "show", ref),
            ("metrics",),
        ),
        *(("outbox",), ("outbox", "list", "--inside"), ("doctor",), ("history",), ("search", "pool")),
        *(("config", "show"), ("channel", "list"), ("action", "list"), ("show", ref, "--at", "+0m")),
        *(("outbox", "show", each["id"]) for each in called.ask("show", ref)["notices"]),
    ):
        for more in ((), ("--json",)):
            said.append(called.run(*words, *more).output)
    said += [called.run("export", ref, "--format", each).stdout for each in ("md", "html", "json", "csv")]
    said.append(called.run("statusline").stdout)
    assert "bob-page" in "".join(said)
    assert [each for each in said if NUMBER.search(each)] == []


def test_no_number_is_in_a_file_that_leaves(called: Shell, tmp_path: Path) -> None:
    lived_through(called)
    called.say("backup", str(tmp_path / "backup.db"))
    other = Shell(tmp_path / "other")
    other.db.parent.mkdir(parents=True)
    other.declare("Another")
    other.say("merge", str(called.db))
    failures.write(called.db, "a test", RuntimeError("bob could not be called"))
    files = [
        *called.db.parent.rglob("*"),
        *other.db.parent.rglob("*"),
        *(tmp_path / each for each in ("backup.db", "sre.txt", "told.txt")),
    ]
    written = {path.name: path.read_bytes().decode("latin-1") for path in files if path.is_file()}
    assert {"incidents.db", "backup.db", "told.txt", "sre.txt"} <= written.keys()
    assert [name for name, text in written.items() if NUMBER.search(text)] == []


def test_whoever_calls_sees_the_number(called: Shell) -> None:
    ref = called.declare()
    pages(called, 1, "no")
    assert NUMBER.search(called.run("escalate", ref, "--to", "bob", "--why", "no progress").stderr)

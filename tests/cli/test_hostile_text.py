"""Text that would steer a terminal, a shell or a spreadsheet, in every argument of every command."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal_user import UPDATE, Shell

EVIL = "\x1b]52;c;ZXZpbA==\x07[@click=app.quit]x[/] \x9b31m\u202eevil\u200b #(rm) =1+1 \x00"
STEERING = ("\x1b", "\x07", "\x9b", "\u202e", "\u200b", "\x00")
TIMES = ("--next-update", "+30m")


def life(ref: str) -> list[tuple[str, ...]]:
    """Commands that carry the text in every place that takes text."""
    update = ("--impact", EVIL, "--done", EVIL, "--next", EVIL, *TIMES)
    blocked = ("--investigating", EVIL, "--waiting-on", EVIL, "--expecting", EVIL)
    return [
        ("assess", ref, "--impact", EVIL, "--scope", EVIL),
        ("severity", ref, "P1", "--why", EVIL),
        ("ticket", ref, EVIL, "--url", "https://x.example/" + EVIL),
        ("assign", ref, "CL", EVIL),
        ("note", ref, EVIL),
        ("note", ref, EVIL, "--kind", "inquiry"),
        ("action", "add", ref, EVIL, "--owner", EVIL),
        ("action", "assign", ref, "1", EVIL),
        ("action", "drop", ref, "1", "--why", EVIL),
        ("escalate", ref, "--to", EVIL, "--why", EVIL),
        ("update", ref, *update, *blocked, "--dry-run"),
        ("update", ref, *update, *blocked, "--posted", "--posted-in", EVIL),
        ("reschedule", ref, "+45m", "--why", EVIL, "--watcher", EVIL),
        ("away", ref, "--until", "+2h", "--expect", EVIL, "--asked", EVIL),
        ("back", ref),
        ("handover", "offer", ref, "--to", EVIL, "--status", EVIL),
        ("handover", "show", ref),
        ("handover", "withdraw", ref),
        ("strike", ref, "6", "--why", EVIL),
        ("resolve", ref, "--criterion", "restored"),
        ("confirm", ref),
        ("close", ref, "--what", EVIL, "--customer-impact", EVIL, "--prevention", EVIL, "--posted"),
        ("review", ref, "--root-cause", EVIL, "--factor", EVIL, "--recommendation", EVIL),
        ("reopen", ref, "--why", EVIL),
        ("stand-down", ref, "--why", EVIL),
        ("show", ref),
        ("log", ref),
        ("list", "--all"),
        ("outbox",),
        ("action", "list", ref),
        ("procedure", ref),
        ("metrics", ref),
        ("search", EVIL),
        ("search", "evil"),
        ("verify",),
    ]


def harmless(text: str) -> bool:
    return not any(character in text for character in STEERING)


def test_nothing_of_it_reaches_the_terminal(shell: Shell) -> None:
    shell.person = "ali\x1b[31mce"
    ref = shell.declare("\x1b]0;evil\x07Title [/b]", "--client", EVIL, "--ticket", EVIL, "--impact", EVIL)
    for command in life(ref):
        result = shell.run(*command)
        assert result.exit_code == 0, (command, result.output)
        assert harmless(result.output), command
    shown = shell.show(ref)
    assert shown["impact"].startswith("[@click=app.quit]x[/]")
    assert shown["owner"] == "alice"


def test_json_of_it_is_ascii_and_harmless(shell: Shell) -> None:
    ref = shell.declare(EVIL + "é", "--client", EVIL)
    shell.run("note", ref, EVIL)
    for command in (("show", ref), ("log", ref), ("list",), ("search", "evil"), ("metrics", ref)):
        text = shell.run(*command, "--json").stdout
        assert text.isascii()
        assert "\\u001b" not in text
        json.loads(text)


@pytest.mark.parametrize(
    "command",
    [
        ["show", EVIL],
        ["search", EVIL + "\udcff"],
        ["note", EVIL, "x"],
        ["severity", ".", EVIL, "--why", "x"],
        ["update", ".", "--next-update", EVIL],
        ["outbox", "posted", EVIL],
        ["action", "done", ".", EVIL],
        ["export", ".", "--format", EVIL],
        ["import", EVIL.replace("\x00", "")],
        [EVIL],
        ["--" + EVIL],
        ["note", ".", "x", "--" + EVIL],
        ["declare", "x", "--because", "sla", "--at", EVIL],
    ],
)
def test_no_refusal_repeats_it_raw(shell: Shell, command: list[str]) -> None:
    result = shell.run(*command)
    assert result.exit_code in (1, 2), result.output
    assert result.stderr
    assert harmless(result.output), result.output


@pytest.mark.parametrize(
    "text", ["-5 degrees in the room", "- rolled back", "--- ", "-", "--help me", "-1", "=1+1", "@all"]
)
def test_text_may_begin_with_a_dash(shell: Shell, text: str) -> None:
    ref = shell.declare(text)
    assert shell.show(ref)["title"] == text.strip()
    shell.ask("note", ref, text)
    shell.ask("action", "add", ref, text, "--owner", "bob")
    shell.ask("severity", ref, "P1", "--why", text)
    texts = [row["text"] for row in shell.ask("log", ref)]
    assert texts == [text.strip()] * 4


def test_a_misspelt_option_is_not_taken_for_text(shell: Shell) -> None:
    ref = shell.declare()
    assert "--posted" in shell.wrong("analysis", ref, "--postd")
    assert "-h" in shell.wrong("note", ref, "-h")
    shell.wrong("note", ref, "x", "--knd", "finding")
    shell.say("note", ref, "--json", "--", "--kind")
    assert shell.ask("log", ref)[-1]["text"] == "--kind"


def test_no_cell_of_the_csv_is_a_formula(shell: Shell) -> None:
    ref = shell.declare("=1+1")
    shell.ask("note", ref, "@SUM(A1)")
    rows = list(csv.DictReader(io.StringIO(shell.say("export", ref, "--format", "csv"))))
    assert [row["text"] for row in rows] == ["'=1+1", "'@SUM(A1)"]


def test_a_text_that_is_too_long_is_refused_not_cut(shell: Shell) -> None:
    ref = shell.declare()
    assert "20,000" in shell.refused("note", ref, "x" * 20_001)
    shell.ask("note", ref, "x" * 20_000)
    assert "no incident is called" in shell.refused("show", "x" * 50_000)


def test_what_was_recorded_can_be_read_however_long(shell: Shell) -> None:
    ref, longest = shell.declare(), "y" * 19_999
    assert longest in shell.say("note", ref, longest, "--kind", "finding")
    shell.say("update", ref, *UPDATE[:4], "--next", longest[:15_000], "--next-update", "+30m", "--posted")
    for command in (("show", ref), ("log", ref), ("search", "yyy"), ("outbox",), ("handover", "show", ref)):
        shell.say(*command)
    assert shell.ask("log", ref)[1]["text"] == longest
    assert longest in shell.say("log", ref)


VERBATIM = (
    "\N{MAN}\u200d\N{PERSONAL COMPUTER} می\u200cخواهم \N{HEAVY BLACK HEART}\ufe0f Donau\u00addampf Cafe\u0301"
)


def test_the_log_is_verbatim_and_what_is_printed_has_nothing_invisible(shell: Shell) -> None:
    ref = shell.declare(VERBATIM, "--client", VERBATIM)
    shell.ask("note", ref, VERBATIM, by="Jose\u0301")
    assert [row["text"] for row in shell.ask("log", ref)] == [VERBATIM, VERBATIM]
    assert shell.ask("log", ref)[1]["by"] == "José"
    for command in (("show", ref), ("log", ref), ("list",), ("search", "Café")):
        said = shell.say(*command)
        assert "Donaudampf Café" in said
        assert not any(character in said for character in "\u200d\u200c\ufe0f\u00ad\u0301")


BROKEN = "\udcffab"
"""What a byte that is no UTF-8 looks like among a program's arguments."""


@pytest.mark.parametrize(
    ("command", "accepted"),
    [
        (("show", BROKEN), "INC-7K3Q"),
        (("show", ""), "INC-7K3Q"),
        (("note", BROKEN, "x"), "INC-7K3Q"),
        (("duplicate", ".", " "), "INC-7K3Q"),
        (("outbox", "posted", "INC" + BROKEN + "-5"), "outbox list"),
        (("outbox", "posted", ""), "outbox list"),
        (("search", BROKEN), "search pool exhausted"),
        (("backup", BROKEN), "UTF-8"),
    ],
)
def test_a_name_that_is_no_text_is_answered_with_what_is(
    shell: Shell, command: tuple[str, ...], accepted: str
) -> None:
    shell.declare()
    sentence = shell.refused(*command)
    assert accepted in sentence
    assert "codec" not in sentence
    assert "went wrong" not in sentence


STRAY = "pool \udcff full"
"""What the system makes of a byte that is no UTF-8."""


@pytest.mark.parametrize(
    "command",
    [
        ["declare", STRAY, "--because", "sla"],
        ["declare", "x", "--because", "sla", "--client", STRAY],
        ["declare", "x", "--because", "sla", "--owner", STRAY],
        ["declare", "x", "--because", "sla", "--ticket", STRAY],
        ["declare", "x", "--because", "sla", "--impact", STRAY],
        ["note", ".", STRAY],
        ["escalate", ".", "--to", STRAY, "--why", "x"],
        ["escalate", ".", "--to", "bob", "--why", STRAY],
        ["assess", ".", "--scope", STRAY],
        ["ticket", ".", STRAY],
        ["ticket", ".", "x", "--url", STRAY],
        ["action", "add", ".", STRAY, "--owner", "bob"],
        ["action", "add", ".", "x", "--owner", STRAY],
        ["update", ".", "--impact", STRAY, "--done", "x", "--next", "x", "--next-update", "+30m"],
        [
            *(
                "update",
                ".",
                "--impact",
                "x",
                "--done",
                "x",
                "--next",
                "x",
                "--next-update",
                "+30m",
                "--posted",
            ),
            *("--posted-in", STRAY),
        ],
        ["handover", "offer", ".", "--to", "bob", "--status", STRAY],
        ["away", ".", "--until", "+1h", "--expect", "x", "--asked", STRAY],
        ["review", ".", "--factor", STRAY],
        ["import", "past.jsonl", "--title", STRAY],
        ["import", "past.jsonl", "--owner", STRAY],
        ["search", STRAY],
        ["show", STRAY],
    ],
    ids=lambda command: " ".join("STRAY" if word == STRAY else word for word in command),
)
def test_bytes_that_are_no_utf_8_are_refused_wherever_a_text_is_given(
    shell: Shell, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("past.jsonl").write_text('{"at": "2026-08-01T10:00:00Z", "kind": "note", "text": "x"}', "utf-8")
    ref = shell.declare()
    before = shell.ask("log", ref)
    result = shell.run(*command)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    assert "UTF-8" in result.stderr
    assert result.stderr.count("\n") == 1
    assert shell.ask("log", ref) == before
    assert len(shell.ask("list", "--all")) == 1


@pytest.mark.parametrize("command", [["list"], ["note", ".", "x"], ["statusline"], ["show", "."], []])
def test_a_name_that_is_no_utf_8_is_nobody(tmp_path: Path, command: list[str]) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "incident_console",
            "--db",
            str(tmp_path / "x.db"),
            "--as",
            b"al\xffice",
            *command,
        ],
        capture_output=True,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert (b"UTF-8" in done.stderr) != (command == [])

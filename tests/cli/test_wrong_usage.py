"""What is said of a command that is not complete, and what the next one is: ready to be pasted."""

from __future__ import annotations

import shlex

import pytest

from tests.cli.terminal_user import UPDATE, Shell


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        (("update",), "REF, --impact TEXT, --done TEXT, --next TEXT and --next-update TIME are missing"),
        (("update", ".", "--done", "x"), "--impact TEXT, --next TEXT and --next-update TIME are missing"),
        (("update", ".", *UPDATE), "--next-update TIME is missing"),
        (("close", "."), "--what TEXT and --customer-impact TEXT are missing"),
        (("declare",), "TITLE and --because [production|sla|stability] are missing"),
        (("severity", "."), "P1..P4 and --why TEXT are missing"),
        (("severity", ".", "P1"), "--why TEXT is missing"),
        (("away", "."), "--until TIME and --expect TEXT are missing"),
        (("reschedule", "."), "TIME and --why TEXT are missing"),
        (("action", "add"), "REF, TEXT and --owner NAME are missing"),
        (("outbox", "posted"), "ID is missing"),
        (("outbox", "discard", "7K3Q-H4TC"), "--why TEXT is missing"),
        (("handover", "offer", "."), "--to NAME is missing"),
        (("escalate",), "REF, --to WHO and --why TEXT are missing"),
        (("export", "."), "--format [md|html|json|csv] is missing"),
    ],
    ids=" ".join,
)
def test_all_that_is_missing_is_named_with_an_example(
    shell: Shell, typed: tuple[str, ...], missing: str
) -> None:
    said = shell.wrong(*typed)
    assert said.startswith(f"{missing}, for example: {typed[0]} "), said
    assert " --help" in said


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("severity", ".", "P9", "--why", "x"), "“P9” is none of P1, P2, P3, P4"),
        (("declare", "x", "--because", "prod"), "“prod” is none of production, sla, stability"),
        (("assign", ".", "XX", "bob"), "“XX” is none of IC, CL, OL"),
        (("outbox", "foo"), "no such command 'foo'"),
        (("list", "--al"), "no such option '--al'"),
        (
            ("handover", "accept", ".", "--as", "bob"),
            "--as stands before the command: incident-console --as … handover accept …",
        ),
        (("list", "x"), "unexpected extra argument"),
        (("log", "."), None),
        (("handover", "offer", "--all", ".", "--to", "bob"), "name one incident, or give --all"),
    ],
)
def test_wrong_usage_is_one_line_and_names_what_is_accepted(
    shell: Shell, typed: tuple[str, ...], says: str | None
) -> None:
    if says is None:
        assert "no incident" in shell.refused(*typed)
    else:
        assert says in shell.wrong(*typed)


def test_a_group_of_commands_by_itself_prints_its_help(shell: Shell) -> None:
    result = shell.run("handover")
    assert result.exit_code == 2
    assert "\n  accept" in result.stderr


def commands(text: str) -> list[list[str]]:
    """The commands that were proposed, as a shell takes them."""
    lines = (line.strip() for line in text.splitlines())
    return [shlex.split(line)[1:] for line in lines if line.startswith("incident-console ")]


def test_what_is_proposed_reaches_the_same_record_as_the_same_person(shell: Shell) -> None:
    shell.configure('zone = "UTC"\n')
    given = ["--db", str(shell.db), "--config", str(shell.config), "--as", "alice"]
    result = shell.run("declare", "Checkout answers 502", "--because", "production")
    proposed = commands(result.stderr)
    assert len(proposed) == 2
    assert all(each[:6] == given for each in proposed)
    ref = result.stdout.strip()
    offer = shell.run("handover", "offer", ref, "--to", "bob", "--status", "watching")
    (accept,) = commands(offer.stderr)
    assert accept == [*given[:4], "--as", "bob", "handover", "accept", ref]
    step, _ = shell.ask("resolve", ref, "--criterion", "restored", by="carol")["next_steps"]
    assert shlex.split(step["command"]) == [*given[:4], "--as", "alice", "confirm", ref]


def test_what_was_not_typed_is_not_proposed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENT_CONSOLE_DB", str(shell.db))
    monkeypatch.setenv("INCIDENT_CONSOLE_AS", "alice")
    result = shell.bare("declare", "Checkout answers 502", "--because", "production")
    assert [each[0] for each in commands(result.stderr)] == ["severity", "update"]
    waits = shell.bare("update", ".", *UPDATE, "--next-update", "+30m")
    assert any(each[:2] == ["outbox", "posted"] for each in commands(waits.stderr))
    assert "When one is posted: incident-console outbox posted " in shell.bare("outbox").stdout
    assert f"incident-console --db {shell.db} --as alice outbox posted " in shell.say("outbox")

"""What a command leaves in the outbox folder, and what it says of it."""

import json
from pathlib import Path

import pytest

from tests.cli.terminal_user import UPDATE, Shell


@pytest.fixture
def ref(shell: Shell) -> str:
    return shell.declare()


def folder(shell: Shell) -> Path:
    return shell.db.with_name(f"{shell.db.name}.outbox")


def test_an_update_that_waits_is_in_a_file_and_the_answer_says_where(shell: Shell, ref: str) -> None:
    said = shell.ask("update", ref, *UPDATE, "--next-update", "+30m")
    file = Path(said["outbox_file"])
    assert file == folder(shell) / f"{said['outbox']}-update.txt"
    (waiting,) = shell.ask("outbox", "list")
    assert file.read_text() == waiting["text"] + "\n"
    assert f"to be posted from {folder(shell)}" in shell.say("update", ref, *UPDATE, "--next-update", "+40m")


def test_an_update_that_is_out_has_no_file(shell: Shell, ref: str) -> None:
    said = shell.update(ref)
    assert (said["outbox"], said["outbox_file"]) == (None, None)
    assert not folder(shell).exists()


@pytest.mark.parametrize("ends", [("posted",), ("discard", "--why", "a typing error")], ids=" ".join)
def test_the_file_goes_with_the_command_that_ends_its_message(
    shell: Shell, ref: str, ends: tuple[str, ...]
) -> None:
    name = shell.ask("update", ref, *UPDATE, "--next-update", "+30m")["outbox"]
    shell.ask("outbox", ends[0], name, *ends[1:])
    assert list(folder(shell).iterdir()) == []


def test_the_file_goes_with_the_command_that_ends_the_incident(shell: Shell, ref: str) -> None:
    shell.ask("update", ref, *UPDATE, "--next-update", "+30m")
    shell.ask("stand-down", ref, "--why", "the alert was wrong", "--posted")
    assert list(folder(shell).iterdir()) == []


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["words", "json"])
def test_a_file_that_cannot_be_written_is_said_on_stderr_and_the_act_stands(
    shell: Shell, ref: str, form: tuple[str, ...]
) -> None:
    folder(shell).write_text("in the way")
    result = shell.run("update", ref, *UPDATE, "--next-update", "+30m", *form)
    assert result.exit_code == 0
    (trouble,) = [line for line in result.stderr.splitlines() if "outbox folder" in line]
    assert "could not be written" in trouble
    assert "could not be written" not in result.stdout
    if form:
        assert json.loads(result.stdout)["outbox_file"] is None
    assert len(shell.ask("outbox", "list")) == 1

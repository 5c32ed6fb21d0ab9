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


def test_an_overtaken_reschedule_is_shown_so_everywhere_and_has_no_file(shell: Shell, ref: str) -> None:
    shell.update(ref, next_update="+40m")
    name = shell.ask("reschedule", ref, "+90m", "--why", "slow")["outbox"]
    shell.pass_minutes(5)
    shell.update(ref, next_update="+50m")
    (waiting,) = shell.ask("outbox", "list")
    assert (waiting["id"], waiting["overtaken"]) == (name, True)
    assert shell.show(ref)["unsent"][0]["overtaken"] is True
    assert "new time (overtaken)" in shell.say("outbox", "list")
    assert "outbox posted" not in shell.say("outbox", "list")
    assert "overtaken, not to be posted" in shell.say("show", ref)
    assert "(overtaken)" in shell.say("log", ref)
    assert list(folder(shell).iterdir()) == []
    refused = shell.refused("outbox", "posted", name)
    assert "write it anew" in refused
    assert f"reschedule {ref}" in refused
    shell.ask("outbox", "discard", name, "--why", "overtaken")
    assert shell.ask("outbox", "list") == []

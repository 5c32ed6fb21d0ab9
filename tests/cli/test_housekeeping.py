"""doctor, config, keys, completion, statusline, and the help of every command."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from incident_console.cli.main import CHAPTERS, MODULE_OF, cli
from incident_console.cli.verbs import Verb
from incident_console.keys.actions import ACTIONS
from tests.cli.terminal_user import Shell


def commands() -> list[tuple[str, ...]]:
    """Every command that can be typed, groups included."""
    found: list[tuple[str, ...]] = []
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.commands]
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_the_help_of_each_command_shows_an_example_of_it(shell: Shell, command: tuple[str, ...]) -> None:
    text = shell.say(*command, "--help")
    if command[0] in ("client", "handover", "outbox", "channel", "action", "config") and len(command) == 1:
        return
    example = text.partition("Example:")[2]
    assert f"{' '.join(command)}" in example


def test_every_option_says_what_it_is_for() -> None:
    context = click.Context(cli)
    for path in commands():
        command = cli.get_command(context, path[0])
        if len(path) == 2:
            assert isinstance(command, click.Group)
            command = command.commands[path[1]]
        assert command is not None
        assert command.help
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, (path, parameter.name)


def test_what_the_interface_leaves_to_others_is_absent(shell: Shell) -> None:
    assert "there is no command 'alert'" in shell.wrong("alert", "list")
    assert "Did you mean 'declare'?" in shell.wrong("declar", "x")


def test_the_help_of_the_program_names_every_command(shell: Shell) -> None:
    text = shell.say("--help")
    assert all(f"  {name} " in text for name in MODULE_OF)
    assert "INCIDENT_CONSOLE_DB" in text


def test_config_init_writes_privately_and_refuses_to_overwrite(shell: Shell) -> None:
    path = shell.config.parent / "new" / "config.toml"
    given = ("--config", str(path))
    assert shell.run(*given, "config", "path").stdout == f"{path}\n"
    assert shell.run(*given, "config", "init").exit_code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert "is understood" in shell.run(*given, "config", "check").stdout
    again = shell.run(*given, "config", "init")
    assert (again.exit_code, "exists already" in again.stderr) == (1, True)


def test_config_check_names_the_line(shell: Shell) -> None:
    shell.configure('zone = "UTC"\nzoom = 1\n')
    assert ":2:" in shell.refused("config", "check")
    shell.configure('[keymap]\nupdate = "n"\n')
    assert ":2:" in shell.refused("config", "check")
    shell.configure('zoom = 1\ntheme = "dusk"\n[keymap]\nupdate = "n"\n')
    named = shell.run("config", "check").stderr.splitlines()
    assert [each.split(".toml:")[1][:2] for each in named] == ["1:", "2:", "4:"], "each mistake in one run"
    assert ":1:" in shell.refused("config", "show"), "no other command goes by half of it"
    shell.configure("")
    assert shell.ask("config", "check")["ok"] is True


def test_config_check_points_out_a_language_without_its_templates(shell: Shell) -> None:
    shell.configure('[clients.ACME]\nlanguage = "fr"\n[clients.Umbra]\nlanguage = "de"\n')
    said = shell.say("config", "check")
    assert "is understood" in said
    assert "clients.ACME.language: our texts come in en and de" in said
    assert "Umbra" not in said
    (warning,) = shell.ask("config", "check")["warnings"]
    assert warning.startswith("clients.ACME.language")


def test_config_show_says_what_is_in_force(shell: Shell) -> None:
    shell.configure('on_call = "bob"\n[cadence]\nP1 = { next = "20m" }\n[clients.ACME]\nchannel = "Slack"\n')
    settings = shell.ask("config", "show")
    assert (settings["on_call"], settings["name"]) == ("bob", "alice")
    assert settings["cadence"]["P1"]["next"] == "20m"
    assert settings["clients"]["ACME"]["channel"] == "Slack"
    assert "cadence.P2.first" in shell.say("config", "show")


def test_keys_come_from_the_table_of_actions(shell: Shell) -> None:
    rows = shell.ask("keys")
    assert [row["id"] for row in rows] == [action.id for action in ACTIONS]
    text = shell.say("keys")
    assert all(action.help in text for action in ACTIONS)


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_completion_is_for_the_program(shell: Shell, shell_name: str) -> None:
    assert "_INCIDENT_CONSOLE_COMPLETE" in shell.say("completion", shell_name)


def test_the_line_that_the_help_of_completion_shows_runs(shell: Shell, tmp_path: Path) -> None:
    program = tmp_path / "incident-console"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m incident_console "$@"\n')
    program.chmod(0o700)
    line = shell.say("completion", "--help").strip().splitlines()[-1].strip()
    answer = subprocess.run(
        ["bash", "--norc", "-ec", f"{line}\ncomplete -p incident-console"],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "incident_console" in answer.stdout
    assert answer.stderr == ""


def test_the_help_groups_every_command_once(shell: Shell) -> None:
    assert sorted(cli.list_commands(click.Context(cli))) == sorted(MODULE_OF)
    said = shell.say("--help")
    assert [line[:-1] for line in said.splitlines() if line[:-1] in CHAPTERS] == list(CHAPTERS)
    assert all(re.search(rf"^  {name} ", said, re.MULTILINE) for name in MODULE_OF)


def test_references_of_open_incidents_are_completed(shell: Shell) -> None:
    ref = shell.declare()
    context = cli.make_context("incident-console", ["--db", str(shell.db), "show"])
    command = cli.get_command(context, "show")
    assert isinstance(command, Verb)
    parameter = next(each for each in command.params if each.name == "ref")
    inner = click.Context(command, parent=context)
    assert [item.value for item in parameter.type.shell_complete(inner, parameter, "")] == [ref]
    assert [item.value for item in parameter.type.shell_complete(inner, parameter, ref[4:6].lower())] == [ref]
    assert parameter.type.shell_complete(inner, parameter, "AAAA") == []


def test_doctor_looks_at_everything_and_says_what_to_do(shell: Shell) -> None:
    before = shell.ask("doctor")
    assert {each["name"] for each in before} >= {
        *("program", "sqlite", "configuration", "you", "record", "time zones", "terminal", "tmux"),
    }
    assert not shell.db.exists()
    shell.declare()
    shell.db.chmod(0o644)
    text = shell.say("doctor")
    assert f"chmod 600 {shell.db}" in text
    shell.configure("nonsense\n")
    result = shell.run("doctor")
    assert result.exit_code == 1
    assert "not TOML" in result.stdout


def test_doctor_survives_a_record_that_is_none(shell: Shell) -> None:
    shell.db.parent.mkdir()
    shell.db.write_bytes(b"something else entirely" * 100)
    result = shell.run("doctor")
    assert result.exit_code == 1
    assert "not a record of this program" in result.stdout


@pytest.mark.parametrize("command", [("list", "--all"), ("declare", "x", "--because", "sla"), ("doctor",)])
def test_a_configuration_that_was_named_must_be_there(
    shell: Shell, tmp_path: Path, command: tuple[str, ...]
) -> None:
    result = shell.run("--config", str(tmp_path / "none.toml"), *command)
    assert (result.exit_code, "config init" in result.stderr) == (1, True)
    assert not os.path.lexists(shell.db)


def test_the_short_help_of_no_command_is_cut_off(shell: Shell) -> None:
    for group in ([], ["outbox"], ["channel"], ["client"], ["handover"], ["action"], ["config"]):
        assert "..." not in shell.say(*group, "--help").partition("Commands:")[2], group
    assert '\\\n      --next "scale the pool"' in shell.say("update", "--help")


def test_an_unknown_theme_is_refused_by_the_check(shell: Shell) -> None:
    shell.configure('name = "alice"\ntheme = "no such theme"\n')
    sentence = shell.refused("config", "check")
    assert "config.toml:2" in sentence
    assert "incident-light" in sentence
    assert "no such theme" in shell.run("doctor").output
    for theme in ("incident-light", "nord"):
        shell.configure(f'theme = "{theme}"\n')
        assert shell.ask("config", "check")["ok"] is True

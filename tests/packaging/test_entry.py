"""The entry point finds the command behind the global options, and loads nothing to do so."""

import subprocess
import sys

import pytest

from incident_console.__main__ import command_of, war_room_options


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], None),
        (["statusline"], "statusline"),
        (["--db", "/tmp/a.db", "statusline", "--format", "tmux"], "statusline"),
        (["--db=/tmp/a.db", "--as", "Ana", "--config=c.toml", "statusline"], "statusline"),
        (["--as", "statusline", "list"], "list"),
        (["--db", "statusline"], None),
        (["--db"], None),
        (["--help"], None),
        (["note", "INC-7K3Q", "statusline"], "note"),
    ],
)
def test_the_command_stands_behind_the_global_options(arguments: list[str], command: str | None) -> None:
    assert command_of(arguments) == command


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], {}),
        (["--db", "/tmp/a.db", "--as=Ana"], {"--db": "/tmp/a.db", "--as": "Ana"}),
        (["--no-mouse", "--config", "c.toml"], {"--no-mouse": "yes", "--config": "c.toml"}),
        (["--db"], None),
        (["--db="], None),
        (["--db", "--as"], None),
        (["--help"], None),
        (["--version"], None),
        (["--db", "/tmp/a.db", "list"], None),
        (["--no-mouse=1"], None),
    ],
)
def test_options_alone_mean_the_war_room(arguments: list[str], options: dict[str, str] | None) -> None:
    assert war_room_options(arguments) == options


def test_the_entry_loads_only_the_standard_library() -> None:
    program = "import sys; import incident_console.__main__; print(*sys.modules, sep='\\n')"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    tops = {name.split(".")[0] for name in loaded.split()}
    assert not tops & {"click", "jinja2", "msgspec", "pendulum", "pysqlite3", "sqlite_utils", "textual"}
    ours = {name for name in loaded.split() if name.startswith("incident_console")}
    assert ours == {"incident_console", "incident_console.__main__"}

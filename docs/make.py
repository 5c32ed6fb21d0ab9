"""Fill the parts of the documentation that the program itself knows: keys, commands, the sample settings.

`python docs/make.py` writes them; `--check` only says whether they are current, and exits with 1 if not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from man import manual

from incident_console.cli.main import cli
from incident_console.config import sample
from incident_console.keys.keymap import keys_table

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "incident-console"


def commands(group: click.Group, context: click.Context, path: str) -> Iterator[tuple[str, str]]:
    """Every command's name and help, in order, those of sub-groups behind their group."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=f"{path} {name}", terminal_width=100, max_content_width=100)
        if isinstance(command, click.Group):
            yield from commands(command, inner, f"{path} {name}")
        else:
            yield f"{path} {name}".removeprefix(f"{PROGRAM} "), command.get_help(inner)


def commands_page() -> str:
    """The page of all commands."""
    context = click.Context(cli, info_name=PROGRAM, terminal_width=100, max_content_width=100)
    parts = ["# Commands", "", "Made by `make docs` from the program's own help.", ""]
    parts += ["```text", cli.get_help(context), "```", ""]
    for name, text in commands(cli, context, PROGRAM):
        parts += [f"## {name}", "", "```text", text, "```", ""]
    return "\n".join(line.rstrip() for line in "\n".join(parts).splitlines()) + "\n"


def filled(text: str, name: str, content: str) -> str:
    """The page with the part between its marks replaced."""
    pattern = re.compile(rf"(<!-- {name}:[^\n]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"no place for {name}: the marks are missing")
    return pattern.sub(lambda found: f"{found[1]}{content}\n{found[2]}", text)


def pages() -> dict[Path, str]:
    """Each page as it should be."""
    readme, configuration = ROOT / "README.md", ROOT / "docs" / "CONFIGURATION.md"
    return {
        readme: filled(readme.read_text(), "keys", keys_table(markdown=True).rstrip()),
        configuration: filled(configuration.read_text(), "config", f"```toml\n{sample()}```"),
        ROOT / "docs" / "COMMANDS.md": commands_page(),
        ROOT / "docs" / f"{PROGRAM}.1": manual(cli, PROGRAM),
    }


def main() -> int:
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if "--check" in sys.argv:
            print(f"{path.relative_to(ROOT)} is not current: make docs")
        else:
            path.write_text(pages()[path])
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
